"""Frames of pandas: columns by name, the index as ids."""

import numpy
import pandas
import pytest

import medisc
from site_of_three import BREAST


@pytest.fixture
def frame():
    return pandas.read_csv(BREAST / "records.csv")


def test_columns_are_matched_by_name(model, frame, expected):
    assert medisc.reference(model, frame) == expected
    assert medisc.reference(model, frame[frame.columns[::-1]]) == expected


def test_the_index_gives_ids_and_comes_back(model, frame, expected):
    indexed = frame.set_index("id")
    results = medisc.reference(model, indexed)
    assert results == expected
    assert results.to_pandas().index.equals(indexed.index)
    numbered = frame.drop(columns=["id", "label"]).iloc[5:8]
    results = medisc.reference(model, numbered)
    assert results.ids == ["5", "6", "7"]
    joined = numbered.join(results.to_pandas())
    assert list(joined["label"]) == list(expected.labels[5:8])
    assert results[1:].to_pandas().index.tolist() == [6, 7]


def test_given_ids_stand_above_the_index(model, frame):
    results = medisc.reference(model, frame.set_index("id").iloc[:2], ids=["a", "b"])
    assert results.ids == ["a", "b"]


def test_a_series_is_one_record(model, frame, expected):
    results = medisc.reference(model, frame.set_index("id").iloc[4])
    assert results == expected[4:5]


def test_columns_of_pandas_own_types(model, frame, expected):
    for dtype in ("Float64", "Float32"):
        results = medisc.reference(model, frame.set_index("id").astype(dtype))
        assert results.ids == expected.ids
    exact = medisc.reference(model, frame.set_index("id").astype("Float64"))
    assert exact == expected


def test_other_columns_are_refused_or_ignored(model, frame, expected):
    frame["ward"] = "north"
    frame["born"] = pandas.Timestamp("1970-01-01")
    with pytest.raises(medisc.BadInput, match="born"):
        medisc.reference(model, frame)
    with pytest.raises(medisc.BadInput, match="ward"):
        medisc.reference(model, frame, ignore_columns=["born"])
    assert medisc.reference(model, frame, ignore_columns=["born", "ward"]) == expected


def test_a_column_of_labels_is_passed_over(model, frame, expected):
    frame["label"] = ["benign", "malignant"] * 20
    assert medisc.reference(model, frame) == expected


def test_another_column_may_give_the_ids(model, frame, expected):
    renamed = frame.rename(columns={"id": "bed"})
    assert medisc.reference(model, renamed, id_column="bed") == expected


@pytest.mark.parametrize("bad, message", [
    (lambda frame: frame.drop(columns="mean_area"), "mean_area"),
    (lambda frame: frame.rename(columns={"mean_area": "mean_are"}), "mean_are"),
    (lambda frame: frame.iloc[:0], "no records"),
    (lambda frame: frame[[]], "columns"),
    (lambda frame: frame.assign(mean_area=numpy.nan), "mean_area"),
    (lambda frame: frame.assign(mean_area=pandas.array([None] * 40, dtype="Float64")),
     "mean_area"),
    (lambda frame: frame.assign(mean_area="large"), "mean_area|texts"),
    (lambda frame: frame.assign(mean_area=[None, 3.0] * 20).astype({"mean_area": object}),
     "mean_area"),
    (lambda frame: frame.assign(mean_area=1j), "complex"),
    (lambda frame: pandas.concat([frame, frame[["mean_area"]]], axis=1), "mean_area"),
    (lambda frame: pandas.concat({"a": frame}, axis=1), "levels"),
], ids=lambda bad: None)
def test_what_is_no_table_of_records_is_refused(model, frame, bad, message):
    with pytest.raises(medisc.BadInput, match=message):
        medisc.reference(model, bad(frame))


def test_results_as_a_frame(model, frame, expected):
    shown = expected.to_pandas()
    assert list(shown.columns) == ["label", "benign", "malignant"]
    assert numpy.allclose(shown["benign"] + shown["malignant"], 1)
    assert shown.loc["wdbc-002", "label"] == "malignant"
    costs = medisc.simulate(model, frame).to_pandas(costs=True)
    assert (costs["flights"] == costs["flights"].iloc[0]).all()
    assert len(expected[:0].to_pandas()) == 0
