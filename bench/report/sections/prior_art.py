"""Table 4: traffic of other systems, as the paper prints it."""

from .. import paper
from ..layers import title_of
from ..markdown import as_printed, in_unit, prose, table, times
from . import no_plots

NAME = "prior_art"
TITLE = "Table 4: traffic of prior art"
NEEDS = ("networks",)


class _Ours:
    """Bytes a record."""

    def __init__(self, entry):
        plan = entry["plan"]
        self.once = plan["masked_weights_bytes"]
        self.ahead = plan["openings_bytes"]
        self.dealt = plan["hospital_half_bytes"] + plan["service_half_bytes"]
        self.online = entry["bench"]["payload_bytes"]

    def over(self, megabytes):
        """How often what another takes holds this: without the dealer, and with it."""
        between = self.ahead + self.online
        return (times(megabytes * paper.MB / between),
                times(megabytes * paper.MB / (between + self.dealt)))

    def row(self, title):
        """Of the table."""
        return (f"**{title}**", in_unit(self.once, paper.MB), in_unit(self.ahead, paper.MB),
                in_unit(self.online, paper.MB), in_unit(self.ahead + self.online, paper.MB),
                in_unit(self.dealt, paper.MB), "", "")


def _printed(key, system, megabytes):
    about = "~" if key == "c1" and system in paper.PRIOR_ART_ROUNDED else ""
    return about + as_printed(megabytes)


def _network(key, networks):
    ours = _Ours(networks[key])
    rows = []
    for system, megabytes in paper.PRIOR_ART_MB[key].items():
        ahead = as_printed(paper.DELPHI_AHEAD_MB) if system.startswith("Delphi") else ""
        rows.append((system, "", ahead, "", _printed(key, system, megabytes), "",
                     *ours.over(megabytes)))
    printed = paper.SUMMARIES[key]
    rows.append(("MediSC, the paper", as_printed(round(printed.preprocess_bytes / paper.MB, 5)),
                 "", as_printed(round(printed.online_bytes / paper.MB, 5)),
                 as_printed(paper.OWN_MB[key]), "not counted", *ours.over(paper.OWN_MB[key])))
    rows.append(ours.row("MediSC, this run"))
    if f"{key}_calibrated" in networks:
        rows.append(_Ours(networks[f"{key}_calibrated"]).row("MediSC, this run, calibrated"))
    return f"### {title_of(key)}\n\n" + table(
        ("system", "once, MB", "ahead, a record, MB", "online, MB", "in all, MB",
         "from the dealer, MB", "over ours", "over ours and the dealer's"), rows)


def render(figures):
    """A table a network."""
    return "\n".join((
        prose("""Payload both ways, MB of 1024 x 1024 bytes. Other systems' figures are the paper's,
            which gives their sums alone, and of Delphi what goes ahead. "In all" of ours is what a
            record takes ahead and online; of the paper's MediSC it holds the masked weights, too,
            which go once. What the dealer sends is a part of its own: of the others Chameleon alone
            has a dealer, and the paper does not count ours."""),
        *(_network(key, figures["networks"]) for key in paper.PRIOR_ART_MB)))


plots = no_plots
