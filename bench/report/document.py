"""The report as Markdown, and its plots: functions of the figures alone."""

from . import paper
from .markdown import prose, table
from .sections import (breakdowns, comparisons, dense, far, functions, garbled, hospital_size,
                       layers, peers, prior_art, summaries, targets, yardsticks)

SECTIONS = (targets, functions, summaries, prior_art, breakdowns, dense, garbled, yardsticks,
            comparisons, layers, far, hospital_size, peers)

_TOP = "# The paper's figures, and ours\n\n" + prose(f"""Written by `scripts/report` from one run
    on one machine; [figures.json](figures.json) holds all that was measured. Beside it stand the
    figures of the MediSC paper, which come from {paper.MACHINE}: two experiments, not one. How each
    is measured is in [benchmarks.md](../benchmarks.md).""")


def section(name):
    """By its name."""
    return next(one for one in SECTIONS if one.NAME == name)


def needs(names):
    """The measurements that these sections take."""
    return {need for name in names for need in section(name).NEEDS}


def _measured(one, figures):
    return all(need in figures for need in one.NEEDS)


def _machine(figures):
    machine = figures["machine"]
    rows = [("processor", f"{machine['cpu']}, {machine['cores']} cores"),
            ("memory", f"{machine['memory_gb']:g} GB"), ("kernel", machine["kernel"]),
            ("compiler", machine["compiler"]), ("date", machine["date"]),
            ("commit", machine["commit"]),
            ("load average", f"{machine['load_at_start']:g} at the start, "
             f"{machine['load_at_end']:g} at the end")]
    text = table(("the machine", ""), rows)
    if figures["quick"]:
        text += "\n" + prose("A quick run, to see that all works: few sessions, nothing to quote.")
    if machine["load_at_start"] > machine["cores"] / 2:
        text += "\n" + prose("Other work ran beside: on a quiet machine times are shorter.")
    return text


def _notes():
    return ("Where the paper contradicts itself or can't be read:\n\n" +
            "".join(f"- {note}\n" for note in paper.NOTES))


def render_section(figures, name):
    """One section, with its title. Says so where what it needs was not measured."""
    one = section(name)
    text = one.render(figures) if _measured(one, figures) else "Not measured: a program failed.\n"
    return f"## {one.TITLE}\n\n{text}"


def render(figures):
    """The whole report."""
    parts = [_TOP, _machine(figures), _notes()]
    parts += [render_section(figures, one.NAME) for one in SECTIONS]
    return "\n".join(parts)


def plots(figures):
    """Gnuplot scripts of all sections, by file name without ending."""
    return {name: text for one in SECTIONS if _measured(one, figures)
            for name, text in one.plots(figures).items()}
