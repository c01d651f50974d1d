"""Targets."""

from ..markdown import prose, table
from ..targets import targets
from . import no_plots

NAME = "targets"
TITLE = "Targets"
NEEDS = ("networks", "comparisons", "batches", "far", "tls")

_MET = {True: "yes", False: "**no**", None: "not measured"}


def render(figures):
    """A row a target."""
    rows = targets(figures)
    met = sum(row.met is True for row in rows)
    measured = sum(row.met is not None for row in rows)
    return "\n".join((
        f"{met} of {measured} met.\n",
        table(("what", "target", "measured", "met"),
              [(row.what, row.limit, row.measured, _MET[row.met]) for row in rows]),
        prose("""Online times are medians, memory is the most at once. "By its flights" and "one
            way": 1.5 x flights x latency one way + 10 x plaintext + 1 ms; on this machine half a
            raw TCP round trip is the latency.""")))


plots = no_plots
