"""Texts and paths on their way into C++, which has UTF-8 and bytes."""

from __future__ import annotations

import os
from typing import Any, Optional, Type

from .errors import Error, Usage


def path_bytes(path: Any, name: str) -> bytes:
    """A path as the system has it. Raises Usage for what is none."""
    if not isinstance(path, (str, os.PathLike)):
        raise Usage(f"{name} is a {type(path).__name__}; expected a file's path")
    try:
        coded = os.fsencode(path)
    except UnicodeEncodeError:
        coded = b"\0"
    if b"\0" in coded:
        raise Usage(f"{name} is no path: it has a character that no file's name has")
    return coded


def checked_text(value: Any, name: str, most: Optional[int] = None,
                 error: Type[Error] = Usage) -> str:
    """A text that is valid, and no longer than `most` bytes. Raises `error`."""
    if not isinstance(value, str):
        raise error(f"{name} is a {type(value).__name__}; expected a text")
    try:
        length = len(value.encode())
    except UnicodeEncodeError:
        raise error(f"{name} has a character that is none (half of a surrogate pair)") from None
    if most is not None and length > most:
        raise error(f"{name} is longer than {most} bytes")
    return value


def shown(value: Any) -> str:
    """Any name as a valid text."""
    return str(value).encode(errors="replace").decode()
