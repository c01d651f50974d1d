"""medisc.simulate: secure inference in this process."""

import numpy
import pytest

import medisc
from site_of_three import BREAST


@pytest.mark.parametrize("batch", [1, 7, 40, 4096])
def test_a_simulation_equals_its_reference(model, table, batch):
    simulation = medisc.simulate(model, table, batch=batch)
    assert simulation == medisc.reference(model, table)
    assert simulation.sessions == -(-40 // batch)


def test_it_counts_flights_and_bytes(model, table):
    one = medisc.simulate(model, table[:1])
    assert [layer["name"] for layer in one.layers] == [step["name"] for step in model.plan.steps]
    assert sum(layer["flights"] for layer in one.layers) == one.flights > 0
    assert 0 < sum(layer["bytes_up"] for layer in one.layers) <= one.bytes_up
    assert 0 < sum(layer["bytes_down"] for layer in one.layers) <= one.bytes_down
    assert one.seconds > 0
    costs = one[0].costs
    assert (costs.payload_up, costs.flights) == (one.bytes_up, one.flights)
    ten = medisc.simulate(model, table[:10])
    assert ten.flights == 10 * one.flights
    assert ten.layers[0]["bits_up"] == 10 * one.layers[0]["bits_up"]


def test_layers_are_a_table(model, table):
    pandas = pytest.importorskip("pandas")
    shown = medisc.simulate(model, table[:1]).layers.to_pandas()
    assert isinstance(shown, pandas.DataFrame)
    assert len(shown) == len(model.plan.steps)


def test_files_are_taken(model, expected):
    assert medisc.simulate(model, BREAST / "records.csv", batch=16) == expected


def test_a_label_alone(table, expected):
    model = medisc.compile(BREAST / "model.onnx", ranges=BREAST / "ranges.csv", output="label",
                           labels=["benign", "malignant"])
    assert model.plan.label_only
    simulation = medisc.simulate(model, table, batch=40)
    assert list(simulation.labels) == list(expected.labels)
    assert simulation[0].probabilities is None
    assert list(simulation.to_numpy()) == [one.index for one in simulation]
    assert list(simulation.to_pandas().columns) == ["label"]
    with pytest.raises(medisc.Unsupported):
        simulation.probabilities


@pytest.mark.parametrize("options", [
    {"batch": 0}, {"batch": 4097}, {"batch": 1.5}, {"batch": "2"}, {"batch": True},
    {"memory_mb": 0}, {"memory_mb": None},
])
def test_bad_options_are_refused(model, table, options):
    with pytest.raises(medisc.Usage, match=next(iter(options))):
        medisc.simulate(model, table, **options)


def test_it_wants_a_model(table):
    with pytest.raises(medisc.Usage):
        medisc.simulate("model.onnx", table)


def test_records_unlike_the_samples_are_doubted(table):
    model = medisc.compile(BREAST / "model.onnx", samples=table / 2,
                           ranges=BREAST / "ranges.csv", fidelity="warn")
    far = numpy.zeros((1, 30))
    far[0] = numpy.loadtxt(BREAST / "ranges.csv", delimiter=",", skiprows=1)
    with pytest.warns(medisc.Doubt):
        medisc.simulate(model, far)
