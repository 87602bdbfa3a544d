"""Read what filters of a list were given in an address: nothing, or a value that can be one."""

from __future__ import annotations

import datetime as dt
import uuid

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError


def chosen_id(text: str | None) -> uuid.UUID | None:
    """Return the id that was chosen, if one was; raise BadInputError for what is no id."""
    if not text:
        return None
    key = parse_uuid7(text)
    if key is None:
        raise BadInputError("no such id")
    return key


def chosen_day(text: str | None, years: range) -> dt.date | None:
    """Return the day that was given, if one was; raise BadInputError for none, or another year."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadInputError("a day is of the form 2026-06-30") from None
    if day.year not in years:
        raise BadInputError("there is nothing in this year")
    return day
