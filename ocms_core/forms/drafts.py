"""Drafts: what a person typed and has not saved, kept on the server until they save it.

They hold identifiers as they were typed, which the database never holds in clear (decisions D8):
so a draft is sealed whole, bound to its author and to its record.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.forms.editor import Raw
from ocms_core.forms.models import Draft

LARGEST = 1000
LARGEST_REVISION = 2**31 - 1
NOT_KEPT = frozenset({"csrf_token", "revision", "id", "next"})


class DraftService:
    """Keeps the drafts of one member of staff; nobody else ever reads them."""

    def __init__(self, db: Session, staff_id: uuid.UUID) -> None:
        self._db = db
        self._staff_id = staff_id

    def _mine(self, target: str) -> Any:
        return (Draft.staff_id == self._staff_id, Draft.target == target)

    def find(self, target: str) -> Draft | None:
        """Return the draft of a target, if there is one."""
        return self._db.scalar(select(Draft).where(*self._mine(target)))

    def keep(self, target: str, pairs: list[tuple[str, str]], revision: int) -> Draft:
        """Keep what was typed, replacing what was kept before."""
        answers = [[name, value] for name, value in pairs if name not in NOT_KEPT][:LARGEST]
        sealed = self._db.info["vault"].seal(self._db, json.dumps(answers), self._place(target))
        statement = insert(Draft).values(
            agency_id=agency_of(self._db),
            id=uuid7(),
            staff_id=self._staff_id,
            target=target,
            revision=revision,
            sealed=sealed,
        )
        statement = statement.on_conflict_do_update(
            index_elements=["agency_id", "staff_id", "target"],
            set_={
                "sealed": statement.excluded.sealed,
                "revision": statement.excluded.revision,
                "saved_at": func.now(),
            },
        )
        return self._db.scalars(statement.returning(Draft)).one()

    def discard(self, target: str) -> None:
        """Forget a draft, because it was saved or thrown away."""
        self._db.execute(delete(Draft).where(*self._mine(target)))

    def raw_of(self, draft: Draft) -> Raw:
        """Return a draft as posted texts by input name."""
        clear = self._db.info["vault"].open(self._db, draft.sealed, self._place(draft.target))
        raw: Raw = {}
        for name, value in json.loads(clear):
            raw.setdefault(name, []).append(value)
        return raw

    def _place(self, target: str) -> str:
        return f"draft|{self._staff_id}|{target}"
