"""Service forms: attach, open, save, remove."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ocms_core.agencies.models import Program, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.errors import NotFoundError
from ocms_core.forms.blocks import SupportReceived
from ocms_core.forms.editor import Submission
from ocms_core.forms.models import COMPLETE, INCOMPLETE, Draft, ServiceForm
from ocms_core.service_sessions.models import ServiceSession

LANGUAGES_OF_LOCALES = {"en": "eng", "fr": "fra"}


class FormService:
    """What happens to service forms.

    kinds: the models the agency has switched on. locale: the language the worker works in.
    """

    def __init__(
        self, db: Session, kinds: dict[str, type[ServiceForm]], locale: str | None = None
    ) -> None:
        self._db = db
        self._kinds = kinds
        self._locale = locale

    def require(self, form_id: uuid.UUID | None, *, lock: bool = False) -> ServiceForm:
        """Return a form with its blocks; raise NotFoundError if it is not there for this viewer.

        lock: keep others from saving it until this transaction ends.
        """
        envelope = self._db.execute(
            select(ServiceForm.kind).where(ServiceForm.id == form_id)
        ).scalar_one_or_none()
        model = self._kinds.get(envelope or "")
        if model is None:
            raise NotFoundError("no such form")
        statement = select(model).where(model.id == form_id).options(*self._together(model))
        if lock:
            statement = statement.with_for_update(of=ServiceForm)
        return self._db.scalars(statement).one()

    @staticmethod
    def _together(model: type[ServiceForm]) -> list[Any]:
        """Return the loads that read a form in one statement, rows of children in one more."""
        loads: list[Any] = [
            joinedload(model.client),
            joinedload(model.funder),
            joinedload(model.session).joinedload(ServiceSession.site),
        ]
        for block in model.__form__.blocks:
            load = joinedload(getattr(model, block))
            if block == "support":
                load = load.options(selectinload(SupportReceived.children))
            loads.append(load)
        return loads

    def attach(
        self,
        service_session: ServiceSession,
        kind: str,
        client_id: uuid.UUID | None,
        staff: Staff,
        *,
        form_id: uuid.UUID,
        program: Program | None = None,
        funder_id: uuid.UUID | None = None,
    ) -> ServiceForm:
        """Add an incomplete form of a kind; the same `form_id` twice adds one."""
        model = self._kinds.get(kind)
        if model is None:
            raise NotFoundError("no such kind of form")
        present = self._db.scalar(
            select(func.count())
            .select_from(ServiceForm)
            .where(ServiceForm.id == form_id)
            # An id that is taken is taken, whoever may see the form.
            .execution_options(beyond_visibility=True)
        )
        if present:
            return self.require(form_id)
        form = model(
            id=form_id,
            session_id=service_session.id,
            client_id=client_id,
            site_id=service_session.site_id,
            service_date=service_session.service_date,
            start_date=service_session.service_date,
            author_id=staff.id,
            worker_id=staff.id,
            program_id=program.id if program else staff.default_program_id,
            funder_id=funder_id
            or (program.default_funder_id if program else None)
            or staff.default_funder_id,
            version=model.__form__.version,
            postal_code=service_session.site.postal_code if service_session.site else None,
            **first_answers(model),
        )
        if form.service_language is None:
            form.service_language = self._language_of(client_id)
        self._db.add(form)
        self._db.flush()
        record_change(self._db, kind, form.id, (), action="added")
        return form

    def _language_of(self, client_id: uuid.UUID | None) -> str | None:
        """Return the language a service is most likely in: the client's official one, or ours."""
        agency_id = agency_of(self._db)
        client = self._db.get(Client, (agency_id, client_id)) if client_id else None
        if client is not None and client.official_language in LANGUAGES_OF_LOCALES.values():
            return client.official_language
        return LANGUAGES_OF_LOCALES.get(self._locale or "")

    def judge_saved(self, form: ServiceForm, submission: Submission) -> None:
        """Set the state that follows from the answers: green makes it complete."""
        state = COMPLETE if submission.is_complete else INCOMPLETE
        if form.state != state:
            form.state = state
            form.completed_at = dt.datetime.now(dt.UTC) if state == COMPLETE else None

    def remove(self, form: ServiceForm) -> None:
        """Take a form away, with its blocks and drafts; the change log keeps that it was there."""
        record_change(self._db, form.kind, form.id, (), action="removed", state=form.state)
        self._db.execute(delete(Draft).where(Draft.target == f"service_form:{form.id}"))
        self._db.delete(form)
        self._db.flush()


def first_answers(model: type[ServiceForm]) -> dict[str, Any]:
    """Return the declared defaults of a form's own questions, and the usual answers."""
    from ocms_core.forms.spec import questions_of

    answers: dict[str, Any] = {"institution_type": "settlement_provider", "status": "completed"}
    for bound in questions_of(model):
        if bound.block is None and bound.question.default is not None:
            answers[bound.attribute] = bound.question.default
    known = {bound.attribute for bound in questions_of(model) if bound.block is None}
    return {key: value for key, value in answers.items() if key in known}
