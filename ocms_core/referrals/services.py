"""Plan, find, hand on and finish tasks and referrals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.models import ServiceForm
from ocms_core.referrals.lookups import (
    ACCEPTED,
    COMPLETED,
    DECLINED_BY_AGENCY,
    INTERNAL,
    OPEN,
    TASK,
    UNDER_WAY,
)
from ocms_core.referrals.models import REASON_LENGTH, FollowUp
from ocms_core.security.visibility import half_seen, viewer_of

KIND = "follow_up"


class FollowUpService:
    """The tasks and referrals of one agency, for one viewer; `today` is the agency's."""

    def __init__(self, db: Session, today: dt.date) -> None:
        self._db = db
        self._today = today

    # -- making ------------------------------------------------------------------------------

    def plan(
        self,
        client: Client | uuid.UUID | None,
        reason: str,
        due_on: dt.date | None = None,
        *,
        author: Staff,
        kind: str = TASK,
        form: ServiceForm | None = None,
        session_id: uuid.UUID | None = None,
        assigned_id: uuid.UUID | None = None,
        program_id: uuid.UUID | None = None,
        origin: str | None = None,
        **answers: Any,
    ) -> FollowUp:
        """Write down a task or referral that follows from something else, and return it.

        Without `assigned_id` it is the author's; without `program_id` it belongs to the form's
        program. origin: a word for what it follows from, such as "checkpoint.3": a form has one of
        each, so that planning again returns the one that stands, whatever became of it, with its
        due date moved while it is open. answers: other columns of FollowUp, such as need. client:
        None for a task of a whole activity or course, which has a form or a session.
        """
        if form is not None and origin is not None:
            known = self._of_origin(form.id, origin)
            if known is not None:
                self._move(known, due_on)
                return known
        follow_up = FollowUp(
            client_id=client.id if isinstance(client, Client) else client,
            form_id=form.id if form is not None else None,
            session_id=session_id or (form.session_id if form is not None else None),
            author_id=author.id,
            kind=kind,
            reason=reason[:REASON_LENGTH],
            made_on=self._today,
            due_on=due_on,
            assigned_id=assigned_id or author.id,
            program_id=program_id
            or (form.program_id if form is not None else author.default_program_id),
            origin=origin,
            **answers,
        )
        self._db.add(follow_up)
        self._db.flush()
        record_change(self._db, KIND, follow_up.id, (), action="added")
        return follow_up

    def plan_all(
        self,
        form: ServiceForm,
        steps: Mapping[str, tuple[str, dt.date]],
        *,
        author: Staff,
        done: Iterable[str] = (),
        **answers: Any,
    ) -> None:
        """Plan the tasks of a form together: (reason, due date) by origin, as `plan` would each.

        done: origins of what has been seen to meanwhile; tasks of theirs that are under way are
        completed, and none is made. answers: columns of all, such as need or assigned_id.
        """
        finished = frozenset(done)
        known = {
            row.origin: row
            for row in self._db.scalars(
                select(FollowUp)
                .where(FollowUp.form_id == form.id, FollowUp.origin.in_([*steps, *finished]))
                .execution_options(beyond_visibility=True)
            )
        }
        answers.setdefault("assigned_id", author.id)
        made = []
        for origin, (reason, due_on) in steps.items():
            row = known.get(origin)
            if row is not None:
                if origin in finished and row.is_under_way:
                    self.close(row, COMPLETED, None)
                elif origin not in finished:
                    self._move(row, due_on)
            elif origin not in finished:
                made.append(
                    FollowUp(
                        id=uuid7(),
                        client_id=form.client_id,
                        form_id=form.id,
                        session_id=form.session_id,
                        author_id=author.id,
                        kind=TASK,
                        reason=reason[:REASON_LENGTH],
                        made_on=self._today,
                        due_on=due_on,
                        program_id=form.program_id,
                        origin=origin,
                        **answers,
                    )
                )
        self._db.add_all(made)
        for row in made:
            record_change(self._db, KIND, row.id, (), action="added")
        self._db.flush()

    def _move(self, follow_up: FollowUp, due_on: dt.date | None) -> None:
        """Let what is still open be due on another day."""
        if follow_up.status == OPEN and due_on is not None and follow_up.due_on != due_on:
            follow_up.due_on = due_on
            self._changed(follow_up, ["due_on"])

    def cancel(self, form: ServiceForm, origin: str) -> None:
        """Cancel what was planned for a form and has become needless, if it is under way."""
        known = self._of_origin(form.id, origin)
        if known is not None and known.is_under_way:
            self.close(known, "cancelled", None)

    def _of_origin(self, form_id: uuid.UUID, origin: str) -> FollowUp | None:
        return self._db.scalar(
            select(FollowUp)
            .where(FollowUp.form_id == form_id, FollowUp.origin == origin)
            # One is there, whoever may see it.
            .execution_options(beyond_visibility=True)
        )

    def is_taken(self, key: uuid.UUID) -> bool:
        """Whether there is such a row already: a second click on Save makes no second one."""
        return bool(
            self._db.scalar(
                select(func.count())
                .select_from(FollowUp)
                .where(FollowUp.id == key)
                # An id that is taken is taken, whoever may see the row.
                .execution_options(beyond_visibility=True)
            )
        )

    # -- reading -----------------------------------------------------------------------------

    def require(
        self, key: uuid.UUID | None, *, lock: bool = False, whole: bool = False
    ) -> tuple[FollowUp, bool]:
        """Return a row and whether it is half seen; NotFoundError if this viewer has none such.

        whole: one that is half seen is as if it were not there.
        """
        statement = (
            select(FollowUp, half_seen(viewer_of(self._db)))
            .where(FollowUp.id == key)
            .options(
                joinedload(FollowUp.client),
                joinedload(FollowUp.author),
                joinedload(FollowUp.assigned),
                joinedload(FollowUp.program),
                joinedload(FollowUp.to_program),
                joinedload(FollowUp.partner),
            )
        )
        if lock:
            statement = statement.with_for_update(of=FollowUp)
        found = self._db.execute(statement).one_or_none()
        unseen = found is None or (found[0].client is None and found[0].client_id is not None)
        if found is None or unseen or (whole and found[1]):
            raise NotFoundError("no such task or referral")
        return found[0], bool(found[1])

    def origins_of(self, form: ServiceForm) -> set[str]:
        """Return what of a form has been recorded as a referral, whoever recorded it."""
        return set(
            self._db.scalars(
                select(FollowUp.origin)
                .where(FollowUp.form_id == form.id, FollowUp.origin.is_not(None))
                .execution_options(beyond_visibility=True)
            )
        )

    # -- changing ----------------------------------------------------------------------------

    def close(
        self,
        follow_up: FollowUp,
        status: str,
        outcome: str | None,
        outcome_on: dt.date | None = None,
    ) -> None:
        """Set the status; one that ends it has the day of its outcome, today if none is given."""
        changed = []
        if follow_up.status != status:
            follow_up.status = status
            changed.append("status")
        if outcome is not None and (follow_up.outcome or "") != outcome:
            follow_up.outcome = outcome or None
            changed.append("outcome")
        day = None if status in UNDER_WAY else outcome_on or follow_up.outcome_on or self._today
        if day != follow_up.outcome_on:
            follow_up.outcome_on = day
            changed.append("outcome_on")
        self._changed(follow_up, changed)

    def accept(self, follow_up: FollowUp, assigned_id: uuid.UUID) -> None:
        """Take an internal referral into the program it was sent to, and say who sees to it."""
        self._require_new(follow_up)
        follow_up.status, follow_up.assigned_id = ACCEPTED, assigned_id
        self._changed(follow_up, ["status", "assigned_id"])

    def decline(self, follow_up: FollowUp, why: str) -> None:
        """Send an internal referral back, with the reason."""
        self._require_new(follow_up)
        self.close(follow_up, DECLINED_BY_AGENCY, why)

    @staticmethod
    def _require_new(follow_up: FollowUp) -> None:
        if follow_up.kind != INTERNAL or not follow_up.is_under_way:
            raise NotFoundError("no referral to answer")

    def _changed(self, follow_up: FollowUp, fields: list[str]) -> None:
        if fields:
            follow_up.revision += 1
            record_change(self._db, KIND, follow_up.id, fields)
