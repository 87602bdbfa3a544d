"""A client's history: the services a reader may open, and lines for those they may not."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Program, Staff
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.forms.models import ServiceForm
from ocms_core.security.visibility import restricted_lines


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One service. A restricted line has a date, a program and a kind, and nothing else."""

    service_date: Any
    kind: str
    program: str | None
    form_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None
    state: str | None = None
    private: bool = False
    worker: str | None = None
    minutes: int | None = None
    client_id: uuid.UUID | None = None

    @property
    def restricted(self) -> bool:
        """Whether the reader may only know that it happened."""
        return self.form_id is None


def history(
    db: Session,
    client: Client,
    locale: str,
    *,
    limit: int = 200,
    family: list[Client] | None = None,
) -> list[HistoryLine]:
    """Return the services of a client (and family), newest first, "Restricted" ones among them."""
    agency_id = agency_of(db)
    people = [client, *(family or ())]
    rows = db.execute(
        select(
            ServiceForm.service_date,
            ServiceForm.kind,
            Program.name,
            Program.name_fr,
            ServiceForm.id,
            ServiceForm.session_id,
            ServiceForm.state,
            ServiceForm.private,
            Staff.first_name + " " + Staff.last_name,
            ServiceForm.minutes,
            ServiceForm.client_id,
        )
        .outerjoin(
            Program,
            (Program.agency_id == agency_id) & (Program.id == ServiceForm.program_id),
        )
        .join(Staff, (Staff.agency_id == agency_id) & (Staff.id == ServiceForm.worker_id))
        .where(ServiceForm.client_id.in_([person.id for person in people]))
        .order_by(ServiceForm.service_date.desc(), ServiceForm.id.desc())
        .limit(limit)
    )
    lines = [
        HistoryLine(
            day,
            kind,
            french or name if locale == "fr" else name,
            form_id,
            session_id,
            state,
            private,
            worker,
            minutes,
            client_id,
        )
        for (
            day,
            kind,
            name,
            french,
            form_id,
            session_id,
            state,
            private,
            worker,
            minutes,
            client_id,
        ) in rows
    ]
    lines += [
        HistoryLine(
            line.service_date,
            line.kind,
            line.program_fr or line.program if locale == "fr" else line.program,
            client_id=line.client_id,
        )
        for line in restricted_lines(db, *people)
    ]
    return sorted(lines, key=lambda line: line.service_date, reverse=True)[:limit]
