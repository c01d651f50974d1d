"""Sections of the report. Each module has NAME, TITLE, NEEDS (names of measurements), `render`,
from the figures to Markdown, and `plots`, to gnuplot scripts by file name."""


def no_plots(figures):
    """Of a section without plots."""
    del figures
    return {}
