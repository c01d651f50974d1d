"""Where C1's time and traffic go."""

from ..layers import layers_of, title_of
from ..markdown import milliseconds, prose, table
from ..plots import StackPanel, script

NAME = "layers"
TITLE = "C1, layer by layer"
NEEDS = ("networks",)

_SHADES = {
    "CONV": ("#08306b", "#08519c", "#2171b5", "#4292c6", "#6baed6", "#9ecae1", "#c6dbef"),
    "ReLU": ("#7f2704", "#a63603", "#d94801", "#f16913", "#fd8d3c", "#fdae6b", "#fdd0a2"),
    "AP": ("#525252", "#969696"),
    "FC": ("#2e933c",),
}


def _variants(figures):
    return {key: layers_of(figures["networks"][key]["bench"])
            for key in ("c1", "c1_calibrated") if key in figures["networks"]}


def render(figures):
    """A table a variant, and the plot."""
    text = "![C1: time and traffic layer by layer](c1_layers.svg)\n"
    for key, layers in _variants(figures).items():
        steps = figures["networks"][key]["plan"]["steps"]
        online = sum(layer.ms for layer in layers)
        payload = sum(layer.bytes for layer in layers)
        rows = [(layer.name, step["width"], step["comparison"], milliseconds(layer.ms),
                 milliseconds(layer.service_ms),
                 f"{100 * layer.ms / online:.1f} %", layer.bytes,
                 f"{100 * layer.bytes / payload:.1f} %", layer.flights)
                for layer, step in zip(layers, steps, strict=True)]
        text += f"\n### {title_of(key)}\n\n" + table(
            ("layer", "width", "by", "ms at the hospital", "ms at the service", "of the time",
             "bytes", "of the bytes", "flights"), rows)
    return text + "\n" + prose("""
Medians a layer, as in Table 7 above; the plot stacks the hospital's times, whose sum is about the
online time. "By" is the borrow that the service chose: the tree, or the chain and its weight.
""")


def plots(figures):
    """A bar a variant, of time and of bytes."""
    variants = _variants(figures)
    names = {"c1": "proven", "c1_calibrated": "calibrated"}
    segments = []
    for layer in variants["c1"]:
        number_of_kind = int(layer.name.removeprefix(layer.kind)) - 1
        segments.append((layer.name, _SHADES[layer.kind][number_of_kind]))
    return {"c1_layers": script(
        [StackPanel(title, unit, tuple(segments),
                    {names[key]: [value(layer) for layer in layers]
                     for key, layers in variants.items()})
         for title, unit, value in (("online time", "ms", lambda layer: layer.ms),
                                    ("traffic online", "MB", lambda layer: layer.bytes / 1e6))],
        height=420)}
