"""Errors of MediSC: one class for each of its stable error ids."""

from __future__ import annotations

import re
from typing import Dict, Optional, Type


class Error(Exception):
    """What all errors of this package are.

    Attributes:
        id: the stable name, "pool-dry" for example; each has a class of its own.
        context: what was found, and where. It never holds a value of a record.
        hint: what to do about it; may be empty.
        request: the id of the request that failed, where some of its results were there by
            then; else None. They are kept: see ``Hospital.results``.
    """

    id: str = "internal"

    def __init__(self, context: str = "", hint: str = "") -> None:
        super().__init__(context, hint)
        self.context = context
        self.hint = hint
        self.request: Optional[str] = None

    def __str__(self) -> str:
        return f"{self.id}: {self.context}" + (f" ({self.hint})" if self.hint else "")


class Usage(Error, ValueError):
    """A call or a configuration is wrong: an unknown option, a value that no option takes."""

    id = "usage"


class BadInput(Error, ValueError):
    """A record, a model, a plan or a file is not what it should be."""

    id = "bad-input"


class Unsupported(Error):
    """A model uses something that MediSC can't run, or its task has no such answer."""

    id = "unsupported"


class Overflow(Error):
    """A plan could leave its ring."""

    id = "overflow"


class Fidelity(Error):
    """A plan does not do what its network does."""

    id = "fidelity"


class PlanMismatch(Error):
    """Two parties hold different plans."""

    id = "plan-mismatch"


class PoolDry(Error):
    """No bundle is left: prepare more, or wait for them."""

    id = "pool-dry"


class Busy(Error):
    """The daemon or the service serves as many as it can; ask again later."""

    id = "busy"


class PeerUnavailable(Error):
    """A peer or the daemon can't be reached, or went away."""

    id = "peer-unavailable"


class Refused(Error):
    """A peer or the daemon refused the request."""

    id = "refused"


class Protocol(Error):
    """A peer sent what the protocol does not allow, or is of another version."""

    id = "protocol"


class Storage(Error):
    """The hospital's database failed."""

    id = "storage"


class Interrupted(Error):
    """Somebody stopped it: the daemon is ending, or the request was cancelled."""

    id = "interrupted"


class Internal(Error):
    """A bug or a broken machine."""

    id = "internal"


class Doubt(UserWarning):
    """A warning: results may be worse than measured. Records or samples are unlike, say."""


_BY_ID: Dict[str, Type[Error]] = {
    kind.id: kind
    for kind in (Usage, BadInput, Unsupported, Overflow, Fidelity, PlanMismatch, PoolDry, Busy,
                 PeerUnavailable, Refused, Protocol, Storage, Interrupted, Internal)
}


def _in_python(hint: str) -> str:
    """A hint that speaks of the command line's flags, in the words of this package."""
    if "medisc " in hint:
        return hint
    return re.sub(r"--([a-z][a-z-]*)", lambda flag: flag[1].replace("-", "_"), hint)


def error_of(error_id: str, context: str, hint: str) -> Error:
    """The error of that id; of one that this version does not know, Internal."""
    return _BY_ID.get(error_id, Internal)(context, _in_python(hint))
