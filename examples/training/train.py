#!/usr/bin/python3
"""Train one of the paper's networks, score it on held-out records, export it to ONNX.

Writes into the output folder: model.onnx (takes raw records), model_norm.onnx (takes
normalised ones), the held-out records.npy and labels.npy, logits.npy (the float network's, on
these records), result.json, and for a table normalisation.csv and ranges.csv.
"""

import argparse
import pathlib
import sys

import numpy as np
import torch

import results
from dataset import MissingFile
from catalogue import IMAGES, NETWORKS, SPLIT_SEED, read_dataset, read_table
from export import export_onnx, for_raw_records, without_conv_norms, without_leading_flatten
from fit_images import BATCH, fit_images
from fit_table import fit_table
from tables import ranges, split_table


def parse_arguments():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--output", required=True, type=pathlib.Path, help="folder to write")
    parser.add_argument("--data", help="folder of the dataset's files")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--limit", type=int, help="train on so many records only, for a try")
    parser.add_argument(
        "--splits",
        type=int,
        default=0,
        help="tables: also score on so many other random splits, one initialisation each",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=1,
        help="of PyTorch; another number may round differently (default: 1)",
    )
    arguments = parser.parse_args()
    if arguments.splits and arguments.network in IMAGES:
        parser.error(f"{arguments.network} has one split only, the published one")
    for name, least in (("epochs", 1), ("limit", BATCH), ("threads", 1)):
        value = getattr(arguments, name)
        if value is not None and value < least:
            parser.error(f"--{name} is at least {least}")
    return arguments


def logits_of(model, records, batch=500):
    """The network's logits of raw records."""
    with torch.no_grad():
        parts = [
            model(torch.from_numpy(records[i : i + batch].astype(np.float32)))
            for i in range(0, len(records), batch)
        ]
    return torch.cat(parts).numpy()


def spread(network, table, count, epochs):
    """Accuracies on other splits: how much the one on the fixed split owes to luck."""
    accuracies = []
    for seed in range(100, 100 + count):
        dataset = split_table(table, seed)
        model = fit_table(network, dataset, seed, epochs, initialisations=1)
        model = for_raw_records(model, dataset.mean, dataset.std)
        logits = logits_of(model, dataset.test.records)
        accuracies.append(results.score(logits, dataset.test.labels)["accuracy"])
    return {"splits": count, "mean": np.mean(accuracies), "std": np.std(accuracies)}


def fit(network, dataset, epochs):
    """The trained model, for normalised records."""
    if network in IMAGES:
        return without_leading_flatten(without_conv_norms(fit_images(network, dataset, epochs)))
    return fit_table(network, dataset, SPLIT_SEED, epochs)


def main():
    """Reads, trains, scores, writes."""
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    network, folder = arguments.network, arguments.output
    dataset = read_dataset(network, arguments.data)
    if arguments.limit:
        dataset = dataset.limited(arguments.limit)
    folder.mkdir(parents=True, exist_ok=True)

    model = fit(network, dataset, arguments.epochs)
    raw = for_raw_records(model, dataset.mean, dataset.std)
    test = dataset.test
    flat = isinstance(raw[0], torch.nn.Linear)
    records = test.records.reshape(len(test.records), -1) if flat else test.records
    logits = logits_of(raw, records)

    result = {"network": network, "trained_on": len(dataset.train.labels)}
    result["held_out"] = results.score(logits, test.labels)
    if network not in IMAGES:
        table = read_table(network, arguments.data)
        results.write_normalisation(folder, dataset)
        results.write_ranges(folder, table.features, ranges(table))
        if arguments.splits:
            result["other_splits"] = spread(network, table, arguments.splits, arguments.epochs)
    record = torch.from_numpy(records[:1].astype(np.float32))
    export_onnx(raw, record, folder / "model.onnx")
    export_onnx(model, record, folder / "model_norm.onnx")
    results.write_held_out(folder, test)
    np.save(folder / "logits.npy", logits)
    results.write_result(folder, result)

    scored = result["held_out"]
    print(
        f"{network}: {100 * scored['accuracy']:.2f} % of {scored['records']} held-out records "
        f"(largest class {100 * scored['largest_class']:.1f} %); written to {folder}"
    )


if __name__ == "__main__":
    try:
        main()
    except MissingFile as missing:
        sys.exit(f"train.py: {missing}")
