"""The list of sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ocms_core.audit.services import note_clients
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.errors import BadInputError
from ocms_core.forms.models import INCOMPLETE, ServiceForm
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession, SessionClient, SessionWorker
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.parameters import chosen_day, chosen_id

PAGE = 50


class SessionFilters:
    """What the list is narrowed to: a kind, days, a program that a form of it belongs to."""

    def __init__(self, request: Request) -> None:
        given = request.GET
        years = range(dt.MINYEAR, dt.MAXYEAR + 1)
        self.kind = given.get("kind") or None
        if self.kind is not None and self.kind not in request.plugins.session_types:
            raise BadInputError("no such kind of session")
        self.since = chosen_day(given.get("from"), years)
        self.until = chosen_day(given.get("to"), years)
        self.program = chosen_id(given.get("program"))
        self.texts = {name: given.get(name, "") for name in ("kind", "from", "to", "program")}

    def narrow(self, statement: Any) -> Any:
        """Return the statement of sessions with what was chosen."""
        if self.kind is not None:
            statement = statement.where(ServiceSession.session_type == self.kind)
        if self.since is not None:
            statement = statement.where(ServiceSession.service_date >= self.since)
        if self.until is not None:
            statement = statement.where(ServiceSession.service_date <= self.until)
        if self.program is not None:
            form = aliased(ServiceForm)
            statement = statement.where(
                select(form.id)
                .where(form.session_id == ServiceSession.id, form.program_id == self.program)
                .exists()
            )
        return statement


@view_config(
    route_name="sessions.list",
    renderer="ocms_core.service_sessions:templates/sessions.pt",
    permission=Permission.SESSION_READ,
    params=Params("page", "whose", "kind", "from", "to", "program"),
)
def list_sessions(request: Request) -> dict[str, Any]:
    """List sessions, newest first: the own ones, or all that may be seen."""
    db, agency_id = request.db, agency_of(request.db)
    whose = request.GET.get("whose", "mine")
    pager = Pager.of(request, PAGE)
    statement = select(ServiceSession).order_by(
        ServiceSession.service_date.desc(), ServiceSession.id.desc()
    )
    if whose == "mine":
        statement = statement.where(
            select(SessionWorker.id)
            .where(
                SessionWorker.session_id == ServiceSession.id,
                SessionWorker.staff_id == request.staff.id,
            )
            .exists()
        )
    chosen = SessionFilters(request)
    statement = chosen.narrow(statement)
    rows = pager.take(db.scalars(statement.limit(pager.limit).offset(pager.offset)).all())
    keys = [row.id for row in rows]
    names = db.execute(
        select(
            SessionClient.session_id,
            Client.id,
            Client.number,
            Client.first_name,
            Client.last_name,
            Client.kind,
        )
        .join(Client, (Client.agency_id == agency_id) & (Client.id == SessionClient.client_id))
        .where(SessionClient.session_id.in_(keys))
        .order_by(SessionClient.id)
    ).all()
    note_clients(db, [row.id for row in names])
    states = db.execute(
        select(
            ServiceForm.session_id,
            func.count(),
            func.count().filter(ServiceForm.state != INCOMPLETE),
        )
        .where(ServiceForm.session_id.in_(keys))
        .group_by(ServiceForm.session_id)
    ).all()
    counts = {key: (total, complete) for key, total, complete in states}
    return {
        "rows": [
            {
                "record": row,
                "clients": [name for name in names if name.session_id == row.id],
                "forms": counts.get(row.id, (0, 0)),
            }
            for row in rows
        ],
        "types": request.plugins.session_types,
        "pager": pager,
        "whose": whose,
        "chosen": chosen.texts,
        "filtered": any(chosen.texts.values()),
        "programs": request.choices.everybody("program"),
    }
