"""Which network learns from which dataset."""

from images import read_cifar10, read_digits
from tables import READERS, split_table

SPLIT_SEED = 42

IMAGES = {"m1": read_digits, "m2": read_digits, "c1": read_cifar10}

NETWORKS = (*IMAGES, *READERS)


def read_table(network, folder):
    """The table of a tabular network."""
    return READERS[network](folder)


def read_dataset(network, folder):
    """The dataset of a network, split as for the committed one."""
    if network in IMAGES:
        return IMAGES[network](folder)
    return split_table(read_table(network, folder), SPLIT_SEED)
