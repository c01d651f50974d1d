"""Table 1: single functions."""

from .. import paper
from ..markdown import prose, spread, table
from . import no_plots

NAME = "functions"
TITLE = "Table 1: single functions"
NEEDS = ("functions",)

_ROWS = (
    ("conv3", "convolution 3x3, one window", "conv", "linear"),
    ("conv5", "convolution 5x5, one window", "conv", "linear"),
    ("dense", "fully connected, 16 to 1", "dense", "linear"),
    ("normed_dense", "the same with batch norm", "dense", "linear"),
    ("average_pool", "average pool 2x2", "sum-pool", "linear"),
    ("relu", "ReLU", "relu", "non-linear"),
    ("max_pool", "max-pool 2x2", "max-pool", "non-linear"),
)


def _own(bench, op):
    return next(layer for layer in bench["layers"] if layer["op"] == op)


def render(figures):
    """A row a function."""
    rows = []
    for key, title, op, kind in _ROWS:
        bench = figures["functions"][key]
        online = bench["online_ms"]
        own = _own(bench, op)
        rows.append((title, spread(online["min"], online["median"], online["max"]),
                     bench["payload_bytes"], bench["flights"], own["bytes"], own["flights"],
                     f"< {paper.FUNCTION_MS[kind]:g}", f"< {paper.FUNCTION_BYTES}"))
    return table(("function", "session: ms, least / median / most", "session: bytes",
                  "session: flights", "its step: bytes", "its step: flights", "the paper: ms",
                  "the paper: bytes"), rows) + "\n" + prose("""
A session each, over sockets, of a network that is hardly more than the function on one value or one
window. Pools and ReLU have a fully connected layer of four inputs before them, and ReLU and max-
pool a public identity behind them, which the session's bytes and flights include; "its step" leaves
both out. Batch norm is folded into the layer before and costs nothing. An average pool is a local
sum: what its step sends as the network's last is the result. The paper's table is a picture; its
text gives the bounds on the right, and not how many values they are for.
""")


plots = no_plots
