"""Tables 5 to 11: networks layer by layer."""

from .. import paper
from ..layers import layers_of, pair, title_of
from ..markdown import as_printed, in_unit, milliseconds, number, prose, table
from . import no_plots

NAME = "breakdowns"
TITLE = "Tables 5 to 11: layer by layer"
NEEDS = ("networks",)


def _row(printed, layer, unit, entry):
    bench, plan = entry["bench"], entry["plan"]
    start = (printed.name, as_printed(printed.ms), as_printed(printed.bytes / unit))
    if printed.name == "Preprocess":
        ahead = plan["masked_weights_bytes"] + plan["openings_bytes"]
        return (*start, number(bench["first_prepare_ms"]), "", in_unit(ahead, unit), "")
    if layer is None:
        return (*start, "in the layer before", "", "0", "")
    return (*start, milliseconds(layer.ms), milliseconds(layer.service_ms),
            in_unit(layer.bytes, unit), layer.flights)


def _breakdown(breakdown, entry):
    unit = "MB" if breakdown.unit == paper.MB else "KB"
    rows = [_row(printed, layer, breakdown.unit, entry)
            for printed, layer in pair(breakdown, layers_of(entry["bench"]))]
    text = f"### Table {breakdown.table}: {title_of(breakdown.network)}\n\n" + table(
        ("layer", "the paper: ms", f"the paper: {unit}", "here: ms at the hospital",
         "here: ms at the service", f"here: {unit}", "flights"), rows)
    return text + ("\n" + prose(breakdown.note) if breakdown.note else "")


def render(figures):
    """A table a network."""
    return "\n".join((
        prose("""Medians a layer. A layer's time goes from its beginning to the next layer's, at
            each party, with what it waits for the other: the hospital sends a linear layer's masked
            input and goes on, so that the service's product is in the hospital's next layer, and at
            the service in the linear layer itself. "Preprocess" is the first bundle: masked
            weights, and what is opened ahead."""),
        *(_breakdown(breakdown, figures["networks"][breakdown.network])
          for breakdown in paper.BREAKDOWNS)))


plots = no_plots
