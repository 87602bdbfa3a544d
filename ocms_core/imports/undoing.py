"""Take a batch back: its clients go, but for those whom somebody has worked with since."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import Session, selectinload

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client, Family
from ocms_core.clients.rows import AT_MERGE, STAYS
from ocms_core.clients.services import ClientService
from ocms_core.forms.editor import Editor, Raw
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import questions_of
from ocms_core.imports.models import MADE, REMOVED, RESTORED, UPDATED, ImportBatch, ImportRow
from ocms_core.imports.services import open_row
from ocms_core.security.visibility import rows_of_clients

AT_ONCE: Final = 500
FIRST_REVISION: Final = 1


class Undo:
    """Undoes one batch. editor: of a named client's whole profile."""

    def __init__(
        self,
        db: Session,
        batch: ImportBatch,
        editor: Editor,
        tell: Callable[[int], None] = lambda _done: None,
    ) -> None:
        self._db = db
        self._batch = batch
        self._editor = editor
        self._tell = tell

    def run(self) -> None:
        """Remove who was made and is unused; empty again what was filled and is unchanged."""
        batch = self._batch
        removed = restored = 0
        for rows in self._rows(MADE):
            removed += self._remove(rows)
            self._tell(removed)
        for rows in self._rows(UPDATED):
            restored += self._restore(rows)
        batch.removed_count += removed
        batch.ended_at = func.now()
        record_change(
            self._db, "import", batch.id, action="undone", clients=removed, restored=restored
        )
        self._db.flush()

    def _rows(self, outcome: str) -> Iterator[Sequence[ImportRow]]:
        last: uuid.UUID | None = None
        while True:
            statement = (
                select(ImportRow)
                .where(
                    ImportRow.batch_id == self._batch.id,
                    ImportRow.outcome == outcome,
                    ImportRow.client_id.is_not(None),
                )
                .order_by(ImportRow.id)
                .limit(AT_ONCE)
            )
            if last is not None:
                statement = statement.where(ImportRow.id > last)
            rows = self._db.scalars(statement).all()
            if not rows:
                return
            last = rows[-1].id
            yield rows
            self._db.flush()
            for row in rows:
                self._db.expunge(row)

    def _remove(self, rows: Sequence[ImportRow]) -> int:
        by_client = {row.client_id: row for row in rows if row.client_id is not None}
        kept = in_use(self._db, self._batch.id, by_client)
        unused = [key for key in by_client if key not in kept]
        families = self._families(unused)
        for key in unused:
            by_client[key].outcome = REMOVED
            by_client[key].client_id = None
        self._db.flush()
        self._db.execute(
            delete(Client).where(Client.id.in_(unused)),
            execution_options={"synchronize_session": False},
        )
        self._drop_empty(families)
        return len(unused)

    def _families(self, clients: Collection[uuid.UUID]) -> list[uuid.UUID]:
        found = select(Client.family_id).where(
            Client.id.in_(clients), Client.family_id.is_not(None)
        )
        return list(self._db.scalars(found.distinct()))

    def _drop_empty(self, families: Collection[uuid.UUID]) -> None:
        if not families:
            return
        living = select(Client.family_id).where(Client.family_id.in_(families))
        kept = set(self._db.scalars(living.distinct(), execution_options=EVERYBODY))
        empty = [key for key in families if key not in kept]
        self._db.execute(
            delete(Family).where(Family.id.in_(empty)),
            execution_options={"synchronize_session": False},
        )

    def _restore(self, rows: Sequence[ImportRow]) -> int:
        wanted = [row.client_id for row in rows]
        lists = [bound for bound in self._editor.questions if bound.question.kind == "rows"]
        found = self._db.scalars(
            select(Client)
            .where(Client.id.in_(wanted))
            .options(*(selectinload(getattr(Client, bound.attribute)) for bound in lists))
        )
        clients = {client.id: client for client in found}
        restored = 0
        for row in rows:
            client = clients.get(row.client_id) if row.client_id else None
            added = open_row(self._db, row).get("added") or {}
            if client is not None and added:
                restored += empty_again(self._db, self._editor, client, added)
            row.outcome = RESTORED
        self._db.flush()
        for client in clients.values():
            self._db.expunge(client)
        return restored


EVERYBODY: Final = {"beyond_visibility": True, "with_merged": True}


def in_use(
    db: Session, batch_id: uuid.UUID, clients: Collection[uuid.UUID]
) -> frozenset[uuid.UUID]:
    """Return which clients of a batch somebody has worked with, or changed, since they came.

    Whatever refers to a client counts, plugins' tables included; but not what is the profile's
    own, which goes with it.
    """
    wanted = list(clients)
    if not wanted:
        return frozenset()
    # Who is not to be found any more was merged into another, or is kept from this person.
    untouched = select(Client.id).where(
        Client.id.in_(wanted),
        Client.revision == FIRST_REVISION,
        Client.imported_as.startswith(f"{batch_id} "),
    )
    used = set(wanted) - set(db.scalars(untouched))
    for column in (ServiceForm.client_id, *_references()):
        found = select(column).where(column.in_(wanted)).distinct()
        used.update(db.scalars(found, execution_options=EVERYBODY))
    return frozenset(used)


@cache
def _references() -> tuple[Any, ...]:
    """Return every column that refers to a client because somebody worked with them.

    Not the profile's own rows and ours, nor what the search for duplicates noted of the record.
    """
    own = {row_class(bound) for bound in questions_of(Client) if bound.question.kind == "rows"}
    return tuple(
        getattr(model, column)
        for model, column in rows_of_clients()
        if model not in own and model is not ImportRow and not _is_note_of_record(model, column)
    )


def _is_note_of_record(model: Any, column: str) -> bool:
    """Whether a row stays with the record at a merge, and goes when the record goes."""
    info = inspect(model).columns[column].info
    return info.get(AT_MERGE) == STAYS and info["references"][1] == "cascade"


def empty_again(db: Session, editor: Editor, client: Client, added: Raw) -> int:
    """Empty what an import filled, question by question, where it still says the same."""
    raw = editor.raw_of(client)
    kept = dict(raw)
    for key in {name.partition("-")[0] for name in added}:
        ours = {name: values for name, values in added.items() if name.partition("-")[0] == key}
        now = {
            name: values
            for name, values in raw.items()
            if name.partition("-")[0] == key and not name.endswith("-id") and values
        }
        if now == ours:
            kept = {name: v for name, v in kept.items() if name.partition("-")[0] != key}
    if kept == raw:
        return 0
    submission = editor.judge(kept, record=client)
    if not submission.can_be_saved:
        return 0
    changed = editor.apply(client, submission)
    ClientService(db).judge_saved(client, submission)
    client.revision += 1
    record_change(db, "client", client.id, changed)
    return 1
