"""The project's targets, held against the figures."""

from statistics import median
from typing import NamedTuple, Optional

from .layers import title_of
from .markdown import number, percent, times
from .networks import LATENCY_BOUND

C1_OVER_PLAINTEXT = 30
BREAST_ROUND_TRIPS = 60
BREAST_MS = 2.0
M1_MS = 4.0
FLIGHT_FACTOR = 1.5
PLAINTEXT_FACTOR = 10
LATENCY_ALLOWANCE_MS = 1.0
C1_FRAMES = 0.03
FRAME_BYTES = 160
DEALT_PER_S = {"c1": 15, "breast": 5000}
BATCHED_PER_S = 8000
C1_PER_S = 8
C1_MEMORY_MB = {"hospital": 120, "service": 300, "dealer": 300}
TLS_FACTOR = 2.0
ROUND_TRIP_FACTOR = 3.0
# Payload bytes and flights of a session, by network and comparison.
TRAFFIC = {
    ("c1", "tree"): (2_100_000, 30), ("c1", "chain"): (2_100_000, 16),
    ("c1_calibrated", "tree"): (1_600_000, 30), ("c1_calibrated", "chain"): (1_750_000, 16),
    ("breast", "auto"): (480, 6), ("m1", "auto"): (5200, 6), ("m2", "auto"): (85_000, 8),
}
AHEAD_BYTES = 550_000  # of the calibrated C1, a record
DEALT_BYTES = {"tree": 5_800_000, "chain": 12_200_000}
ONE_WAY_MS = 20
FAR_MS = {"c1_calibrated": 490, "breast": 123, "m1": 123}


class Target(NamedTuple):
    """`met` is None where it could not be measured."""

    what: str
    limit: str
    measured: str
    met: Optional[bool]


def _grouped(value):
    return f"{value:,}"


def _at_most(what, measured, limit, text=number, unit=""):
    return Target(what, f"<= {text(limit)}{unit}", f"{text(measured)}{unit}", measured <= limit)


def _at_least(what, measured, limit, unit=""):
    return Target(what, f">= {limit:,}{unit}", f"{number(measured)}{unit}", measured >= limit)


def latency_limit_ms(flights, one_way_ms, plaintext_ms):
    """What a network may take whose turns of messages are all that counts."""
    return (FLIGHT_FACTOR * flights * one_way_ms + PLAINTEXT_FACTOR * plaintext_ms +
            LATENCY_ALLOWANCE_MS)


def _c1(key, bench):
    title = "C1, proven" if key == "c1" else title_of(key)
    online = bench["online_ms"]["median"]
    over = (bench["wire_bytes"] - bench["payload_bytes"]) / bench["payload_bytes"]
    yield _at_most(f"{title}: online over plaintext", online / bench["plaintext_ms"],
                   C1_OVER_PLAINTEXT, times)
    yield _at_most(f"{title}: frames over payload", over, C1_FRAMES, lambda x: percent(x, 2))
    yield _at_least(f"{title}: bundles dealt", bench["dealt_per_s"], DEALT_PER_S["c1"], " / s")
    yield _at_least(f"{title}: records", bench["records_per_s"], C1_PER_S, " / s")
    for role, limit in C1_MEMORY_MB.items():
        yield _at_most(f"{title}: memory of the {role}", bench["rss_mb"][role], limit, unit=" MB")


def _compared(figures, key, comparison):
    """Plan and bench of a network that compares so."""
    return (figures["networks"][key] if comparison == "auto" else
            figures["comparisons"][key][comparison])


def _traffic(figures):
    for (key, comparison), (payload, flights) in TRAFFIC.items():
        if key not in figures["networks"]:
            continue
        bench = _compared(figures, key, comparison)["bench"]
        title = f"{title_of(key)}, {comparison}"
        yield _at_most(f"{title}: payload", bench["payload_bytes"], payload, _grouped, " bytes")
        yield _at_most(f"{title}: flights", bench["flights"], flights, _grouped)


def _material(figures):
    key = "c1_calibrated"
    if key not in figures["networks"]:
        return
    for comparison, limit in DEALT_BYTES.items():
        plan = _compared(figures, key, comparison)["plan"]
        title = f"{title_of(key)}, {comparison}"
        yield _at_most(f"{title}: opened ahead", plan["openings_bytes"], AHEAD_BYTES, _grouped,
                       " bytes")
        yield _at_most(f"{title}: dealt to the service", plan["service_half_bytes"], limit,
                       _grouped, " bytes")


def _small(networks):
    breast = networks["breast"]["bench"]
    online_ms = breast["online_ms"]["median"]
    trips = online_ms * 1000 / breast["rtt_us_tcp"]
    yield Target("Breast Cancer: online", f"<= {BREAST_ROUND_TRIPS} TCP round trips, or "
                 f"{BREAST_MS:g} ms", f"{number(trips)} round trips, {number(online_ms)} ms",
                 trips <= BREAST_ROUND_TRIPS or online_ms < BREAST_MS)
    yield _at_most("M1: online", networks["m1"]["bench"]["online_ms"]["median"], M1_MS, unit=" ms")
    for key in LATENCY_BOUND:
        bench = networks[key]["bench"]
        limit = latency_limit_ms(bench["flights"], bench["rtt_us_tcp"] / 2000,
                                 bench["plaintext_ms"])
        yield _at_most(f"{title_of(key)}: online, by its flights",
                       bench["online_ms"]["median"], limit, unit=" ms")
    for key in LATENCY_BOUND:
        bench = networks[key]["bench"]
        frames = (bench["wire_bytes"] - bench["payload_bytes"]) / bench["flights"]
        yield _at_most(f"{title_of(key)}: frames, a message", frames, FRAME_BYTES, unit=" bytes")
    yield _at_least("Breast Cancer: bundles dealt", breast["dealt_per_s"], DEALT_PER_S["breast"],
                    " / s")


def _round_trip(networks):
    benches = [entry["bench"] for entry in networks.values()]
    ratio = median(bench["rtt_us_channel"] / bench["rtt_us_tcp"] for bench in benches)
    return _at_most("A small message's round trip, against raw TCP's: median of the networks' runs",
                    ratio, ROUND_TRIP_FACTOR, times)


def _far(networks, far):
    for row in far["rows"]:
        if row["network"] in LATENCY_BOUND and row["delay_ms"] > 0:
            limit = latency_limit_ms(row["far"]["flights"], row["delay_ms"],
                                     networks[row["network"]]["bench"]["plaintext_ms"])
            yield _at_most(f"{title_of(row['network'])}: online at {row['delay_ms']} ms one way",
                           row["far"]["online_ms"], limit, unit=" ms")
    for row in far["rows"]:
        if row["network"] in FAR_MS and row["delay_ms"] == ONE_WAY_MS:
            yield _at_most(f"{title_of(row['network'])}: online over {ONE_WAY_MS} ms one way and "
                           f"{far['mbit_s']} Mbit/s", row["far"]["online_ms"],
                           FAR_MS[row["network"]], unit=" ms")


def _tls(figures):
    what = "C1, proven: online over TLS, against without"
    if not figures:
        return Target(what, f"<= {times(TLS_FACTOR)}", "this build has no TLS to measure", None)
    ratio = figures["tls"]["online_ms"]["median"] / figures["plain"]["online_ms"]["median"]
    return _at_most(what, ratio, TLS_FACTOR, times)


def targets(figures):
    """All of them, in the report's order."""
    networks = figures["networks"]
    rows = []
    for key in ("c1", "c1_calibrated"):
        if key in networks:
            rows += _c1(key, networks[key]["bench"])
        else:
            rows.append(Target(title_of(key), "", "no records here to calibrate on", None))
    rows += _traffic(figures)
    rows += _material(figures)
    rows += _small(networks)
    rows.append(_at_least("Breast Cancer in batches of 256: records",
                          figures["batches"]["bench"]["records_per_s"], BATCHED_PER_S, " / s"))
    rows.append(_round_trip(networks))
    rows += _far(networks, figures["far"])
    rows.append(_tls(figures["tls"]))
    return rows
