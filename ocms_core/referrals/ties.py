"""The form or session in which a task or referral arises, among those the writer may see."""

from __future__ import annotations

import datetime as dt
import uuid

from pyramid.request import Request
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.models import ServiceForm
from ocms_core.service_sessions.models import ServiceSession, SessionClient

TIES = ("session", "form")


class Tie:
    """Where it arises; nothing of it is set for one that a client's own page makes."""

    def __init__(self, request: Request, client: Client) -> None:
        self.session_id = _key(request.params.get("session"))
        self.form_id = _key(request.params.get("form"))
        self.day: dt.date | None = None
        self.program_id: uuid.UUID | None = None
        self.title: str | None = None
        if self.form_id is not None:
            self._read_form(request, client)
        elif self.session_id is not None:
            self._read_session(request, client)

    def _read_form(self, request: Request, client: Client) -> None:
        form = ServiceForm
        row = request.db.execute(
            select(form.kind, form.session_id, form.service_date, form.program_id).where(
                form.id == self.form_id, form.client_id == client.id
            )
        ).one_or_none()
        if row is None or row.kind not in request.plugins.forms:
            raise NotFoundError("no such form of this client")
        self.session_id, self.day, self.program_id = (
            row.session_id,
            row.service_date,
            row.program_id,
        )
        self.title = request.plugins.forms[row.kind].__form__.title

    def _read_session(self, request: Request, client: Client) -> None:
        self.day = request.db.scalar(
            select(ServiceSession.service_date)
            .join(
                SessionClient,
                (SessionClient.agency_id == ServiceSession.agency_id)
                & (SessionClient.session_id == ServiceSession.id),
            )
            .where(ServiceSession.id == self.session_id, SessionClient.client_id == client.id)
        )
        if self.day is None:
            raise NotFoundError("this client was not in this session")

    def back(self, request: Request, client: Client) -> str:
        """Return the page from which it is written."""
        if self.form_id is not None:
            return str(request.route_path("forms.edit", id=self.form_id, _anchor="follow-ups"))
        if self.session_id is not None:
            return str(request.route_path("sessions.detail", id=self.session_id))
        return str(request.route_path("clients.follow_ups", number=client.number))


class SessionTie:
    """The session, and its own form if given, of a task that is nobody's alone."""

    def __init__(self, request: Request, session_id: uuid.UUID | None) -> None:
        row = request.db.execute(
            select(
                ServiceSession.id, ServiceSession.service_date, ServiceSession.session_type
            ).where(ServiceSession.id == session_id)
        ).one_or_none()
        known = request.plugins.session_types.get(row.session_type) if row is not None else None
        # Elsewhere each task is of a client, and behind the walls around them.
        if row is None or known is None or known.main_form is None:
            raise NotFoundError("no such activity or course")
        self.session_id: uuid.UUID = row.id
        self.day: dt.date = row.service_date
        self.form_id = _key(request.params.get("form"))
        own = request.db.execute(
            select(ServiceForm.id, ServiceForm.kind, ServiceForm.program_id)
            .where(ServiceForm.session_id == row.id, ServiceForm.client_id.is_(None))
            .order_by(ServiceForm.id)
        ).first()
        if self.form_id is not None and (own is None or own.id != self.form_id):
            raise NotFoundError("no such form of this session itself")
        kinds = request.plugins.forms
        self.program_id: uuid.UUID | None = own.program_id if own is not None else None
        self.title: str | None = None
        if own is not None and own.kind in kinds:
            self.form_id, self.title = own.id, kinds[own.kind].__form__.title

    def back(self, request: Request) -> str:
        """Return the page of the session."""
        return str(request.route_path("sessions.detail", id=self.session_id))


def _key(text: str | None) -> uuid.UUID | None:
    key = parse_uuid7(text) if text else None
    if text and key is None:
        raise BadInputError("no such record")
    return key
