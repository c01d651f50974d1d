"""What a session takes over a distance."""


def wire_ms(far, row):
    """Bytes over the relay's rate."""
    return row["far"]["payload_bytes"] / far["bytes_per_s"] * 1000


def expected_ms(far, row):
    """Flights times delay, plus bytes over rate, plus the time without a relay."""
    return (row["far"]["flights"] * row["delay_ms"] + wire_ms(far, row) +
            row["near"]["online_ms"])
