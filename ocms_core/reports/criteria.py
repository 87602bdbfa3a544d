"""The criteria of a run, read from the address of the page, so that a report can be bookmarked.

Every parameter is declared here; an unknown one, or a second value where one is meant, is refused.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.reports import periods
from ocms_core.reports.option import Answer, Option

CLIENT_KINDS = {
    "both": _("All clients"),
    "named": _("Named only"),
    "anonymous": _("Anonymous only"),
}
ROWS = ("program", "site", "worker", "funder")
CODES = ("session_type", "form", "delivery", "group")
SOURCES = {"program": "program", "site": "site", "worker": "staff", "funder": "funder"}
SINGLE = frozenset({"period", "from", "to", "clients", *ROWS, *CODES})
WITH = "with"

Problem = tuple[str, str, str]
"""Id of a field, its label, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a run of a report covers; `start` and `end` are both included."""

    start: dt.date
    end: dt.date
    period: str | None = None
    program: uuid.UUID | None = None
    site: uuid.UUID | None = None
    worker: uuid.UUID | None = None
    funder: uuid.UUID | None = None
    session_type: str | None = None
    form: str | None = None
    delivery: str | None = None
    group: str | None = None
    clients: str = "both"
    shown: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    def parameters(self) -> list[tuple[str, str]]:
        """Return the address's parameters that mean these criteria."""
        if self.period is not None:
            found = [("period", self.period)]
        else:
            found = [("from", self.start.isoformat()), ("to", self.end.isoformat())]
        for name in (*ROWS, *CODES):
            value = getattr(self, name)
            if value is not None:
                found.append((name, str(value)))
        if self.clients != "both":
            found.append(("clients", self.clients))
        for answer in self.answers:
            found += answer.parameters()
        answered = {answer.option.key for answer in self.answers}
        found += [(WITH, key) for key in self.shown if key not in answered]
        return found

    def with_form(self, form: str | None) -> Criteria:
        """Return the same criteria for one form only, where a report counts no other."""
        return self if form is None else replace(self, form=form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the reader may choose: values of each criterion with their names, and options."""

    choices: Mapping[str, Mapping[str, str]]
    options: Mapping[str, Option]
    today: dt.date


@dataclass(slots=True)
class Reading:
    """Criteria as read, with what the reader must correct before the report can run."""

    criteria: Criteria
    problems: list[Problem] = field(default_factory=list)
    typed_from: str = ""
    typed_to: str = ""


def read(parameters: Iterable[tuple[str, str]], offered: Offered) -> Reading:
    """Read the criteria; raise BadInputError for what no page of ours could have sent."""
    given, answers = _sort(parameters, offered)
    values: dict[str, Any] = {}
    for name in (*ROWS, *CODES):
        text = given.get(name, "")
        if not text:
            continue
        if text not in offered.choices[name]:
            raise BadInputError(f"{name} is none of those on offer")
        values[name] = uuid.UUID(text) if name in ROWS else text
    clients = given.get("clients") or "both"
    if clients not in CLIENT_KINDS:
        raise BadInputError("clients is none of those on offer")
    problems: list[Problem] = []
    read_answers = []
    for key, parts in answers.items():
        answer, wrong = offered.options[key].read(parts)
        problems += wrong
        if answer is not None:
            read_answers.append(answer)
    start, end, period = _period(given, offered.today, problems)
    shown = dict.fromkeys([*given.get(WITH, ()), *answers])
    criteria = Criteria(
        start=start,
        end=end,
        period=period,
        clients=clients,
        shown=tuple(shown),
        answers=tuple(read_answers),
        **values,
    )
    if period is not None or not (given.get("from") or given.get("to")):
        typed = (start.isoformat(), end.isoformat())
    else:
        typed = (given.get("from", ""), given.get("to", ""))
    return Reading(criteria, problems, *typed)


def _sort(
    parameters: Iterable[tuple[str, str]], offered: Offered
) -> tuple[dict[str, Any], dict[str, dict[str, list[str]]]]:
    given: dict[str, Any] = {WITH: []}
    answers: dict[str, dict[str, list[str]]] = {}
    for name, value in parameters:
        if name == WITH:
            if value and value not in offered.options:
                raise BadInputError("an unknown additional option was asked for")
            given[WITH] += [value] if value else []
        elif name.startswith("o."):
            key, _dot, part = name[2:].partition(":")
            option = offered.options.get(key)
            if option is None or part not in option.parts:
                raise BadInputError("an unknown additional option was sent")
            answers.setdefault(key, {}).setdefault(part, []).append(value)
        elif name not in SINGLE:
            raise BadInputError("an unknown parameter was sent")
        elif name in given:
            raise BadInputError(f"{name} was sent twice")
        else:
            given[name] = value
    return given, answers


def _period(
    given: Mapping[str, str], today: dt.date, problems: list[Problem]
) -> tuple[dt.date, dt.date, str | None]:
    period = given.get("period") or None
    if period is not None and period not in periods.PERIODS:
        raise BadInputError("period is none of those on offer")
    if period is None and not given.get("from") and not given.get("to"):
        period = periods.DEFAULT_PERIOD
    if period is not None:
        return (*periods.resolve(period, today), period)
    default = periods.resolve(periods.DEFAULT_PERIOD, today)
    first, last = (
        _day(given.get(name, ""), f"criteria-{name}", label, problems)
        for name, label in (("from", _("From")), ("to", _("To")))
    )
    if first is not None and last is not None and last < first:
        problems.append(
            ("criteria-to", _("To"), _("The last day is before the first: correct one of the two."))
        )
    return first or default[0], last or default[1], None


def _day(text: str, field_id: str, label: str, problems: list[Problem]) -> dt.date | None:
    day = periods.parse_day(text)
    if day is None:
        problems.append((field_id, label, _("Type a date, such as 2026-04-01.")))
    return day
