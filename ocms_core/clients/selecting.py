"""Which clients a list, a print or an export is about: one set of filters for all of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from ocms_core.clients.models import NAMED, Client
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.models import ServiceForm
from ocms_core.lookups import CLIENT_STATUS
from ocms_core.web.parameters import chosen_day, chosen_id

FILTERS = ("status", "program", "worker", "from", "to")
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """What narrows a list of named clients; program and worker are those of a service form."""

    status: str | None = None
    program_id: uuid.UUID | None = None
    worker_id: uuid.UUID | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> ClientFilter:
        """Read the parameters of a page; raise BadInputError for what no page offers."""
        status = params.get("status") or None
        if status is not None and status not in CLIENT_STATUS:
            raise BadInputError("no such status")
        return cls(
            status,
            chosen_id(params.get("program")),
            chosen_id(params.get("worker")),
            chosen_day(params.get("from"), YEARS),
            chosen_day(params.get("to"), YEARS),
        )

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions for a select of clients.

        The forms are those that the reader may see: the ORM adds the criteria to the subquery.
        """
        found: list[ColumnElement[bool]] = [Client.kind == NAMED]
        if self.status is not None:
            found.append(Client.status == self.status)
        if self.first is not None:
            found.append(Client.registration_date >= self.first)
        if self.last is not None:
            found.append(Client.registration_date <= self.last)
        if self.program_id is not None or self.worker_id is not None:
            served = select(ServiceForm.client_id).where(ServiceForm.client_id.is_not(None))
            if self.program_id is not None:
                served = served.where(ServiceForm.program_id == self.program_id)
            if self.worker_id is not None:
                served = served.where(ServiceForm.worker_id == self.worker_id)
            found.append(Client.id.in_(served))
        return found

    def words(self, choices: AgencyChoices, locale: str, formats: Any) -> list[str]:
        """Return the filters as a reader names them, for the head of a print."""
        found = []
        if self.status is not None:
            found.append(CLIENT_STATUS.label(self.status, locale))
        if self.program_id is not None:
            found.append(choices.label("program", str(self.program_id)))
        if self.worker_id is not None:
            found.append(choices.label("staff", str(self.worker_id)))
        if self.first is not None or self.last is not None:
            found.append(f"{formats.date(self.first)} – {formats.date(self.last)}")
        return found


def filter_choices(choices: AgencyChoices, locale: str) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters of a page offer."""
    return {
        "status": CLIENT_STATUS.choices(locale),
        "program": choices.everybody("program"),
        "worker": choices.everybody("staff"),
    }
