"""Errors as pages: what to do for those a person can cause, a reference number for the others."""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from psycopg.errors import UniqueViolation
from pyramid.config import Configurator
from pyramid.httpexceptions import (
    HTTPBadRequest,
    HTTPException,
    HTTPForbidden,
    HTTPSeeOther,
)
from pyramid.request import Request
from pyramid.response import Response
from pyramid_retry import is_last_attempt, mark_error_retryable
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from ocms_core.audit.services import apart, record_refusal
from ocms_core.db.types import parse_number
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.i18n import _
from ocms_core.web.templating import render

log = structlog.get_logger(__name__)
TEMPLATE = "ocms_core.web:templates/error.pt"

SENTENCES = {
    400: (
        _("This request cannot be read"),
        _("Go back and try again. If it happens again, tell your agency’s admin."),
    ),
    403: (
        _("Your role does not open this page"),
        _("Ask an admin of your agency if you need it for your work."),
    ),
    404: (
        _("This page does not exist"),
        _("The address may be mistyped, or the record belongs to people you do not work with."),
    ),
    405: (
        _("This address does not take that kind of request"),
        _("Go back and use the buttons of the page."),
    ),
    413: (
        _("This is too large to be sent"),
        _("Go back and send smaller files, or fewer at a time."),
    ),
    503: (
        _("OCMS is resting for a moment"),
        _("Nothing you saved is lost. Try again in a minute."),
    ),
}
LATE = _("Your sign-in had run out. What you typed is kept as a draft: sign in to go on with it.")
TROUBLE = (
    _("Something went wrong on our side"),
    _("Nothing you saved is lost. Tell your admin this reference number:"),
)


def error_page(request: Request, status: int, reference: str | None = None) -> Response:
    """Return the page of a status; it must not fail, whatever went wrong before."""
    title, advice = SENTENCES.get(status, TROUBLE)
    response = Response(status=status, charset="utf-8")
    response.text = render(
        request, TEMPLATE, title=title, advice=advice, reference=reference, status=status
    )
    return response


def http_error(error: HTTPException, request: Request) -> Response:
    """Show redirects as they are and other HTTP errors as pages."""
    if error.status_code < 400:  # noqa: PLR2004
        return error
    return error_page(request, error.status_code)


def not_found(_error: Any, request: Request) -> Response:
    """Show the same page for what never was and for what this person may not know of."""
    return error_page(request, 404)


def bad_input(error: Any, request: Request) -> Response:
    """Refuse unknown or wrongly repeated parameters, junk bytes, a stale CSRF token."""
    if isinstance(error, BadInputError):
        log.info("bad_input", reason=str(error))
    return error_page(request, 400)


def forbidden(_error: HTTPForbidden, request: Request) -> Response:
    """Send who is not signed in to the sign-in page, and back afterwards."""
    if request.identity is not None:
        note_refusal(request)
        return error_page(request, 403)
    query = {}
    if request.method == "POST":
        path = request.registry["keep_late_post"](request)
        if path is not None:
            request.flash(LATE, "info")
            query = {"next": path}
    if request.method in {"GET", "HEAD"} and request.path != "/":
        query = {"next": request.path_qs}
    return HTTPSeeOther(request.route_path("sign_in", _query=query))


def note_refusal(request: Request) -> None:
    """Write into the access log who was refused what, and whose page it was (security.md 3.3).

    In a transaction of its own, when that of the request is over: it is rolled back.
    """
    identity = request.identity
    if identity.agency is None:
        return
    agency_id, staff_id, address = identity.agency.id, identity.staff.id, request.remote_addr
    route = request.matched_route.name if request.matched_route else "?"
    number = parse_number((request.matchdict or {}).get("number"))

    def write(request: Request) -> None:
        factory = request.environ.get("ocms.session_factory") or request.registry["session_factory"]
        with apart(factory, agency_id) as session:
            record_refusal(
                session,
                staff_id,
                f"{request.method} {route}",
                address=address,
                client_number=number,
            )

    request.add_finished_callback(write)


def database_down(_error: OperationalError, request: Request) -> Response:
    """Say that the database does not answer."""
    log.error("database_unreachable")
    response = error_page(request, 503)
    response.headers["Retry-After"] = "60"
    return response


def unexpected(error: Exception, request: Request) -> Response:
    """Show everything else: a reference number for the person, the traceback for the operator.

    The log has no values of the request: they are people's data.
    """
    reference = secrets.token_hex(4).upper()
    route = request.matched_route.name if getattr(request, "matched_route", None) else None
    log.error("unexpected_error", reference=reference, route=route, exc_info=error)
    if request.registry["settings"].raise_plugin_errors:
        raise error
    if isinstance(error, DBAPIError):
        # The page reads who is signed in, which a transaction that failed refuses.
        request.db.rollback()
    return error_page(request, 500, reference)


def written_at_once(error: IntegrityError, request: Request) -> Response:
    """Try again what broke a unique rule: somebody wrote the same in the same instant.

    The next try sees what the other wrote, so that the view's own checks answer. What breaks the
    rule at the last try, too, is an error like any other.
    """
    if isinstance(error.orig, UniqueViolation) and not is_last_attempt(request):
        mark_error_retryable(error)
        return Response(status=503)
    return unexpected(error, request)


def includeme(config: Configurator) -> None:
    """Register the error views."""
    for view, context in (
        (http_error, HTTPException),
        (not_found, NotFoundError),
        (bad_input, BadInputError),
        (bad_input, HTTPBadRequest),
        (database_down, OperationalError),
        (written_at_once, IntegrityError),
        (unexpected, Exception),
    ):
        config.add_exception_view(view, context=context)
    config.add_notfound_view(not_found)
    config.add_forbidden_view(forbidden)
