"""The pages of sessions; what more than one of them needs stands here."""

from __future__ import annotations

from pyramid.request import Request
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db.types import parse_number
from ocms_core.errors import NotFoundError
from ocms_core.forms.views import form_service
from ocms_core.plugins.descriptors import SessionType
from ocms_core.service_sessions.services import ServiceSessionService


def session_service(request: Request) -> ServiceSessionService:
    """Return the service for this request."""
    return ServiceSessionService(request.db, form_service(request))


def session_type_of(request: Request, key: str) -> SessionType:
    """Return a kind of session the agency has; raise NotFoundError for others."""
    types = request.plugins.session_types
    if key not in types:
        raise NotFoundError("no such kind of session")
    return types[key]


def client_by_number(request: Request, text: str) -> Client:
    """Return a client; raise NotFoundError if there is none for this person."""
    client = request.db.scalar(select(Client).where(Client.number == parse_number(text)))
    if client is None:
        raise NotFoundError("no such client")
    return client
