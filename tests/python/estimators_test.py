"""Models as estimators."""

import numpy
import pytest

import medisc
from site_of_three import BREAST


def test_a_simulated_model_predicts(model, table, expected):
    estimator = medisc.SimulatedModel(model, batch=40)
    assert estimator.classes_.tolist() == ["benign", "malignant"]
    assert estimator.n_features_in_ == 30
    assert numpy.array_equal(estimator.predict(table), expected.labels)
    assert numpy.array_equal(estimator.predict_proba(table), expected.probabilities)
    assert set(estimator.predict(table)) <= set(estimator.classes_)


def test_a_remote_model_predicts(hospital, table, expected):
    estimator = medisc.RemoteModel(hospital, "breast", batch=8)
    assert estimator.classes_.tolist() == ["benign", "malignant"]
    assert estimator.n_features_in_ == 30
    assert numpy.array_equal(estimator.predict(table[:4]), expected.labels[:4])
    assert numpy.array_equal(estimator.predict_proba(table[:4]), expected.probabilities[:4])


def test_parameters(model):
    estimator = medisc.SimulatedModel(model, batch=4)
    assert estimator.get_params() == {"model": model, "batch": 4}
    assert estimator.set_params(batch=8) is estimator
    assert estimator.get_params()["batch"] == 8
    with pytest.raises(medisc.Usage):
        estimator.set_params(depth=3)


def test_other_tasks(table):
    options = dict(ranges=BREAST / "ranges.csv")
    findings = medisc.SimulatedModel(
        medisc.compile(BREAST / "model.onnx", task="findings", **options))
    assert findings.predict(table[:3]).dtype == bool
    assert findings.predict_proba(table[:3]).shape == (3, 2)
    numbers = medisc.SimulatedModel(
        medisc.compile(BREAST / "model.onnx", task="number", **options))
    assert numbers.predict(table[:3]).shape == (3, 2)
    with pytest.raises(medisc.Unsupported):
        numbers.predict_proba(table[:3])
    with pytest.raises(medisc.Unsupported):
        numbers.classes_
