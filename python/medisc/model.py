"""Compiling a network, and running it in this process."""

from __future__ import annotations

import os
import warnings
from builtins import range as builtin_range
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Union

import numpy

from . import _medisc
from .errors import BadInput, Doubt, Usage
from .plan import Plan
from .records import EncodedRecords, _as_array, _numbers, encode, given_records
from .results import Costs, Result, Results
from .texts import checked_text, path_bytes

Path = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class FidelityReport:
    """How close a plan's results come to the network in double precision, on samples.

    Errors are differences of results divided by the results' spread, so 0.01 is one percent.
    """

    records: int  #: samples that were measured
    beyond: int  #: samples out of the input ranges, which were not
    drawn: bool  #: whether the samples were drawn, for want of given ones
    agreement: float  #: share of labels, findings or pixels that come out alike
    pooled: float  #: of all findings together; else as agreement
    all_alike: float  #: share of records whose findings all do; else as agreement
    unlike: int  #: records that do not
    largest: float  #: error
    p99: float  #: 99 of 100 errors are smaller
    median: float  #: error
    layers: List[Dict[str, Any]]  #: name, snr_db (signal to error), own (share added by itself)
    wide_ranges: List[Dict[str, Any]]  #: feature (from 0), bits that no sample uses
    meets_bound: bool  #: whether it is as close as a service demands
    text: str  #: all in a line

    def __str__(self) -> str:
        return self.text


class Model:
    """A compiled network with its weights: what ``compile`` returns. It is the service's secret;
    its plan is public.
    """

    def __init__(self, native: _medisc.Model) -> None:
        """For the package's own use."""
        self._native = native
        self._plan = Plan(native.plan())

    @property
    def plan(self) -> Plan:
        """The public plan."""
        return self._plan

    @property
    def fidelity(self) -> FidelityReport:
        """How close the plan comes to its network."""
        return FidelityReport(**self._native.fidelity())

    @property
    def report(self) -> List[Dict[str, Any]]:
        """What the planner found, a dictionary a step: name, op, inputs, outputs, scale, shift,
        bound (of the integers), proven_bits, width, weight_bits. As private as the weights."""
        return self._native.report()

    @property
    def caps(self) -> List[Dict[str, Any]]:
        """Activations that were cut so that the plan fits its ring: layer, cap, proven."""
        return self._native.caps()

    @property
    def notes(self) -> List[str]:
        """How the file was understood, a line each."""
        return self._native.notes()

    @property
    def warnings(self) -> List[str]:
        """What speaks against the measured fidelity, a line each."""
        return self._native.warnings()

    def __repr__(self) -> str:
        return f"<medisc.Model {self.plan.model}: {self.fidelity}>"


def compile(path: Path, samples: Any = None, ranges: Any = None,
            labels: Optional[Sequence[str]] = None, *,
            range: Optional[float] = None,
            ring: Optional[int] = None,
            input_bits: Optional[int] = None,
            activation_bits: Optional[int] = None,
            weight_bits: Optional[int] = None,
            full_width: bool = False,
            fidelity: str = "refuse",
            comparison: str = "auto",
            delay_ms: Optional[float] = None,
            mbit_s: Optional[float] = None,
            bundle_mb: Optional[float] = None,
            output_name: Optional[str] = None,
            input_shape: Union[None, str, Sequence[str]] = None,
            calibrate: Optional[Path] = None,
            margin: Optional[int] = None,
            output: str = "logits",
            manifest: Optional[Path] = None,
            task: Optional[str] = None,
            threshold: Union[None, float, Sequence[float]] = None,
            unit: Optional[str] = None,
            public_normalisation: bool = False) -> Model:
    """Compiles an ONNX file to a plan and its weights, as ``medisc plan`` does.

    Args:
        path: the ONNX file.
        samples: records like those to come, for precision and fidelity: all that
            ``Hospital.diagnose`` takes as X. None: drawn within the ranges.
        ranges: the largest |x| of each feature: a number for all, an array of one a feature,
            or a CSV file. None: the manifest's, or what samples reach, or 16.
        labels: one name a result.
        range: the largest |x| of every feature; as a number given for ``ranges``.
        ring: 32 or 64, bits of a word. None: 32, or 64 where that is too small.
        input_bits, activation_bits, weight_bits: None: chosen by error.
        full_width: compare at the ring's width, which tells nothing about the weights.
        fidelity: "refuse" or "warn": what becomes of a plan that is far from its network.
        comparison: "auto", "tree" (few bytes) or "chain" (few flights).
        delay_ms, mbit_s: the line that the plan is made for: milliseconds one way (10), and its
            rate in Mbit/s (100).
        bundle_mb: most that the service's half of a bundle may take, in MB.
        output_name: which of the file's outputs, where it has several.
        input_shape: "NAME=3x32x32" for each input whose shape the file leaves open.
        calibrate: a file of samples: widths from what they reach, instead of proven bounds.
        margin: bits above what those samples reach (2).
        output: "logits" or "label": what the hospital learns.
        manifest: a model.toml. None: the one beside the file, if there is one.
        task: "classes", "binary", "findings", "number" or "map".
        threshold: the probability from which it is a yes: one, or one a finding.
        unit: of a number.
        public_normalisation: leave the input's normalisation to the hospital, a public step.

    Raises:
        BadInput, Unsupported, Overflow, Fidelity: as their descriptions say.
        Usage: for an option's value.

    Ctrl-C stops it between two plans that it tries, after seconds for a large network. What
    speaks against the measured fidelity is warned of (medisc.Doubt).
    """
    options: Dict[str, Any] = dict(
        ring=ring, input_bits=input_bits, activation_bits=activation_bits,
        weight_bits=weight_bits, full_width=full_width, fidelity=fidelity,
        comparison=comparison, delay_ms=delay_ms, mbit_s=mbit_s, bundle_mb=bundle_mb,
        output_name=output_name, margin=margin, output=output, task=task, unit=unit,
        public_normalisation=public_normalisation, range=range)
    for name, file in (("calibrate", calibrate), ("manifest", manifest)):
        options[name] = None if file is None else path_bytes(file, name)
    options["input_shape"] = [input_shape] if isinstance(input_shape, str) else input_shape
    options["threshold"] = [threshold] if isinstance(threshold, (int, float)) else threshold
    options["labels"] = _labels(labels)
    if margin is not None and calibrate is None:
        raise Usage("margin needs calibrate", "see: help(medisc.compile)")
    each = _ranges(ranges, options)
    given = None if samples is None else given_records(samples, "samples")
    model = Model(_medisc.compile(path_bytes(path, "path"), given, each, options))
    for warning in model.warnings:
        warnings.warn(warning, Doubt, stacklevel=2)
    return model


def _labels(labels: Any) -> Optional[List[str]]:
    if labels is None:
        return None
    if isinstance(labels, str):
        raise Usage("labels is one text; expected a list of them")
    return [checked_text(str(label), "a label") for label in labels]


def _ranges(ranges: Any, options: Dict[str, Any]) -> List[float]:
    """One a feature, where they are given so; else they go into the options."""
    if ranges is None:
        return []
    if options["range"] is not None:
        raise Usage("both range and ranges are given", "give one of them")
    if isinstance(ranges, (str, os.PathLike)):
        options["ranges_file"] = path_bytes(ranges, "ranges")
        return []
    array = _numbers(_as_array(ranges, "ranges"), "ranges")
    if not numpy.all(numpy.isfinite(array)) or not numpy.all(array > 0):
        raise BadInput("ranges are not all finite and above 0")
    if array.ndim == 0:
        options["range"] = float(array)
        return []
    if array.ndim != 1 or array.size == 0:
        raise BadInput(f"ranges have the shape {array.shape}; expected one number a feature")
    return [float(value) for value in array]


class Layers(List[Dict[str, Any]]):
    """A dictionary a step of the plan, with what all sessions together cost it: name, op,
    flights, bits_up (from hospital to service), bits_down, bytes_up, bytes_down, seconds."""

    def to_pandas(self) -> Any:
        """A DataFrame, one row a step. Needs pandas."""
        import pandas

        return pandas.DataFrame(list(self))


class Simulation(Results):
    """Results of a simulation, and what it cost.

    Attributes, besides those of Results:
        layers: what each step of the plan cost, all sessions together.
        sessions: how many there were.
        flights, bytes_up, bytes_down: of all sessions together; up is from the hospital to the
            service.
        seconds: online, at this machine's speed, without a network.
    """

    layers: Layers
    sessions: int
    flights: int
    bytes_up: int
    bytes_down: int
    seconds: float


def _expect_model(model: Any) -> Model:
    if not isinstance(model, Model):
        raise Usage(f"the model is a {type(model).__name__}",
                    "give what medisc.compile returns")
    return model


def whole_number(value: Any, name: str, least: int, most: int) -> int:
    """An option that counts. Raises Usage."""
    try:
        number = int(value)
        good = not isinstance(value, bool) and number == value and least <= number <= most
    except (TypeError, ValueError, OverflowError):
        good = False
    if not good:
        raise Usage(f"{name} is {value!r}; expected a whole number from {least} to {most}")
    return number


def _warn_of(model: Model, records: EncodedRecords) -> None:
    for doubt in model._native.doubts(records.native):
        warnings.warn(doubt, Doubt, stacklevel=3)


def reference(model: Model, X: Any, ids: Any = None, **reading: Any) -> Results:
    """The plan in plaintext: what a secure result equals, bit for bit.

    Args:
        model: what ``compile`` returned.
        X, ids, reading: as ``Hospital.diagnose`` takes them.
    """
    records = encode(_expect_model(model).plan, X, ids, **reading)
    _warn_of(model, records)
    items = []
    for first in builtin_range(0, len(records), _REFERENCE_RECORDS):
        logits = model._native.reference(records.native, first, _REFERENCE_RECORDS)
        items += [Result(model.plan, records.names[first + row], logits[row])
                  for row in builtin_range(len(logits))]
    return Results(items, notes=records.notes, bad=records.bad, index=records.index)


def simulate(model: Model, X: Any, ids: Any = None, *, batch: int = 1, memory_mb: int = 1024,
             **reading: Any) -> Simulation:
    """Secure inference of all three roles in this process, without a socket or a key: the same
    results and bytes as between machines.

    Args:
        model: what ``compile`` returned.
        X, ids, reading: as ``Hospital.diagnose`` takes them.
        batch: records a session, 1 to 4096.
        memory_mb: MB that a session may take: splits larger batches.

    Ctrl-C stops it between two sessions.
    """
    records = encode(_expect_model(model).plan, X, ids, **reading)
    batch = whole_number(batch, "batch", 1, 4096)
    memory = whole_number(memory_mb, "memory_mb", 1, 1 << 20) << 20
    _warn_of(model, records)
    batch = model._native.records_a_session(batch, memory)
    sessions = []
    items = []
    for first in builtin_range(0, len(records), batch):
        session = model._native.simulate(records.native, first, batch)
        costs = Costs(round(session["seconds"] * 1e6), session["bytes_up"],
                      session["bytes_down"], session["flights"])
        logits = session["logits"]
        items += [Result(model.plan, records.names[first + row], logits[row], costs=costs)
                  for row in builtin_range(len(logits))]
        sessions.append(session)
    return _simulation(sessions, items, records)


def _simulation(sessions: List[Dict[str, Any]], items: List[Result],
                records: EncodedRecords) -> Simulation:
    done = Simulation(items, notes=records.notes, bad=records.bad, index=records.index)
    done.sessions = len(sessions)
    for total in ("flights", "bytes_up", "bytes_down", "seconds"):
        setattr(done, total, sum(session[total] for session in sessions))
    done.layers = Layers()
    for parts in zip(*(session["layers"] for session in sessions)):
        layer = {"name": parts[0]["name"], "op": parts[0]["op"]}
        for cost in ("flights", "bits_up", "bits_down", "seconds"):
            layer[cost] = sum(part[cost] for part in parts)
        layer["bytes_up"] = layer["bits_up"] / 8
        layer["bytes_down"] = layer["bits_down"] / 8
        done.layers.append(layer)
    return done


_REFERENCE_RECORDS = 16  # between two looks at signals
