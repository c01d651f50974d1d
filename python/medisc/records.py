"""Records as people have them in Python, made ready for the reader that files go through, too."""

from __future__ import annotations

import numbers
import os
import sys
from collections.abc import Mapping
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy

from . import _medisc
from .errors import BadInput, Usage, error_of
from .plan import Plan
from .texts import checked_text, path_bytes, shown

_EXACT = 2 ** 53  # beyond it float64 skips integers

Column = Union[numpy.ndarray, List[str]]


class BadRecord(NamedTuple):
    """A record that could not be read, where ``skip_bad`` lets the others go on."""

    row: int  #: in what was given, from 0
    id: str
    error: Exception


class EncodedRecords:
    """Records that a plan has encoded; the package's own."""

    def __init__(self, native: _medisc.Encoded, index: Any) -> None:
        self.native = native
        self.names: List[str] = native.names()
        self.notes: List[str] = native.notes()
        self.bad = [BadRecord(row, name, error_of(*error)) for row, name, *error in native.bad()]
        self.index = index if index is None else index[native.places()]

    def __len__(self) -> int:
        return len(self.native)


def _pandas_kind(value: Any) -> Optional[str]:
    """"DataFrame" or "Series" for one of pandas, which is not loaded for that."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return None
    if isinstance(value, pandas.DataFrame):
        return "DataFrame"
    return "Series" if isinstance(value, pandas.Series) else None


def _as_array(value: Any, name: str) -> numpy.ndarray:
    if isinstance(value, numpy.ma.MaskedArray):
        if numpy.ma.is_masked(value):
            raise BadInput(f"{name} has masked elements; expected a number everywhere",
                           "fill in missing values as the model's makers did: X.filled(...)")
        value = value.data
    if type(value).__module__.startswith("scipy.sparse"):
        raise BadInput(f"{name} is a sparse matrix", "use X.toarray()")
    try:
        return numpy.asarray(value)
    except Exception as error:  # whatever another library's __array__ raises
        raise BadInput(f"{name} is no array: {error}",
                       "give rows of equal length, in a numpy array") from error


def _numbers(array: numpy.ndarray, name: str) -> numpy.ndarray:
    """As float64, row major. Raises BadInput for what would lose its value."""
    kind = array.dtype.kind
    if kind in "iu" and array.dtype.itemsize == 8 and array.size:
        if int(array.max()) > _EXACT or int(array.min()) < -_EXACT:
            raise BadInput(f"{name} holds an integer beyond 2^53, which no double holds exactly",
                           "numpy.asarray(X, dtype='float64') rounds them")
    if kind in "fiub":
        with numpy.errstate(over="ignore"):
            return numpy.ascontiguousarray(array, dtype=numpy.float64).reshape(array.shape)
    what = {
        "O": "Python objects (None, or texts beside numbers)",
        "U": "texts", "S": "texts",
        "c": "complex numbers", "M": "times", "m": "times",
    }.get(kind, f"of type {array.dtype}")
    raise BadInput(f"{name}: its elements are {what}; expected numbers",
                   "numpy.asarray(X, dtype='float64') makes numbers of what can be numbers")


def _numbers_or_texts(array: numpy.ndarray, name: str) -> Column:
    if array.dtype.kind == "U":
        return [shown(text) for text in array.ravel()]
    if array.dtype.kind == "S":
        return [bytes(text).decode("utf-8", "replace") for text in array.ravel()]
    if array.dtype.kind == "O" and all(isinstance(text, str) for text in array.ravel()):
        return [shown(text) for text in array.ravel()]
    return _numbers(array, name)


def _frame_column(column: Any, name: str) -> Column:
    dtype = column.dtype
    if not isinstance(dtype, numpy.dtype):  # pandas' own: nullable numbers, categories, strings
        kind = getattr(dtype, "kind", "O")
        if kind in "fiub" and getattr(dtype, "name", "") != "category":
            return _numbers(column.to_numpy(dtype="float64", na_value=numpy.nan), name)
        return _numbers_or_texts(column.astype(object).to_numpy(), name)
    return _numbers_or_texts(column.to_numpy(), name)


def _of_frame(frame: Any, name: str, ignored: Sequence[str]) -> _medisc.GivenRecords:
    if frame.columns.nlevels > 1:
        raise BadInput(f"the columns of {name} have {frame.columns.nlevels} levels of names",
                       "give each column one name")
    if len(frame) == 0:
        raise BadInput(f"{name} holds no records")
    columns: List[Tuple[str, Column]] = []
    for place, heading in enumerate(shown(heading) for heading in frame.columns):
        column: Column = [""] * len(frame)
        if heading not in ignored:
            column = _frame_column(frame.iloc[:, place], f"{name}, column '{heading}'")
        columns.append((heading, column))
    return _medisc.GivenRecords.of_columns(name, columns)


def _of_fields(array: numpy.ndarray, name: str) -> _medisc.GivenRecords:
    """A structured array: its fields are columns."""
    if array.ndim > 1:
        raise BadInput(f"{name}: a structured array of {array.ndim} dimensions; expected one",
                       "use X.reshape(-1)")
    rows = numpy.atleast_1d(array)
    if len(rows) == 0:
        raise BadInput(f"{name} holds no records")
    columns = []
    for field in rows.dtype.names or ():
        values = rows[field]
        if values.ndim > 1:
            raise BadInput(f"{name}, field '{field}' holds an array a record",
                           "give a dictionary of arrays, one a part")
        columns.append((shown(field), _numbers_or_texts(values, f"{name}, field '{field}'")))
    return _medisc.GivenRecords.of_columns(name, columns)


def _of_parts(parts: "Mapping[Any, Any]", name: str) -> _medisc.GivenRecords:
    arrays: List[Tuple[str, Column]] = []
    for part, values in parts.items():
        if not isinstance(part, str):
            raise BadInput(f"{name} has a key that is no text",
                           "name arrays as the model's parts are named")
        what = f"{name}, array '{shown(part)}'"
        arrays.append((shown(part), _numbers_or_texts(_as_array(values, what), what)))
    if not arrays:
        raise BadInput(f"{name} holds no records")
    return _medisc.GivenRecords.of_parts(name, arrays)


def given_records(X: Any, name: str = "X",
                  ignored: Sequence[str] = ()) -> _medisc.GivenRecords:
    """Whatever holds records, for the reader."""
    if isinstance(X, (str, os.PathLike)):
        return _medisc.GivenRecords.of_file(path_bytes(X, name))
    kind = _pandas_kind(X)
    if kind == "DataFrame":
        return _of_frame(X, name, ignored)
    if kind == "Series":
        return _of_frame(X.to_frame().T, name, ignored)
    if isinstance(X, Mapping):
        return _of_parts(X, name)
    array = _as_array(X, name)
    if array.dtype.names:
        return _of_fields(array, name)
    return _medisc.GivenRecords.of_array(name, _numbers(array, name))


def _id_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "/".join(_id_text(part) for part in value)
    return checked_text(str(value), "an id", error=BadInput)


def _given_ids(ids: Any) -> List[str]:
    if not isinstance(ids, (list, tuple)):
        ids = numpy.atleast_1d(_as_array(ids, "ids")).tolist()
    for value in ids:
        if not isinstance(value, (str, numbers.Integral)) or isinstance(value, bool):
            raise BadInput(f"an id is a {type(value).__name__}; "
                           "expected a text or a whole number")
    return [_id_text(value) for value in ids]


def _index_of(X: Any, id_column: Optional[str]) -> Any:
    """The index of a frame, where that names its records; else None."""
    kind = _pandas_kind(X)
    if kind == "Series":
        return None if X.name is None else X.to_frame().T.index
    if kind != "DataFrame" or id_column is not None:
        return None
    has_ids = any(_medisc.names_ids(shown(heading)) for heading in X.columns)
    return None if has_ids else X.index


def encode(plan: Plan, X: Any, ids: Any = None, **reading: Any) -> EncodedRecords:
    """Reads, checks and encodes records by a plan. Raises BadInput; Usage for an option."""
    if isinstance(reading.get("ignore_columns"), str):
        reading["ignore_columns"] = [reading["ignore_columns"]]
    known = ("id_column", "ignore_columns", "header", "decimal", "out_of_range", "skip_bad")
    for option in reading:
        if option not in known:
            raise Usage(f"there is no option '{option}'",
                        "options for reading are " + ", ".join(known))
    try:
        options = _medisc.ReadOptions(**reading)
    except TypeError as error:
        raise Usage("an option for reading has a value of the wrong type",
                    "see: help(medisc.Hospital.diagnose)") from error
    index = _index_of(X, reading.get("id_column")) if ids is None else None
    names = None if ids is None else _given_ids(ids)
    if index is not None:
        names = [_id_text(value) for value in index]
    given = given_records(X, ignored=reading.get("ignore_columns", ()))
    return EncodedRecords(_medisc.encode(plan._native, given, names, options), index)
