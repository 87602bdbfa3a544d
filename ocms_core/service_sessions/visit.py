"""Everything that the page of a session shows of its record, in few statements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Text, cast, literal, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from ocms_core.agencies.models import Funder, Staff
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.errors import NotFoundError
from ocms_core.forms.blocks import SupportReceived
from ocms_core.forms.models import INCOMPLETE, Draft, ServiceForm
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)

# What names the draft of a short note: this, and the key of the client's line in the session.
SHORT_NOTE: Final = "session_note:"


@dataclass(slots=True)
class Visit:
    """A session as its page shows it.

    clients: who takes part, in the order they were added; relatives: their family that does not.
    forms: rows of id, kind, state, client_id, private, minutes, revision, missing_count,
    updated_at, and what the form says of support services: support (yes, no, nothing) and
    support_services. places: the key of each client's line in the session, by client; drafts: what
    the reader has begun to write into a client's short note.
    """

    record: ServiceSession
    workers: list[str]
    funders: list[str]
    clients: list[Client]
    relatives: list[Client]
    forms: list[Any]
    places: dict[uuid.UUID, uuid.UUID]
    drafts: dict[uuid.UUID, Draft]

    @property
    def minutes(self) -> int:
        """The time that its forms tell of."""
        return sum(form.minutes or 0 for form in self.forms)

    def forms_of(self, client: Client | None) -> list[Any]:
        """Return the forms of one client, or of the session itself."""
        key = None if client is None else client.id
        return [form for form in self.forms if form.client_id == key]

    def next_form(self, waiting: set[str]) -> Any:
        """Return the form to fill in next, or None; those that wait for others come last."""
        places: dict[uuid.UUID | None, int] = {None: -1}
        places |= {client.id: place for place, client in enumerate(self.clients)}
        left = [
            form for form in self.forms if form.state == INCOMPLETE and form.client_id in places
        ]
        return min(
            left,
            key=lambda form: (form.kind in waiting, places[form.client_id], form.id),
            default=None,
        )


class VisitReader:
    """Reads sessions for their pages."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def open(self, session_id: uuid.UUID | None) -> Visit:
        """Return a session with what its page shows; NotFoundError if it is not to be seen."""
        record = self._db.scalars(
            select(ServiceSession)
            .where(ServiceSession.id == session_id)
            .options(joinedload(ServiceSession.site))
        ).one_or_none()
        if record is None:
            raise NotFoundError("no such session")
        workers, funders = self._people(record)
        clients, relatives, places, drafts = self._clients(record)
        forms = self._forms(record)
        return Visit(record, workers, funders, clients, relatives, forms, places, drafts)

    def _people(self, record: ServiceSession) -> tuple[list[str], list[str]]:
        agency_id = agency_of(self._db)
        workers = (
            select(
                literal("worker").label("what"),
                SessionWorker.id.label("id"),
                (Staff.first_name + " " + Staff.last_name).label("name"),
            )
            .join(Staff, (Staff.agency_id == agency_id) & (Staff.id == SessionWorker.staff_id))
            .where(SessionWorker.session_id == record.id)
        )
        funders = (
            select(literal("funder"), SessionFunder.id, Funder.name)
            .join(Funder, (Funder.agency_id == agency_id) & (Funder.id == SessionFunder.funder_id))
            .where(SessionFunder.session_id == record.id)
        )
        rows: Any = sorted(self._db.execute(union_all(workers, funders)), key=lambda row: row.id)
        return (
            [row.name for row in rows if row.what == "worker"],
            [row.name for row in rows if row.what == "funder"],
        )

    def _clients(
        self, record: ServiceSession
    ) -> tuple[list[Client], list[Client], dict[uuid.UUID, uuid.UUID], dict[uuid.UUID, Draft]]:
        """Return who takes part, their families, lines and drafts of who does: one statement."""
        agency_id = agency_of(self._db)
        here, person, relative = aliased(SessionClient), aliased(Client), aliased(Client)
        present = select(here.client_id.label("id")).where(here.session_id == record.id)
        families = (
            select(relative.id)
            .join(
                person,
                (person.agency_id == agency_id) & (person.family_id == relative.family_id),
            )
            .join(here, (here.agency_id == agency_id) & (here.client_id == person.id))
            .where(here.session_id == record.id)
        )
        either = union_all(present, families).subquery()
        rows = self._db.execute(
            select(Client, SessionClient.id, Draft)
            .outerjoin(
                SessionClient,
                (SessionClient.agency_id == agency_id)
                & (SessionClient.client_id == Client.id)
                & (SessionClient.session_id == record.id),
            )
            .outerjoin(
                Draft,
                (Draft.agency_id == agency_id)
                & (Draft.staff_id == self._db.info.get("staff_id"))
                & (Draft.target == SHORT_NOTE + cast(SessionClient.id, Text)),
            )
            .where(Client.id.in_(select(either.c.id)))
            .order_by(
                SessionClient.id, Client.family_id, Client.born_on.nulls_last(), Client.name_key
            )
        ).all()
        return (
            [client for client, line, _draft in rows if line is not None],
            [client for client, line, _draft in rows if line is None],
            {client.id: line for client, line, _draft in rows if line is not None},
            {client.id: draft for client, _line, draft in rows if draft is not None},
        )

    def _forms(self, record: ServiceSession) -> list[Any]:
        return list(
            self._db.execute(
                select(
                    ServiceForm.id,
                    ServiceForm.kind,
                    ServiceForm.state,
                    ServiceForm.client_id,
                    ServiceForm.private,
                    ServiceForm.minutes,
                    ServiceForm.revision,
                    ServiceForm.missing_count,
                    ServiceForm.updated_at,
                    SupportReceived.received.label("support"),
                    SupportReceived.services.label("support_services"),
                )
                .outerjoin(
                    SupportReceived,
                    (SupportReceived.agency_id == agency_of(self._db))
                    & (SupportReceived.id == ServiceForm.id),
                )
                .where(ServiceForm.session_id == record.id)
                .order_by(ServiceForm.id)
            )
        )
