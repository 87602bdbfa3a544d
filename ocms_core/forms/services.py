"""Service forms: attach, open, save, remove."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, inspect, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ocms_core.agencies.models import Program, Site, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.ask import FORM_SOURCE
from ocms_core.forms.editor import Submission
from ocms_core.forms.models import COMPLETE, INCOMPLETE, NOT_COUNTED, Draft, ServiceForm
from ocms_core.forms.spec import questions_of
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

    def is_on(self, kind: str) -> bool:
        """Whether the agency has a kind of form switched on."""
        return kind in self._kinds

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
        statement = _by_id(model)
        if lock:
            statement = statement.with_for_update(of=ServiceForm)
        return self._db.scalars(statement, {"form_id": form_id}).one()

    def require_many(self, kind: str, form_ids: Sequence[uuid.UUID]) -> list[ServiceForm]:
        """Return forms of one kind that this viewer may see, locked until the transaction ends."""
        model = self._kinds.get(kind)
        if model is None:
            raise NotFoundError("no such kind of form")
        return list(
            self._db.scalars(
                select(model)
                .where(model.id.in_(form_ids))
                .options(*_together(model))
                .order_by(model.id)
                .with_for_update(of=ServiceForm)
            ).unique()
        )

    def attach(
        self,
        service_session: ServiceSession | None,
        kind: str,
        client_id: uuid.UUID | None,
        staff: Staff,
        *,
        form_id: uuid.UUID,
        program: Program | None = None,
        funder_id: uuid.UUID | None = None,
        today: dt.date | None = None,
    ) -> ServiceForm:
        """Add an incomplete form of a kind; the same `form_id` twice adds one.

        A form of no session is of `today`, and of the site this person usually works at.
        """
        if kind not in self._kinds:
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
        form = self._new(
            service_session,
            kind,
            client_id,
            staff,
            form_id=form_id,
            program=program,
            funder_id=funder_id,
            today=today,
        )
        self._db.flush()
        record_change(self._db, kind, form.id, (), action="added")
        return form

    def attach_many(
        self,
        service_session: ServiceSession,
        kind: str,
        clients: Sequence[Client],
        staff: Staff,
        *,
        program: Program | None = None,
        funder_id: uuid.UUID | None = None,
    ) -> list[ServiceForm]:
        """Add an incomplete form for each of several clients: one insert a table."""
        forms = [
            self._new(
                service_session,
                kind,
                client.id,
                staff,
                form_id=uuid7(),
                program=program,
                funder_id=funder_id,
            )
            for client in clients
        ]
        self._db.flush()
        for form in forms:
            record_change(self._db, kind, form.id, (), action="added")
        return forms

    def _new(
        self,
        service_session: ServiceSession | None,
        kind: str,
        client_id: uuid.UUID | None,
        staff: Staff,
        *,
        form_id: uuid.UUID,
        program: Program | None,
        funder_id: uuid.UUID | None,
        today: dt.date | None = None,
    ) -> ServiceForm:
        model = self._kinds.get(kind)
        if model is None:
            raise NotFoundError("no such kind of form")
        if service_session is not None:
            site, day = service_session.site, service_session.service_date
        elif today is not None:
            key = staff.default_site_id
            site = self._db.get(Site, (agency_of(self._db), key)) if key else None
            day = today
        else:
            raise ValueError("a form is of a session, or of a day")
        form = model(
            id=form_id,
            session_id=service_session.id if service_session else None,
            client_id=client_id,
            site_id=site.id if site else None,
            service_date=day,
            start_date=day,
            author_id=staff.id,
            worker_id=staff.id,
            program_id=program.id if program else staff.default_program_id,
            funder_id=funder_id
            or (program.default_funder_id if program else None)
            or staff.default_funder_id,
            version=model.__form__.version,
            postal_code=site.postal_code if site else None,
            **first_answers(model),
        )
        if form.service_language is None:
            form.service_language = self._language_of(client_id)
        begins_with = model.__form__.begins_with
        if begins_with is not None:
            for name, answer in begins_with(self._db, form).items():
                setattr(form, name, answer)
        self._db.add(form)
        return form

    def find_or_attach_alone(
        self,
        kind: str,
        client: Client,
        staff: Staff,
        *,
        form_id: uuid.UUID,
        today: dt.date,
        program: Program | None = None,
    ) -> ServiceForm:
        """Return the client's one form of a kind, made if there was none.

        Raise NotFoundError if the kind is not one that stands alone, or if there is one that this
        person may not see. Two may stand after two records were merged: the latest is returned.
        """
        model = self._kinds.get(kind)
        if model is None or not model.__form__.alone:
            raise NotFoundError("no such kind of form")
        # Two people who begin it at one moment are to get the same one.
        self._db.execute(select(Client.id).where(Client.id == client.id).with_for_update())
        known = self._db.scalar(
            select(ServiceForm.id)
            .where(ServiceForm.client_id == client.id, ServiceForm.kind == kind)
            .order_by(ServiceForm.service_date.desc())
            .limit(1)
            .execution_options(beyond_visibility=True)
        )
        if known is not None:
            return self.require(known)
        return self.attach(
            None, kind, client.id, staff, form_id=form_id, program=program, today=today
        )

    def awaited_by(self, form: ServiceForm) -> ServiceForm | None:
        """Return the form of the session that must be complete before this one is filled in."""
        awaited = form.__form__.waits_for
        if awaited is None or form.session_id is None:
            return None
        return self._db.scalars(
            select(ServiceForm).where(
                ServiceForm.session_id == form.session_id,
                ServiceForm.kind == awaited,
                ServiceForm.state == INCOMPLETE,
            )
        ).first()

    def _language_of(self, client_id: uuid.UUID | None) -> str | None:
        """Return the language a service is most likely in: the client's official one, or ours."""
        agency_id = agency_of(self._db)
        client = self._db.get(Client, (agency_id, client_id)) if client_id else None
        if client is not None and client.official_language in LANGUAGES_OF_LOCALES.values():
            return client.official_language
        return LANGUAGES_OF_LOCALES.get(self._locale or "")

    def judge_saved(self, form: ServiceForm, submission: Submission) -> None:
        """Set what follows from the answers; the state, too: green makes it complete."""
        counts, attendances = form.__form__.counts, form.__form__.attendances
        if attendances is not None:
            form.attendances = attendances(submission.answers)
        for column, reckon in form.__form__.reckons.items():
            answer = reckon(submission.answers)
            if answer is not None:
                setattr(form, column, answer)
        form.missing_count = len(set(submission.missing))
        state = COMPLETE if submission.is_complete else INCOMPLETE
        if state == COMPLETE and counts is not None and not counts(submission.answers):
            state = NOT_COUNTED
        if form.state != state:
            form.state = state
            form.completed_at = dt.datetime.now(dt.UTC) if state == COMPLETE else None

    def is_referred_to(self, form: ServiceForm) -> bool:
        """Whether another form was said to be about this one."""
        source = f"{FORM_SOURCE}{form.kind}"
        for model in self._kinds.values():
            for bound in questions_of(model):
                if bound.question.source == source:
                    statement = select(model.id).where(getattr(model, bound.attribute) == form.id)
                    beyond = statement.limit(1).execution_options(beyond_visibility=True)
                    if self._db.scalar(beyond) is not None:
                        return True
        return False

    def remove(self, form: ServiceForm) -> None:
        """Take a form away, with its blocks and drafts; the change log keeps that it was there."""
        record_change(self._db, form.kind, form.id, (), action="removed", state=form.state)
        self._db.execute(delete(Draft).where(Draft.target == f"service_form:{form.id}"))
        self._db.delete(form)
        self._db.flush()


def first_answers(model: type[ServiceForm]) -> dict[str, Any]:
    """Return the declared defaults of a form's own questions, and the usual answers."""
    answers: dict[str, Any] = {"institution_type": "settlement_provider", "status": "completed"}
    for bound in questions_of(model):
        if bound.block is None and bound.question.default is not None:
            answers[bound.attribute] = bound.question.default
    known = {bound.attribute for bound in questions_of(model) if bound.block is None}
    return {key: value for key, value in answers.items() if key in known}


@lru_cache(maxsize=256)
def _by_id(model: type[ServiceForm]) -> Select[Any]:
    """Return the statement that reads a form by ``form_id``, built once a kind: it names nobody."""
    return select(model).where(model.id == bindparam("form_id")).options(*_together(model))


def _together(model: type[ServiceForm]) -> list[Any]:
    """Return the loads that read a form in one statement, rows of children in one more."""
    loads: list[Any] = [
        joinedload(model.client),
        joinedload(model.funder),
        joinedload(model.session).joinedload(ServiceSession.site),
    ]
    for block in model.__form__.blocks:
        relationship = inspect(model).relationships[block]
        load = joinedload(getattr(model, block))
        rows = [
            selectinload(getattr(relationship.mapper.class_, link.key))
            for link in relationship.mapper.relationships
            if "question" in link.info
        ]
        loads.append(load.options(*rows))
    return loads
