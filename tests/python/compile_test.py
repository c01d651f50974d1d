"""medisc.compile: the plans of `medisc plan`."""

import json
import pickle
import subprocess

import numpy
import pytest

import medisc
from site_of_three import BINARY, BREAST, environment

MODEL = BREAST / "model.onnx"
RECORDS = BREAST / "records.csv"
RANGES = BREAST / "ranges.csv"
LABELS = ["benign", "malignant"]


def plan_hash(*words):
    """What the command line comes to."""
    done = subprocess.run([BINARY, "plan", str(MODEL), *map(str, words), "--format", "json"],
                          capture_output=True, text=True, env=environment(), check=True)
    return json.loads(done.stdout)["plan"]


@pytest.mark.filterwarnings("ignore::medisc.Doubt")
@pytest.mark.parametrize("arguments, words", [
    (dict(ranges=RANGES, labels=LABELS), ["--ranges", RANGES, "--labels", ",".join(LABELS)]),
    (dict(ranges=RANGES, samples=RECORDS), ["--ranges", RANGES, "--samples", RECORDS]),
    (dict(samples=RECORDS), ["--samples", RECORDS]),
    (dict(range=10000), ["--range", 10000]),
    (dict(ranges=10000, samples=RECORDS), ["--range", 10000, "--samples", RECORDS]),
    (dict(ranges=RANGES, output="label"), ["--ranges", RANGES, "--output", "label"]),
    (dict(ranges=RANGES, ring=64, full_width=True), ["--ranges", RANGES, "--ring", 64,
                                                     "--full-width"]),
    (dict(ranges=RANGES, comparison="chain", weight_bits=12, input_bits=14, fidelity="warn"),
     ["--ranges", RANGES, "--comparison", "chain", "--weight-bits", 12, "--input-bits", 14,
      "--fidelity", "warn"]),
    (dict(ranges=RANGES, calibrate=RECORDS, margin=3), ["--ranges", RANGES, "--calibrate",
                                                        RECORDS, "--margin", 3]),
    (dict(ranges=RANGES, task="number", unit="mm"), ["--ranges", RANGES, "--task", "number",
                                                     "--unit", "mm"]),
    (dict(ranges=RANGES, task="findings", threshold=[0.25, 0.75]),
     ["--ranges", RANGES, "--task", "findings", "--threshold", "0.25,0.75"]),
], ids=lambda _: "")
def test_plans_equal_the_command_line_s(arguments, words):
    if arguments.get("range") or arguments.get("ranges") == 10000:
        arguments = {**arguments, "fidelity": "warn"}
        words = [*words, "--fidelity", "warn"]
    assert medisc.compile(str(MODEL), **arguments).plan.hash == plan_hash(*words)


def test_ranges_and_samples_may_be_arrays(table):
    ranges = numpy.loadtxt(RANGES, delimiter=",", skiprows=1)
    by_file = medisc.compile(MODEL, samples=RECORDS, ranges=RANGES)
    by_array = medisc.compile(MODEL, samples=table, ranges=ranges)
    assert by_array.fidelity == by_file.fidelity
    assert by_array.plan.steps == by_file.plan.steps


def test_fidelity_is_reported(table):
    fidelity = medisc.compile(MODEL, samples=table, ranges=RANGES).fidelity
    assert fidelity.records == 40
    assert not fidelity.drawn
    assert fidelity.agreement == 1
    assert 0 < fidelity.median < fidelity.p99 <= fidelity.largest < 0.05
    assert fidelity.meets_bound
    assert [layer["name"] for layer in fidelity.layers]
    assert "alike" in str(fidelity)


def test_a_plan_tells_what_is_public(model, tmp_path):
    plan = model.plan
    assert plan.task == "classes"
    assert plan.labels == ["benign", "malignant"]
    assert plan.features == 30
    assert plan.outputs == 2
    assert not plan.label_only
    assert plan.ring_bits in (32, 64)
    assert len(plan.feature_names) == 30
    assert list(plan.shapes.values()) == [(30,)]
    assert [step["op"] for step in plan.steps] == ["dense", "relu", "dense", "relu", "dense"]
    assert [step["outputs"] for step in plan.steps] == [16, 16, 16, 16, 2]
    assert plan.steps[0]["reads"] == [0]
    assert plan.manifest["parts"][0]["largest"]
    assert plan.fidelity["drawn"] > 0
    plan.save(tmp_path / "breast.plan")
    again = medisc.Plan.load(tmp_path / "breast.plan")
    assert again == plan and hash(again) == hash(plan)
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert plan.hash[:12] in repr(plan)


def test_what_is_no_plan_is_refused(tmp_path):
    (tmp_path / "bad").write_bytes(b"x" * 100)
    with pytest.raises(medisc.BadInput, match="no plan"):
        medisc.Plan.load(tmp_path / "bad")
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(medisc.BadInput):
        medisc.Plan.load(tmp_path / "empty")
    with pytest.raises(medisc.BadInput, match="nothing"):
        medisc.Plan.load(tmp_path / "nothing")


def test_the_planner_s_report_is_the_service_s(model):
    assert len(model.report) == len(model.plan.steps)
    assert model.report[0]["weight_bits"] > 0
    assert model.caps == []


@pytest.mark.parametrize("error, arguments, message", [
    (medisc.Usage, dict(ring=48), "ring"),
    (medisc.Usage, dict(ring="32"), "ring"),
    (medisc.Usage, dict(output="all"), "output"),
    (medisc.Usage, dict(fidelity=True), "fidelity"),
    (medisc.Usage, dict(comparison="quick"), "comparison"),
    (medisc.Usage, dict(task="guess"), "task"),
    (medisc.Usage, dict(threshold=2.0), "threshold"),
    (medisc.Usage, dict(mbit_s=0), "mbit_s"),
    (medisc.Usage, dict(delay_ms=float("nan")), "delay_ms"),
    (medisc.Usage, dict(margin=3), "margin"),
    (medisc.Usage, dict(input_shape=["3x3"]), "3x3"),
    (medisc.Usage, dict(labels="benign"), "labels"),
    (medisc.Usage, dict(range=3, ranges=4), "both"),
    (medisc.Usage, dict(calibrate=3), "calibrate"),
    (medisc.Usage, dict(weight_bits=-1), "weight_bits"),
    (medisc.Usage, dict(weight_bits=99), "weight"),
    (medisc.BadInput, dict(ranges=[1.0, 2.0]), "2 ranges"),
    (medisc.BadInput, dict(ranges=[[1.0]]), "shape"),
    (medisc.BadInput, dict(ranges=-1), "above 0"),
    (medisc.BadInput, dict(ranges=float("nan")), "above 0"),
    (medisc.BadInput, dict(ranges="nowhere.csv"), "nowhere.csv"),
    (medisc.BadInput, dict(labels=["a", "b", "c"]), "labels|results"),
    (medisc.BadInput, dict(samples=numpy.zeros((4, 3))), "shape"),
    (medisc.BadInput, dict(samples=numpy.ones((4, 30)), ranges=2), "record|samples"),
    (medisc.BadInput, dict(samples=numpy.full((4, 30), numpy.nan)), "no value"),
])
def test_what_is_wrong_is_named(error, arguments, message):
    with pytest.raises(error, match=message):
        medisc.compile(MODEL, **arguments)


def test_a_file_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(medisc.BadInput, match="labels.txt"):
        medisc.compile(BREAST / "labels.txt")
    with pytest.raises(medisc.BadInput, match="nothing.onnx"):
        medisc.compile(tmp_path / "nothing.onnx")
    with pytest.raises(medisc.Usage):
        medisc.compile(None)
    with pytest.raises(TypeError):
        medisc.compile(MODEL, no_option=3)


def test_doubts_are_warnings(table):
    with pytest.warns(medisc.Doubt):
        medisc.compile(MODEL, samples=table[:4], ranges=RANGES)
