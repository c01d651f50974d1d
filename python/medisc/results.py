"""Results of records: one by one, and all together."""

from __future__ import annotations

from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union, overload

import numpy

from .errors import Unsupported, Usage
from .plan import Plan
from .records import BadRecord


@dataclass(frozen=True)
class Costs:
    """What a session cost online, all its records together. Bytes up go from the hospital to
    the service."""

    online_us: int  #: microseconds, from the masked record to the result
    payload_up: int  #: bytes of the protocol
    payload_down: int
    flights: int  #: messages one after the other
    total_us: Optional[int] = None  #: with opening the session; None in a simulation
    wire_up: Optional[int] = None  #: bytes on the socket; None in a simulation
    wire_down: Optional[int] = None


class Result:
    """What one record's diagnosis says.

    Attributes:
        plan: the plan that it is read by.
        id: the record's.
        logits: the exact integers, an int64 array of plan.outputs entries. Of a plan that tells
            a label alone: 1 at the class, 0 elsewhere.
        session: the id of its session in hexadecimal; "" where it was kept from before, or
            simulated.
        costs: its session's, all records of the session together; None of a reference.
        earlier: whether it was kept from before, and nothing was paid for it now.
    """

    def __init__(self, plan: Plan, id: str, logits: numpy.ndarray, session: str = "",
                 costs: Optional[Costs] = None, earlier: bool = False) -> None:
        """For the package's own use."""
        self.plan = plan
        self.id = id
        self.logits = logits
        self.session = session
        self.costs = costs
        self.earlier = earlier
        self._said: Optional[Dict[str, Any]] = None

    @property
    def _answer(self) -> Dict[str, Any]:
        """What the logits say by the task; made when it is asked for."""
        if self._said is None:
            self._said = self.plan._native.answer(self.logits)
        return self._said

    @property
    def label(self) -> Optional[str]:
        """The class, or the negative or positive label. None of findings, numbers and maps."""
        return self._answer.get("label")

    @property
    def index(self) -> Optional[int]:
        """The label's index among plan.labels; of a binary task 0 or 1."""
        return self._answer.get("index")

    @property
    def probabilities(self) -> Optional[numpy.ndarray]:
        """float64, one a class (of a binary task: no, yes) or one a finding. None of numbers,
        maps, and plans that tell a label alone."""
        return self._answer.get("probabilities")

    @property
    def findings(self) -> Optional[Tuple[str, ...]]:
        """Labels of what was found. None of other tasks."""
        return self._answer.get("findings")

    @property
    def positive(self) -> Optional[numpy.ndarray]:
        """bool, one a finding. None of other tasks."""
        return self._answer.get("positive")

    @property
    def values(self) -> numpy.ndarray:
        """float64, plan.outputs entries: logits / 2**plan.output_scale. Of a number: the
        numbers, in plan.unit."""
        return numpy.ldexp(self.logits.astype(numpy.float64), -self.plan.output_scale)

    @property
    def map(self) -> Optional[numpy.ndarray]:
        """uint32, height x width: the class of each pixel. None of other tasks."""
        return self._answer.get("map")

    @property
    def shares(self) -> Optional[numpy.ndarray]:
        """float64, one a class: its share of a map's pixels. None of other tasks."""
        return self._answer.get("shares")

    @property
    def text(self) -> str:
        """In a few words: a label, the findings, numbers with their unit, a map's shares."""
        return self._answer["text"]

    def __repr__(self) -> str:
        return f"<medisc.{type(self).__name__} {self.id}: {self.text}>"


class KeptResult(Result):
    """A result that the hospital has kept.

    Attributes, besides those of Result:
        request: the id of its request; place: its place in it, from 0.
        model, service: whose it is.
        made_at: when, a datetime in UTC.
        asker: who asked; door: by which way, "command" or "python" for example.
    """

    def __init__(self, plan: Plan, kept: Dict[str, Any]) -> None:
        """For the package's own use."""
        super().__init__(plan, kept["record"], kept["logits"], kept["session"],
                         Costs(**kept["costs"]), earlier=True)
        self.request: str = kept["request"]
        self.place: int = kept["place"]
        self.model: str = kept["model"]
        self.service: str = kept["service"]
        self.made_at = datetime.fromisoformat(kept["made_at"].replace("Z", "+00:00"))
        self.asker: str = kept["asker"]
        self.door: str = kept["door"]


class Results(AbstractSequence):
    """Results in the order of their records: a sequence of Result, and bulk access.

    Attributes:
        request: the id of the request at the hospital, or None.
        notes: what the reader took for granted or changed, a line each.
        bad: records that could not be read, where skip_bad was given: they have no result.

    Equal are Results of the same plan, ids and logits.
    """

    def __init__(self, items: Sequence[Result], *, request: Optional[str] = None,
                 notes: Iterable[str] = (), bad: Iterable[BadRecord] = (),
                 index: Any = None) -> None:
        """For the package's own use."""
        self._items = list(items)
        self.request = request
        self.notes = list(notes)
        self.bad = list(bad)
        self._index = index

    @overload
    def __getitem__(self, place: int) -> Result: ...

    @overload
    def __getitem__(self, place: slice) -> "Results": ...

    def __getitem__(self, place: Union[int, slice]) -> Union[Result, "Results"]:
        if not isinstance(place, slice):
            return self._items[place]
        index = None if self._index is None else self._index[place]
        return Results(self._items[place], request=self.request, notes=self.notes, bad=self.bad,
                       index=index)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Result]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Results) or len(self) != len(other):
            return False
        return all(one.plan == two.plan and one.id == two.id
                   and numpy.array_equal(one.logits, two.logits)
                   for one, two in zip(self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        some = ", ".join(f"{one.id}: {one.text}" for one in self._items[:3])
        return f"<medisc.{type(self).__name__} of {len(self)}: {some}" + \
            (", ...>" if len(self) > 3 else ">")

    @property
    def plan(self) -> Plan:
        """The plan of all of them. Raises Usage where they are of several, or none is there."""
        if not self._items or any(one.plan != self._items[0].plan for one in self._items):
            raise Usage("these results have no plan in common", "look at them one by one")
        return self._items[0].plan

    @property
    def ids(self) -> List[str]:
        """The records' ids."""
        return [one.id for one in self._items]

    @property
    def labels(self) -> Any:
        """Of classes and a binary task: an array of texts, one a record. Of findings: a list of
        tuples. Raises Unsupported of numbers and maps."""
        if self.plan.task == "findings":
            return [one.findings for one in self._items]
        if self.plan.task not in ("classes", "binary"):
            raise Unsupported(f"results of the task '{self.plan.task}' have no labels",
                              "use to_numpy()")
        return numpy.array([one.label for one in self._items])

    @property
    def logits(self) -> numpy.ndarray:
        """The exact integers: int64, records x plan.outputs."""
        return self._stacked([one.logits for one in self._items])

    @property
    def values(self) -> numpy.ndarray:
        """float64, records x plan.outputs: logits / 2**plan.output_scale."""
        return self._stacked([one.values for one in self._items])

    @property
    def probabilities(self) -> numpy.ndarray:
        """float64, records x classes (of a binary task 2: no, yes), or x findings. Raises
        Unsupported of numbers, maps and plans that tell a label alone."""
        rows = [one.probabilities for one in self._items]
        if any(row is None for row in rows):
            what = "a label alone" if self.plan.label_only else f"the task '{self.plan.task}'"
            raise Unsupported(f"results of {what} have no probabilities", "use to_numpy()")
        return self._stacked(rows)

    def to_numpy(self) -> numpy.ndarray:
        """What the task gives, records first. Classes, binary, findings: probabilities (of a
        label alone the labels' indices, int64). Numbers: values. Maps: the class of each pixel,
        records x height x width."""
        task = self.plan.task
        if task == "map":
            return self._stacked([one.map for one in self._items])
        if task == "number":
            return self.values
        if self.plan.label_only:
            return numpy.array([one.index for one in self._items], dtype=numpy.int64)
        return self.probabilities

    def to_pandas(self, costs: bool = False) -> Any:
        """A DataFrame, one row a record; its index is the given frame's, or the ids. Columns:
        the label and a probability a class; a probability a finding and `findings`; a number
        each; or a share of pixels a class. With `costs` those of the record's session. Needs
        pandas."""
        import pandas

        index = pandas.Index(self.ids, name="id") if self._index is None else self._index
        if not self._items:
            return pandas.DataFrame(index=index)
        columns: Dict[str, Any] = self._columns()
        if costs:
            columns["session"] = [one.session for one in self._items]
            for field in fields(Costs):
                columns[field.name] = [
                    None if one.costs is None else getattr(one.costs, field.name)
                    for one in self._items]
        return pandas.DataFrame(columns, index=index)

    def _columns(self) -> Dict[str, Any]:
        plan = self.plan
        columns: Dict[str, Any] = {}
        if plan.task in ("classes", "binary"):
            columns["label"] = self.labels
            if plan.label_only:
                return columns
            table = self.probabilities
        elif plan.task == "findings":
            table = self.probabilities
        elif plan.task == "number":
            table = self.values
        else:
            table = self._stacked([one.shares for one in self._items])
        for place, label in enumerate(plan.labels):
            columns[label if label not in columns else f"{label} ({place})"] = table[:, place]
        if plan.task == "findings":
            columns["findings"] = [", ".join(one.findings or ()) for one in self._items]
        return columns

    def _stacked(self, rows: Sequence[Any]) -> numpy.ndarray:
        self.plan  # raises where there is none in common
        return numpy.stack(rows)
