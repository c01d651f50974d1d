"""Tables 2 and 3: whole networks."""

from .. import paper
from ..layers import title_of
from ..markdown import as_printed, in_unit, number, percent, prose, spread, table, times
from . import no_plots

NAME = "summaries"
TITLE = "Tables 2 and 3: whole networks"
NEEDS = ("networks",)

_ORDER = ("m1", "m2", "c1", "c1_calibrated", "breast", "diabetes", "liver", "thyroid", "digits",
          "x_rays")
_TABULAR = ("breast", "diabetes", "liver", "thyroid")


def _known(figures):
    """Keys with their figures and the paper's, where it has some."""
    networks = figures["networks"]
    return [(key, networks[key], paper.SUMMARIES.get(key.removesuffix("_calibrated")))
            for key in _ORDER if key in networks]


def _times(figures):
    rows = []
    for key, entry, printed in _known(figures):
        bench = entry["bench"]
        online = bench["online_ms"]
        rows.append((title_of(key), printed and as_printed(printed.preprocess_s),
                     number(bench["first_prepare_ms"]), number(bench["prepare_ms"]),
                     printed and as_printed(printed.online_s),
                     spread(online["min"], online["median"], online["max"]),
                     printed and times(printed.online_s * 1000 / online["median"])))
    return table(("network", "preprocessing: the paper, s", "here: the first bundle, ms",
                  "here: a bundle, ms", "online: the paper, s",
                  "here: ms, least / median / most", "less time"), rows)


def _bytes(figures):
    rows = []
    for key, entry, printed in _known(figures):
        bench, plan = entry["bench"], entry["plan"]
        unit, name = (paper.KB, "KB") if key in _TABULAR else (paper.MB, "MB")
        rows.append((f"{title_of(key)}, {name}",
                     printed and as_printed(printed.preprocess_bytes / unit),
                     in_unit(plan["masked_weights_bytes"], unit),
                     in_unit(plan["openings_bytes"], unit),
                     in_unit(plan["hospital_half_bytes"] + plan["service_half_bytes"], unit),
                     printed and as_printed(printed.online_bytes / unit),
                     in_unit(bench["payload_bytes"], unit), bench["flights"],
                     printed and times(printed.online_bytes / bench["payload_bytes"])))
    return table(("network, unit", "preprocessing: the paper", "here: masked weights, once",
                  "here: opened ahead, a record", "here: from the dealer, a record",
                  "online: the paper", "online: here", "flights", "less traffic online"), rows)


def _accuracy(figures):
    rows = []
    for key, entry, printed in _known(figures):
        found = entry.get("evaluate")
        if not found:
            rows.append((title_of(key), printed and f"{printed.accuracy} %", "not here", "", "", "",
                         ""))
            continue
        rows.append((title_of(key), printed and f"{printed.accuracy} %", found["records"],
                     percent(found["accuracy_float"]), percent(found["accuracy_secure"]),
                     found["agree_float"], found["exact"]))
    return table(("network", "the paper", "records", "float", "secure", "the float label",
                  "equal to the reference"), rows)


def render(figures):
    """Time, traffic, accuracy."""
    return "\n".join((
        prose("""Time. "The first bundle" is what the paper calls preprocessing: the plan and the
            masked weights are fetched, and multiplied. "A bundle" is what each record then takes
            ahead of time."""),
        _times(figures),
        prose("""Payload between hospital and service, both ways, in the paper's units of 1024 and
            1024 x 1024 bytes. The paper's shares have 32 bits everywhere, ours in each layer as
            many as the planner proved, or calibrated, to be enough. The paper leaves out what its
            third party hands out, here "from the dealer"."""),
        _bytes(figures),
        prose("""Accuracy on held-out records, or some of them: their whole sets are counted in
            [examples](../../examples/README.md). The networks were trained for this project, so the
            paper's are others. "The float label" counts records with the label of the float
            network, "equal to the reference" those whose logits are the plan's in plaintext, bit
            for bit. The calibrated C1 is calibrated on 100 held-out records and measured on
            others."""),
        _accuracy(figures)))


plots = no_plots
