"""What a merge replaced, as text that the vault seals: values of any column, told by their type."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

_KINDS: Final[tuple[tuple[str, type, Callable[[Any], str], Callable[[str], Any]], ...]] = (
    # A moment is a date too, so it is asked first.
    ("moment", dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    ("date", dt.date, dt.date.isoformat, dt.date.fromisoformat),
    ("time", dt.time, dt.time.isoformat, dt.time.fromisoformat),
    ("uuid", uuid.UUID, str, uuid.UUID),
    ("number", Decimal, str, Decimal),
    ("bytes", bytes, lambda value: base64.b64encode(value).decode(), base64.b64decode),
)
_READERS: Final = {name: read for name, _kind, _write, read in _KINDS}


def write(value: Any) -> str:
    """Return a value, of whatever columns hold, as text."""
    return json.dumps(_plain(value))


def read(text: str) -> Any:
    """Return what was written."""
    return _value(json.loads(text))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {"map": {str(key): _plain(one) for key, one in value.items()}}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    for name, kind, to_text, _read in _KINDS:
        if isinstance(value, kind):
            return {name: to_text(value)}
    return value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return [_value(one) for one in plain]
    if isinstance(plain, dict):
        ((name, content),) = plain.items()
        if name == "map":
            return {key: _value(one) for key, one in content.items()}
        return _READERS[name](content)
    return plain
