"""Online time against plaintext and round trips."""

from ..layers import title_of
from ..markdown import number, percent, prose, spread, table, times
from . import no_plots

NAME = "yardsticks"
TITLE = "Against plaintext and the wire"
NEEDS = ("networks", "batches")


def _row(title, bench):
    online = bench["online_ms"]
    a_record = online["median"] / bench["records_a_session"]
    over = bench["wire_bytes"] - bench["payload_bytes"]
    return (title, spread(online["min"], online["median"], online["max"]),
            number(bench["plaintext_ms"]), times(a_record / bench["plaintext_ms"]),
            f"{number(bench['rtt_us_tcp'])} / {number(bench['rtt_us_channel'])}",
            times(online["median"] * 1000 / bench["rtt_us_tcp"]), bench["flights"],
            bench["payload_bytes"], over, percent(over / bench["payload_bytes"], 2))


def _throughput_row(title, bench):
    memory = bench["rss_mb"]
    return (title, bench["runs"], bench["records_a_session"], number(bench["records_per_s"]),
            number(bench["dealt_per_s"]), number(bench["prepare_ms"]),
            " / ".join(f"{memory[role]:.0f}" for role in ("hospital", "service", "dealer")))


def render(figures):
    """Two tables over all networks."""
    benches = [(title_of(key), entry["bench"]) for key, entry in figures["networks"].items()]
    batches = [("Breast Cancer, batches", figures["batches"]["bench"])]
    return "\n".join((
        prose("""`medisc bench --local`: three processes on this machine, sockets and databases, one
            record a session but for the batches. Plaintext is the same network in float32 by
            oneDNN, one thread, in the same run, a record; "online / plaintext" is of a record, too.
            Round trips are of 64 bytes over raw TCP and of MediSC's own smallest message. Frames
            are what the wire carries besides the payload."""),
        table(("network", "online ms, least / median / most", "plaintext ms", "online / plaintext",
               "round trip us, TCP / MediSC", "online / TCP round trip", "flights",
               "payload bytes", "frames, bytes", "frames / payload"),
              [_row(*bench) for bench in benches + batches]),
        prose("""Throughput is of one session after the other, each opened while the one before it
            runs, with the books that both parties keep on disk. Memory is that of sessions of which
            none opens ahead, as are the times above."""),
        table(("network", "timed sessions", "records a session", "records / s", "bundles dealt / s",
               "preparing a bundle, ms", "peak MB, hospital / service / dealer"),
              [_throughput_row(*bench) for bench in benches + batches])))


plots = no_plots
