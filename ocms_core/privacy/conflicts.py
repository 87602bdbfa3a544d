"""Conflict blocks: bar a member of staff from a client, lift it again, and see who tried."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session, joinedload

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.types import MOST_DIGITS, parse_number, parse_uuid7
from ocms_core.errors import NotFoundError, OcmsError
from ocms_core.forms.models import ServiceForm
from ocms_core.privacy.models import ConflictAttempt, ConflictBlock
from ocms_core.security.roles import Role
from ocms_core.security.visibility import rows_of_clients
from ocms_core.service_sessions.models import SessionClient

LATEST = 100
MOST_TEXTS = 20


class NotYoursError(OcmsError):
    """This block is not this person's to set or to lift."""


class ConflictService:
    """Sets and lifts blocks for one coordinator."""

    def __init__(self, db: Session, staff: Staff) -> None:
        self._db = db
        self._staff = staff

    def of_client(self, client: Client) -> list[ConflictBlock]:
        """Return the blocks of a client, those that stand first."""
        return list(
            self._db.scalars(
                _with_people(select(ConflictBlock))
                .where(ConflictBlock.client_id == client.id)
                .order_by(ConflictBlock.lifted_at.desc().nulls_first(), ConflictBlock.id.desc())
            )
        )

    def standing(self) -> list[ConflictBlock]:
        """Return the agency's blocks that stand, with clients and people."""
        return list(
            self._db.scalars(
                _with_people(select(ConflictBlock))
                .join(ConflictBlock.client)
                .options(joinedload(ConflictBlock.client))
                .where(ConflictBlock.lifted_at.is_(None))
                .order_by(ConflictBlock.id.desc())
            )
        )

    def attempts(self, client: Client | None = None) -> list[ConflictAttempt]:
        """Return the latest attempts to see a client in spite of a block, or all clients'."""
        statement = (
            select(ConflictAttempt)
            .join(ConflictAttempt.client)
            .options(joinedload(ConflictAttempt.staff), joinedload(ConflictAttempt.client))
            .order_by(ConflictAttempt.at.desc(), ConflictAttempt.id.desc())
            .limit(LATEST)
        )
        if client is not None:
            statement = statement.where(ConflictAttempt.client_id == client.id)
        return list(self._db.scalars(statement))

    def may_bar(self, person: Staff) -> bool:
        """Whether this coordinator may set and lift blocks of a person: admins those of admins."""
        return person.role != Role.ADMIN or self._staff.role == Role.ADMIN

    def bar(self, client: Client, person: Staff, reason: str) -> ConflictBlock:
        """Bar a person from a client; raise NotYoursError if that is another's to do."""
        if not self.may_bar(person):
            raise NotYoursError
        present = self._db.scalar(
            select(ConflictBlock).where(
                ConflictBlock.client_id == client.id,
                ConflictBlock.staff_id == person.id,
                ConflictBlock.lifted_at.is_(None),
            )
        )
        if present is not None:
            return present
        block = ConflictBlock(
            client_id=client.id,
            staff_id=person.id,
            reason=reason,
            barred_by_id=self._staff.id,
        )
        self._db.add(block)
        self._db.flush()
        # Not as a change of the client: everybody who opens the client reads of those.
        record_change(self._db, "conflict_block", block.id, action="added")
        return block

    def lift(self, block_id: uuid.UUID | None) -> ConflictBlock:
        """Lift a block; raise NotFoundError if there is none that this person may know of.

        Nobody lifts a block on themselves: they do not see it (security/visibility.py).
        """
        block = self._db.scalar(
            select(ConflictBlock)
            .join(ConflictBlock.client)
            .where(ConflictBlock.id == block_id, ConflictBlock.lifted_at.is_(None))
            .options(joinedload(ConflictBlock.staff), joinedload(ConflictBlock.client))
            .with_for_update(of=ConflictBlock)
        )
        if block is None:
            raise NotFoundError("no such block")
        if not self.may_bar(block.staff):
            raise NotYoursError
        block.lifted_at = dt.datetime.now(dt.UTC)
        block.lifted_by_id = self._staff.id
        record_change(self._db, "conflict_block", block.id, action="lifted")
        return block


def _with_people(statement: Select[Any]) -> Select[Any]:
    return statement.options(
        joinedload(ConflictBlock.staff),
        joinedload(ConflictBlock.barred_by),
        joinedload(ConflictBlock.lifted_by),
    )


def records_of(db: Session, barred: frozenset[uuid.UUID]) -> list[str]:
    """Return the ids, as text, of barred clients and of all rows that belong to them."""
    parts = [select(SessionClient.session_id).where(SessionClient.client_id.in_(barred))]
    owners = [(ServiceForm, "client_id"), *rows_of_clients()]
    parts += [select(model.id).where(getattr(model, owner).in_(barred)) for model, owner in owners]
    # Read in order to be left out.
    found = db.scalars(union_all(*parts).execution_options(beyond_visibility=True))
    return [str(key) for key in {*barred, *found}]


def asked_for(db: Session, barred: frozenset[uuid.UUID], texts: Iterable[str]) -> set[uuid.UUID]:
    """Return which of the barred clients the texts of an address mean, by number or by a row's id.

    `db` has no viewer, since for the viewer none of them is there.
    """
    numbers, ids = set(), set()
    for text in list(texts)[:MOST_TEXTS]:
        key, number = parse_uuid7(text), parse_number(text[:MOST_DIGITS])
        if key is not None:
            ids.add(key)
        elif number is not None:
            numbers.add(number)
    columns: list[tuple[Any, Any]] = [(Client.id, Client.number.in_(numbers))]
    if ids:
        columns += [
            (Client.id, Client.id.in_(ids)),
            (SessionClient.client_id, SessionClient.session_id.in_(ids)),
            (ServiceForm.client_id, ServiceForm.id.in_(ids)),
            *((getattr(model, owner), model.id.in_(ids)) for model, owner in rows_of_clients()),
        ]
    parts = [select(owner).where(owner.in_(barred), meant) for owner, meant in columns]
    # Whether a form would be seen for other reasons does not matter here, and nothing is shown.
    return set(db.scalars(union_all(*parts).execution_options(beyond_visibility=True)))


def note_attempts(
    db: Session,
    staff_id: uuid.UUID,
    client_ids: Iterable[uuid.UUID],
    *,
    action: str,
    address: str | None,
) -> None:
    """Write that a barred person asked for something of these clients."""
    for client_id in client_ids:
        db.add(
            ConflictAttempt(client_id=client_id, staff_id=staff_id, action=action, address=address)
        )
