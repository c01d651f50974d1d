"""Plans: compiled networks, public, the same at all parties."""

from __future__ import annotations

import os
from typing import Any, Dict, List, Tuple, Union

from . import _medisc
from .errors import BadInput
from .texts import path_bytes, shown


class Plan:
    """A compiled network: which secure layers run, at which sizes, and what records are.

    It holds no weight. Get one from ``Hospital.plan``, from ``compile(...).plan`` or from
    ``Plan.load``. Plans are equal where their hashes are.
    """

    def __init__(self, native: _medisc.Plan) -> None:
        """For the package's own use."""
        self._native = native
        self._manifest: Dict[str, Any] = native.manifest()
        self._hash: str = native.hash()

    @classmethod
    def load(cls, path: Union[str, "os.PathLike[str]"]) -> "Plan":
        """Reads a plan that ``save`` wrote. Raises BadInput for a file that is none."""
        name = path_bytes(path, "path")
        try:
            with open(name, "rb") as file:
                return cls(_medisc.Plan.of_bytes(file.read()))
        except OSError as error:
            raise BadInput(f"{shown(path)} can't be read: {error.strerror}") from error

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the plan to a file, in the form that the parties store it in."""
        with open(path, "wb") as file:
            file.write(self._native.to_bytes())

    @property
    def hash(self) -> str:
        """Names the plan: BLAKE2b-256 in hexadecimal, 64 letters."""
        return self._hash

    @property
    def model(self) -> str:
        """The model's name, or ""."""
        return self._manifest["model"]

    @property
    def version(self) -> str:
        """The model's version, or ""."""
        return self._manifest["version"]

    @property
    def task(self) -> str:
        """What results stand for: "classes", "binary", "findings", "number" or "map"."""
        return self._manifest["task"]

    @property
    def labels(self) -> List[str]:
        """Names of the classes, findings or numbers; of a binary task (negative, positive)."""
        return list(self._manifest["labels"])

    @property
    def unit(self) -> str:
        """The unit of a number, or ""."""
        return self._manifest["unit"]

    @property
    def thresholds(self) -> List[float]:
        """Probabilities from which it is a yes: of a binary task one, of findings one each."""
        return list(self._manifest["thresholds"])

    @property
    def manifest(self) -> Dict[str, Any]:
        """All that is public of records and results: parts with name, shape, layout, features,
        units, least and largest values; preprocessing; task, labels, thresholds, unit and
        result_shape."""
        return self._native.manifest()

    @property
    def feature_names(self) -> List[str]:
        """Names of a record's elements, part after part; empty where nobody named them."""
        return [name for part in self._manifest["parts"] for name in part["features"]]

    @property
    def shapes(self) -> Dict[str, Tuple[int, ...]]:
        """The shape of one record's parts, by their names."""
        return {part["name"]: part["shape"] for part in self._manifest["parts"]}

    @property
    def features(self) -> int:
        """Elements of an encoded record, all parts together."""
        return self._native.features()

    @property
    def input(self) -> Dict[str, Any]:
        """How a record becomes integers: features, bits, range_log2, centre, factor."""
        return self._native.input()

    @property
    def outputs(self) -> int:
        """Integers of one result."""
        return self._native.outputs()

    @property
    def output_scale(self) -> int:
        """Fractional bits of a result: a logit is its integer / 2**output_scale."""
        return self._native.output_scale()

    @property
    def label_only(self) -> bool:
        """Whether the hospital learns the label alone, and no logits."""
        return self._native.label_only()

    @property
    def ring_bits(self) -> int:
        """Bits of a word of the ring: 32 or 64."""
        return self._native.ring_bits()

    @property
    def fidelity(self) -> Dict[str, int]:
        """How close the plan came to its network when it was made: records (samples, or drawn
        ones) and, in millionths, agreement and the errors' median, p99 and largest."""
        return self._native.fidelity()

    @property
    def steps(self) -> List[Dict[str, Any]]:
        """The secure layers in order: a dictionary each, with name, op, scale (fractional bits),
        reads (tensors: 0 is the record, i + 1 the result of step i), outputs (elements),
        result_width (bits), and what the op has: sizes, window, width, shift."""
        return self._native.steps()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and other.hash == self.hash

    def __hash__(self) -> int:
        return hash(self._hash)

    def __repr__(self) -> str:
        return f"<medisc.Plan {self.model or '?'} {self.hash[:12]}: {self.task}, " \
               f"{self.features} features, {len(self._native.steps())} steps>"

    def __reduce__(self) -> Tuple[Any, ...]:
        return _plan_of_bytes, (self._native.to_bytes(),)


def _plan_of_bytes(data: bytes) -> Plan:
    return Plan(_medisc.Plan.of_bytes(data))
