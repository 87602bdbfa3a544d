"""Signing in, choosing the agency, staying signed in, and the own sign-ins."""

from __future__ import annotations

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
    Workplace,
    WrongSignInError,
)
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.i18n import _
from ocms_core.i18n.locales import local_path
from ocms_core.security.identity import cookie_name
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

WRONG = _("E-mail or password are not right. Check both, or have a new password mailed to you.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, or have a new password mailed to you.")
NOWHERE = _("Your account is active in no agency. Ask an admin of your agency.")
CHOOSE = "choose"


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
    """Start a sign-in, and go to the page the person wanted."""
    token = sign_in_service(request).start(
        account, agency_id, request.client_addr, request.user_agent
    )
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

    def _page(self, problem: str | None = None, **values: Any) -> dict[str, Any]:
        if problem:
            self.request.response.status_code = 422
        params = self.request.params
        return {
            "problem": problem,
            "email": params.get("email", "") if "@" in params.get("email", "@") else "",
            "next": local_path(params.get("next")),
            "workplaces": [],
            "host": False,
            "demo": self.request.registry["settings"].demo,
            **values,
        }

    @view_config(request_method="GET", params=Params("next"))
    def show(self) -> Any:
        """Show the page, or go on when already signed in."""
        if self.request.identity is not None:
            return HTTPSeeOther(local_path(self.request.GET.get("next")))
        return self._page()

    @view_config(request_method="POST", params=Params("next", "email", "password", CHOOSE))
    def sign_in(self) -> Any:
        """Check the password; ask for the agency when there are several."""
        post, service = self.request.POST, sign_in_service(self.request)
        address = self.request.client_addr or ""
        try:
            account = service.check(post.get("email", ""), post.get("password", ""), address)
        except TooManyAttemptsError:
            return self._page(TOO_MANY)
        except WrongSignInError:
            return self._page(WRONG)
        workplaces = service.workplaces(account)
        is_host = service.is_host_operator(account)
        chosen = post.get(CHOOSE)
        if chosen is None and len(workplaces) + is_host > 1:
            return self._page(workplaces=workplaces, host=is_host, password=post.get("password"))
        return self._enter(account, workplaces, chosen, is_host=is_host)

    def _enter(
        self, account: Account, workplaces: list[Workplace], chosen: str | None, *, is_host: bool
    ) -> Any:
        next_path = self.request.POST.get("next")
        if is_host and chosen in {None, "host"} and (chosen or not workplaces):
            return enter_workplace(self.request, account, None, next_path)
        for place in workplaces:
            if chosen in {None, str(place.agency_id)}:
                return enter_workplace(self.request, account, place.agency_id, next_path)
        return self._page(NOWHERE)


@view_config(
    route_name="sign_out", request_method="POST", permission=Permission.ACCOUNT_SELF, params=Params()
)
def sign_out(request: Request) -> HTTPSeeOther:
    """End this sign-in on the server and in the browser."""
    sign_in_service(request).end(request.identity.web_session)
    response = HTTPSeeOther(request.route_path("sign_in"))
    response.delete_cookie(cookie_name(request), path="/")
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
    return session_state(request)


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
        "csrf_token": get_csrf_token(request),
    }


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
        select(WebSession).where(
            WebSession.id == key, WebSession.account_id == request.account.id
        )
    )
    if found is None:
        raise NotFoundError("no such sign-in")
    sign_in_service(request).end(found)
    request.flash(_("That sign-in has ended."))
    return HTTPSeeOther(request.route_path("accounts.me"))

