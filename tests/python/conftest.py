import warnings

import numpy
import pytest

import medisc
import site_of_three
from site_of_three import BREAST


@pytest.fixture(scope="session")
def model():
    """The breast network, compiled."""
    return medisc.compile(BREAST / "model.onnx", ranges=BREAST / "ranges.csv",
                          labels=["benign", "malignant"])


@pytest.fixture(scope="session")
def table():
    """The example's records, 40 x 30."""
    return numpy.loadtxt(BREAST / "records.csv", delimiter=",", skiprows=1,
                         usecols=range(1, 31))


@pytest.fixture(scope="session")
def expected(model):
    """The reference of the example's file."""
    return medisc.reference(model, BREAST / "records.csv")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Three running roles; 160 bundles are dealt, 120 prepared."""
    made = site_of_three.Site(tmp_path_factory.mktemp("s"))
    try:
        made.start(160, 120)
        yield made
    finally:
        made.stop_all()


@pytest.fixture
def hospital(site):
    with medisc.Hospital(site.socket) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_doubts(request):
    """Nothing is doubted unless a test says so."""
    with warnings.catch_warnings():
        if not request.node.get_closest_marker("filterwarnings"):
            warnings.simplefilter("error")
        yield
