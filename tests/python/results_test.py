"""Results, by the task."""

import pickle

import numpy
import pytest

import medisc
import tiny_onnx
from site_of_three import BREAST, SOURCE


def compiled(**options):
    return medisc.compile(BREAST / "model.onnx", ranges=BREAST / "ranges.csv", **options)


def test_classes(model, expected):
    assert len(expected) == 40
    one = expected[1]
    assert (one.id, one.label, one.index, one.text) == ("wdbc-002", "malignant", 1, "malignant")
    assert one.logits.dtype == numpy.int64
    assert numpy.allclose(one.values, one.logits / 2 ** model.plan.output_scale)
    softmax = numpy.exp(one.values) / numpy.exp(one.values).sum()
    assert numpy.allclose(one.probabilities, softmax)
    assert (one.findings, one.positive, one.map, one.shares) == (None, None, None, None)
    assert one.costs is None
    assert expected.logits.shape == expected.values.shape == expected.probabilities.shape
    assert numpy.array_equal(expected.to_numpy(), expected.probabilities)
    assert expected.labels.tolist() == [each.label for each in expected]
    assert expected.plan == model.plan
    assert "wdbc-002" in repr(one) and "wdbc-001" in repr(expected)


def test_findings(table):
    model = compiled(task="findings", labels=["a", "b"], threshold=[0.25, 0.75])
    results = medisc.simulate(model, table, batch=40)
    sigmoid = 1 / (1 + numpy.exp(-results.values))
    assert numpy.allclose(results.probabilities, sigmoid)
    positive = sigmoid >= [0.25, 0.75]
    assert numpy.array_equal([one.positive for one in results], positive)
    assert results.labels == [tuple(numpy.array(["a", "b"])[row]) for row in positive]
    assert results[0].label is None
    shown = results.to_pandas()
    assert list(shown.columns) == ["a", "b", "findings"]


def test_numbers(table):
    model = compiled(task="number", unit="mm", labels=["depth", "width"])
    results = medisc.simulate(model, table[:3])
    assert model.plan.unit == "mm"
    assert numpy.array_equal(results.to_numpy(), results.values)
    assert results[0].probabilities is None
    assert "mm" in results[0].text
    assert list(results.to_pandas().columns) == ["depth", "width"]
    with pytest.raises(medisc.Unsupported):
        results.labels
    with pytest.raises(medisc.Unsupported):
        results.probabilities


def test_a_binary_task(table):
    model = compiled(task="binary", labels=["no", "yes"], threshold=0.5)
    results = medisc.simulate(model, table, batch=40)
    assert results.probabilities.shape == (40, 2)
    assert numpy.allclose(results.probabilities.sum(axis=1), 1)
    assert results.labels.tolist() == ["yes" if p >= 0.5 else "no"
                                       for p in results.probabilities[:, 1]]
    assert [one.index for one in results] == [int(one.label == "yes") for one in results]


def test_maps(tmp_path):
    (tmp_path / "map.onnx").write_bytes(tiny_onnx.conv_model([(1, 0), (-1, 0.5), (0, 0)], 3, 4))
    model = medisc.compile(tmp_path / "map.onnx", ranges=1.0, task="map",
                           labels=["low", "high", "none"], manifest=map_manifest(tmp_path),
                           fidelity="warn")
    X = numpy.random.default_rng(1).uniform(-1, 1, (5, 1, 3, 4))
    results = medisc.simulate(model, X)
    assert results == medisc.reference(model, X)
    assert results[0].map.shape == (3, 4)
    assert results.to_numpy().shape == (5, 3, 4)
    assert results.to_numpy().dtype == numpy.uint32
    values = results.values.reshape(5, 3, 3, 4)
    assert numpy.array_equal(results.to_numpy(), values.argmax(axis=1))
    assert numpy.isclose(results[0].shares.sum(), 1)
    assert list(results.to_pandas().columns) == ["low", "high", "none"]
    assert medisc.SimulatedModel(model).predict(X).shape == (5, 3, 4)


def map_manifest(folder):
    path = folder / "map.toml"
    path.write_text('[task]\nkind = "map"\nlayout = "channels_first"\n')
    return path


def test_slices_are_results(expected):
    some = expected[2:5]
    assert isinstance(some, medisc.Results)
    assert some.ids == expected.ids[2:5]
    assert expected[-1].id == expected.ids[-1]
    with pytest.raises(IndexError):
        expected[40]
    with pytest.raises(medisc.Usage):
        expected[:0].labels


def test_equality_is_of_plan_ids_and_logits(model, table, expected):
    assert medisc.reference(model, table) != expected  # other ids
    assert medisc.reference(model, table, ids=expected.ids) == expected
    assert expected[:2] != expected[:3]
    assert expected != "results"
    label_only = compiled(output="label")
    assert medisc.reference(label_only, table, ids=expected.ids) != expected


def test_results_may_be_pickled(expected):
    again = pickle.loads(pickle.dumps(expected))
    assert again == expected
    assert again[0].label == expected[0].label


@pytest.mark.parametrize("example", ["diabetes", "liver", "thyroid"])
@pytest.mark.filterwarnings("ignore::medisc.Doubt")
def test_other_examples(example):
    folder = SOURCE / "examples" / example
    model = medisc.compile(folder / "model.onnx", ranges=folder / "ranges.csv")
    part, = model.plan.manifest["parts"]
    X = numpy.random.default_rng(2).uniform(part["least"], part["largest"],
                                            (50, model.plan.features))
    some = medisc.simulate(model, X, batch=16)
    assert some == medisc.reference(model, X)
    assert len(some.to_pandas()) == 50
