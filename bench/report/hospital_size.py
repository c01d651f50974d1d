"""Networks of hospital size: torchvision's, with random weights, calibrated on noise."""

import statistics
import subprocess
import time
from typing import NamedTuple

from . import machine
from .networks import ROOT, Network
from .programs import ProgramFailed, medisc, say
from .site import Site, model_keys

MAKE = ROOT / "examples" / "hospital_size" / "make_networks.py"
DELAY_MS = 10
MBIT_S = 100


class Size(NamedTuple):
    """A network; what it took before its gates opened one by one (224 x 224, two cores), and what
    is aimed at. Online is a multiple of plaintext; memory of hospital, service and dealer in MB;
    None where it did not run."""

    key: str
    title: str
    before: dict
    target: dict


def _figures(online, payload_mb, flights, memory, ready_s):
    return {"online": online, "payload_mb": payload_mb, "flights": flights, "memory": memory,
            "ready_s": ready_s}


SIZES = (
    Size("squeezenet", "SqueezeNet 1.1", _figures(32, 94, 154, (600, 1320, 930), 2.6),
         _figures(12, 45, 80, (150, 250, 250), 2)),
    Size("resnet18", "ResNet-18", _figures(8.4, 71, 86, (610, 980, 590), 2.0),
         _figures(5, 36, 50, (200, 350, 300), 2)),
    Size("mobilenet", "MobileNetV2", _figures(12, 189, 304, (1640, 2510, 1780), 5.3),
         _figures(7, 85, 120, (250, 350, 300), 4)),
    Size("resnet50", "ResNet-50", None, _figures(8, 110, 120, (350, 600, 500), 12)),
    Size("densenet", "DenseNet-121", None, _figures(12, 140, 270, (350, 500, 500), 15)),
)

# What other systems have published for these networks, on machines of their own.
PUBLISHED = (
    ("SqueezeNet", "SecONNds (CPU, 2025)", "3.6 s, 420 MiB"),
    ("ResNet-50", "PrivaLean (2026), over a WAN", "125 s"),
    ("ResNet-50", "Cheetah", "under 2.5 minutes, 2.3 GB"),
    ("ResNet-50", "Fusion", "8.7 minutes, 10 GiB"),
)


def _make(run, keys, size):
    folder = run.folder / "hospital-size"
    command = [MAKE, "--output", folder, "--size", size, *keys]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise ProgramFailed(f"{MAKE}\n{done.stderr.strip()}")
    return folder


def _network(folder, size):
    own = folder / size.key
    options = ("--range", "4", "--samples", str(own / "samples.npy"), "--calibrate",
               str(own / "samples.npy"))
    return Network(size.key, size.title, own / "model.onnx", options, size.key, 5, True)


def _from_afar(network, records, count):
    """Median of so many sessions over the delayed line, and the hospital's memory."""
    with Site({network.key: model_keys(network)}, "") as site:
        site.start()
        site.stock(network.key, count)
        site.call(site.relay(DELAY_MS, MBIT_S * 125_000))
        rows = site.diagnose(network.key, records, count)
        return {"far_ms": statistics.median(row["online_ms"] for row in rows),
                "hospital_mb": site.hospital_mb}


def _measured(run, network):
    records = network.model.parent / "records.npy"
    begin = time.monotonic()
    plan = medisc("plan", network.model, *network.options, "--explain")
    planning_s = time.monotonic() - begin
    bench = medisc("bench", "--local", "--model", network.model, *network.options, "--records",
                   records, "--runs", run.sessions(network.sessions))
    return {"plan": plan, "planning_s": planning_s, "bench": bench,
            **_from_afar(network, records, run.sessions(3))}


def hospital_size(run):
    """By key: `plan`, `planning_s`, `bench`; over a line `far_ms`, and `hospital_mb`. Without a
    network that failed."""
    sizes = SIZES[:1] if run.quick else SIZES
    pixels = 32 if run.quick else 224
    folder = _make(run, [size.key for size in sizes], pixels)
    figures = {"pixels": pixels, "machine": machine.describe(), "networks": {}}
    for size in sizes:
        say(f"{size.title}, {pixels} x {pixels}")
        try:
            figures["networks"][size.key] = _measured(run, _network(folder, size))
        except ProgramFailed as failed:
            say(f"FAILED: {size.title}: {failed}")
    figures["machine"]["load_at_end"] = machine.load_average()
    return figures
