"""What training and held_out.py leave in a folder."""

import csv
import json

import numpy as np


def write_held_out(folder, part):
    """records.npy, images as bytes and others as float32, and labels.npy."""
    records = part.records
    if records.dtype != np.uint8:
        records = records.astype(np.float32)
    np.save(folder / "records.npy", np.ascontiguousarray(records))
    np.save(folder / "labels.npy", part.labels.astype(np.int64))


def write_ranges(folder, features, ranges):
    """ranges.csv, as `medisc plan --ranges` reads it."""
    with open(folder / "ranges.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(features)
        rows.writerow(f"{value:g}" for value in ranges)


def write_normalisation(folder, dataset):
    """normalisation.csv: how model_norm.onnx wants its records, (x - mean) / std.

    Its third row says what stands for a missing value.
    """
    with open(folder / "normalisation.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["id", *dataset.features])
        rows.writerow(["mean", *dataset.mean])
        rows.writerow(["std", *dataset.std])
        rows.writerow(["missing", *dataset.missing_value_fill])


def score(logits, labels):
    """How many labels are right, and how that compares with guessing."""
    guesses = logits.argmax(1)
    right = guesses == labels
    recalls = [right[labels == label].mean() for label in np.unique(labels)]
    return {
        "records": len(labels),
        "right": int(right.sum()),
        "accuracy": float(right.mean()),
        "balanced_accuracy": float(np.mean(recalls)),
        "largest_class": float(np.bincount(labels).max() / len(labels)),
    }


def write_result(folder, result):
    """result.json."""
    (folder / "result.json").write_text(json.dumps(result, indent=1) + "\n")
