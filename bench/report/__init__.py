"""The report: the paper's tables and figures, measured here beside what the paper printed.

`measure` runs programs and yields one dictionary of figures, `document` turns that into Markdown
and plots. Nothing in the report comes from elsewhere than that dictionary, `paper` and `peers`.
"""
