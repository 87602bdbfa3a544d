"""Answers in a JSONB column: of questions that are data, such as an agency's own.

They are kept typed: days as ISO dates, amounts in cents, choices as codes. What is no answer is not
kept at all, so that "unanswered" looks the same to Python and to SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ocms_core.forms.spec import BoundQuestion

KINDS = frozenset({"text", "long_text", "number", "money", "date", "yes_no", "choice", "many"})
"""The kinds of question whose answers JSON can keep."""


def kept_answer(kept: Mapping[str, Any] | None, bound: BoundQuestion) -> Any:
    """Return the typed answer; nothing for what is not of the question's kind."""
    value = (kept or {}).get(bound.attribute)
    kind = bound.question.kind
    if kind == "many":
        return [code for code in value if isinstance(code, str)] if isinstance(value, list) else []
    if kind == "date":
        return _day(value)
    if kind in {"number", "money"}:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, bool if kind == "yes_no" else str) else None


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def keep_answer(record: Any, bound: BoundQuestion, answer: Any) -> bool:
    """Write one answer into the record's column; return whether it changed."""
    name = str(bound.kept_in)
    kept = getattr(record, name) or {}
    if kept_answer(kept, bound) == answer:
        return False
    # A new dictionary: SQLAlchemy does not see a change inside the old one.
    changed = {key: value for key, value in kept.items() if key != bound.attribute}
    if answer is not None and answer != []:
        changed[bound.attribute] = answer.isoformat() if isinstance(answer, dt.date) else answer
    setattr(record, name, changed)
    return True
