"""Make clients of the rows that were checked, and fill the blanks of those who are known."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ocms_core.audit.actions import IMPORT
from ocms_core.audit.services import record_change, record_work
from ocms_core.clients.models import Client, Family
from ocms_core.clients.numbers import CLIENT
from ocms_core.clients.services import ClientService
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.forms.editor import Editor, Raw
from ocms_core.imports.columns import ColumnMap
from ocms_core.imports.doubles import Doubles, Person
from ocms_core.imports.models import (
    BAD,
    CREATE,
    DOUBLE,
    GOOD,
    MADE,
    SKIP,
    UPDATE,
    UPDATED,
    ImportRow,
)
from ocms_core.imports.reading import Judged
from ocms_core.imports.services import ImportSteps, finding_of, open_row, seal_row
from ocms_core.imports.staging import Cells


@dataclass(slots=True)
class Line:
    """A row of the file with what was found of it, and what it says now."""

    row: ImportRow
    cells: Cells
    judged: Judged


class Writer:
    """Writes the rows of a checked batch as their choices say, in the caller's transaction."""

    def __init__(self, db: Session, steps: ImportSteps) -> None:
        self._db = db
        self._steps = steps
        self._batch = steps.batch
        self._reader = steps.reader()
        self._service = ClientService(db)

    def write(self) -> None:
        """Make and fill clients; note at each row what became of it."""
        batch = self._batch
        batch_id, part = batch.id, batch.part
        maps = self._steps.maps(self._reader)
        names = [sheet.name for sheet in self._steps.layouts.load(batch)]
        made = updated = done = 0
        for chunk, rows in self._steps.rows_of(self._reader, maps):
            lines = self._lines(batch_id, part, chunk.sheet, rows)
            self._look_again(lines)
            new = [line for line in lines if line.row.choice == CREATE]
            self._make(new, names[chunk.sheet])
            made += len(new)
            updated += self._fill([line for line in lines if line.row.choice == UPDATE], maps)
            self._db.flush()
            # What is written need not be kept: memory stays flat however long the file is.
            for line in lines:
                self._db.expunge(line.row)
            done += len(rows)
            self._steps.context.tell(done)
        batch.made_count += made
        batch.updated_count += updated
        batch.ended_at = func.now()
        if made or updated:
            record_change(
                self._db, "import", batch_id, action="clients", clients=made, updated=updated
            )
            self._tell_the_access_log(batch_id, part)
        self._db.flush()

    def _tell_the_access_log(self, batch_id: uuid.UUID, part: int) -> None:
        """Write into the log of every client that they came, or were filled in, from a file."""
        touched = self._db.scalars(
            select(ImportRow.client_id)
            .where(
                ImportRow.batch_id == batch_id,
                ImportRow.part == part,
                ImportRow.client_id.is_not(None),
                ImportRow.outcome.in_((MADE, UPDATED)),
            )
            .distinct()
        )
        clients = {key for key in touched if key is not None}
        record_work(self._db, "JOB imports.write", clients, kind=IMPORT)

    def _lines(
        self, batch_id: uuid.UUID, part: int, sheet: int, rows: Sequence[tuple[int, Cells, Judged]]
    ) -> list[Line]:
        found = self._db.scalars(
            select(ImportRow)
            .where(
                ImportRow.batch_id == batch_id,
                ImportRow.part == part,
                ImportRow.sheet == sheet,
                ImportRow.row_number.between(rows[0][0], rows[-1][0]),
            )
            .order_by(ImportRow.position)
        )
        by_number = {row.row_number: row for row in found}
        return [
            Line(by_number[number], cells, judged)
            for number, cells, judged in rows
            if number in by_number
        ]

    def _look_again(self, lines: Sequence[Line]) -> None:
        """Leave out what has become wrong or known since the check."""
        for line in lines:
            if not line.judged.is_good and line.row.verdict != BAD:
                self._set_aside(line, BAD, [])
        # A row that was good then had nobody like it; another file may have come in between.
        fresh = [line for line in lines if line.row.verdict == GOOD]
        people = [
            Person(line.row.position, line.row.row_number, line.judged, bytes(line.row.digest))
            for line in fresh
        ]
        found = Doubles(self._db).look_in_base(people)
        for line in fresh:
            likely = found.get(line.row.position)
            if likely:
                line.row.like_client_id = likely[0].client_id
                line.row.score = likely[0].score
                self._set_aside(line, DOUBLE, likely)

    def _set_aside(self, line: Line, verdict: str, likely: list[Any]) -> None:
        line.row.verdict, line.row.choice = verdict, SKIP
        line.row.sealed = seal_row(
            self._db, line.row.id, finding_of(line.cells, line.judged, likely)
        )

    # -- new clients ------------------------------------------------------------------------

    def _make(self, lines: Sequence[Line], sheet: str) -> None:
        if not lines:
            return
        agency_id = agency_of(self._db)
        batch = self._batch
        taken = self._steps.context.numbers.take(agency_id, CLIENT, len(lines))
        families = self._families(lines)
        clients = []
        with self._db.no_autoflush:
            for number, line in zip(taken, lines, strict=True):
                client = Client(id=uuid7(), agency_id=agency_id, number=number, kind="named")
                client.imported_as = f"{batch.id} {sheet} {line.row.row_number}"
                client.registered_by_id = batch.started_by_id
                client.family_id = families.get((line.judged.family or "").upper())
                self._db.add(client)
                self._reader.editor.apply(client, line.judged.submission)
                self._service.judge_saved(client, line.judged.submission)
                line.row.client_id, line.row.outcome = client.id, MADE
                clients.append(client)
        self._db.flush()
        for client in clients:
            self._db.expunge(client)

    def _families(self, lines: Sequence[Line]) -> dict[str, uuid.UUID]:
        """Return the families of the rows' codes, made where there were none."""
        wanted = {
            line.judged.family.upper(): line.judged.family for line in lines if line.judged.family
        }
        if not wanted:
            return {}
        code = func.upper(Family.code)
        found = self._db.execute(select(code, Family.id).where(code.in_(list(wanted))))
        known = {row[0]: row[1] for row in found}
        for upper, text in wanted.items():
            if upper not in known:
                family = Family(id=uuid7(), agency_id=agency_of(self._db), code=text)
                self._db.add(family)
                known[upper] = family.id
        self._db.flush()
        return known

    # -- clients who are known --------------------------------------------------------------

    def _fill(self, lines: Sequence[Line], _maps: Mapping[int, ColumnMap]) -> int:
        """Fill the blank fields of the clients whom the rows resemble; return how many."""
        if not lines:
            return 0
        wanted = [line.row.like_client_id for line in lines]
        found = self._db.scalars(
            select(Client)
            .where(Client.id.in_(wanted))
            .options(
                *(
                    selectinload(getattr(Client, bound.attribute))
                    for bound in self._reader.editor.questions
                    if bound.question.kind == "rows"
                )
            )
        )
        clients = {client.id: client for client in found}
        filled = 0
        for line in lines:
            key = line.row.like_client_id
            client = clients.get(key) if key else None
            if client is None:
                continue
            added = fill_blanks(self._db, self._reader.editor, client, line.judged.texts)
            line.row.client_id, line.row.outcome = client.id, UPDATED
            finding = open_row(self._db, line.row)
            line.row.sealed = seal_row(self._db, line.row.id, {**finding, "added": added})
            filled += 1
        self._db.flush()
        for client in clients.values():
            self._db.expunge(client)
        return filled


def fill_blanks(db: Session, editor: Editor, client: Client, texts: Raw) -> Raw:
    """Fill what a client's profile lacks; return what was added, by input name.

    A list of rows is filled only if it is empty, so that nothing of one address lands in another.
    """
    raw = editor.raw_of(client)
    present = {name.partition("-")[0] for name, values in raw.items() if any(values)}
    added = {
        name: values for name, values in texts.items() if name.partition("-")[0] not in present
    }
    if not added:
        return {}
    submission = editor.judge({**raw, **added}, record=client)
    if not submission.can_be_saved:
        return {}
    changed = editor.apply(client, submission)
    ClientService(db).judge_saved(client, submission)
    client.revision += 1
    record_change(db, "client", client.id, changed)
    return added
