"""What a session takes over a distance."""


def expected_ms(row):
    """What the plan says of the line, plus the time without a relay."""
    return row["line_ms"] + row["near"]["online_ms"]
