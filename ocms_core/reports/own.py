"""The agency's own questions in reports: as additional options, and to group by.

Their answers lie in JSONB columns, typed; each expression here reads one kind, and takes what is
not of that kind for no answer. Those that are no longer asked stay, since reports look back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, case, cast, false, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from ocms_core.i18n import _
from ocms_core.questions.catalogue import CLIENT, FORM, SESSION, AgencyQuestions, title_of
from ocms_core.questions.subjects import Subject
from ocms_core.reports.facts import ClientSide, Facts
from ocms_core.reports.option import OWN, Option
from ocms_core.reports.options import KINDS
from ocms_core.reports.report import Dimension

YES_NO = {"yes": _("Yes"), "no": _("No")}
ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """What one agency's questions add to reports."""

    options: dict[str, Option]
    dimensions: dict[str, Dimension]


def own_questions(
    questions: AgencyQuestions,
    subjects: Mapping[str, Subject],
    locale: str,
    translate: Callable[[Any], str],
) -> OwnQuestions:
    """Return the options and dimensions of the questions of what the agency has switched on."""
    found = OwnQuestions({}, {})
    for subject in subjects.values():
        for question, bound in questions.of(subject.key, subject.model, locale):
            asked = bound.question
            if asked.kind not in KINDS:
                continue
            label = title_of(question, bound, translate)
            found.options[bound.key] = Option(
                key=bound.key,
                group=subject.title,
                label=label,
                kind=KINDS[asked.kind],
                holder=OWN,
                question=asked.kind,
                codes=asked.codes,
                choices=YES_NO if asked.kind == "yes_no" else None,
                unit="money" if asked.kind == "money" else None,
                expression=_of_facts(subject, question.key, asked.kind),
                only=_asked_of(subject),
            )
            if asked.kind in {"choice", "yes_no"}:
                title = translate(
                    _(
                        "${question} (${form})",
                        mapping={"question": label, "form": translate(subject.title)},
                    )
                )
                found.dimensions[bound.key] = _dimension(subject, question.key, bound, title)
    return found


def _dimension(subject: Subject, key: str, bound: Any, title: str) -> Dimension:
    named: dict[str, Any] = (
        {"titles": YES_NO} if bound.question.kind == "yes_no" else {"codes": bound.question.codes}
    )
    if subject.key == CLIENT:

        def of_side(side: ClientSide) -> ColumnElement[Any]:
            return _word(side.client.c.custom, key, bound.question.kind)

        return Dimension(key=bound.key, title=title, of_client=True, expression=of_side, **named)
    column, asked = _column(subject), _asked_of(subject)

    def of_facts(facts: Facts) -> ColumnElement[Any]:
        return case((asked(facts), _word(column(facts), key, bound.question.kind)))

    return Dimension(key=bound.key, title=title, expression=of_facts, **named)


def _column(subject: Subject) -> Callable[[Facts], Any]:
    name = subject.key.partition(":")[0]
    return {
        CLIENT: lambda facts: facts.client.c.custom,
        FORM: lambda facts: facts.form.c.custom,
        SESSION: lambda facts: facts.session.c.custom,
    }[name]


def _asked_of(subject: Subject) -> Callable[[Facts], ColumnElement[bool]]:
    """Return the condition that a service is of the form or the kind of session asked."""
    name, _colon, kind = subject.key.partition(":")
    return {
        CLIENT: lambda _facts: true(),
        FORM: lambda facts: facts.form.c.kind == kind,
        SESSION: lambda facts: facts.session.c.session_type == kind,
    }[name]


def _of_facts(subject: Subject, key: str, kind: str) -> Callable[[Facts], ColumnElement[Any]]:
    column = _column(subject)
    return lambda facts: typed(column(facts), key, kind)


def _word(column: Any, key: str, kind: str) -> ColumnElement[Any]:
    """Return the code of an answer that a table groups by."""
    if kind != "yes_no":
        return typed(column, key, kind)
    answer = column[key].astext
    return case((answer == "true", "yes"), (answer == "false", "no"))


def typed(column: Any, key: str, kind: str) -> ColumnElement[Any]:
    """Return an answer of a JSONB column as PostgreSQL compares its kind; NULL for none."""
    value, text = column[key], column[key].astext
    is_a = func.jsonb_typeof(value)
    if kind == "many":
        codes = case((is_a == "array", value))
        # Said outright: by itself SQLAlchemy would read the whole table for each row.
        each = select(func.jsonb_array_elements_text(codes)).correlate(column.table)
        return func.array(each.scalar_subquery(), type_=ARRAY(Text()))
    if kind == "yes_no":
        return case((text == "true", true()), (text == "false", false()))
    if kind in {"number", "money"}:
        return case((is_a == "number", cast(text, BigInteger)))
    if kind == "date":
        return case((text.regexp_match(ISO_DAY), func.to_date(text, "YYYY-MM-DD")))
    return case((is_a == "string", text))
