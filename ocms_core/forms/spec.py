"""What a model says of itself as a form, and how its questions are collected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from ocms_core.forms.ask import Question, Section
from ocms_core.forms.conditions import Condition
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import check_key

if TYPE_CHECKING:
    from ocms_core.lookups import CodeList

GENERAL = Section(_("General"), order=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A test over several answers; `at` names the question that shows the message.

    `test` gets the answers by key and returns True when all is well; it must accept None. also:
    questions that show the message on a page that does not ask `at`. A model of repeated rows
    declares the rules of one row as ``__row_rules__``.
    """

    at: str
    message: str
    test: Callable[[Mapping[str, Any]], bool]
    also: tuple[str, ...] = ()


# Called with the session, the record as it is stored, the answers by key and the day, when these
# are about to be saved. It may lock and write other rows. It returns sentences by the key of a
# question: while there are any nothing is saved, and then it has written nothing.
Settle = Callable[[Session, Any, Mapping[str, Any], dt.date], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """Key, title and shape of a form.

    blocks: relationships to shared blocks, in the order they appear. Of the questions that are
    inherited or stand in a block: labels words them otherwise, without leaves some out, green
    needs some that others do not, lists gives them another code list, shown_if a condition.
    excused: green questions that other answers make needless, with the test that says so;
    alone: one for each client, of no session; once: a client has one at most in a session;
    waits_for: the key of the form of the same session that must be complete before this one is
    filled in; begins_with: first answers, read from other records by (database session, form);
    knows: what other records say, for the rules beside the answers; reckons: columns that follow
    from the answers when it is saved, such as the date of service; counts: when a form with its
    green answers counts in reports, if not always; attendances: of a form that tells of a whole
    session and is no service of its own, how many took part without a name (zero, if such are never
    counted); sessions: keys of session types, of whatever
    plugin, that offer it beside the forms they name themselves, wherever both plugins are on;
    named_by: keys of the questions whose answers tell one form of this kind from another, where a
    form is picked; shared: keys of own questions whose answers hold for everybody who took part
    and are copied when asked to, all but the personal kinds if not named; settles: what a service
    form must settle with other rows before it is saved,
    see Settle.
    """

    key: str
    title: str
    description: str | None = None
    version: int = 1
    blocks: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    green: frozenset[str] = frozenset()
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    shown_if: Mapping[str, Any] = field(default_factory=dict)
    excused: Mapping[str, Callable[[Mapping[str, Any]], bool]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    alone: bool = False
    once: bool = False
    waits_for: str | None = None
    begins_with: Callable[[Any, Any], Mapping[str, Any]] | None = None
    knows: Callable[[Any, Any], Mapping[str, Any]] | None = None
    reckons: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    counts: Callable[[Mapping[str, Any]], bool] | None = None
    attendances: Callable[[Mapping[str, Any]], int] | None = None
    sessions: tuple[str, ...] = ()
    shared: frozenset[str] | None = None
    named_by: tuple[str, ...] = ()
    settles: Settle | None = None

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True)
class BoundQuestion:
    """A question in its place on a form.

    key: ``minutes`` for an own or inherited column, ``support.received`` inside a block: the name
    of the input, and the public name that exporters and reports use. kept_in: the JSONB column that
    keeps the answer under `attribute`, of a question that is data and has no column of its own.
    """

    key: str
    question: Question
    block: str | None
    attribute: str
    label: str
    green: bool
    column: Any = None
    kept_in: str | None = None

    @property
    def section(self) -> Section:
        """The heading it stands under."""
        return self.question.section or GENERAL


@lru_cache(maxsize=256)
def row_questions(model: Any) -> tuple[BoundQuestion, ...]:
    """Return the questions of one repeated row."""
    return tuple(_own_questions(model, None))


def _own_questions(model: Any, block: str | None) -> list[BoundQuestion]:
    mapper = inspect(model)
    found = []
    for attribute in (*mapper.column_attrs, *mapper.relationships):
        holder = attribute.columns[0] if hasattr(attribute, "columns") else attribute
        asked: Question | None = holder.info.get("question")
        if asked is None:
            continue
        key = attribute.key if block is None else f"{block}.{attribute.key}"
        found.append(
            BoundQuestion(
                key,
                asked,
                block,
                attribute.key,
                asked.label,
                asked.green,
                holder if hasattr(attribute, "columns") else None,
            )
        )
    return sorted(found, key=lambda bound: bound.question.order)


def _as_this_form_asks(bound: BoundQuestion, spec: FormSpec) -> Question:
    """Return the question with the form's own list and condition; itself if it has none."""
    codes, shown_if = spec.lists.get(bound.key), spec.shown_if.get(bound.key)
    if codes is None and shown_if is None:
        return bound.question
    asked = copy(bound.question)
    asked.codes = codes or asked.codes
    asked.shown_if = Condition.of(shown_if) if shown_if is not None else asked.shown_if
    return asked


@lru_cache(maxsize=256)
def questions_of(model: Any) -> tuple[BoundQuestion, ...]:
    """Return every question of a form in the order of the page, all versions together."""
    spec: FormSpec = model.__form__
    declared = _own_questions(model, None)
    for block in spec.blocks:
        target = inspect(model).relationships[block].mapper.class_
        declared.extend(_own_questions(target, block))
    found = [
        replace(
            bound,
            question=_as_this_form_asks(bound, spec),
            label=spec.labels.get(bound.key, bound.label),
            green=bound.green or bound.key in spec.green,
        )
        for bound in declared
        if bound.key not in spec.without
    ]
    places: dict[Section, tuple[int, int]] = {}
    for bound in found:
        places.setdefault(bound.section, (bound.section.order, bound.question.order))
    return tuple(sorted(found, key=lambda b: (*places[b.section], b.question.order)))


def asked_questions(
    model: Any, version: int, only: Iterable[str] | None = None
) -> tuple[BoundQuestion, ...]:
    """Return the questions that a version asks; `only` narrows them to some keys."""
    chosen = None if only is None else frozenset(only)
    return tuple(
        bound
        for bound in questions_of(model)
        if bound.question.asked_in(version) and (chosen is None or bound.key in chosen)
    )
