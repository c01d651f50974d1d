#!/usr/bin/python3
"""Write the held-out records of a network, raw, and their labels: records.npy, labels.npy.

They are those that the committed network was scored on. Needs no PyTorch.
"""

import argparse
import pathlib
import sys

import results
from dataset import MissingFile
from catalogue import NETWORKS, read_dataset


def main():
    """Reads and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--output", required=True, type=pathlib.Path, help="folder to write")
    parser.add_argument("--data", help="folder of the dataset's files")
    parser.add_argument("--limit", type=int, help="the first so many records only")
    arguments = parser.parse_args()
    part = read_dataset(arguments.network, arguments.data).test.first(arguments.limit)
    arguments.output.mkdir(parents=True, exist_ok=True)
    results.write_held_out(arguments.output, part)
    print(f"{arguments.network}: {len(part.labels)} records written to {arguments.output}")


if __name__ == "__main__":
    try:
        main()
    except MissingFile as missing:
        sys.exit(f"held_out.py: {missing}")
