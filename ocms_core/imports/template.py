"""An empty table with every column that the import knows: what an agency fills in and uploads."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from ocms_core.agencies.models import Agency
from ocms_core.i18n import _
from ocms_core.i18n.translators import translators
from ocms_core.imports.columns import Target
from ocms_core.imports.reading import RowReader
from ocms_core.web.spreadsheets import write_text

ROWS: Final = 5_000
WIDTH: Final = 20
# A made-up person, in words that both languages read.
EXAMPLES: Final = {
    "first_name": "Amina",
    "last_name": "Okafor",
    "preferred_name": "Mina",
    "birth_date": "1988-03-09",
    "arrival_date": "2024-09-01",
    "email": "amina.okafor@example.com",
    "family_code": "A-17",
    "phones-0-number": "416 555 0142",
    "phones-1-number": "416 555 0143",
    "addresses-0-street_number": "12",
    "addresses-0-street_name": "Harbour",
    "addresses-0-city": "Toronto",
    "addresses-0-postal_code": "M5V 2T6",
    "identifiers-0-sealed": "12-3456-7890",
    "other_names-0-name": "Amina Bello",
    "emergency_contacts-0-name": "Chidi Okafor",
}
ANSWERED_NO: Final = frozenset({"has_one_name"})
TITLES: Final = {
    "clients": _("Clients"),
    "notes": _("How to fill it in"),
    "lists": _("Lists"),
}
HEADS: Final = (_("Column"), _("Needed to complete"), _("What to write"), _("Example"))
INTRODUCTION: Final = (
    _("One row is one person. Write in the first sheet, and leave its first row as it is."),
    _("Leave a cell blank if you do not know. Columns that you do not need may be deleted."),
    _("A second or third of the same, such as a telephone: add a column with its name and 2 or 3."),
)
WHAT_TO_WRITE: Final = {
    "date": _("A day as year-month-day."),
    "partial_date": _("A day as year-month-day, or only year-month, or the year, or “about 34”."),
    "yes_no": _("Yes or no."),
    "choice": _("One of the list."),
    "many": _("One or several of the list, with a semicolon between them."),
    "pick": _("A name as your agency has it."),
    "person": _("The name of a member of your staff."),
    "number": _("A whole number."),
    "money": _("An amount in dollars."),
    "time": _("A time, such as 9:30."),
    "minutes": _("A length of time, such as 1:20."),
}
TEXT: Final = _("Text.")


def make_template(db: Session, agency: Agency, locale: str) -> bytes:
    """Return the workbook in one language."""
    today = dt.datetime.now(ZoneInfo(agency.time_zone)).date()
    reader = RowReader(db, agency, today, list(translators().values()), locale=locale)
    return Template(reader, locale).workbook()


class Template:
    """Writes the workbook: a sheet to fill in, one that explains it, and the lists, hidden."""

    def __init__(self, reader: RowReader, locale: str) -> None:
        self._reader = reader
        self._locale = locale
        self._translate: Callable[[Any], str] = translators()[locale]
        self._green = {bound.key for bound in reader.editor.questions if bound.green}

    def targets(self) -> Iterator[Target]:
        """Yield the columns: of each list of rows the first, and a second telephone."""
        for target, implied in self._reader.columns.every():
            if implied:
                continue
            if target.place == 0 or target.name == "phones-1-number":
                yield target

    def header(self, target: Target) -> str:
        """Return the header of a column."""
        return self._reader.columns.header_of(target, self._translate)

    def choices(self, target: Target) -> list[str]:
        """Return what may be chosen, in the language of the table."""
        question = target.question
        if question.kind == "yes_no":
            return [self._translate(_("Yes")), self._translate(_("No"))]
        if question.codes is not None:
            return [label for _code, label in question.codes.choices(self._locale)]
        if question.source is not None:
            return [label for _key, label in self._reader.choices.options(question.source)]
        return []

    def example(self, target: Target) -> str:
        """Return what the made-up person has in a column."""
        if target.name in EXAMPLES:
            return EXAMPLES[target.name]
        choices = self.choices(target)
        if target.name in ANSWERED_NO:
            return choices[-1]
        return choices[0] if choices else ""

    def workbook(self) -> bytes:
        """Return the file."""
        stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(stream, options) as book:
            bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
            page = book.add_worksheet(self._translate(TITLES["clients"]))
            notes = book.add_worksheet(self._translate(TITLES["notes"]))
            lists = book.add_worksheet(self._translate(TITLES["lists"]))
            lists.hide()
            page.freeze_panes(1, 0)
            targets = list(self.targets())
            for column, target in enumerate(targets):
                page.write_string(0, column, self.header(target), bold)
                kind = {"date": "yyyy-mm-dd", "partial_date": "@"}.get(target.question.kind, "@")
                page.set_column(column, column, WIDTH, book.add_format({"num_format": kind}))
                self._offer(page, lists, column, target)
            self._explain(notes, targets, bold)
        return stream.getvalue()

    def _offer(self, page: Any, lists: Any, column: int, target: Target) -> None:
        choices = self.choices(target)
        if not choices:
            return
        lists.write_string(0, column, self.header(target))
        for row, label in enumerate(choices, start=1):
            write_text(lists, row, column, label)
        if target.question.kind == "many":
            return
        letter, name = xl_col_to_name(column, col_abs=True), lists.get_name()
        page.data_validation(
            1, column, ROWS, column,
            {"validate": "list", "source": f"='{name}'!{letter}$2:{letter}${len(choices) + 1}",
             "error_type": "warning"},
        )  # fmt: skip

    def _explain(self, notes: Any, targets: list[Target], bold: Any) -> None:
        notes.set_column(0, 0, 34)
        notes.set_column(1, 1, 14)
        notes.set_column(2, 2, 60)
        notes.set_column(3, 3, 26)
        for row, sentence in enumerate(INTRODUCTION):
            notes.write_string(row, 0, self._translate(sentence))
        start = len(INTRODUCTION) + 1
        for column, head in enumerate(HEADS):
            notes.write_string(start, column, self._translate(head), bold)
        for row, target in enumerate(targets, start=start + 1):
            question = target.question
            needed = target.name.partition("-")[0] in self._green
            what = self._translate(WHAT_TO_WRITE.get(question.kind, TEXT))
            hint = self._translate(question.hint) if question.hint else ""
            notes.write_string(row, 0, self.header(target))
            notes.write_string(row, 1, self._translate(_("Yes")) if needed else "")
            notes.write_string(row, 2, f"{what} {hint}".strip())
            write_text(notes, row, 3, self.example(target))
