"""Import clients: judge every row by the rules of the page, find doubles, write what is good.

Rows are read, judged and written in batches, so that memory does not grow with the file. The
whole import is one transaction of the caller's; only the numbers are taken apart from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency
from ocms_core.audit.services import record_change
from ocms_core.clients.matching import name_key
from ocms_core.clients.models import Client, ClientIdentifier
from ocms_core.clients.numbers import CLIENT, NumberTaker
from ocms_core.clients.services import ClientService, questions_for
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.i18n import _
from ocms_core.imports.cells import CellError, CellReader
from ocms_core.imports.columns import ColumnMap, Columns, Target
from ocms_core.imports.tables import Sheet

BATCH: Final = 500
HEADER_ROWS: Final = 10
WHOLE_DAY: Final = len("1990-05-12")

DOUBLE_IDENTIFIER = _("The same identifier stands in row ${row} of this file.")
DOUBLE_PERSON = _("The same name and date of birth stand in row ${row} of this file.")
KNOWN_IDENTIFIER = _("Client ${number} has this identifier already.")
KNOWN_PERSON = _("Client ${number} has this name and date of birth already.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not imported. row: as the person counts; column: the header, if it is one's."""

    sheet: str
    row: int
    column: str
    reason: str
    double: bool = False
    headers: Sequence[str] = ()
    cells: Sequence[Any] = ()


@dataclass(slots=True)
class Totals:
    """What became of the rows. sheets: what was understood of each sheet's columns."""

    rows: int = 0
    blank: int = 0
    complete: int = 0
    incomplete: int = 0
    refused: int = 0
    doubles: int = 0
    sheets: dict[str, ColumnMap | None] = field(default_factory=dict)
    numbers: list[range] = field(default_factory=list)

    @property
    def good(self) -> int:
        """How many rows are, or would be, clients."""
        return self.complete + self.incomplete


@dataclass(slots=True)
class Row:
    """A row that could be read."""

    sheet: str
    number: int
    submission: Submission
    cells: Sequence[Any]
    marks: dict[Any, str] = field(default_factory=dict)


class ClientImport:
    """Imports named clients into the agency in scope.

    write: False only looks. keep_doubles: True imports them, too. tell: called with each problem.
    """

    def __init__(
        self,
        db: Session,
        *,
        agency: Agency,
        numbers: NumberTaker,
        today: dt.date,
        translate: Sequence[Callable[[Any], str]],
        tell: Callable[[Problem], None],
        write: bool = False,
        keep_doubles: bool = False,
        day_first: bool | None = None,
    ) -> None:
        self._db = db
        self._numbers = numbers
        self._tell = tell
        self._write = write
        self._keep_doubles = keep_doubles
        choices = AgencyChoices(db, agency.locale)
        self._editor = Editor(
            Client, choices, locale=agency.locale, today=today, **questions_for("named")
        )
        self._columns = Columns(self._editor, translate)
        self._cells = CellReader(choices, day_first)
        self._seen: dict[Any, int] = {}
        self.batch = str(uuid7())
        self.totals = Totals()

    def run(self, sheets: Iterable[Sheet], given: Mapping[str, str] | None = None) -> Totals:
        """Import every sheet that has headers we know; return what became of the rows."""
        for sheet in sheets:
            waiting: list[Row] = []
            for row in self._read(sheet, given or {}):
                waiting.append(row)
                if len(waiting) == BATCH:
                    self._settle(waiting)
                    waiting = []
            self._settle(waiting)
        if self._write and self.totals.good:
            record_change(
                self._db, "import", self.batch, action="clients", clients=self.totals.good
            )
            self._db.flush()
        return self.totals

    # -- reading and judging ----------------------------------------------------------------

    def _read(self, sheet: Sheet, given: Mapping[str, str]) -> Iterator[Row]:
        columns: ColumnMap | None = None
        self.totals.sheets[sheet.name] = None
        tries = 0
        for number, cells in sheet.rows:
            if all(cell is None or cell == "" for cell in cells):
                self.totals.blank += columns is not None
                continue
            if columns is None:
                columns = self._columns.map_row(cells, given)
                self.totals.sheets[sheet.name] = columns
                tries += 1
                if columns is None and tries == HEADER_ROWS:
                    return
                continue
            self.totals.rows += 1
            row = self._judge(sheet.name, number, cells, columns)
            if row is not None:
                yield row

    def _judge(
        self, sheet: str, number: int, cells: Sequence[Any], columns: ColumnMap
    ) -> Row | None:
        raw, problems = self._texts(cells, columns)
        submission = self._editor.judge(_closed_up(raw))
        if not problems:
            headers = {target.name: columns.headers[p] for p, target in columns.targets.items()}
            problems = [
                (headers.get(name) or self._label(name), sentences[0])
                for name, sentences in submission.errors.items()
            ]
        if not problems:
            return Row(sheet, number, submission, cells)
        self.totals.refused += 1
        for column, reason in problems:
            self._tell(Problem(sheet, number, column, reason, headers=columns.row, cells=cells))
        return None

    def _texts(
        self, cells: Sequence[Any], columns: ColumnMap
    ) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
        """Return what the page would have posted, and (header, reason) of what cannot be read."""
        raw: dict[str, list[str]] = {}
        problems: list[tuple[str, str]] = []
        for place, target in columns.targets.items():
            if place >= len(cells):
                continue
            try:
                texts = self._cells.read(cells[place], target.question)
            except CellError as refused:
                problems.append((columns.headers[place], refused.args[0]))
                continue
            if texts:
                _put(raw, target, texts)
        if "email" in raw and "has_email" not in raw:
            raw["has_email"] = ["yes"]
        return raw, problems

    def _label(self, name: str) -> str:
        bound = self._editor.by_key.get(name.partition("-")[0])
        return bound.label if bound is not None else name

    # -- doubles ----------------------------------------------------------------------------

    def _settle(self, rows: list[Row]) -> None:
        if not rows:
            return
        for row in rows:
            row.marks = self._marks(row.submission.answers)
        known = self._known({mark for row in rows for mark in row.marks})
        fresh = []
        for row in rows:
            reason = self._double(row, known)
            if reason is not None:
                self.totals.doubles += 1
                self._tell(Problem(row.sheet, row.number, "", reason, double=True, cells=row.cells))
                if not self._keep_doubles:
                    continue
            for mark in row.marks:
                self._seen.setdefault(mark, row.number)
            fresh.append(row)
        for row in fresh:
            if row.submission.is_complete:
                self.totals.complete += 1
            else:
                self.totals.incomplete += 1
        if self._write and fresh:
            self._add(fresh)

    def _marks(self, answers: Mapping[str, Any]) -> dict[Any, str]:
        """Return what must not be there twice, each with what it is."""
        vault = self._db.info["vault"]
        marks: dict[Any, str] = {
            vault.blind(self._db, row["sealed"]): "identifier"
            for row in answers.get("identifiers") or ()
        }
        if answers.get("birth_date"):
            names = name_key(answers.get("first_name"), answers.get("last_name"))
            marks[names, answers["birth_date"]] = "person"
        return marks

    def _known(self, marks: set[Any]) -> dict[Any, int]:
        """Return which marks clients of the agency bear, with the clients' numbers."""
        blind = [mark for mark in marks if isinstance(mark, bytes)]
        people = [mark for mark in marks if isinstance(mark, tuple)]
        known: dict[Any, int] = {}
        if blind:
            identified = (
                select(ClientIdentifier.blind_index, Client.number)
                .join(Client, Client.id == ClientIdentifier.client_id)
                .where(ClientIdentifier.blind_index.in_(blind))
            )
            known.update((bytes(index), number) for index, number in self._db.execute(identified))
        if people:
            days = {dt.date.fromisoformat(day) for _names, day in people if len(day) == WHOLE_DAY}
            # A preferred name lengthens the stored key: those clients are looked up by the day.
            named = select(
                Client.first_name, Client.last_name, Client.birth_date, Client.number
            ).where(
                or_(
                    tuple_(Client.name_key, Client.birth_date).in_(people),
                    and_(Client.preferred_name.is_not(None), Client.born_on.in_(days)),
                )
            )
            for first, last, born, number in self._db.execute(named):
                known[name_key(first, last), born] = number
        return known

    def _double(self, row: Row, known: Mapping[Any, int]) -> str | None:
        for mark, kind in row.marks.items():
            if mark in known:
                sentence = KNOWN_IDENTIFIER if kind == "identifier" else KNOWN_PERSON
                return _with(sentence, number=known[mark])
            if mark in self._seen:
                sentence = DOUBLE_IDENTIFIER if kind == "identifier" else DOUBLE_PERSON
                return _with(sentence, row=self._seen[mark])
        return None

    # -- writing ----------------------------------------------------------------------------

    def _add(self, rows: list[Row]) -> None:
        agency_id = agency_of(self._db)
        taken = self._numbers.take(agency_id, CLIENT, len(rows))
        self.totals.numbers.append(taken)
        service = ClientService(self._db)
        with self._db.no_autoflush:
            for number, row in zip(taken, rows, strict=True):
                client = Client(id=uuid7(), agency_id=agency_id, number=number, kind="named")
                client.imported_as = f"{self.batch} {row.sheet} {row.number}"
                self._db.add(client)
                self._editor.apply(client, row.submission)
                service.judge_saved(client, row.submission)
        self._db.flush()
        # What is written need not be kept: memory stays flat however long the file is.
        self._db.expunge_all()


def _put(raw: dict[str, list[str]], target: Target, texts: list[str]) -> None:
    raw[target.name] = texts
    for name, text in target.implied.items():
        raw.setdefault(name, [text])


def _closed_up(raw: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the answers with the rows of each list numbered without gaps."""
    places: dict[str, dict[str, int]] = {}
    closed: dict[str, list[str]] = {}
    for name in sorted(raw):
        head, _dash, cell = name.rpartition("-")
        key, _dash, place = head.rpartition("-")
        if not (key and place.isdigit()):
            closed[name] = raw[name]
            continue
        known = places.setdefault(key, {})
        closed[f"{key}-{known.setdefault(place, len(known))}-{cell}"] = raw[name]
    return closed


def _with(sentence: Any, **values: Any) -> str:
    """Return a sentence with its values filled in when it is translated."""
    return _(str(sentence), mapping=values)
