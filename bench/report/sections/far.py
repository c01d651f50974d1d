"""A service that is far away."""

from ..distance import expected_ms
from ..layers import title_of
from ..markdown import number, prose, table
from . import no_plots

NAME = "far"
TITLE = "From afar"
NEEDS = ("far",)


def _row(row):
    expected = expected_ms(row)
    measured = row["far"]["online_ms"]
    return (title_of(row["network"]), row["delay_ms"], row["far"]["flights"],
            row["far"]["payload_bytes"], number(row["line_ms"], 4),
            number(row["near"]["online_ms"]), number(expected, 4), number(measured, 4),
            f"{100 * (measured / expected - 1):+.1f} %",
            number((measured - expected) / row["far"]["flights"]))


def render(figures):
    """A row a network and delay."""
    far = figures["far"]
    return "\n".join((
        prose(f"""Hospital and service as processes of their own, joined by `wire_relay`:
            {far['mbit_s']:g} Mbit/s each way, medians of {far['records']} sessions of one record.
            Each row's plan is made for its line, so that flights and bytes may differ from row to
            row. "Forecast" is `line_ms` of `medisc plan`: flights times delay, plus bytes over
            rate. "Expected" adds the time of the same plan without a relay. Above it is the relay
            itself, and waiting for a core; below it, in C1, computing, sending and receiving that
            overlap."""),
        table(("network", "delay one way, ms", "flights", "payload bytes", "forecast, ms",
               "no relay, ms", "expected, ms", "measured, ms", "over", "over a flight, ms"),
              [_row(row) for row in far["rows"]])))


plots = no_plots
