"""Runs everything that is measured, and yields it as one dictionary that JSON can hold."""

import json
import statistics
import tempfile
from pathlib import Path

from . import small_networks
from .hospital_size import hospital_size
from .networks import MAX_POOL_NETWORKS, NETWORKS, by_key
from .programs import GARBLED, ProgramFailed, medisc, output_of, say, verb_knows
from .site import Site, model_keys

CALIBRATION_RECORDS = 100
EVALUATED_RECORDS = {"c1": 100}
DENSE_SIZES = (64, 128, 256, 512, 1024, 2048)
DELAYS_MS = (0, 10, 20, 40)
MBIT_S = 100
BORROWS = ("tree", "chain")
FAR_NETWORKS = ("breast", "m1", "m2", "c1", "c1_calibrated")


class Run:
    """How thorough a run is, and a folder for its files."""

    def __init__(self, quick, folder):
        self.quick = quick
        self.folder = folder

    def sessions(self, count):
        """Of so many, how many are timed."""
        return min(count, 3) if self.quick else count


def _part(run, file, first, last):
    """Some rows of an NPY file as another."""
    import numpy  # pylint: disable=import-outside-toplevel

    path = run.folder / f"{file.parent.name}-{file.stem}-{first}-{last}.npy"
    if not path.exists():
        numpy.save(path, numpy.load(file)[first:last])
    return path


def _ready(run, network):
    """A network with the records that it is measured on: held-out ones, which are its samples, too,
    or random ones (None). A calibrated one is calibrated on some and measured on the rest; without
    records it is None."""
    held_out = network.held_out()
    if held_out is None:
        return (None if network.calibrated else network), None
    if not network.calibrated:
        options = (*network.options, "--samples", str(held_out["records"]))
        return network._replace(options=options), held_out
    samples = _part(run, held_out["records"], 0, CALIBRATION_RECORDS)
    rest = {name: _part(run, file, CALIBRATION_RECORDS, None) for name, file in held_out.items()}
    return network._replace(options=(*network.options, "--calibrate", str(samples))), rest


def _bench(network, records, sessions, *more):
    given = ("--records", records) if records else ()
    return medisc("bench", "--local", "--model", network.model, *network.options, *given, "--runs",
                  sessions, *more)


def _evaluation(run, network, held_out):
    limit = 5 if run.quick else EVALUATED_RECORDS.get(network.records)
    files = [word for option, file in held_out.items() for word in (f"--{option}", file)]
    return medisc("evaluate", "--local", "--model", network.model, *network.options, *files,
                  *(("--limit", limit) if limit else ()))


def _all_ready(run):
    """Those networks whose models and records are here."""
    for network in NETWORKS + MAX_POOL_NETWORKS:
        if not network.model.exists():
            say(f"{network.title}: left out, its model is not here")
            continue
        network, held_out = _ready(run, network)
        if network is None:
            say("C1, calibrated: left out, there are no records here to calibrate on")
            continue
        yield network, held_out


def _planned(run, network, held_out, *options):
    """Its plan with these options beside its own, and what that takes."""
    records = held_out["records"] if held_out else None
    return {"plan": medisc("plan", network.model, *network.options, *options, "--explain"),
            "bench": _bench(network, records, run.sessions(network.sessions), *options)}


def networks(run):
    """By key: `bench`, `plan` and, where there are held-out records, `evaluate`."""
    figures = {}
    for network, held_out in _all_ready(run):
        say(network.title)
        entry = {**_planned(run, network, held_out), "held_out_records": held_out is not None}
        if held_out:
            entry["evaluate"] = _evaluation(run, network, held_out)
        else:
            say(f"{network.title}: not evaluated, there are no held-out records here")
        figures[network.key] = entry
    return figures


def comparisons(run):
    """By key and borrow: `plan` and `bench` where all gates compare that way."""
    figures = {}
    for network, held_out in _all_ready(run):
        say(f"{network.title} by tree and by chain")
        figures[network.key] = {
            borrow: _planned(run, network, held_out, "--comparison", borrow)
            for borrow in BORROWS}
    return figures


def batches(run):
    """Breast Cancer in batches of 256."""
    say("batches of 256")
    network, _ = _ready(run, by_key("breast"))
    return {"bench": _bench(network, None, run.sessions(30), "--batch", 256)}


def tls(run):
    """C1 with and without TLS, one after the other; {} where `medisc bench` has no --tls."""
    if not verb_knows("bench", "--tls"):
        say("TLS: left out, this medisc bench has no --tls")
        return {}
    say("C1 over TLS")
    network, _ = _ready(run, by_key("c1"))
    return {name: _bench(network, None, run.sessions(network.sessions), *options)
            for name, options in (("plain", ()), ("tls", ("--tls",)))}


FUNCTIONS = {
    "conv3": lambda path: small_networks.convolution(path, 3),
    "conv5": lambda path: small_networks.convolution(path, 5),
    "dense": lambda path: small_networks.dense(path, 16, 1),
    "normed_dense": lambda path: small_networks.normed_dense(path, 16, 1),
    "relu": small_networks.rectified_dense,
    "max_pool": lambda path: small_networks.pooled_dense(path, "MaxPool"),
    "average_pool": lambda path: small_networks.pooled_dense(path, "AveragePool"),
}


def _bench_small(run, name, make, sessions):
    path = run.folder / f"{name}.onnx"
    make(path)
    return medisc("bench", "--local", "--model", path, "--range", 1, "--runs",
                  run.sessions(sessions))


def functions(run):
    """Networks of one function, by name: `medisc bench`."""
    say("single functions")
    return {name: _bench_small(run, name, make, 100) for name, make in FUNCTIONS.items()}


def dense(run):
    """Fully connected n x n layers: a list of `n` and `bench`."""
    rows = []
    for n in DENSE_SIZES[:2] if run.quick else DENSE_SIZES:
        say(f"fully connected {n} x {n}")
        bench = _bench_small(run, f"dense-{n}",
                             lambda path, n=n: small_networks.dense(path, n, n), 40)
        rows.append({"n": n, "bench": bench})
    return rows


def garbled(run, width=32, shift=0):
    """bench_garbled's JSON."""
    del run
    say("garbled circuits")
    return json.loads(output_of(GARBLED, width, shift))


def _blank(run, network, records):
    """Records of zeros, within any range; the time does not depend on what they hold."""
    features = medisc("plan", network.model, *network.options)["features"]
    path = run.folder / f"{network.key}.csv"
    path.write_text((",".join(["0"] * features) + "\n") * records, encoding="ascii")
    return path


def _summary(rows):
    return {"online_ms": statistics.median(row["online_ms"] for row in rows),
            "flights": rows[0]["flights"],
            "payload_bytes": rows[0]["bytes_up"] + rows[0]["bytes_down"]}


def _line_ms(network, delay_ms):
    """What `medisc plan` says of a session over the line that the plan is made for."""
    return medisc("plan", network.model, *network.options, "--delay-ms", delay_ms, "--mbit-s",
                  MBIT_S)["line_ms"]


def far(run):
    """Sessions of one record through a relay, beside sessions of the same plan without: medians.
    Plans are made for the line."""
    records = 2 if run.quick else 5
    delays = DELAYS_MS[:2] if run.quick else DELAYS_MS
    chosen = [(network, held_out["records"] if held_out else _blank(run, network, records))
              for network, held_out in (_ready(run, by_key(key)) for key in FAR_NETWORKS)
              if network is not None]
    rows = []
    models = {network.key: model_keys(network) for network, _ in chosen}
    for delay in delays:
        say(f"from afar, {delay} ms")
        with Site(models, f"[link]\ndelay_ms = {delay}\nmbit_s = {MBIT_S}\n") as site:
            site.start()
            for network, given in chosen:
                site.stock(network.key, 2 * records)
                near = _summary(site.diagnose(network.key, given, records))
                site.call(site.relay(delay, MBIT_S * 125_000))
                rows.append({"network": network.key, "delay_ms": delay,
                             "line_ms": _line_ms(network, delay), "near": near,
                             "far": _summary(site.diagnose(network.key, given, records))})
    return {"mbit_s": MBIT_S, "records": records, "rows": rows}


MEASUREMENTS = {"networks": networks, "comparisons": comparisons, "functions": functions,
                "dense": dense, "garbled": garbled, "batches": batches, "far": far, "tls": tls,
                "hospital_size": hospital_size}


def measure(wanted, quick):
    """The wanted measurements, by name, without those in which a program failed."""
    figures = {}
    with tempfile.TemporaryDirectory(prefix="medisc-report.") as folder:
        run = Run(quick, Path(folder))
        for name in MEASUREMENTS:
            if name not in wanted:
                continue
            try:
                figures[name] = MEASUREMENTS[name](run)
            except ProgramFailed as failed:
                say(f"FAILED: {name}: {failed}")
    return figures
