"""A hospital's daemon, as programs ask it."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Dict, List, NamedTuple, Optional, Union

from . import _medisc
from .errors import Usage, error_of
from .model import Path, whole_number
from .plan import Plan
from .records import EncodedRecords, encode
from .results import Costs, KeptResult, Result, Results
from .texts import checked_text, path_bytes

DEFAULT_SOCKET = "/run/medisc/hospital.socket"
"""Where the daemon listens, if neither a call nor MEDISC_SOCKET says so."""

_MOST_TEXT = 256  # bytes of a name
_MOST_RECORDS = 1 << 20


@dataclass(frozen=True)
class OfferedModel:
    """A model that can be asked for."""

    model: str
    service: str  #: as the hospital's configuration calls it
    plan_hash: str
    prepared: int  #: bundles: records that can be diagnosed at once
    delivered: int  #: bundles that are not prepared yet
    low: int  #: what the configuration wants to have prepared; 0: nothing
    high: int
    seconds_a_bundle: Optional[float]  #: what preparing one took the last time, if known


@dataclass(frozen=True)
class RequestReport:
    """What became of a request. Times are UTC texts, "" where there is none yet."""

    id: str
    state: str  #: "running", "done", "failed", ...
    error: str  #: why it failed, or ""
    model: str
    service: str
    plan_hash: str
    records: int
    results: int  #: of these records that are there
    asker: str
    door: str
    arrived_at: str
    ended_at: str


class Prepared(NamedTuple):
    """What ``Hospital.prepare`` has come to, in bundles."""

    prepared: int  #: now
    ready: int  #: in all


class Hospital:
    """A hospital's running daemon (``medisc hospital run``).

    Args:
        socket: the path of the daemon's socket. None: the environment variable MEDISC_SOCKET,
            or /run/medisc/hospital.socket.
        config: a hospital.toml, in place of ``socket``: the socket that it names.
        service: the service to work with, where the hospital has several.

    Raises:
        PeerUnavailable: no daemon listens there.
        Refused: this user may not connect.
        Usage: for the configuration.

    Each call has a connection of its own: threads may share a Hospital or have one each, and a
    daemon that was started anew is found again. Waiting calls leave the interpreter to other
    threads, and Ctrl-C ends them at once. It is a context manager::

        with medisc.Hospital() as hospital:
            print(hospital.diagnose("breast", X).labels)
    """

    def __init__(self, socket: Optional[Path] = None, config: Optional[Path] = None,
                 service: Optional[str] = None) -> None:
        if socket is not None and config is not None:
            raise Usage("both socket and config are given", "give one of them")
        if config is not None:
            path = _medisc.socket_of_config(path_bytes(config, "config"))
        elif socket is not None:
            path = path_bytes(socket, "socket")
        else:
            path = os.fsencode(os.environ.get("MEDISC_SOCKET") or DEFAULT_SOCKET)
        self._socket = os.fsdecode(path)
        self._service = _text(service, "service")
        self._daemon = _medisc.Daemon(path, self._service)
        self._closed = False
        self._release: str = self._daemon.welcome()["release"]

    @property
    def socket(self) -> str:
        """The path of the daemon's socket."""
        return self._socket

    @property
    def release(self) -> str:
        """The daemon's version of MediSC."""
        return self._release

    def models(self) -> List[OfferedModel]:
        """Models that can be asked for."""
        return [OfferedModel(**model) for model in self._open().models()]

    def plan(self, model: str) -> Plan:
        """The current plan of a model. Raises PoolDry where nothing was prepared for it yet;
        Usage where several services have it, and the Hospital was opened without one."""
        return Plan(self._open().plan(_model_name(model)))

    def prepare(self, model: str, count: int, wait: float = 0) -> Prepared:
        """Prepares ``count`` more bundles, each of which serves one record.

        Args:
            model: the model's name.
            count: bundles, 1 or more.
            wait: seconds to wait for a dealer that is still dealing, up to a day.

        Raises:
            PoolDry: the dealer has fewer.
            PeerUnavailable: the dealer or the service can't be reached.
        """
        count = whole_number(count, "count", 1, 1 << 40)
        return Prepared(*self._open().prepare(_model_name(model), count, _seconds(wait)))

    def diagnose(self, model: str, X: Any, ids: Any = None, request: Optional[str] = None, *,
                 batch: int = 16, wait: float = 0, interactive: bool = False,
                 memory_mb: int = 1024, **reading: Any) -> Results:
        """Diagnoses records. The service does not see them.

        Args:
            model: the model's name.
            X: the records, in one of these forms:
                a numpy array, records x features, or records x the shape of the model's part;
                    or one record without the first dimension. Any number type.
                a pandas DataFrame: columns are matched by name; its index gives the ids, if no
                    column does (``id``, ``patient_id`` and the like). A Series is one record.
                a dictionary of arrays, one a part of the model.
                the path of a file: CSV, NPY or NPZ.
            ids: a name for each record, which the hospital's results and audit trail have. None:
                the index's, the file's, or "1", "2", ...
            request: a name for the request. Asked again, what it has answered comes from the
                hospital's database, and is not paid for twice.
            batch: records a session, 1 to 4096.
            wait: seconds to wait for bundles, and for a busy service, up to a day.
            interactive: somebody waits: these records go before those of batches.
            memory_mb: MB that sessions may take: splits larger batches.
            reading: options of ``medisc hospital diagnose``: id_column, ignore_columns,
                header and decimal (of files), out_of_range ("refuse", "clip" or "warn"),
                skip_bad (go on without records that can't be read; see ``Results.bad``).

        Raises:
            BadInput: a record that is not what the model takes: wrong shape or type, NaN, out
                of range. Nothing has been used up then.
            PoolDry: too few bundles are prepared; see ``wait``.
            Busy, PeerUnavailable, PlanMismatch, Refused, Interrupted: as they say. Results that
                were there by then are kept: see ``Error.request`` and ``Hospital.results``.

        Ctrl-C cancels the request; a session that is online is finished, and kept.
        """
        daemon = self._open()
        model = _model_name(model)
        batch = whole_number(batch, "batch", 1, 4096)
        memory = whole_number(memory_mb, "memory_mb", 1, 1 << 20) << 20
        name = _text(request, "request")
        seconds = _seconds(wait)
        plan = self.plan(model)
        records = encode(plan, X, ids, **reading)
        if len(records) > _MOST_RECORDS:
            raise Usage(f"{len(records)} records; a request has {_MOST_RECORDS} at most",
                        "ask for them in several requests")
        job = daemon.diagnose(model, plan._native, records.native, name, batch, memory, seconds,
                              bool(interactive))
        if job["error"] is not None:
            error = error_of(*job["error"])
            error.request = job["request"] or None
            raise error
        if job["plan_hash"] != plan.hash:  # a request that was begun under another plan
            plan = Plan(daemon.plan_of_hash(job["plan_hash"]))
        return _results_of(plan, records, job)

    def results(self, request: Optional[str] = None, record: Optional[str] = None,
                model: Optional[str] = None,
                since: Union[None, str, date, datetime, timedelta] = None,
                limit: int = 100) -> Results:
        """Results that the hospital has kept, newest first. What is None lets all pass.

        Args:
            request: the id of a request (``Results.request``).
            record: the id of a record.
            model: the model's name.
            since: a time (a datetime without a zone is UTC, a text in ISO form likewise), or a
                timedelta: so long ago.
            limit: at most so many, 1 to 65536.

        Returns a Results of KeptResult; with several plans among them, look at them one by one.
        """
        daemon = self._open()
        kept = daemon.results(_text(request, "request"), _text(record, "record", 1024),
                              _text(model, "model"), _since_text(since),
                              whole_number(limit, "limit", 1, 1 << 16))
        plans: Dict[str, Plan] = {}
        for hash_of_plan in {one["plan_hash"] for one in kept}:
            plans[hash_of_plan] = Plan(daemon.plan_of_hash(hash_of_plan))
        return Results([KeptResult(plans[one["plan_hash"]], one) for one in kept],
                       request=request)

    def request(self, id: str) -> RequestReport:
        """What became of a request, by its id (``Results.request``, ``Error.request``)."""
        return RequestReport(**self._open().request(_text(id, "id")))

    def cancel(self, request: str) -> None:
        """Ends a running request, by its id. Whoever waits for it gets Interrupted."""
        self._open().cancel(_text(request, "request"))

    def close(self) -> None:
        """Nothing can be asked any more. Calls that other threads wait for go on."""
        self._closed = True

    def __enter__(self) -> "Hospital":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<medisc.Hospital {self._socket}{' (closed)' if self._closed else ''}>"

    def _open(self) -> _medisc.Daemon:
        if self._closed:
            raise Usage("this Hospital is closed", "open another one")
        return self._daemon


def _results_of(plan: Plan, records: EncodedRecords, job: Dict[str, Any]) -> Results:
    items: List[Optional[Result]] = [None] * len(records)
    for place, logits, session, costs, earlier in job["answers"]:
        if place >= len(items):
            raise error_of("protocol", "the daemon answers for a record that was not asked", "")
        items[place] = Result(plan, records.names[place], logits, session, Costs(**costs),
                              earlier)
    whole = [one for one in items if one is not None]
    if len(whole) != len(items):
        error = error_of("protocol",
                         f"the daemon answered {len(whole)} of {len(items)} records", "")
        error.request = job["request"]
        raise error
    return Results(whole, request=job["request"], notes=records.notes, bad=records.bad,
                   index=records.index)


def _text(value: Any, name: str, most: int = _MOST_TEXT) -> str:
    return "" if value is None else checked_text(value, name, most)


def _model_name(value: Any) -> str:
    name = _text(value, "model")
    if not name:
        raise Usage("no model is named", "Hospital.models() tells them")
    return name


def _seconds(value: Any) -> int:
    try:
        seconds = math.ceil(value)
    except (TypeError, ValueError, OverflowError):
        seconds = -1
    return whole_number(seconds if seconds >= 0 else value, "wait", 0, 86_400)


def _since_text(since: Any) -> str:
    if since is None:
        return ""
    if isinstance(since, str):
        try:
            since = datetime.fromisoformat(since.replace("Z", "+00:00"))
        except ValueError as error:
            raise Usage(f"since is '{since}'; expected a time like 2026-01-31T09:05",
                        "or give a datetime or a timedelta") from error
    if isinstance(since, timedelta):
        since = datetime.now(timezone.utc) - since
    elif isinstance(since, date) and not isinstance(since, datetime):
        since = datetime.combine(since, time())
    if not isinstance(since, datetime):
        raise Usage(f"since is a {type(since).__name__}; expected a time")
    if since.tzinfo is None:
        since = since.replace(tzinfo=timezone.utc)
    since = since.astimezone(timezone.utc)
    return since.strftime("%Y-%m-%dT%H:%M:%S.") + f"{since.microsecond // 1000:03d}Z"
