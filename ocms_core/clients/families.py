"""Families: people who live as one household, under one code.

Finding a relative and ticking them copies the family's code to them; whoever had another code
before leaves that family. Two families that were taken for one part again by ticking the members
who get a code of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ocms_core.audit.services import record_change
from ocms_core.clients.models import NAMED, Client, Family
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.lookups.codelist import Code, CodeList

FAMILY_ROLE = CodeList(
    "family_role",
    (
        Code("head", "Head of the family", "Responsable de la famille"),
        Code("spouse", "Spouse or partner", "Conjoint ou conjointe"),
        Code("child", "Child", "Enfant"),
        Code("parent", "Parent", "Père ou mère"),
        Code("sibling", "Brother or sister", "Frère ou sœur"),
        Code("grandparent", "Grandparent", "Grand-parent"),
        Code("grandchild", "Grandchild", "Petit-enfant"),
        Code("other", "Other relative", "Autre membre de la parenté"),
    ),
    "Relationship to the head of the family",
    "Lien avec le responsable de la famille",
)
ORDER = {code.code: place for place, code in enumerate(FAMILY_ROLE)}


class FamilyService:
    """Starts families, and changes who belongs to them."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def members(self, client: Client, others: list[Client] | None = None) -> list[Client]:
        """Return the client's family, the client among them: the head first, then by age."""
        return sorted(
            [client, *(self.others(client) if others is None else others)],
            key=lambda person: (
                person.family_role != "head",
                person.born_on is None,
                str(person.born_on or ""),
                person.name_key,
            ),
        )

    def others(self, client: Client) -> list[Client]:
        """Return the other members of the client's family whom the reader may see."""
        if client.family_id is None:
            return []
        return list(
            self._db.scalars(
                select(Client)
                .where(Client.family_id == client.family_id, Client.id != client.id)
                .order_by(Client.born_on.nulls_last(), Client.name_key)
            )
        )

    def start(self, client: Client) -> uuid.UUID:
        """Give a client a family code of its own, if it has none; return the family's id."""
        if client.family_id is None:
            self._put(client, self._new())
        family_id = client.family_id
        assert family_id is not None  # noqa: S101  given above
        return family_id

    def join(self, client: Client, code: str) -> bool:
        """Put a client into the family of a code; return whether there is one."""
        family_id = self._db.scalar(
            select(Family.id).where(func.upper(Family.code) == code.strip().upper())
        )
        if family_id is None:
            return False
        self._put(client, family_id)
        return True

    def add(self, client: Client, numbers: Collection[int]) -> int:
        """Copy the client's family code to clients by number; return to how many."""
        family_id = self.start(client)
        found = self._named(Client.number.in_(numbers))
        added = [person for person in found if person.family_id != family_id]
        for person in added:
            self._put(person, family_id)
        return len(added)

    def leave(self, client: Client) -> None:
        """Take a client out of the family."""
        self._put(client, None)

    def part(self, client: Client, ids: Collection[uuid.UUID], *, together: bool) -> int:
        """Take members out of the client's family; together: under a new code of their own.

        Return how many there were. Ids of others are left alone.
        """
        if client.family_id is None:
            return 0
        leaving = self._named(Client.family_id == client.family_id, Client.id.in_(ids))
        family_id = self._new() if together and leaving else None
        for person in leaving:
            self._put(person, family_id)
        return len(leaving)

    def relate(self, client: Client, roles: Mapping[uuid.UUID, str | None]) -> int:
        """Set what members of the client's family are to its head; return how many changed."""
        if client.family_id is None:
            return 0
        changed = 0
        for person in self._named(Client.family_id == client.family_id, Client.id.in_(roles)):
            if person.family_role != roles[person.id]:
                person.family_role = roles[person.id]
                record_change(self._db, "client", person.id, ("family_role",))
                changed += 1
        return changed

    def _named(self, *conditions: object) -> Sequence[Client]:
        return self._db.scalars(
            select(Client)
            .where(Client.kind == NAMED, *conditions)  # type: ignore[arg-type]
            .order_by(Client.id)
            .with_for_update()
        ).all()

    def _put(self, client: Client, family_id: uuid.UUID | None) -> None:
        if client.family_id != family_id:
            client.family_id, client.family_role = family_id, None
            record_change(self._db, "client", client.id, ("family_id",))

    def _new(self) -> uuid.UUID:
        number = self._db.scalar(select(func.count()).select_from(Family)) or 0
        family_id = None
        while family_id is None:
            # Two people may ask at once, and imported codes may look like ours.
            number += 1
            family_id = self._db.scalar(
                insert(Family)
                .values(agency_id=agency_of(self._db), id=uuid7(), code=f"F{number:05d}")
                .on_conflict_do_nothing()
                .returning(Family.id)
            )
        return family_id
