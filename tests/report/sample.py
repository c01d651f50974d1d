"""Figures as a run yields them, made up: round numbers that tests can count on."""

from bench.report import paper

_OPS = {"CONV": "conv", "FC": "dense", "ReLU": "relu", "AP": "sum-pool", "MP": "max-pool"}


def bench(ops, **more):
    """`medisc bench` of a network with these steps."""
    layers = [{"step": i, "name": f"/{op}{i}", "op": op, "median_online_ms": 1.0,
               "median_service_ms": 0.5, "bytes": 100, "flights": 1}
              for i, op in enumerate(ops)]
    figures = {
        "medisc": 1, "runs": 20, "batch": 1, "records_a_session": 1,
        "online_ms": {"min": 0.5, "median": 1.0, "max": 2.0}, "records_per_s": 100.0,
        "payload_bytes": 4000, "wire_bytes": 4100, "flights": 10, "dealt_per_s": 6000.0,
        "first_prepare_ms": 5.0, "prepare_ms": 0.5, "pipeline_records_per_s": 50.0,
        "cpu_ms": {"dealing": 1.0, "preparing": 2.0, "online": 4.0, "total": 7.0},
        "plaintext_ms": 0.1, "rtt_us_channel": 40.0,
        "rtt_us_tcp": 20.0, "rss_mb": {"hospital": 30.0, "service": 31.0, "dealer": 32.0},
        "layers": layers}
    return {**figures, **more}


def plan(ops):
    """`medisc plan --explain` of it."""
    return {"payload_up": 3000, "payload_down": 1000, "hospital_half_bytes": 32,
            "service_half_bytes": 1164, "openings_bytes": 336, "masked_weights_bytes": 2512,
            "line_ms": 60.5,
            "steps": [{"step": i, "name": f"/{op}{i}", "op": op, "width": 26, "flights": 1,
                       "comparison": "chain 8" if op in ("relu", "max-pool") else None}
                      for i, op in enumerate(ops)]}


def evaluation():
    """`medisc evaluate`."""
    return {"records": 200, "accuracy_float": 0.985, "accuracy_secure": 0.98, "agree_float": 199,
            "exact": 200}


def ops_of(key):
    """The steps of one of the paper's networks."""
    table = next(one for one in paper.BREAKDOWNS if one.network == key)
    kinds = [layer.name.rstrip("0123456789") for layer in table.layers]
    return [_OPS[kind] for kind in kinds if kind in _OPS]


def network(key, evaluated=True):
    """A network's entry."""
    ops = ops_of(key.removesuffix("_calibrated"))
    entry = {"bench": bench(ops), "plan": plan(ops), "held_out_records": evaluated}
    if evaluated:
        entry["evaluate"] = evaluation()
    return entry


def compared(key):
    """A network by tree and by chain."""
    ops = ops_of(key.removesuffix("_calibrated"))
    return {"tree": {"bench": bench(ops, flights=14), "plan": plan(ops)},
            "chain": {"bench": bench(ops, flights=8), "plan": plan(ops)}}


def _gate(gate, n):
    return {"gate": gate, "n": n, "ours_ms": {"deal": 0.1, "ahead": 0.1, "online": 0.2},
            "garbled_ms": {"ahead": 2.0, "online": 4.0},
            "ours_bytes": {"dealt": 50 * n, "ahead": 10 * n, "online": 20 * n},
            "garbled_bytes": {"ahead": 4000 * n, "online": 500 * n}}


def _far(key, delay_ms, online_ms):
    return {"network": key, "delay_ms": delay_ms, "line_ms": 10.0 * delay_ms + 0.8,
            "near": {"online_ms": 2.0, "flights": 10, "payload_bytes": 10_000},
            "far": {"online_ms": online_ms, "flights": 10, "payload_bytes": 10_000}}


def _sized(ops):
    return {"plan": {**plan(ops), "ring_bits": 32, "fidelity_agreement": 1.0,
                     "fidelity_p99": 0.0123},
            "planning_s": 9.5, "bench": bench(ops), "far_ms": 1234.0,
            "hospital_mb": 40.0}


def figures():
    """Of a whole run."""
    small = ["dense", "conv", "relu", "max-pool", "sum-pool"]
    return {
        "machine": {"cpu": "A processor", "cores": 2, "memory_gb": 8.0, "kernel": "6.1",
                    "compiler": "g++ 12", "date": "2030-01-01 00:00 UTC", "commit": "0123456789ab",
                    "load_at_start": 0.1, "load_at_end": 1.5},
        "quick": False,
        "networks": {key: network(key) for key in
                     (*paper.SUMMARIES, "c1_calibrated")},
        "comparisons": {key: compared(key) for key in (*paper.SUMMARIES, "c1_calibrated")},
        "functions": {name: bench(small) for name in
                      ("conv3", "conv5", "dense", "normed_dense", "average_pool", "relu",
                       "max_pool")},
        "dense": [{"n": n, "bench": bench(["dense"], payload_bytes=8 * n)} for n in (64, 128)],
        "garbled": {"width": 32, "shift": 0,
                    "gates": [_gate(gate, n) for gate in ("relu", "max_pool") for n in (1, 10)]},
        "batches": {"bench": bench(ops_of("breast"), records_per_s=9000.0,
                                   records_a_session=256)},
        "far": {"mbit_s": 100, "records": 5,
                "rows": [_far("m1", 0, 13.0), _far("m1", 10, 120.0), _far("m1", 20, 122.0),
                         _far("c1", 10, 130.0)]},
        "tls": {},
        "hospital_size": {
            "pixels": 224,
            "machine": {"cpu": "A processor", "cores": 2, "date": "2030-01-01 00:00 UTC",
                        "commit": "0123456789ab", "load_at_start": 0.1, "load_at_end": 1.5},
            "networks": {"resnet18": _sized(small)},
        },
    }
