"""A pool of answered records, judged by the form engine: rows of the data set are made of them.

So the state of every one of millions of rows is what the engine says, without asking it each time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Table, inspect

from bench.lines import template
from ocms_core.clients.models import COMPLETE, INCOMPLETE, NAMED_WITHOUT, Client
from ocms_core.demo.agencies import LAKESHORE
from ocms_core.demo.answers import AnswerMaker
from ocms_core.demo.names import ORIGINS, Origin
from ocms_core.demo.people import Person, Population
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import BoundQuestion
from ocms_core.plugins.manager import registries

SOMEBODY = uuid.UUID("00000000-0000-7000-8000-000000000000")
PEOPLE, FORMS_OF_A_KIND = 1_000, 300
# How often each kind of form is written.
KINDS = {"information_orientation": 62, "needs_assessment": 13, "non_specified": 25}
BY_ROW = frozenset({
    "agency_id", "id", "session_id", "client_id", "site_id", "author_id", "worker_id",
    "service_date", "created_at", "updated_at", "form_id",
})  # fmt: skip


class AnyChoice(AgencyChoices):
    """Choices without a database: one id stands for every row an agency may have."""

    def __init__(self) -> None:
        """Need nothing."""

    def allowed(self, bound: BoundQuestion, *known: Any) -> Any:
        """Return the codes of lists, and the one id."""
        if bound.question.source is not None:
            return {str(SOMEBODY): None}
        return super().allowed(bound, *known)


@dataclass(frozen=True, slots=True)
class PersonVariant:
    """A profile: how it is answered, apart from what tells people apart."""

    origin: Origin
    state: str
    columns: dict[str, Any]
    phones: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    identifiers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FormVariant:
    """A form: lines by table, to be filled in with ids and days."""

    kind: str
    program: int
    lines: tuple[tuple[Table, str], ...]
    children: tuple[str, ...]


def people(random: Random, today: dt.date) -> list[PersonVariant]:
    """Return named profiles of every origin."""
    by_origin = {(origin.country, origin.language): origin for origin in ORIGINS}
    drawn: list[Person] = []
    for french in (False, True):
        population = Population(random, LAKESHORE.town, today, french_leaning=french)
        drawn += population.named(PEOPLE // 2)
    editor = Editor(Client, AnyChoice(), locale="en", today=today, without=NAMED_WITHOUT)
    found = []
    for person in drawn:
        origin = by_origin[person.answers["country_of_origin"], person.language]
        answers = {**person.answers, "registration_site_id": SOMEBODY}
        submission = editor.judge(editor.raw_from(answers))
        rows = {key: submission.answers.pop(key) for key in ("phones", "addresses", "identifiers")}
        state = COMPLETE if submission.is_complete else INCOMPLETE
        found.append(PersonVariant(origin, state, submission.answers, **rows))
    return found


class FormPool:
    """Answered forms of every kind. programs: how many programs and funders an agency has."""

    def __init__(self, random: Random, today: dt.date, programs: int) -> None:
        self.random = random
        self.today = today
        self.programs = programs
        self.make = AnswerMaker(random, "en")
        population = Population(random, LAKESHORE.town, today, french_leaning=False)
        self.persons = list(population.named(200))
        self.editors = {
            key: Editor(model, AnyChoice(), locale="en", today=today)
            for key, model in registries().forms.every().items()
            if key in KINDS
        }
        self.tables = self._tables()
        self.variants = [
            self._variant(kind) for kind in KINDS for _number in range(FORMS_OF_A_KIND)
        ]
        weights = [KINDS[variant.kind] for variant in self.variants]
        # Drawing from a long list is quicker than weighing every draw.
        self.drawn = random.choices(self.variants, weights, k=10_000)

    def _tables(self) -> list[Table]:
        """Return the tables that forms are written to, envelopes first."""
        found: dict[Table, None] = {}
        for editor in self.editors.values():
            mapper = inspect(editor.model)
            for table in mapper.tables:
                found.setdefault(table)
            for bound in editor.questions:
                if bound.block is not None:
                    found.setdefault(mapper.relationships[bound.block].mapper.local_table)
        for editor in self.editors.values():
            for bound in editor.questions:
                if bound.question.kind == "rows":
                    found.setdefault(row_class(bound).__table__)
        return list(found)

    def _variant(self, kind: str) -> FormVariant:
        random, editor = self.random, self.editors[kind]
        person = random.choice(self.persons)
        minutes = random.choice((15, 20, 30, 30, 45, 60, 90))
        answers = self.make.header(self.today, minutes, "eng", "M5V 2T6")
        answers |= {"funder_id": SOMEBODY, "program_id": SOMEBODY}
        answers |= self.make.details(kind, person, several=False, language="eng")
        if "topic_id" in answers:
            answers["topic_id"] = SOMEBODY
        self.make.leave_gaps(kind, answers, recent=False)
        submission = editor.judge(editor.raw_from(answers))
        if submission.errors:
            raise ValueError(f"made-up answers are refused: {submission.errors}")
        given = submission.answers
        mapper = inspect(editor.model)
        lines = []
        for table in mapper.tables:
            values = {
                "kind": kind, "version": 1, "revision": 1, "custom": {}, "private": False,
                "state": COMPLETE if submission.is_complete else INCOMPLETE,
                "completed_at": self.today if submission.is_complete else None,
                **{key: answer for key, answer in given.items() if answer is not None},
            }  # fmt: skip
            lines.append(self._line(table, values))
        for block in editor.spec.blocks:
            table = mapper.relationships[block].mapper.local_table
            values = {key.removeprefix(f"{block}."): answer for key, answer in given.items()
                      if key.startswith(f"{block}.")}  # fmt: skip
            lines.append(self._line(table, values))
        return FormVariant(
            kind, random.randrange(self.programs), tuple(lines), self._children(editor, given)
        )

    @staticmethod
    def _line(table: Table, values: dict[str, Any]) -> tuple[Table, str]:
        """Return a table's line: what differs from row to row stays open."""
        open_cells = [
            column.name
            for column in table.columns
            if column.name in BY_ROW or values.get(column.name) == SOMEBODY
            or (column.name in {"start_date", "end_date", "completed_at"}
                and values.get(column.name) is not None)
        ]  # fmt: skip
        fixed = {
            column.name: values.get(column.name, [] if "ARRAY" in str(column.type) else None)
            for column in table.columns
        }
        return table, template(table, fixed, open_cells)

    @staticmethod
    def _children(editor: Editor, given: dict[str, Any]) -> tuple[str, ...]:
        found = []
        for bound in editor.questions:
            if bound.question.kind == "rows":
                table = row_class(bound).__table__
                for position, row in enumerate(given[bound.key]):
                    values = {**row, "position": position}
                    found.append(template(table, values, {"agency_id", "id", "form_id"}))
        return tuple(found)
