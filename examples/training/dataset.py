"""Records with known labels, split into parts, and where their files are looked for."""

import dataclasses
import pathlib

import numpy as np

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

#: Where files are looked for when no folder is given; fetch_data fills the first.
DEFAULT_FOLDERS = (
    REPOSITORY / "build" / "training-data",
    REPOSITORY.parent / "shared" / "data" / "csv",
)


class MissingFile(Exception):
    """A file of the dataset is nowhere to be found; the text says where to obtain it."""


@dataclasses.dataclass(frozen=True)
class Part:
    """Raw records [n, ...] and their labels [n], indices of the network's outputs."""

    records: np.ndarray
    labels: np.ndarray

    def first(self, count):
        """The first `count` records."""
        return Part(self.records[:count], self.labels[:count])


@dataclasses.dataclass(frozen=True)
class Dataset:
    """Three parts and how to normalise them: (x - mean) / std.

    Tables have a mean and a std for each feature, images one for all pixels.
    `validation` is None where nothing is chosen by it; `features` and `missing_value_fill`
    are empty for images.
    """

    train: Part
    validation: Part
    test: Part
    mean: np.ndarray
    std: np.ndarray
    features: tuple = ()
    missing_value_fill: tuple = ()

    def limited(self, count):
        """The same with at most `count` records to train on, for a quick try."""
        return dataclasses.replace(self, train=self.train.first(count))


def find_file(names, folder, origin, more_folders=()):
    """The first file of one of these names; `origin` tells the user where to get it."""
    folders = [pathlib.Path(folder)] if folder else [*DEFAULT_FOLDERS, *more_folders]
    for candidate in folders:
        for name in names:
            if (candidate / name).is_file():
                return candidate / name
    looked = ", ".join(str(candidate) for candidate in folders)
    raise MissingFile(f"there is no {' or '.join(names)} in {looked}\n{origin}")
