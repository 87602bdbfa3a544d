"""Clients as a table to take out: columns from the profile's declarations, one statement in all.

Rows go straight from the database's cursor into the file, so that 40,000 clients take the memory of
a few hundred. Repeated answers, such as phones, come as one cell.
"""

from __future__ import annotations

import csv
import io
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import Select, func, inspect, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from ocms_core.audit.purposes import NEEDS_CONSENT
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.selecting import ClientFilter
from ocms_core.clients.services import questions_for
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.kept import kept_answer
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import BoundQuestion, questions_of, row_questions
from ocms_core.forms.texts import as_texts
from ocms_core.i18n import _
from ocms_core.web.spreadsheets import safe_cell, write_text

AT_ONCE = 500
NUMBER = "number"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column that may be chosen: its key, its title, and the section it stands in."""

    key: str
    title: str
    section: str
    bound: BoundQuestion | None = None


def export_columns(own: Iterable[tuple[str, BoundQuestion]] = ()) -> dict[str, ExportColumn]:
    """Return what may be exported: all of the profile but sealed numbers and free text.

    own: the agency's own questions with their titles.
    """
    first = questions_of(Client)[0].section.title
    found = {NUMBER: ExportColumn(NUMBER, _("Client number"), first)}
    left_out = questions_for(NAMED)["without"]
    for bound in questions_of(Client):
        question = bound.question
        if bound.key in left_out or not (question.report or question.kind == "rows"):
            continue
        if question.kind == "rows" and any(
            cell.question.kind == "sealed" for cell in row_questions(row_class(bound))
        ):
            continue
        found[bound.key] = ExportColumn(bound.key, bound.label, bound.section.title, bound)
    for title, bound in own:
        if bound.question.report:
            found[bound.key] = ExportColumn(bound.key, title, bound.section.title, bound)
    return found


class Words:
    """Writes answers as a spreadsheet wants them: days as 2026-06-30, codes as their labels."""

    def __init__(self, choices: AgencyChoices, translate: Any, locale: str) -> None:
        self._choices = choices
        self._translate = translate
        self._locale = locale

    def writer(self, column: ExportColumn) -> Callable[[Any], str]:
        """Return what turns a column's value into text."""
        if column.bound is None:
            return str
        if column.bound.kept_in is not None:
            bound, write = column.bound, self._writer(column.bound)
            return lambda value: write(kept_answer({bound.attribute: value}, bound))
        if column.bound.question.kind == "rows":
            cells = row_questions(row_class(column.bound))
            writers = [(cell, self._writer(cell)) for cell in cells]
            return lambda rows: "; ".join(self._row(row, writers) for row in rows or ())
        return self._writer(column.bound)

    def _row(
        self, row: Sequence[Any], writers: Sequence[tuple[BoundQuestion, Callable[[Any], str]]]
    ) -> str:
        beside = {cell.key: value for (cell, _write), value in zip(writers, row, strict=True)}
        parts = []
        for cell, write in writers:
            codes, value = cell.question.codes_beside(beside.get), beside[cell.key]
            if codes is None or codes is cell.question.codes or not value:
                parts.append(write(value))
            else:
                parts.append(codes.label(value, self._locale))
        return ", ".join(part for part in parts if part)

    def _writer(self, bound: BoundQuestion) -> Callable[[Any], str]:
        question = bound.question
        if question.kind == "yes_no":
            yes, no = self._translate(_("Yes")), self._translate(_("No"))
            return lambda value: "" if value is None else yes if value else no
        codes = question.codes
        if codes is not None and question.kind == "many":
            return lambda value: "; ".join(codes.label(code, self._locale) for code in value or ())
        if codes is not None:
            return lambda value: codes.label(value, self._locale) if value else ""
        if question.kind == "money":
            return lambda value: "".join(as_texts(value, "money"))
        source = question.source
        if source is not None:
            return lambda value: self._choices.label(source, str(value)) if value else ""
        return lambda value: "" if value is None else str(value)


class ClientExport:
    """One export: which clients, which columns, for what."""

    def __init__(self, wanted: ClientFilter, columns: Sequence[ExportColumn], purpose: str) -> None:
        self._wanted = wanted
        self._columns = columns
        self._purpose = purpose

    def statement(self) -> Select:
        """Return the one statement that reads everything, in the order of client numbers.

        Clients who said no to the purpose are left out.
        """
        conditions = self._wanted.conditions()
        consent = NEEDS_CONSENT.get(self._purpose)
        if consent is not None:
            conditions.append(func.array_position(Client.withheld, consent).is_(None))
        return (
            select(Client.id, *(self._value(column) for column in self._columns))
            .where(*conditions)
            .order_by(Client.number)
        )

    @staticmethod
    def _value(column: ExportColumn) -> Any:
        if column.bound is None:
            return Client.number
        if column.bound.kept_in is not None:
            return getattr(Client, column.bound.kept_in)[column.bound.attribute]
        if column.bound.question.kind != "rows":
            return getattr(Client, column.bound.attribute)
        model = row_class(column.bound)
        parts = func.jsonb_build_array(
            *(getattr(model, cell.attribute) for cell in row_questions(model))
        )
        link = inspect(Client).relationships[column.bound.attribute]
        return (
            select(func.jsonb_agg(aggregate_order_by(parts, model.position)))
            .where(link.primaryjoin)
            .correlate(Client)
            .scalar_subquery()
            .label(column.key)
        )

    def rows(self, db: Session, words: Words, client_ids: set[uuid.UUID]) -> Iterator[list[str]]:
        """Yield the texts of each client; its id is added to `client_ids`, for the access log."""
        writers = [words.writer(column) for column in self._columns]
        found = db.execute(self.statement(), execution_options={"yield_per": AT_ONCE})
        for key, *values in found:
            client_ids.add(key)
            yield [write(value) for write, value in zip(writers, values, strict=True)]


def write_csv(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as CSV, with the mark by which spreadsheets know UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.detach()


def write_xlsx(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as a workbook of text cells, row by row."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        ) as book,
    ):
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 22)
        bold = book.add_format({"bold": True})
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    write_text(sheet, number, column, cell)
