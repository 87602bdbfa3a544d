"""The rows of the printed lists: each read by one or two statements, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session, selectinload

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import note_clients
from ocms_core.clients.models import Client, ClientAddress, ClientPhone, EmergencyContact
from ocms_core.clients.selecting import ClientFilter
from ocms_core.db.scope import agency_of
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import row_questions
from ocms_core.i18n import _
from ocms_core.lookups import CLIENT_STATUS, GENDER
from ocms_core.prints.paper import Paper

MOST = 500
"""A longer list is for the export: nobody reads it on paper, and layout takes long."""
NO_PHONE = _("do not phone")

COLUMNS = {
    "number": _("Number"),
    "name": _("Name"),
    "gender": _("Gender"),
    "birth_date": _("Date of birth"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "city": _("City"),
    "status": _("Status"),
    "registered": _("Registered"),
    "worker": _("Worker"),
    "last_service": _("Last service"),
}
MAY_BREAK = frozenset({"name", "email", "city", "worker"})
USUAL = ("number", "name", "birth_date", "phone", "city", "status", "worker", "last_service")


def read_clients(db: Session, wanted: ClientFilter) -> tuple[Sequence[Any], bool]:
    """Return the clients by name, and whether there are more than paper takes.

    The telephone is the first one that may be used; the last service is one the reader may see.
    """
    agency_id = agency_of(db)
    phone = (
        select(ClientPhone.number)
        .where(
            ClientPhone.agency_id == agency_id,
            ClientPhone.client_id == Client.id,
            ClientPhone.until.is_(None),
            ClientPhone.avoid.is_not(True),
        )
        .order_by(ClientPhone.position)
        .limit(1)
        .scalar_subquery()
    )
    city = (
        select(ClientAddress.city)
        .where(
            ClientAddress.agency_id == agency_id,
            ClientAddress.client_id == Client.id,
            ClientAddress.until.is_(None),
        )
        .order_by(ClientAddress.position)
        .limit(1)
        .scalar_subquery()
    )
    last = (
        select(
            ServiceForm.service_date.label("on"),
            Staff.first_name.label("first"),
            Staff.last_name.label("last"),
        )
        .join(Staff, (Staff.agency_id == agency_id) & (Staff.id == ServiceForm.worker_id))
        .where(ServiceForm.agency_id == agency_id, ServiceForm.client_id == Client.id)
        .order_by(ServiceForm.service_date.desc())
        .limit(1)
        .lateral("last_service")
    )
    statement = (
        select(
            Client.id,
            Client.number,
            Client.first_name,
            Client.last_name,
            Client.gender,
            Client.birth_date,
            Client.email,
            Client.may_email,
            Client.may_phone,
            Client.status,
            Client.registration_date,
            phone.label("phone"),
            city.label("city"),
            last.c.on,
            last.c.first.label("worker_first"),
            last.c.last.label("worker_last"),
        )
        .outerjoin(last, true())
        .where(*wanted.conditions())
        .order_by(Client.name_key, Client.id)
        .limit(MOST + 1)
    )
    rows = db.execute(statement).all()
    note_clients(db, [row.id for row in rows[:MOST]])
    return rows[:MOST], len(rows) > MOST


def cells(row: Any, columns: Sequence[str], translate: Any, locale: str, formats: Any) -> list[str]:
    """Return the texts of one client's row."""
    texts = {
        "number": str(row.number),
        "name": " ".join(part for part in (row.first_name, row.last_name) if part),
        "gender": GENDER.label(row.gender, locale) if row.gender else "",
        "birth_date": formats.partial_date(row.birth_date),
        "phone": translate(NO_PHONE) if row.may_phone is False else (row.phone or ""),
        "email": (row.email or "") if row.may_email is not False else "",
        "city": row.city or "",
        "status": CLIENT_STATUS.label(row.status, locale) if row.status else "",
        "registered": formats.date(row.registration_date),
        "worker": f"{row.worker_first or ''} {row.worker_last or ''}".strip(),
        "last_service": formats.date(row.on),
    }
    return [texts[column] for column in columns]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One client and, in the order of the declared questions, whom to call."""

    number: int
    name: str
    birth_date: str | None
    contacts: list[list[str]]


def read_contacts(
    db: Session, wanted: ClientFilter, paper: Paper, number: int | None = None
) -> tuple[list[ContactRow], bool]:
    """Return the emergency contacts of clients by name, and whether paper takes no more."""
    statement = (
        select(Client)
        .where(*(wanted.conditions() if number is None else [Client.number == number]))
        .options(selectinload(Client.emergency_contacts))
        .order_by(Client.name_key, Client.id)
        .limit(MOST + 1)
    )
    clients = db.scalars(statement).all()
    questions = row_questions(EmergencyContact)
    rows = [
        ContactRow(
            client.number,
            client.name,
            client.birth_date,
            [
                [
                    paper.words(question, answers) if answers[question.key] else ""
                    for question in questions
                ]
                for contact in client.emergency_contacts
                for answers in [{one.key: getattr(contact, one.attribute) for one in questions}]
            ],
        )
        for client in clients[:MOST]
    ]
    return rows, len(clients) > MOST
