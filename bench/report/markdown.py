"""Tables and numbers as Markdown."""

import textwrap

MISSING = ""


def prose(text):
    """A paragraph of lines up to 100 columns."""
    return textwrap.fill(" ".join(text.split()), 100, break_long_words=False,
                         break_on_hyphens=False) + "\n"


def table(header, rows):
    """A table; cells are text already, or integers, which are grouped."""
    lines = ["| " + " | ".join(header) + " |", "| " + " | ".join(["---"] * len(header)) + " |"]
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{len(row)} cells under {len(header)} titles: {row}")
        lines.append("| " + " | ".join(_cell(cell) for cell in row) + " |")
    return "\n".join(lines) + "\n"


def _cell(value):
    if value is None:
        return MISSING
    if isinstance(value, bool):
        raise TypeError("a cell holds text or an integer")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return value.replace("|", "\\|")
    raise TypeError(f"a cell holds text or an integer, not {value!r}")


def number(value, digits=3):
    """With so many significant digits, never an exponent: 0.0123, 1.23, 12,300."""
    if value == 0:
        return "0"
    magnitude = abs(value)
    decimals = digits - 1
    while magnitude >= 10 and decimals > 0:
        magnitude /= 10
        decimals -= 1
    while magnitude < 1:
        magnitude *= 10
        decimals += 1
    return f"{value:,.{decimals}f}"


def milliseconds(value):
    """To the microsecond, which is how fine layers are timed."""
    return f"{value:.3f}" if value < 10 else number(value)


def as_printed(value):
    """A figure of the paper."""
    return f"{value:,.10g}"


def spread(least, median, most):
    """Least / median / most."""
    return " / ".join(number(value) for value in (least, median, most))


def times(ratio):
    """How often one thing holds another."""
    return f"{number(ratio, 2)}x"


def percent(part, decimals=1):
    """Of 0 to 1."""
    return f"{100 * part:.{decimals}f} %"


def in_unit(amount, unit):
    """Bytes in the paper's KB or MB."""
    return number(amount / unit)
