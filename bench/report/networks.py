"""The networks that are measured, how they are compiled, and where their records are."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT = ROOT.parent / "shared" / "data"


class Network(NamedTuple):
    """`options` are those of `medisc plan`; `sessions` how many are timed."""

    key: str
    title: str
    model: Path
    options: tuple
    records: str        # folder of held-out records
    sessions: int
    calibrated: bool = False

    def held_out(self):
        """Files of held-out records by the option that takes them: all that there are, else those
        of the example, which hold their labels, else None."""
        folder = HELD_OUT / self.records
        files = {"records": folder / "test_x.npy", "labels": folder / "test_y.npy",
                 "logits": folder / "test_logits.npy"}
        if all(file.exists() for file in files.values()):
            return files
        own = self.model.parent / "records.csv"
        return {"records": own} if own.exists() else None


def _example(name, title, options, sessions, **more):
    return Network(more.pop("key", name), title, ROOT / "examples" / name / "model.onnx",
                   options, name, sessions, **more)


def _table(name, *options):
    return ("--ranges", str(ROOT / "examples" / name / "ranges.csv"), *options)


_PIXELS = ("--range", "256", "--input-bits", "8")
_FINE = ("--input-bits", "14", "--weight-bits", "12")

NETWORKS = (
    _example("breast", "Breast Cancer 30-16-16-2", _table("breast"), 200),
    _example("diabetes", "Diabetes 8-20-20-2", _table("diabetes", *_FINE), 200),
    _example("liver", "Liver Disease 10-32-32-2", _table("liver", *_FINE), 200),
    _example("thyroid", "Thyroid 21-100-100-3", _table("thyroid", *_FINE), 200),
    _example("m1", "M1 784-128-128-10", _PIXELS, 200),
    _example("m2", "M2, 2 conv, 2 dense", _PIXELS, 60),
    _example("c1", "C1, 7 conv, 1 dense", _PIXELS, 30),
    _example("c1", "C1, calibrated", _PIXELS, 30, key="c1_calibrated", calibrated=True),
)

# With max-pools, which the paper measures alone only. Their models lie beside their records.
MAX_POOL_NETWORKS = (
    Network("digits", "digits, 2 conv, 2 max-pools", HELD_OUT / "mnist_maxpool" / "model.onnx",
            _PIXELS, "mnist_maxpool", 60),
    Network("x_rays", "chest X-rays, 2 conv, 2 max-pools",
            HELD_OUT / "pneumonia_maxpool" / "model.onnx", _PIXELS, "pneumonia_maxpool", 60),
)

# Networks of so few bytes that the turns of messages are all that counts.
LATENCY_BOUND = ("breast", "diabetes", "liver", "thyroid", "m1", "m2")


def by_key(key):
    """The network of that key."""
    return next(n for n in NETWORKS + MAX_POOL_NETWORKS if n.key == key)
