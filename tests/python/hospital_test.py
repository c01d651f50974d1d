"""medisc.Hospital, over a real daemon with a real service and dealer."""

from datetime import datetime, timedelta, timezone

import numpy
import pytest

import medisc
from site_of_three import BREAST


def prepared(hospital):
    return hospital.models()[0].prepared


def test_it_finds_its_daemon(site, monkeypatch):
    assert medisc.Hospital(str(site.socket)).models()
    by_config = medisc.Hospital(config=site.path("hospital.toml"))
    assert by_config.socket == str(site.socket)
    monkeypatch.setenv("MEDISC_SOCKET", str(site.socket))
    assert medisc.Hospital().release == medisc.__version__


def test_models_and_plans(hospital, model):
    offered, = hospital.models()
    assert (offered.model, offered.service) == ("breast", "acme")
    plan = hospital.plan("breast")
    assert plan.hash == offered.plan_hash
    # The service's plan is its own: its key tags the weights.
    assert plan.steps == model.plan.steps
    assert plan.labels == ["benign", "malignant"]


def test_it_diagnoses_an_array(hospital, table, expected):
    before = prepared(hospital)
    results = hospital.diagnose("breast", table[:5], ids=expected.ids[:5], batch=2)
    assert numpy.array_equal(results.logits, expected.logits[:5])
    assert results.labels.tolist() == expected.labels[:5].tolist()
    assert prepared(hospital) == before - 5
    assert results.request
    first = results[0]
    assert first.session and not first.earlier
    assert first.costs.flights > 0 and first.costs.wire_up >= first.costs.payload_up > 0
    report = hospital.request(results.request)
    assert (report.state, report.records, report.results) == ("done", 5, 5)
    assert report.door == "python"


def test_it_diagnoses_frames_files_and_one_record(hospital, table, expected, tmp_path):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(BREAST / "records.csv", index_col="id").iloc[6:8]
    results = hospital.diagnose("breast", frame)
    assert results.ids == ["wdbc-007", "wdbc-008"]
    assert numpy.array_equal(results.logits, expected.logits[6:8])
    assert results.to_pandas(costs=True).index.equals(frame.index)
    frame.to_csv(tmp_path / "two.csv")
    results = hospital.diagnose("breast", tmp_path / "two.csv", interactive=True)
    assert numpy.array_equal(results.logits, expected.logits[6:8])
    results = hospital.diagnose("breast", table[9])
    assert numpy.array_equal(results.logits, expected.logits[9:10])
    part = hospital.plan("breast").manifest["parts"][0]["name"]
    results = hospital.diagnose("breast", {part: table[9:10]})
    assert numpy.array_equal(results.logits, expected.logits[9:10])


def test_a_request_of_one_name_is_paid_for_once(hospital, table):
    first = hospital.diagnose("breast", table[:3], request="monday")
    before = prepared(hospital)
    again = hospital.diagnose("breast", table[:3], request="monday")
    assert numpy.array_equal(again.logits, first.logits)
    assert again.request == first.request
    assert all(one.earlier for one in again)
    assert prepared(hospital) == before
    with pytest.raises(medisc.BadInput, match="other records"):
        hospital.diagnose("breast", table[3:6], request="monday")


def test_results_are_kept(hospital, table):
    done = hospital.diagnose("breast", table[:2], ids=["kept-1", "kept-2"])
    kept = hospital.results(request=done.request)
    assert sorted(kept.ids) == ["kept-1", "kept-2"]
    newest = {one.id: one for one in kept}["kept-2"]
    assert numpy.array_equal(newest.logits, done[1].logits)
    assert (newest.model, newest.service, newest.door, newest.place) == \
        ("breast", "acme", "python", 1)
    assert abs(newest.made_at - datetime.now(timezone.utc)) < timedelta(minutes=5)
    assert hospital.results(record="kept-1")[0].label == done[0].label
    assert len(hospital.results(limit=1)) == 1
    assert hospital.results(model="breast", since=timedelta(hours=1))
    assert not hospital.results(since=datetime.now(timezone.utc) + timedelta(hours=1))
    assert hospital.results(since="2020-01-31T09:05Z")
    assert not hospital.results(record="nobody")


def test_it_prepares(hospital):
    before = prepared(hospital)
    done = hospital.prepare("breast", 3)
    assert (done.prepared, done.ready) == (3, before + 3)


def test_a_bad_record_costs_nothing(hospital, table):
    before = prepared(hospital)
    bad = table[:3].copy()
    bad[2, 1] = numpy.nan
    with pytest.raises(medisc.BadInput, match="row 3"):
        hospital.diagnose("breast", bad)
    assert len(hospital.diagnose("breast", bad[1:], skip_bad=True).bad) == 1
    assert prepared(hospital) == before - 1


def test_a_dry_pool_is_told(hospital, table):
    many = numpy.repeat(table, 5, axis=0)
    before = prepared(hospital)
    with pytest.raises(medisc.PoolDry) as dry:
        hospital.diagnose("breast", many)
    assert dry.value.id == "pool-dry"
    assert prepared(hospital) == before


def test_another_model_or_service_is_told(hospital, site, table):
    with pytest.raises(medisc.PoolDry, match="heart"):
        hospital.plan("heart")
    with pytest.raises(medisc.PoolDry, match="heart"):
        hospital.diagnose("heart", table)
    other = medisc.Hospital(site.socket, service="nobody")
    assert other.models() == []
    with pytest.raises(medisc.PoolDry):
        other.diagnose("breast", table)
    assert medisc.Hospital(site.socket, service="acme").diagnose("breast", table[:1])


@pytest.mark.parametrize("call", [
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), batch=0),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), batch=None),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), wait=-1),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), wait=float("nan")),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), wait=10 ** 9),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), memory_mb=-3),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), request="x" * 300),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), request=7),
    lambda hospital: hospital.diagnose("breast", numpy.zeros((1, 30)), no_option=7),
    lambda hospital: hospital.diagnose(None, numpy.zeros((1, 30))),
    lambda hospital: hospital.prepare("breast", 0),
    lambda hospital: hospital.results(limit=0),
    lambda hospital: hospital.results(since="yesterday"),
    lambda hospital: hospital.results(since=3),
])
def test_wrong_calls_are_refused(hospital, call):
    with pytest.raises(medisc.Usage):
        call(hospital)


def test_unknown_requests_are_told(hospital):
    with pytest.raises(medisc.Error):
        hospital.request("00" * 16)
    with pytest.raises(medisc.Error):
        hospital.cancel("no such request")


def test_a_closed_one_says_so(site):
    with medisc.Hospital(site.socket) as hospital:
        hospital.models()
    with pytest.raises(medisc.Usage, match="closed"):
        hospital.models()


def test_a_daemon_that_comes_back_is_found_again(hospital, site, table, expected):
    site.stop("hospital")
    with pytest.raises(medisc.PeerUnavailable):
        hospital.diagnose("breast", table[:1])
    site.start_daemon()
    assert numpy.array_equal(hospital.diagnose("breast", table[:1]).logits, expected.logits[:1])


def test_nobody_listens(tmp_path, monkeypatch):
    with pytest.raises(medisc.PeerUnavailable) as gone:
        medisc.Hospital(tmp_path / "none.socket")
    assert "none.socket" in gone.value.context and gone.value.hint
    with pytest.raises(medisc.Usage, match="nothing.toml"):
        medisc.Hospital(config=tmp_path / "nothing.toml")
    with pytest.raises(medisc.Usage, match="both"):
        medisc.Hospital(tmp_path / "s", config=tmp_path / "c")
    with pytest.raises(medisc.Usage):
        medisc.Hospital(7)
    monkeypatch.setenv("MEDISC_SOCKET", str(tmp_path / "env.socket"))
    with pytest.raises(medisc.PeerUnavailable, match="env.socket"):
        medisc.Hospital()
