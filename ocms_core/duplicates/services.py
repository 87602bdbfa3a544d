"""Merge two records of one person, and undo it for 30 days.

The merged record is kept as it was, hidden; everything that referred to it moves to the survivor.
Undoing takes back what was moved and what was chosen. What has been added to the survivor since
stays there, and so does a value that somebody has changed since.

What went to a funder is not rewritten. A form keeps its line in the ledger of exports, so it does
not go out twice, whoever's it is now. A profile's lines stay under the id it went out with: the
survivor's next profile is a new line, by which iCARE, that knows people by identifier and date of
birth, finds the same person; and after an undo each record has its own lines, as before.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from ocms_core.audit.services import record_change
from ocms_core.clients.models import ANONYMOUS, NAMED, Client, ClientAlias
from ocms_core.db.base import Base
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.duplicates import journal, profiles
from ocms_core.duplicates.models import MERGED, OPEN, ClientMerge, ClientPair
from ocms_core.duplicates.moving import Moved, Mover
from ocms_core.errors import ConflictError, NotFoundError
from ocms_core.forms.models import ServiceForm
from ocms_core.plugins.manager import plugin_manager
from ocms_core.service_sessions.models import SessionClient

UNDO_DAYS: Final = 30
FEW: Final = frozenset({"other_names", "emergency_contacts"})
EVERYTHING: Final = {"beyond_visibility": True, "with_merged": True}


class CannotMergeError(ConflictError):
    """These two cannot be merged; the code says why: anonymous, gone."""


class CannotUndoError(ConflictError):
    """This merge cannot be undone; the code says why: undone, late, later."""

    def __init__(self, code: str, later: ClientMerge | None = None) -> None:
        super().__init__(code)
        self.code, self.later = code, later


def forget_merges(db: Session) -> None:
    """Empty what merges of the agency in scope kept for an undoing that nobody can ask for now."""
    # A day more than is promised, so that no undoing on the last evening finds it gone.
    old = func.now() - dt.timedelta(days=UNDO_DAYS + 1)
    db.execute(
        update(ClientMerge)
        .where(ClientMerge.sealed.is_not(None), ClientMerge.merged_at < old)
        .values(sealed=None),
        execution_options={"synchronize_session": False},
    )


class MergeService:
    """Merges clients of the agency in scope. judge: sets what follows from a profile's answers."""

    def __init__(self, db: Session, judge: Callable[[Client], None] | None = None) -> None:
        self._db = db
        self._judge = judge

    def pair(
        self, one: uuid.UUID, other: uuid.UUID, *, lock: bool = False
    ) -> tuple[Client, Client]:
        """Return two clients with their profiles; raise NotFoundError unless both are seen."""
        found = self._read(or_(Client.id == one, Client.id == other), lock=lock)
        if one == other or len(found) != 2:  # noqa: PLR2004  a pair
            raise NotFoundError("not two clients")
        return found[one], found[other]

    def merge(
        self,
        survivor: Client,
        merged: Client,
        choices: Mapping[str, str],
        *,
        note: str | None = None,
    ) -> ClientMerge:
        """Let `survivor` take up `merged`; both locked, see `pair`. choices: see profiles.combine.

        Raise CannotMergeError for a named client merged into an anonymous one.
        """
        db = self._db
        if survivor.kind == ANONYMOUS and merged.kind == NAMED:
            raise CannotMergeError("anonymous")
        with db.no_autoflush:
            replaced = profiles.combine(survivor, merged, choices)
            db.flush()
            mover = Mover(db, leave=profiles.present_rows(merged))
            mover.move("client", merged.id, survivor.id)
            if self._judge is not None:
                self._judge(survivor)
        profiles.settle(survivor, replaced)
        profiles.check(survivor)
        survivor.revision += 1
        record = ClientMerge(
            id=uuid7(),
            survivor_id=survivor.id,
            merged_id=merged.id,
            merged_by_id=db.info.get("staff_id"),
            note=note or None,
            moved=mover.moved.moves,
        )
        record.sealed = self._seal(
            record.id, {"replaced": asdict(replaced), "left_out": mover.moved.left_out}
        )
        alias = ClientAlias(number=merged.number, former_id=merged.id, client_id=survivor.id)
        db.add_all([record, alias])
        self._hide(merged, survivor.id)
        self._mark_pair(survivor.id, merged.id, MERGED)
        changed = [*replaced.values, *{key for key, _copy, _source in replaced.copies}]
        record_change(db, "client", survivor.id, changed, action="merged", number=merged.number)
        record_change(db, "client", merged.id, (), action="merged", number=survivor.number)
        db.flush()
        self._tell_plugins(survivor, merged.id, undone=False)
        return record

    def undo(self, merge_id: uuid.UUID) -> tuple[ClientMerge, bool]:
        """Part the two again; return the merge, and whether something changed since has stayed.

        Raise CannotUndoError after 30 days, a second time, or while a later merge stands on it.
        """
        db = self._db
        record = db.scalar(
            select(ClientMerge).where(ClientMerge.id == merge_id).with_for_update(of=ClientMerge)
        )
        if record is None:
            raise NotFoundError("no such merge")
        self._check_undo(record)
        found = self._read(
            Client.id.in_([record.survivor_id, record.merged_id]), lock=True, with_merged=True
        )
        if len(found) != 2:  # noqa: PLR2004  a pair
            raise NotFoundError("not two clients")
        survivor, merged = found[record.survivor_id], found[record.merged_id]
        kept = self._open(record)
        replaced = profiles.Replaced(**kept["replaced"])
        with db.no_autoflush:
            changed_since = profiles.restore(survivor, merged, replaced)
            db.flush()
            Mover(db).put_back(
                Moved(record.moved, [(table, row) for table, row in kept["left_out"]])
            )
            self._keep_in_sessions(survivor, merged, record)
            if changed_since and self._judge is not None:
                self._judge(survivor)
        survivor.revision += 1
        self._hide(merged, None)
        alias = db.scalar(select(ClientAlias).where(ClientAlias.former_id == merged.id))
        if alias is not None:
            db.delete(alias)
        record.undone_at = dt.datetime.now(dt.UTC)
        record.undone_by_id = db.info.get("staff_id")
        # What it kept has gone back to where it came from.
        record.sealed = None
        self._mark_pair(survivor.id, merged.id, OPEN)
        for one, other in ((survivor, merged), (merged, survivor)):
            record_change(db, "client", one.id, (), action="merge_undone", number=other.number)
        db.flush()
        self._tell_plugins(survivor, merged.id, undone=True)
        return record, changed_since

    def _check_undo(self, record: ClientMerge) -> None:
        if record.undone_at is not None:
            raise CannotUndoError("undone")
        if record.merged_at < dt.datetime.now(dt.UTC) - dt.timedelta(days=UNDO_DAYS):
            raise CannotUndoError("late")
        later = self._db.scalar(
            select(ClientMerge)
            .where(
                ClientMerge.id > record.id,
                ClientMerge.undone_at.is_(None),
                or_(
                    ClientMerge.survivor_id == record.survivor_id,
                    ClientMerge.merged_id == record.survivor_id,
                ),
            )
            .order_by(ClientMerge.id.desc())
            .limit(1)
        )
        if later is not None:
            raise CannotUndoError("later", later)

    def _read(
        self, condition: Any, *, lock: bool, with_merged: bool = False
    ) -> dict[uuid.UUID, Client]:
        # In the order of their ids, so that two merges at once wait for one another.
        statement = select(Client).where(condition).order_by(Client.id).options(*_whole_profile())
        if lock:
            statement = statement.with_for_update(of=Client)
        options = {"with_merged": with_merged, "populate_existing": True}
        clients = self._db.scalars(statement, execution_options=options).unique()
        return {client.id: client for client in clients}

    def _hide(self, merged: Client, into: uuid.UUID | None) -> None:
        """Set where a record went, and nothing else of it: not the time of its last change."""
        rows = Base.metadata.tables["client"]
        self._db.execute(
            update(rows)
            .where(rows.c.agency_id == agency_of(self._db), rows.c.id == merged.id)
            .values(merged_into_id=into, updated_at=rows.c.updated_at)
        )
        self._db.expire(merged, ["merged_into_id"])

    def _mark_pair(self, one: uuid.UUID, other: uuid.UUID, state: str) -> None:
        low, high = sorted((one, other))
        self._db.execute(
            update(ClientPair)
            .where(ClientPair.low_id == low, ClientPair.high_id == high)
            .values(
                state=state,
                judged_by_id=self._db.info.get("staff_id"),
                judged_at=func.now(),
            )
            .execution_options(synchronize_session=False)
        )

    def _keep_in_sessions(self, survivor: Client, merged: Client, record: ClientMerge) -> None:
        """Keep the survivor in sessions where a form was added for them since the merge."""
        mine, theirs = SessionClient, SessionClient.__mapper__.local_table.alias("theirs")
        sessions = self._db.scalars(
            select(ServiceForm.session_id)
            .join(theirs, theirs.c.session_id == ServiceForm.session_id)
            .where(
                theirs.c.agency_id == agency_of(self._db),
                theirs.c.client_id == merged.id,
                ServiceForm.client_id == survivor.id,
                ServiceForm.created_at >= record.merged_at,
                ~select(mine.id)
                .where(mine.session_id == ServiceForm.session_id, mine.client_id == survivor.id)
                .exists(),
            )
            .distinct(),
            # All of them, also those that who undoes it may not see.
            execution_options=EVERYTHING,
        )
        rows = [
            {
                "agency_id": survivor.agency_id,
                "id": uuid7(),
                "session_id": session_id,
                "client_id": survivor.id,
            }
            for session_id in sessions
        ]
        if rows:
            self._db.execute(insert(SessionClient), rows)

    def _tell_plugins(self, survivor: Client, merged_id: uuid.UUID, *, undone: bool) -> None:
        plugin_manager().hook.ocms_client_merged(
            db=self._db, survivor=survivor, merged_id=merged_id, undone=undone
        )

    def _seal(self, merge_id: uuid.UUID, kept: Any) -> bytes:
        sealed: bytes = self._db.info["vault"].seal(
            self._db, journal.write(kept), f"client_merge|{merge_id}|sealed"
        )
        return sealed

    def _open(self, record: ClientMerge) -> Any:
        return journal.read(
            self._db.info["vault"].open(self._db, record.sealed, f"client_merge|{record.id}|sealed")
        )


def _whole_profile() -> list[Any]:
    """Return the loads of everything a profile has several of, and the family.

    What few people have and nobody has many of comes with the client: a statement less each.
    """
    lists: list[InstrumentedAttribute[Any]] = [
        getattr(Client, bound.attribute) for bound in profiles.row_lists()
    ]
    loads = [
        joinedload(attribute) if attribute.key in FEW else selectinload(attribute)
        for attribute in lists
    ]
    return [*loads, joinedload(Client.family)]
