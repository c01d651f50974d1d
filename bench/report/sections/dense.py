"""Figure 5: fully connected layers n x n."""

from ..markdown import number, prose, spread, table
from ..plots import Line, LinePanel, script

NAME = "dense"
TITLE = "Figure 5: fully connected layers, n x n"
NEEDS = ("dense",)


def render(figures):
    """A row an n, and the plot."""
    rows = []
    for row in figures["dense"]:
        bench = row["bench"]
        online = bench["online_ms"]
        rows.append((row["n"], spread(online["min"], online["median"], online["max"]),
                     number(bench["plaintext_ms"]), bench["payload_bytes"],
                     number(bench["payload_bytes"] / row["n"]), number(bench["prepare_ms"])))
    return "![Time and traffic of fully connected layers](figure5.svg)\n\n" + table(
        ("n", "online ms, least / median / most", "plaintext ms", "online bytes", "bytes / n",
         "preparing a bundle, ms"), rows) + "\n" + prose("""
The paper plots time and traffic that grow in line with n; its figures can't be read from the copy
at hand. Here traffic is one residue an input and one an output. Time is that of two messages, until
the service's product of n x n outweighs them.
""")


def plots(figures):
    """Time and traffic over n."""
    def line(title, value, dashed=False):
        return Line(title, tuple((row["n"], value(row["bench"])) for row in figures["dense"]),
                    dashed)

    return {"figure5": script((
        LinePanel("time", "n", "ms",
                  (line("online, median", lambda bench: bench["online_ms"]["median"]),
                   line("plaintext", lambda bench: bench["plaintext_ms"], True))),
        LinePanel("traffic online", "n", "KB",
                  (line("payload", lambda bench: bench["payload_bytes"] / 1024),
                   line("on the wire", lambda bench: bench["wire_bytes"] / 1024, True)))))}
