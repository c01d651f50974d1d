"""Networks of hospital size, before and after, and what others have published."""

from ..hospital_size import DELAY_MS, MBIT_S, PUBLISHED, SIZES
from ..markdown import number, percent, prose, table
from . import no_plots

NAME = "hospital_size"
TITLE = "Networks of hospital size"
NEEDS = ("hospital_size",)


def _memory(values):
    return " / ".join(f"{value:.0f}" for value in values)


def _figures_of(entry):
    bench = entry["bench"]
    rss = bench["rss_mb"]
    return {"online": bench["online_ms"]["median"] / bench["plaintext_ms"],
            "payload_mb": bench["payload_bytes"] / 1e6, "flights": bench["flights"],
            "memory": (entry["hospital_mb"], rss["service"], rss["dealer"]),
            "ready_s": 1 / bench["dealt_per_s"] + bench["prepare_ms"] / 1000}


def _cells(figures, otherwise):
    if figures is None:
        return (otherwise, "", "", "", "")
    return (f"{number(figures['online'])}x", f"{number(figures['payload_mb'])} MB",
            str(figures["flights"]), _memory(figures["memory"]), number(figures["ready_s"]))


def _rows(networks):
    for size in SIZES:
        entry = networks.get(size.key)
        yield (size.title, "before", *_cells(size.before, "did not run"))
        yield (size.title, "now", *_cells(entry and _figures_of(entry), "not measured"))
        yield (size.title, "aimed at", *_cells(size.target, ""))


def _details(networks):
    for size in SIZES:
        entry = networks.get(size.key)
        if not entry:
            continue
        plan, bench = entry["plan"], entry["bench"]
        yield (size.title, str(plan["ring_bits"]), number(entry["planning_s"]),
               percent(plan["fidelity_agreement"]), percent(plan["fidelity_p99"], 2),
               number(bench["plaintext_ms"]), number(bench["online_ms"]["median"]),
               number(entry["far_ms"]), f"{number(plan['service_half_bytes'] / 1e6)} MB",
               number(bench["cpu_ms"]["total"]))


def _slowest(networks):
    """Of each network the kinds of layers, by their share of the time."""
    for size in SIZES:
        entry = networks.get(size.key)
        if not entry:
            continue
        shares = {}
        for layer in entry["bench"].get("layers", []):
            shares[layer["op"]] = shares.get(layer["op"], 0) + layer["median_online_ms"]
        whole = sum(shares.values())
        if whole == 0:
            continue
        ordered = sorted(shares.items(), key=lambda share: -share[1])
        yield (size.title, ", ".join(f"{op} {percent(ms / whole, 0)}" for op, ms in ordered[:5]))


def render(figures):
    """A row a network: before, now, aimed at."""
    measured = figures["hospital_size"]
    networks = measured["networks"]
    pixels = measured["pixels"]
    where = measured["machine"]
    parts = [
        prose(f"""torchvision's networks with random weights, {pixels} x {pixels} images, 14
            results, calibrated on noise, two cores, three processes on loopback
            (`examples/hospital_size/make_networks.py`). Online is the median session over
            plaintext oneDNN on one thread; memory is the most that hospital, service and dealer
            took, in MB (the hospital's verbs, the daemons), planning aside, which the service does
            in a process of its own; a bundle is dealt and prepared in so many seconds. Measured by
            itself: {where['cpu']}, {where['cores']} cores, {where['date']}, commit
            {where['commit']}, load {where['load_at_start']:g} to
            {where['load_at_end']:g}. Comparisons are what finishes first over 10 ms and 100 Mbit/s."""),
        table(("network", "", "online over plaintext", "payload", "flights",
               "memory, MB", "a bundle, s"), list(_rows(networks))),
        prose(f"""Plans, and sessions. "Alike" and "errors" are the fidelity report's; over the line
            of {DELAY_MS} ms one way and {MBIT_S} Mbit/s the median of a few sessions; processor
            time is all processes' for one record, ahead and online."""),
        table(("network", "ring", "planning, s", "alike", "99 % of errors", "plaintext, ms",
               "online, ms", "over the line, ms", "bundle to the service", "processors, ms"),
              list(_details(networks))),
    ]
    slowest = list(_slowest(networks))
    if slowest:
        parts += [prose("Where a session's time goes, by kind of layer:"),
                  table(("network", "shares"), slowest)]
    parts += [prose("Published by others, on machines and links of their own:"),
              table(("network", "system", "figures"), list(PUBLISHED))]
    return "\n".join(parts)


plots = no_plots
