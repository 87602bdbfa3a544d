"""Signing in, choosing the agency, staying signed in, and the own sign-ins."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.accounts.models import Account, WebSession
from ocms_core.accounts.passwords import passwords
from ocms_core.accounts.services import (
    SignInService,
    TooManyAttemptsError,
    WrongSignInError,
)
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.i18n import _
from ocms_core.i18n.locales import local_path
from ocms_core.security.identity import cookie_name
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

WRONG = _("E-mail or password are not right. Check both, or have a new password mailed to you.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, or have a new password mailed to you.")
NOWHERE = _("Your account is active in no agency. Ask an admin of your agency.")


def sign_in_service(request: Request) -> SignInService:
    """Return the service for this request."""
    settings = request.registry["settings"]
    return SignInService(
        request.db,
        passwords(cheap=settings.cheap_passwords),
        request.environ.get("ocms.session_factory") or request.registry["session_factory"],
    )


def enter_workplace(
    request: Request, account: Account, agency_id: int | None, next_path: str | None
) -> HTTPSeeOther:
    """Start a sign-in, and go to the page the person wanted.

    The sign-in that this browser had before ends, so that none is left open unseen.
    """
    service = sign_in_service(request)
    if request.identity is not None:
        service.end(request.identity.web_session)
    token = service.start(account, agency_id, request.remote_addr, request.user_agent)
    # What is left for the next page, such as a message, is bound to the new sign-in.
    request.cookies[cookie_name(request)] = token
    response = HTTPSeeOther(local_path(next_path))
    response.set_cookie(
        cookie_name(request),
        token,
        httponly=True,
        samesite="Lax",
        secure=request.registry["settings"].secure,
        path="/",
    )
    return response


@view_defaults(
    route_name="sign_in",
    renderer="templates/sign_in.pt",
    permission=NO_PERMISSION_REQUIRED,
)
class SignIn:
    """The first page. One account may work in several agencies, and then chooses."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def _page(self, problem: str | None = None) -> dict[str, Any]:
        if problem:
            self.request.response.status_code = 422
        params = self.request.params
        return {
            "problem": problem,
            "email": params.get("email", "") if "@" in params.get("email", "@") else "",
            "next": local_path(params.get("next")),
            "demo": self.request.registry["settings"].demo,
        }

    @view_config(request_method="GET", params=Params("next"))
    def show(self) -> Any:
        """Show the page, or go on when already signed in."""
        if self.request.identity is not None:
            return HTTPSeeOther(local_path(self.request.GET.get("next")))
        return self._page()

    @view_config(request_method="POST", params=Params("next", "email", "password"))
    def sign_in(self) -> Any:
        """Check the password; go on to the agency, or to the choice when there are several."""
        post, service = self.request.POST, sign_in_service(self.request)
        address = self.request.remote_addr or ""
        try:
            account = service.check(post.get("email", ""), post.get("password", ""), address)
        except TooManyAttemptsError:
            return self._page(TOO_MANY)
        except WrongSignInError:
            return self._page(WRONG)
        workplaces = service.workplaces(account)
        is_host = service.is_host_operator(account)
        if not workplaces and not is_host:
            return self._page(NOWHERE)
        if len(workplaces) + is_host > 1:
            choice = self.request.route_path("accounts.choose")
            return enter_workplace(self.request, account, None, choice)
        agency_id = workplaces[0].agency_id if workplaces else None
        return enter_workplace(self.request, account, agency_id, post.get("next"))


@view_defaults(
    route_name="accounts.choose",
    renderer="templates/choose.pt",
    permission=Permission.ACCOUNT_SELF,
)
class ChooseWorkplace:
    """Where to work now, for who works in several agencies."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = sign_in_service(request)

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the agencies of this account."""
        account = self.request.account
        return {
            "workplaces": self.service.workplaces(account),
            "host": self.service.is_host_operator(account),
        }

    @view_config(request_method="POST", params=Params("choose"))
    def choose(self) -> HTTPSeeOther:
        """End this sign-in and start one in the chosen agency: a token never changes its agency."""
        account, chosen = self.request.account, self.request.POST.get("choose")
        for place in self.service.workplaces(account):
            if chosen == str(place.agency_id):
                return enter_workplace(self.request, account, place.agency_id, "/")
        if chosen == "host" and self.service.is_host_operator(account):
            return enter_workplace(self.request, account, None, "/")
        raise BadInputError("no such workplace")


@view_config(
    route_name="sign_out",
    request_method="POST",
    permission=Permission.ACCOUNT_SELF,
    params=Params(),
)
def sign_out(request: Request) -> HTTPSeeOther:
    """End this sign-in on the server and in the browser."""
    sign_in_service(request).end(request.identity.web_session)
    response = HTTPSeeOther(request.route_path("sign_in"))
    # Not delete_cookie: a browser ignores a "__Host-" cookie that does not say Secure.
    response.set_cookie(
        cookie_name(request),
        "",
        max_age=0,
        httponly=True,
        samesite="Lax",
        secure=request.registry["settings"].secure,
        path="/",
    )
    return response


@view_config(
    route_name="keep_alive",
    request_method="POST",
    permission=Permission.ACCOUNT_SELF,
    renderer="json",
    params=Params(),
)
def keep_alive(request: Request) -> dict[str, Any]:
    """Note that the person is there: the button of the dialog before the sign-out."""
    return session_state(request) | {"seconds_left": seconds_left(request, is_seen_now=True)}


@view_config(
    route_name="session_state", permission=NO_PERMISSION_REQUIRED, renderer="json", params=Params()
)
def session_state(request: Request) -> dict[str, Any]:
    """Say whether somebody is signed in, and with which CSRF token.

    A new sign-in in another tab changes the token of the open page: its script swaps it in.
    """
    identity = request.identity
    if identity is None:
        return {"signed_in": False}
    return {
        "signed_in": True,
        "reader": str(identity.account.id),
        "seconds_left": seconds_left(request),
        "csrf_token": get_csrf_token(request),
    }


def seconds_left(request: Request, *, is_seen_now: bool = False) -> int:
    """Return how long this sign-in lasts if nothing more is done."""
    settings, sign_in = request.registry["settings"], request.identity.web_session
    now = dt.datetime.now(dt.UTC)
    seen = now if is_seen_now else sign_in.last_seen_at
    end = min(
        seen + dt.timedelta(minutes=settings.idle_minutes),
        sign_in.created_at + dt.timedelta(hours=settings.absolute_hours),
    )
    return max(0, int((end - now).total_seconds()))


@view_config(
    route_name="accounts.end",
    request_method="POST",
    permission=Permission.ACCOUNT_SELF,
    params=Params(),
)
def end_one(request: Request) -> HTTPSeeOther:
    """End one of the own sign-ins, for example on a lost phone."""
    key = parse_uuid7(request.matchdict["id"])
    found = request.db.scalar(
        select(WebSession).where(WebSession.id == key, WebSession.account_id == request.account.id)
    )
    if found is None:
        raise NotFoundError("no such sign-in")
    sign_in_service(request).end(found)
    request.flash(_("That sign-in has ended."))
    return HTTPSeeOther(request.route_path("accounts.me"))
