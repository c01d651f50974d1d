"""The tree, the chain, and what the service chooses gate by gate."""

from ..layers import title_of
from ..markdown import number, prose, spread, table
from . import no_plots

NAME = "comparisons"
TITLE = "By tree, by chain, and gate by gate"
NEEDS = ("networks", "comparisons")


def _entries(figures):
    """Titles, choices and their figures."""
    for key, borrows in figures["comparisons"].items():
        for choice, entry in {**borrows, "auto": figures["networks"][key]}.items():
            yield title_of(key), choice, entry


def _gates(plan):
    """How many compare by which."""
    names = [step["comparison"].split()[0] for step in plan["steps"] if step["comparison"]]
    return f"{names.count('tree')} / {names.count('chain')}"


def _traffic_row(title, choice, entry):
    plan, bench = entry["plan"], entry["bench"]
    online = bench["online_ms"]
    return (title, choice, _gates(plan), bench["flights"], bench["payload_bytes"],
            plan["openings_bytes"], plan["service_half_bytes"],
            spread(online["min"], online["median"], online["max"]), number(plan["line_ms"]))


def _pipeline_row(title, choice, entry):
    bench = entry["bench"]
    cpu = bench["cpu_ms"]
    return (title, choice, number(cpu["dealing"]), number(cpu["preparing"]), number(cpu["online"]),
            number(cpu["total"]), number(bench["dealt_per_s"]), number(bench["prepare_ms"]),
            number(bench["records_per_s"]), number(bench["pipeline_records_per_s"]))


def render(figures):
    """Traffic and time online, then what all of it takes of processors."""
    entries = list(_entries(figures))
    return "\n".join((
        prose("""`--comparison`. "Auto" is chosen for 10 ms one way and 100 Mbit/s, the default, and
            "over that line" is what `medisc plan` says of a session there, without the parties'
            work. Online times are over loopback."""),
        table(("network", "comparison", "gates by tree / chain", "flights", "payload bytes",
               "opened ahead, bytes", "dealt, bytes", "online ms, least / median / most",
               "over that line, ms"), [_traffic_row(*entry) for entry in entries]),
        prose("""Processor time is of all processes, a record: `dealer fill` while it deals,
            hospital, service and dealer while bundles are prepared and while sessions run, opening
            and books included. The last column is of all three at once on this machine: while some
            records are diagnosed, bundles for as many are prepared, and for as many dealt."""),
        table(("network", "comparison", "dealing, CPU ms", "preparing, CPU ms", "online, CPU ms",
               "in all, CPU ms", "bundles dealt / s", "preparing a bundle, ms", "records / s",
               "records / s, all at once"), [_pipeline_row(*entry) for entry in entries])))


plots = no_plots
