"""Pages of a forgotten, a first and a changed password."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config, view_defaults

from ocms_core.accounts.asking import asked
from ocms_core.accounts.passwords import SHORTEST
from ocms_core.accounts.recovery import (
    DeadLinkError,
    WeakPasswordError,
    password_service,
)
from ocms_core.accounts.services import TooManyAttemptsError, WrongSignInError
from ocms_core.accounts.views import enter_workplace, sign_in_service
from ocms_core.agencies.extras import Extra
from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

UNPROCESSABLE, GONE = 422, 410
LONGEST_EMAIL = 254
NO_EMAIL = _("Enter the e-mail address you sign in with.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")
EMPTY = _("Fill this in.")
NOT_THE_SAME = _("This is not the same as the password above. Type it again.")
NOT_THE_OLD = _("This is not your present password. Check it and type it again.")

EMAIL = Extra(key="email", kind="text", label=_("E-mail"), required=True, input_type="email")
OLD = Extra(
    key="old_password",
    kind="text",
    label=_("Present password"),
    required=True,
    input_type="password",
)
NEW = Extra(
    key="password",
    kind="text",
    label=_("New password"),
    hint=_(
        "At least ${count} characters; a few words that do not belong together are easy to "
        "remember.",
        mapping={"count": SHORTEST},
    ),
    required=True,
    input_type="password",
)
AGAIN = Extra(
    key="again",
    kind="text",
    label=_("New password again"),
    required=True,
    input_type="password",
)


class _Pages:
    """What the pages here share."""

    questions: tuple[Extra, ...] = ()
    title = ""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = password_service(request, sign_in_service(request))

    def page(self, errors: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """Return the page; with errors it keeps what was typed, but no password."""
        if errors:
            self.request.response.status_code = UNPROCESSABLE
        raw = {name: self.request.POST.getall(name) for name in self.request.POST}
        translate = self.request.localizer.translate
        form = asked(translate, self.title, list(self.questions), raw, errors or {})
        return {"form": form, "form_action": None, **more}

    def text(self, name: str) -> str:
        """Return an answer; raise BadInputError when a file was sent instead."""
        answer = self.request.POST.get(name, "")
        if not isinstance(answer, str):
            raise BadInputError(f"{name} must be text")
        return answer

    def posted(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the answers, and what is missing or not the same."""
        answers = {one.key: self.text(one.key) for one in self.questions}
        errors: dict[str, str] = {}
        for one in self.questions:
            if not answers[one.key]:
                errors[one.key] = EMPTY
        if "again" in answers and not errors and answers["again"] != answers["password"]:
            errors["again"] = NOT_THE_SAME
        return answers, errors


@view_defaults(
    route_name="accounts.forgotten",
    renderer="templates/forgotten.pt",
    permission=NO_PERMISSION_REQUIRED,
)
class ForgottenPassword(_Pages):
    """Ask for a link. The answer is the same whether or not the account exists."""

    questions = (EMAIL,)
    title = _("I forgot my password")

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the page."""
        return self.page()

    @view_config(request_method="POST", params=Params("email"))
    def ask(self) -> Any:
        """Have the link mailed."""
        email = self.text("email").strip()
        if "@" not in email or len(email) > LONGEST_EMAIL:
            return self.page({"email": NO_EMAIL})
        try:
            self.service.ask_for_link(email, self.request.remote_addr or "")
        except TooManyAttemptsError:
            return self.page({"email": TOO_MANY})
        return HTTPSeeOther(self.request.route_path("accounts.link_sent"))


@view_config(
    route_name="accounts.link_sent",
    renderer="templates/link_sent.pt",
    permission=NO_PERMISSION_REQUIRED,
    params=Params(),
)
def link_sent(_request: Request) -> dict[str, Any]:
    """Say what happens next."""
    return {}


@view_defaults(
    route_name="accounts.password",
    renderer="templates/password.pt",
    permission=NO_PERMISSION_REQUIRED,
)
class ChoosePassword(_Pages):
    """The page of a mailed link. Opening it changes nothing: mail scanners open links too."""

    questions = (NEW, AGAIN)
    title = _("Choose your password")

    @property
    def _token(self) -> str:
        return str(self.request.matchdict["token"])

    def _dead(self) -> dict[str, Any]:
        self.request.response.status_code = GONE
        return {"form": None, "email": None}

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the page, or say that the link no longer works."""
        try:
            account = self.service.look_at(self._token)
        except DeadLinkError:
            return self._dead()
        return self.page(email=account.email)

    @view_config(request_method="POST", params=Params("password", "again"))
    def choose(self) -> Any:
        """Set the password and use the link up."""
        answers, errors = self.posted()
        try:
            email = self.service.look_at(self._token).email
            if not errors:
                self.service.choose(self._token, answers["password"])
        except DeadLinkError:
            return self._dead()
        except WeakPasswordError as weak:
            errors = {"password": weak.sentence}
        if errors:
            return self.page(errors, email=email)
        self.request.flash(_("Your password is set. Sign in with it."))
        return HTTPSeeOther(self.request.route_path("sign_in"))


@view_defaults(
    route_name="accounts.change_password",
    renderer="templates/change_password.pt",
    permission=Permission.ACCOUNT_SELF,
)
class ChangePassword(_Pages):
    """Another password, for who knows the present one."""

    questions = (OLD, NEW, AGAIN)
    title = _("Change my password")

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the page."""
        return self.page()

    @view_config(request_method="POST", params=Params("old_password", "password", "again"))
    def change(self) -> Any:
        """Set the password, end every sign-in, and sign this browser in anew."""
        answers, errors = self.posted()
        identity = self.request.identity
        if not errors:
            try:
                self.service.change(
                    identity.account,
                    answers["old_password"],
                    answers["password"],
                    self.request.remote_addr or "",
                )
            except TooManyAttemptsError:
                errors = {"old_password": TOO_MANY}
            except WrongSignInError:
                errors = {"old_password": NOT_THE_OLD}
            except WeakPasswordError as weak:
                errors = {"password": weak.sentence}
        if errors:
            return self.page(errors)
        agency_id = None if identity.agency is None else identity.agency.id
        response = enter_workplace(
            self.request, identity.account, agency_id, self.request.route_path("accounts.me")
        )
        self.request.flash(_("Your password is changed. Everywhere else you are signed out."))
        return response
