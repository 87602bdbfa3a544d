"""Who helps whom: keeps the directory's word of each match that a service form makes.

The form is the record; the row here lets the directory know how many places are free. The
supporter's row is locked while that is decided, so that two workers never share the last place.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.directory.lookups import ACTIVE, HOLDING, MATCH_ROLE, MATCH_STATUS, PROPOSED
from ocms_core.directory.models import Supporter, SupporterMatch
from ocms_core.i18n import _

FULL = _(
    "${name} helps as many clients as agreed (${capacity}). Choose somebody else, leave the match "
    "proposed, or raise the number in the directory."
)
EXPIRED = _(
    "The police check of ${name} has expired. Record the new one in the directory, or choose "
    "somebody else."
)
NOT_ACTIVE = _("${name} takes no new matches at present. Choose somebody else.")
NOT_IN_ROLE = _(
    "The directory does not name ${name} in this role. Add the role there, or choose somebody else."
)
UNKNOWN = _("Choose again: what you chose is no longer offered.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a match may not be made. about: "supporter", "role" or "status"; message: a sentence."""

    about: str
    message: str


class MatchService:
    """Keeps one match for each service form that makes one."""

    def __init__(self, db: Session, today: dt.date) -> None:
        self._db = db
        self._today = today

    def settle(
        self,
        form_id: uuid.UUID,
        *,
        supporter_id: uuid.UUID | None,
        role: str | None,
        status: str | None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Refusal | None:
        """Write what a form says of its match; return why it may not be, and then write nothing.

        Without a person or a role there is no match. A match that already holds a place keeps it,
        whatever became of the person's capacity, check or status. Raise ValueError on codes that
        MATCH_ROLE and MATCH_STATUS do not have.
        """
        if (role and role not in MATCH_ROLE) or (status and status not in MATCH_STATUS):
            raise ValueError("no such role or status of a match")
        match = self._db.scalar(
            select(SupporterMatch)
            .where(SupporterMatch.form_id == form_id)
            # The form is being saved by somebody who may; who else may see it does not matter.
            .execution_options(beyond_visibility=True)
        )
        if supporter_id is None or role is None:
            if match is not None:
                self._db.delete(match)
                self._db.flush()
            return None
        status = status or PROPOSED
        refusal = self._judge(match, supporter_id, role, status)
        if refusal is not None:
            return refusal
        if match is None:
            match = SupporterMatch(form_id=form_id)
            self._db.add(match)
        match.supporter_id, match.role, match.status = supporter_id, role, status
        match.since, match.until = since, until
        self._db.flush()
        return None

    def _judge(
        self, match: SupporterMatch | None, supporter_id: uuid.UUID, role: str, status: str
    ) -> Refusal | None:
        supporter = self._db.scalar(
            select(Supporter)
            .where(Supporter.id == supporter_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if supporter is None:
            return Refusal("supporter", UNKNOWN)
        same = match is not None and match.supporter_id == supporter_id
        begins = status == PROPOSED or status in HOLDING
        if begins and not (same and match is not None and match.role == role):
            refusal = self._may_begin(supporter, role)
            if refusal is not None:
                return refusal
        held = same and match is not None and match.status in HOLDING
        if status in HOLDING and not held and self.held(supporter_id) >= supporter.capacity:
            return Refusal("status", _with(FULL, supporter))
        return None

    def _may_begin(self, supporter: Supporter, role: str) -> Refusal | None:
        expiry = supporter.police_check_expiry
        if supporter.status != ACTIVE:
            return Refusal("supporter", _with(NOT_ACTIVE, supporter))
        if expiry is not None and expiry < self._today:
            return Refusal("supporter", _with(EXPIRED, supporter))
        if role not in supporter.roles:
            return Refusal("role", _with(NOT_IN_ROLE, supporter))
        return None

    def held(self, supporter_id: uuid.UUID) -> int:
        """Return how many places of a supporter are taken, also by matches nobody here may see."""
        return (
            self._db.scalar(
                select(func.count())
                .select_from(SupporterMatch)
                .where(
                    SupporterMatch.supporter_id == supporter_id, SupporterMatch.status.in_(HOLDING)
                )
                .execution_options(beyond_visibility=True)
            )
            or 0
        )


def _with(sentence: str, supporter: Supporter) -> str:
    return _(str(sentence), mapping={"name": supporter.name, "capacity": supporter.capacity})
