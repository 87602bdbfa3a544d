"""The engine: read a record into a page, a post into answers, and answers into the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy.orm import object_session
from wtforms import FieldList
from wtforms.form import BaseForm

from ocms_core.db.types import uuid7
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.kept import keep_answer, kept_answer
from ocms_core.forms.parsing import MAX_ROWS, Meta, answer_field, row_class, row_index
from ocms_core.forms.spec import BoundQuestion, FormSpec, asked_questions, row_questions
from ocms_core.forms.texts import as_texts
from ocms_core.i18n import _

MISSING = _("Answer this question; without it the record cannot be saved.")
BLANK = "-__index__-"
Raw = dict[str, list[str]]


@dataclass(slots=True)
class Submission:
    """What somebody posted: as typed, as answers, and what is wrong or still missing.

    raw: posted texts by input name. answers: typed answers by question key; a ``rows`` answer is a
    list of dictionaries. errors: sentences by input name; while there are any, nothing is saved.
    missing: keys of the green questions without an answer: the record stays incomplete.
    """

    raw: Raw
    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    @property
    def can_be_saved(self) -> bool:
        """Whether every answer could be read and the rules hold."""
        return not self.errors

    @property
    def is_complete(self) -> bool:
        """Whether the green questions are answered."""
        return self.can_be_saved and not self.missing


class Editor:
    """One form of one version, for one reader.

    only / without: keys that narrow the questions, for records of which a part is asked. What is
    not asked stands as it is stored when conditions and rules look at it. frozen: keys that are
    shown and not changed. knows: what other records say, for the rules. extra: questions that are
    data, asked after those of the declaration; `only` and `without` may name their block for all of
    them. dormant: such that are not asked now.
    """

    def __init__(
        self,
        model: Any,
        choices: AgencyChoices,
        *,
        locale: str,
        today: dt.date,
        version: int | None = None,
        only: Iterable[str] | None = None,
        without: Iterable[str] = (),
        frozen: Iterable[str] = (),
        knows: Mapping[str, Any] | None = None,
        extra: Iterable[BoundQuestion] = (),
        dormant: Iterable[BoundQuestion] = (),
    ) -> None:
        self.model = model
        self.spec: FormSpec = model.__form__
        self.choices = choices
        self.locale = locale
        self.today = today
        self.knows = knows or {}
        self.version = version or self.spec.version
        left_out, kept = frozenset(without), frozenset(frozen)
        chosen, more = None if only is None else frozenset(only), tuple(extra)
        asked = asked_questions(model, self.version, chosen) + tuple(
            bound
            for bound in more
            if chosen is None or bound.key in chosen or bound.block in chosen
        )
        self.questions = tuple(
            _as_read_only(bound) if bound.key in kept else bound
            for bound in asked
            if bound.key not in left_out and (bound.kept_in is None or bound.block not in left_out)
        )
        self.by_key = {bound.key: bound for bound in self.questions}
        # Repeated rows are left out: no condition compares them, and they would have to be read.
        self._others = tuple(
            bound
            for bound in (*asked_questions(model, self.version), *more, *dormant)
            if bound.key not in self.by_key and bound.question.kind != "rows"
        )

    # -- record -> answers and texts --------------------------------------------------------

    def answers_of(self, record: Any) -> dict[str, Any]:
        """Return the stored answers by key; rows as lists of dictionaries."""
        return {bound.key: self._stored(record, bound) for bound in self.questions}

    @staticmethod
    def _stored(record: Any, bound: BoundQuestion) -> Any:
        if bound.kept_in is not None:
            return kept_answer(getattr(record, bound.kept_in), bound)
        holder = record if bound.block is None else getattr(record, bound.block)
        if holder is None:
            return [] if bound.question.kind in {"many", "rows"} else None
        if bound.question.kind == "rows":
            cells = row_questions(row_class(bound))
            return [
                {"id": str(row.id), **{cell.key: read_cell(row, cell) for cell in cells}}
                for row in getattr(holder, bound.attribute)
            ]
        return getattr(holder, bound.attribute)

    def raw_of(self, record: Any) -> Raw:
        """Return the stored answers as the texts a browser would post."""
        return self.raw_from(self.answers_of(record))

    def defaults(self) -> Raw:
        """Return what a new record starts with."""
        return self.raw_from(
            {
                bound.key: bound.question.default
                for bound in self.questions
                if bound.question.default
            }
        )

    def raw_from(self, answers: Mapping[str, Any]) -> Raw:
        """Return answers as posted texts, by input name."""
        raw: Raw = {}
        for key, answer in answers.items():
            bound = self.by_key.get(key)
            if bound is None:
                continue
            if bound.question.kind == "rows":
                cells = row_questions(row_class(bound))
                for index, row in enumerate(answer or ()):
                    prefix = f"{key}-{index}-"
                    raw[f"{prefix}id"] = [str(row.get("id") or "")]
                    for cell in cells:
                        raw[prefix + cell.key] = as_texts(row.get(cell.key), cell.question.kind)
            else:
                raw[key] = as_texts(answer, bound.question.kind)
        return raw

    # -- post -> answers --------------------------------------------------------------------

    def input_names(self, posted: Iterable[str]) -> set[str]:
        """Return which of the posted names belong to this form."""
        names = set()
        for name in posted:
            if name in self.by_key:
                names.add(name)
                continue
            key, _dash, rest = name.rpartition("-")
            owner, _dash, index = key.rpartition("-")
            bound = self.by_key.get(owner)
            if bound is None or bound.question.kind != "rows" or row_index(index) is None:
                continue
            if rest == "id" or any(c.key == rest for c in row_questions(row_class(bound))):
                names.add(name)
        return names

    def read(self, post: Any, *, record: Any = None, controls: Iterable[str] = ()) -> Submission:
        """Read a posted MultiDict; raise BadInputError on names that are not of this form."""
        own = self.input_names(post.keys())
        for name in post:
            # Old browsers and readers post the blank line's template, too.
            if BLANK in name:
                continue
            if name not in own and name not in controls:
                raise BadInputError(f"unknown parameter {name[:60]!r}")
        raw = {name: list(post.getall(name)) for name in own}
        for name, texts in raw.items():
            bound = self.by_key.get(name)
            several = bound is not None and bound.question.kind == "many"
            if (len(texts) > 1 and not several) or not all(isinstance(t, str) for t in texts):
                raise BadInputError(f"parameter {name[:60]!r} is repeated")
        return self.judge(raw, record=record)

    def judge(self, raw: Raw, *, record: Any = None) -> Submission:
        """Turn posted texts into answers, empty what is hidden, and test the rules."""
        own = self.input_names(raw)
        # A draft may be of an older version, or made by hand.
        raw = {name: texts for name, texts in raw.items() if name in own}
        stored = self.answers_of(record) if record is not None else {}
        others = [] if record is None else [(b, self._stored(record, b)) for b in self._others]
        kept = self._kept(stored)

        form = self._new_form(kept) if record is not None else self._form_of_new
        form.process(_MultiDict(raw))
        submission = Submission(raw=raw)
        by_question: dict[Any, Any] = {bound.question: answer for bound, answer in others}
        asked = []
        self._tell_days(form, stored)
        for bound in self.questions:
            if bound.question.read_only:
                answer = self._untyped(bound, stored, by_question, submission)
                submission.answers[bound.key] = by_question[bound.question] = answer
                continue
            posted = form[bound.key]
            shown = self.is_shown(bound, by_question)
            if not shown:
                submission.hidden.add(bound.key)
            if isinstance(posted, FieldList):
                answer = self._rows(bound, posted, submission, stored) if shown else []
            else:
                answer = posted.data if shown else empty(bound)
                if shown and posted.process_errors:
                    submission.errors[bound.key] = list(posted.process_errors)
            submission.answers[bound.key] = answer
            by_question[bound.question] = answer
            if shown:
                asked.append((bound, answer))
        together = {**{bound.key: answer for bound, answer in others}, **submission.answers}
        for bound, answer in asked:
            self._ask_for_missing(bound, answer, by_question, together, submission)
        self._test_rules(together, submission)
        return submission

    def _untyped(
        self,
        bound: BoundQuestion,
        stored: Mapping[str, Any],
        by_question: Mapping[Any, Any],
        submission: Submission,
    ) -> Any:
        """Return an answer that nobody types: as it is stored, or as it follows from others."""
        if bound.question.computed is None:
            return stored.get(bound.key)
        if not self.is_shown(bound, by_question):
            submission.hidden.add(bound.key)
            return None
        return bound.question.computed(submission.answers)

    def _test_rules(self, together: Mapping[str, Any], submission: Submission) -> None:
        """Hold the answers to the form's rules, once each of them could be read."""
        for rule in () if submission.errors else self.spec.rules:
            place = next((key for key in (rule.at, *rule.also) if key in self.by_key), None)
            if place is not None and not rule.test({**self.knows, **together}):
                submission.errors.setdefault(place, []).append(rule.message)

    def _tell_days(self, form: BaseForm, stored: Mapping[str, Any]) -> None:
        """Give the partial dates of a new record the day on which an age was told."""
        for bound in self.questions:
            told = bound.question.reckoned_from
            if told in self.by_key and not stored.get(told) and not bound.question.read_only:
                day = form[told].data if not self.by_key[told].question.read_only else None
                if day is not None:
                    form[bound.key].reckon_again(day)

    @cached_property
    def _form_of_new(self) -> BaseForm:
        """Make the form of new records, once: an import judges thousands of them."""
        return self._new_form({})

    def _new_form(self, kept: Mapping[Any, Any]) -> BaseForm:
        def allowed(bound: BoundQuestion) -> Any:
            return self.choices.allowed(bound, kept.get(bound.question), self.today)

        fields = {
            bound.key: answer_field(bound, self.today, allowed, self.locale)
            for bound in self.questions
            if not bound.question.read_only
        }
        return BaseForm(fields, meta=Meta())

    def _kept(self, stored: Mapping[str, Any]) -> dict[Any, Any]:
        """Return the stored answers by question, those of all rows of a cell together."""
        kept: dict[Any, Any] = {}
        for bound in self.questions:
            answer = stored.get(bound.key)
            if bound.question.kind == "rows":
                for cell in row_questions(row_class(bound)):
                    found = (row[cell.key] for row in answer or ())
                    kept[cell.question] = [one for one in found if one is not None]
            else:
                kept[bound.question] = answer
        return kept

    @staticmethod
    def is_shown(bound: BoundQuestion, answers: Mapping[Any, Any]) -> bool:
        """Whether the answers so far show the question; `answers` is keyed by question."""
        conditions = [bound.question.shown_if]
        if bound.question.grid is not None:
            conditions.append(bound.question.grid.shown_if)
        return all(condition is None or condition.holds(answers) for condition in conditions)

    def _ask_for_missing(
        self,
        bound: BoundQuestion,
        answer: Any,
        answers: Any,
        together: Mapping[str, Any],
        submission: Submission,
    ) -> None:
        question = bound.question
        nothing = answer is None or answer == []
        if question.required and nothing and bound.key not in submission.errors:
            submission.errors[bound.key] = [MISSING]
        needed = bound.green or (
            question.required_if is not None and question.required_if.holds(answers)
        )
        excuse = self.spec.excused.get(bound.key)
        if needed and excuse is not None and excuse(together):
            needed = False
        few = question.at_least and len(answer or ()) < question.at_least
        if (needed and nothing) or few:
            submission.missing.append(bound.key)

    def judge_stored(self, record: Any) -> Submission:
        """Say what a record lacks as it is stored; no text is read, which costs most of `judge`."""
        stored = self.answers_of(record)
        others = {bound: self._stored(record, bound) for bound in self._others}
        submission = Submission(raw={})
        by_question = {bound.question: answer for bound, answer in others.items()}
        asked = []
        for bound in self.questions:
            answer = stored[bound.key]
            if not bound.question.read_only:
                if self.is_shown(bound, by_question):
                    asked.append((bound, answer))
                else:
                    submission.hidden.add(bound.key)
                    answer = empty(bound)
            submission.answers[bound.key] = by_question[bound.question] = answer
        together = {**{bound.key: answer for bound, answer in others.items()}, **submission.answers}
        for bound, answer in asked:
            if bound.question.kind == "rows":
                green = [cell.key for cell in row_questions(row_class(bound)) if cell.green]
                if any(row[key] in (None, []) for row in answer for key in green):
                    submission.missing.append(bound.key)
            self._ask_for_missing(bound, answer, by_question, together, submission)
        return submission

    def _rows(
        self,
        bound: BoundQuestion,
        posted: FieldList,
        submission: Submission,
        stored: Mapping[str, Any],
    ) -> list[Any]:
        cells = row_questions(row_class(bound))
        rules = getattr(row_class(bound), "__row_rules__", ())
        as_stored = stored.get(bound.key) or ()
        rows = []
        # WTForms numbers the entries anew; the page's lines keep the numbers they were posted with.
        indexes = row_indexes(submission.raw, bound.key)
        for index, entry in zip(indexes, posted.entries, strict=True):
            answers = {cell.key: entry.form[cell.key].data for cell in cells}
            prefix = f"{bound.key}-{index}-"
            if all(answer in (None, []) for answer in answers.values()) and not any(
                entry.form[cell.key].process_errors for cell in cells
            ):
                continue
            for cell in cells:
                problems = list(entry.form[cell.key].process_errors)
                nothing = answers[cell.key] in (None, [])
                if cell.question.required and nothing and not problems:
                    problems = [MISSING]
                if problems:
                    submission.errors[prefix + cell.key] = problems
                elif cell.green and nothing:
                    submission.missing.append(bound.key)
            rows.append({"id": entry.form["id"].data, **answers})
            # A row nobody touched may have been right when it was written.
            for rule in () if rows[-1] in as_stored else rules:
                if not rule.test(answers):
                    submission.errors.setdefault(prefix + rule.at, []).append(rule.message)
        limit = bound.question.maximum or MAX_ROWS
        if len(rows) > limit:
            submission.errors[bound.key] = [
                _("Keep at most ${limit} of these.", mapping={"limit": limit})
            ]
        return rows

    # -- answers -> record ------------------------------------------------------------------

    def apply(self, record: Any, submission: Submission) -> list[str]:
        """Write the answers into the record; return the keys that changed."""
        changed = []
        for bound in self.questions:
            asked = bound.question
            if asked.read_only and asked.computed is None:
                continue
            if bound.key not in submission.answers:
                continue
            answer = submission.answers[bound.key]
            if bound.kept_in is not None:
                if keep_answer(record, bound, answer):
                    changed.append(bound.key)
                continue
            holder = record if bound.block is None else self._block(record, bound.block)
            if bound.question.kind == "rows":
                if self._apply_rows(holder, bound, answer):
                    changed.append(bound.key)
                continue
            if answer is None and bound.column is not None and not bound.column.nullable:
                answer = bound.question.default
            if getattr(holder, bound.attribute) != answer:
                setattr(holder, bound.attribute, answer)
                changed.append(bound.key)
        return changed

    @staticmethod
    def _block(record: Any, name: str) -> Any:
        block = getattr(record, name)
        if block is None:
            relationship = type(record).__mapper__.relationships[name]
            block = relationship.mapper.class_(agency_id=record.agency_id, id=record.id)
            setattr(record, name, block)
        return block

    @staticmethod
    def _apply_rows(holder: Any, bound: BoundQuestion, answer: list[dict[str, Any]]) -> bool:
        collection = getattr(holder, bound.attribute)
        own = {str(row.id): row for row in collection}
        cells = row_questions(row_class(bound))
        kept, changed = [], False
        for position, answers in enumerate(answer):
            # An id that is not one of this record's own rows makes a new row, wherever it is from.
            row = own.pop(answers.get("id") or "", None)
            if row is None:
                row = row_class(bound)(agency_id=holder.agency_id, id=uuid7())
                collection.append(row)
                changed = True
            if row.position != position:
                row.position = position
                changed = True
            for cell in cells:
                if read_cell(row, cell) != answers[cell.key]:
                    write_cell(row, cell, answers[cell.key])
                    changed = True
            kept.append(row)
        for row in own.values():
            collection.remove(row)
            changed = True
        return changed


def _as_read_only(bound: BoundQuestion) -> BoundQuestion:
    asked = copy(bound.question)
    asked.read_only = True
    return replace(bound, question=asked)


class _MultiDict(dict[str, list[str]]):
    """The little that WTForms asks of posted data."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


def row_indexes(raw: Raw, key: str) -> list[int]:
    """Return the numbers of the lines that were posted to a repeated question."""
    lines = (
        row_index(name[len(key) + 1 :].partition("-")[0])
        for name in raw
        if name.startswith(f"{key}-")
    )
    return sorted({line for line in lines if line is not None})


def read_cell(row: Any, cell: BoundQuestion) -> Any:
    """Return a row's answer; a sealed one in clear."""
    return row.value if cell.question.kind == "sealed" else getattr(row, cell.attribute)


def write_cell(row: Any, cell: BoundQuestion, answer: Any) -> None:
    """Set a row's answer; a sealed one needs the row in its session, for the agency's key."""
    if cell.question.kind == "sealed":
        if object_session(row) is None:
            raise LookupError("a row with a sealed value must be in a session")
        row.value = answer
    else:
        setattr(row, cell.attribute, answer)


def empty(bound: BoundQuestion) -> Any:
    """Return the answer of a question that is not asked."""
    return [] if bound.question.kind in {"many", "rows"} else None
