"""The four medical tables: reading them, and splitting them as the networks' READMEs say."""

import csv
import dataclasses
import pathlib

import numpy as np
from sklearn.model_selection import train_test_split

from dataset import Dataset, Part, find_file

VALIDATION_PART = 0.15
TEST_PART = 0.2

LIVER_FEATURES = (
    "age",
    "male",
    "total_bilirubin",
    "direct_bilirubin",
    "alkaline_phosphatase",
    "alanine_aminotransferase",
    "aspartate_aminotransferase",
    "total_proteins",
    "albumin",
    "albumin_globulin_ratio",
)

THYROID_FEATURES = (
    "age",
    "sex",
    "on_thyroxine",
    "query_on_thyroxine",
    "on_antithyroid_medication",
    "sick",
    "pregnant",
    "thyroid_surgery",
    "I131_treatment",
    "query_hypothyroid",
    "query_hyperthyroid",
    "lithium",
    "goitre",
    "tumor",
    "hypopituitary",
    "psych",
    "TSH",
    "T3",
    "TT4",
    "T4U",
    "FTI",
)


@dataclasses.dataclass(frozen=True)
class Table:
    """A whole table; a missing value is NaN.

    `published_train` is the number of leading rows that its authors meant for training, or
    None where there is no published split.
    """

    records: np.ndarray
    labels: np.ndarray
    features: tuple
    published_train: int = None


def read_breast(_folder):
    """Breast Cancer Wisconsin (Diagnostic), out of scikit-learn; 1 is malignant."""
    from sklearn.datasets import load_breast_cancer

    source = load_breast_cancer()
    features = tuple(name.replace(" ", "_") for name in source.feature_names)
    return Table(source.data, 1 - source.target, features)


def read_diabetes(folder):
    """Pima Indians Diabetes, out of R's package mlbench; 1 is diabetes."""
    import rdata

    file = find_file(
        ["PimaIndiansDiabetes.rda"],
        folder,
        "get it with examples/training/fetch_data diabetes, or install r-cran-mlbench",
        [pathlib.Path("/usr/lib/R/site-library/mlbench/data")],
    )
    parsed = rdata.parser.parse_file(file)
    frame = rdata.conversion.convert(parsed, default_encoding="ascii")["PimaIndiansDiabetes"]
    labels = (frame["diabetes"] == "pos").to_numpy(int)
    features = frame.drop(columns="diabetes")
    return Table(features.to_numpy(float), labels, tuple(features.columns))


def read_liver(folder):
    """Indian Liver Patient Dataset, with or without a header line; 1 is a liver patient."""
    file = find_file(
        ["Indian Liver Patient Dataset (ILPD).csv", "ilpd.csv", "indian_liver_patient.csv"],
        folder,
        "get it from https://archive.ics.uci.edu/dataset/225, give its folder with --data",
    )
    with open(file, newline="") as lines:
        rows = [row for row in csv.reader(lines) if row and row[0] != "Age"]
    records = [
        [float(row[0]), float(row[1] == "Male")]
        + [float(cell) if cell else np.nan for cell in row[2:10]]
        for row in rows
    ]
    labels = [int(row[10] == "1") for row in rows]
    return Table(np.array(records), np.array(labels), LIVER_FEATURES)


def read_thyroid(folder):
    """Thyroid Disease, the "ann" files with their published split; labels 0, 1, 2."""
    origin = "get it from https://archive.ics.uci.edu/dataset/102, give its folder with --data"
    parts = [
        find_file([f"ann-{part}.data", f"thyroid_ann_{part}.data"], folder, origin)
        for part in ("train", "test")
    ]
    lines = [part.read_text().splitlines() for part in parts]
    rows = np.array([line.rstrip(", ").split(",") for line in sum(lines, [])], float)
    labels = rows[:, 21].astype(int) - 1
    return Table(rows[:, :21], labels, THYROID_FEATURES, len(lines[0]))


READERS = {
    "breast": read_breast,
    "diabetes": read_diabetes,
    "liver": read_liver,
    "thyroid": read_thyroid,
}


def split_table(table, seed):
    """Test, validation and training parts, each stratified by label.

    The test part is the published one, or a fifth. The normalisation and what stands for a
    missing value, the median, come from the training part alone.
    """
    rows = np.arange(len(table.records))
    if table.published_train is None:
        rest, test = train_test_split(
            rows, test_size=TEST_PART, stratify=table.labels, random_state=seed
        )
    else:
        rest, test = rows[: table.published_train], rows[table.published_train :]
    train, validation = train_test_split(
        rest, test_size=VALIDATION_PART, stratify=table.labels[rest], random_state=seed
    )
    fill = np.nanmedian(table.records[train], axis=0)
    records = np.where(np.isnan(table.records), fill, table.records)
    std = records[train].std(0)
    std[std == 0] = 1.0
    parts = [Part(records[part], table.labels[part]) for part in (train, validation, test)]
    return Dataset(*parts, records[train].mean(0), std, table.features, tuple(fill))


def ranges(table):
    """For each feature the public bound on |x|: the next power of two, doubled."""
    largest = np.nanmax(np.abs(table.records), axis=0)
    return np.array([2.0 ** (np.ceil(np.log2(x)) + 1) if x > 0 else 1.0 for x in largest])
