"""Plots as scripts for gnuplot, with their figures inside; gnuplot makes SVG of them."""

import subprocess
from typing import NamedTuple

_COLOURS = ("#1b6ca8", "#d1495b", "#2e933c", "#8d6a9f", "#edae49", "#555555")


_LOGARITHMIC = "set logscale xy\nset format y '10^{%T}'\nset format x '10^{%T}'\n"


class Line(NamedTuple):
    """Points joined by a line."""

    title: str
    points: tuple   # of (x, y)
    dashed: bool = False


class LinePanel(NamedTuple):
    """Lines over one pair of axes."""

    title: str
    x_label: str
    y_label: str
    lines: tuple
    logarithmic: bool = False


class StackPanel(NamedTuple):
    """Bars, each a stack of segments: `stacks` maps a bar's name to a value a segment."""

    title: str
    y_label: str
    segments: tuple  # of (title, colour)
    stacks: dict


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def _block(name, rows):
    return f"${name} << END\n" + "".join(" ".join(map(str, row)) + "\n" for row in rows) + "END\n"


def _lines(index, panel):
    text = "".join(_block(f"line_{index}_{i}", line.points)
                   for i, line in enumerate(panel.lines))
    text += (_LOGARITHMIC if panel.logarithmic else
             "unset logscale\nset format '%g'\nset xrange [0:*]\nset yrange [0:*]\n")
    text += "set key below horizontal samplen 1.5 width -1 nobox\n"
    text += f"set xlabel {_quoted(panel.x_label)}\nset ylabel {_quoted(panel.y_label)}\n"
    curves = [f"$line_{index}_{i} using 1:2 with linespoints pt 7 ps 0.4 lw 1.5 "
              f"dt {2 if line.dashed else 1} lc rgb '{_COLOURS[i % len(_COLOURS)]}' "
              f"title {_quoted(line.title)}" for i, line in enumerate(panel.lines)]
    return text + "plot " + ", \\\n  ".join(curves) + "\n"


def _stack(index, panel):
    text = _block(f"stack_{index}", [('"' + name + '"', *values)
                                     for name, values in panel.stacks.items()])
    text += ("unset logscale\nset format '%g'\n"
             "set style data histograms\nset style histogram rowstacked\n"
             "set style fill solid border rgb '#ffffff'\nset boxwidth 0.6\nset yrange [0:*]\n"
             "set key outside right vertical nobox samplen 1 invert\nunset xlabel\n")
    text += f"set ylabel {_quoted(panel.y_label)}\n"
    bars = [f"$stack_{index} using {i + 2}{':xtic(1)' if i == 0 else ''} lc rgb '{colour}' "
            f"title {_quoted(title)}" for i, (title, colour) in enumerate(panel.segments)]
    return text + "plot " + ", \\\n  ".join(bars) + "\n"


def script(panels, columns=2, width=460, height=360):
    """A gnuplot script that writes the panels side by side to standard output."""
    rows = -(-len(panels) // columns)
    text = (f"set terminal svg size {width * columns},{height * rows} dynamic enhanced "
            "font 'sans-serif,12' background '#ffffff'\n"
            f"set multiplot layout {rows},{columns}\nset grid ytics lc rgb '#dddddd'\n"
            "set tics nomirror\n")
    for index, panel in enumerate(panels):
        text += f"set title {_quoted(panel.title)}\n"
        text += (_lines if isinstance(panel, LinePanel) else _stack)(index, panel)
        text += "set xrange [*:*]\nset yrange [*:*]\n"
    return text + "unset multiplot\n"


def draw(text):
    """The script's SVG."""
    return subprocess.run(["gnuplot", "-"], input=text, capture_output=True, text=True,
                          check=True).stdout
