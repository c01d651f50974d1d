"""Figure 6: ReLU and max-pool against garbled circuits."""

from .. import paper
from ..markdown import number, prose, table, times
from ..plots import Line, LinePanel, script

NAME = "garbled"
TITLE = "Figure 6: against garbled circuits"
NEEDS = ("garbled",)

_TITLES = {"relu": "ReLU", "max_pool": "max-pool 2x2"}


def _total(values):
    return sum(values.values())


def _times_table(gates):
    rows = []
    for row in gates:
        ours, garbled = row["ours_ms"], row["garbled_ms"]
        rows.append((_TITLES[row["gate"]], row["n"], number(ours["deal"] + ours["ahead"]),
                     number(ours["online"]), number(garbled["ahead"]), number(garbled["online"]),
                     times(garbled["online"] / ours["online"]),
                     times(_total(garbled) / _total(ours)),
                     f"{paper.GARBLED_RATIOS[row['gate']]['time']}x"))
    return table(("time, ms", "n", "ours: deal + ahead", "ours: online", "garble",
                  "garbled: online", "online, less", "in all, less", "the paper"), rows)


def _bytes_table(gates):
    rows = []
    for row in gates:
        ours, garbled = row["ours_bytes"], row["garbled_bytes"]
        rows.append((_TITLES[row["gate"]], row["n"], ours["dealt"] + ours["ahead"],
                     ours["online"], garbled["ahead"], garbled["online"],
                     times(garbled["online"] / ours["online"]),
                     times(_total(garbled) / _total(ours)),
                     f"{paper.GARBLED_RATIOS[row['gate']]['bytes']}x"))
    return table(("traffic, bytes", "n", "ours: dealt + ahead", "ours: online", "garbled: ahead",
                  "garbled: online", "online, less", "in all, less", "the paper"), rows)


def render(figures):
    """Times, bytes and the plot."""
    garbled = figures["garbled"]
    return "\n".join((
        "![Time and traffic against garbled circuits](figure6.svg)\n",
        prose(f"""Shares of {garbled['width']} bits, ReLU shifted right by {garbled['shift']}; in
            memory, ours by the tree, one thread, both parties' work added up, medians. Ratios say
            how much less ours takes; the paper's are of Java programs and for sizes that can't be
            read.
            [benchmarks.md](../benchmarks.md#garbled-circuits) says what the baseline is."""),
        _times_table(garbled["gates"]), _bytes_table(garbled["gates"])))


def _panel(gates, gate, what, y_label):
    def line(title, who, phase, dashed=False):
        key = f"{who}_{what}"
        return Line(title, tuple((row["n"], _total(row[key]) if phase is None else row[key][phase])
                                 for row in gates if row["gate"] == gate), dashed)

    name = "time" if what == "ms" else "bytes"
    ratio = paper.GARBLED_RATIOS[gate][name]
    return LinePanel(f"{_TITLES[gate]}: {name} (the paper: {ratio} times less)", "n", y_label,
                     (line("ours, online", "ours", "online"),
                      line("garbled, online", "garbled", "online"),
                      line("ours, in all", "ours", None, True),
                      line("garbled, in all", "garbled", None, True)), logarithmic=True)


def plots(figures):
    """Log-log, time and bytes of both gates."""
    gates = figures["garbled"]["gates"]
    return {"figure6": script([_panel(gates, gate, what, unit) for gate in _TITLES
                               for what, unit in (("ms", "ms"), ("bytes", "bytes"))])}
