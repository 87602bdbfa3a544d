"""What was posted after the sign-in ran out, without JavaScript: kept as that person's draft (D9).

Only of a sign-in that expired. One that was ended on purpose, by its owner or an admin, keeps
nothing any more: its cookie may be in somebody else's hands.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid

from pyramid.csrf import check_csrf_origin
from pyramid.request import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account, WebSession
from ocms_core.agencies.models import Agency, Staff
from ocms_core.audit.services import apart
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.forms.drafts import LARGEST_REVISION, DraftService
from ocms_core.security.csrf import token_of
from ocms_core.security.identity import cookie_name, token_hash
from ocms_core.service_sessions.models import SessionClient

KEPT_AFTER = dt.timedelta(hours=24)
REGISTER_QUERY = ("id", "statement", "locale", "family")


def keep_late_post(request: Request) -> str | None:
    """Keep the posted answers as a draft of who typed them; return the page's path, or None."""
    sign_in = request.cookies.get(cookie_name(request), "")
    posted = request.POST.get("csrf_token", "")
    if not sign_in or not hmac.compare_digest(
        token_of(sign_in).encode(), posted.encode(errors="backslashreplace")
    ):
        return None
    if not check_csrf_origin(request, raises=False):
        return None
    factory = request.environ.get("ocms.session_factory") or request.registry["session_factory"]
    with factory() as session:
        person = session.execute(
            select(WebSession.account_id, WebSession.agency_id)
            .join(Account, Account.id == WebSession.account_id)
            .join(Agency, Agency.id == WebSession.agency_id)
            .where(
                WebSession.token_hash == token_hash(sign_in),
                WebSession.ended_at.is_(None),
                WebSession.last_seen_at > func.now() - KEPT_AFTER,
                Account.active,
                Agency.active,
            )
        ).one_or_none()
    if person is None:
        return None
    account_id, agency_id = person
    # Nothing of the refused request stays; the draft is a transaction of its own.
    request.tm.abort()
    request.tm.begin()
    with apart(factory, agency_id) as session:
        session.info["vault"] = request.registry["vault"]
        return _keep(request, session, account_id)


def _keep(request: Request, session: Session, account_id: uuid.UUID) -> str | None:
    staff_id = session.scalar(select(Staff.id).where(Staff.account_id == account_id, Staff.active))
    short = request.matched_route is not None and request.matched_route.name == "sessions.note"
    place = (_short_note if short else _target_and_path)(request, session)
    if staff_id is None or place is None:
        return None
    target, path = place
    revision = parse_number(request.POST.get("revision")) or 0
    pairs = list(request.POST.items())
    DraftService(session, staff_id).keep(target, pairs, min(revision, LARGEST_REVISION))
    return path


def _target_and_path(request: Request, session: Session) -> tuple[str, str] | None:
    """Return the draft's target and the page that shows it again, for pages that have drafts."""
    route = request.matched_route.name if request.matched_route else None
    if route == "forms.edit":
        form_id = parse_uuid7(request.matchdict["id"])
        return None if form_id is None else (f"service_form:{form_id}", request.path)
    if route == "notes.edit":
        note_id = parse_uuid7(request.matchdict["id"])
        return None if note_id is None else (f"case_note:{note_id}", request.path)
    if route in {"clients.edit", "notes.new"}:
        client_id = session.scalar(
            select(Client.id).where(Client.number == int(request.matchdict["number"]))
        )
        kind = "client" if route == "clients.edit" else "new_note"
        return None if client_id is None else (f"{kind}:{client_id}", request.path)
    if route == "clients.register":
        client_id = parse_uuid7(request.POST.get("id"))
        if client_id is None:
            return None
        query = {key: request.POST[key] for key in REGISTER_QUERY if request.POST.get(key)}
        kind = request.matchdict["kind"]
        return f"client:{client_id}", request.route_path(route, kind=kind, _query=query)
    return None


def _short_note(request: Request, session: Session) -> tuple[str, str] | None:
    """Return the same for the short note about a client on a session's page."""
    key, line = parse_uuid7(request.matchdict["id"]), SessionClient
    place = session.scalar(
        select(line.id)
        .join(Client, (Client.agency_id == line.agency_id) & (Client.id == line.client_id))
        .where(line.session_id == key, Client.number == int(request.matchdict["number"]))
    )
    path = request.route_path("sessions.detail", id=key) if place else ""
    return None if place is None else (f"session_note:{place}", path)
