"""The staff: an admin invites them, says what they may see, and lets them go, all alone."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.accounts.invitations import (
    AlreadyStaffError,
    BadEmailError,
    InvitationService,
    checked_email,
)
from ocms_core.agencies.extras import Extra, Extras, ExtraSection, Raw
from ocms_core.agencies.models import Staff
from ocms_core.agencies.registers import name_of
from ocms_core.agencies.roles import (
    ADD_ON_NAMES,
    ADD_ON_WORDS,
    ROLE_NAMES,
    ROLE_WORDS,
    what_they_see,
)
from ocms_core.agencies.services import fingerprint
from ocms_core.agencies.staffing import (
    LastAdminError,
    NoProgramError,
    OwnAdminError,
    Position,
    StaffService,
)
from ocms_core.agencies.views.registers import CONFLICT, UNPROCESSABLE
from ocms_core.audit.lines import ChangeLines
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.pages import today_of
from ocms_core.forms.rendering import Renderer
from ocms_core.i18n import LOCALES, _
from ocms_core.security.permissions import Permission
from ocms_core.security.roles import Role
from ocms_core.web.derivers import READS_ITS_OWN, Params

ASKED = ("first_name", "last_name", "job_title", "phone")
NOT_AN_EMAIL = _("Type the whole e-mail address, for example name@agency.ca.")
WORKS_HERE = _("${name} already works here. Change what they may do on their own page.")
WORKED_HERE = _("${name} worked here before. Open their page under “Everybody” to reactivate them.")
NO_PROGRAM = _("Tick at least one program that is in use: everybody belongs to one.")
NO_PROGRAM_LEFT = _("Give this person a program that is in use, save, and reactivate them then.")
MANAGES = _("Choose the role of program manager, or clear the ticks under “Manages”.")
MANAGES_NONE = _("Tick at least one program that this person manages.")
OWN_ADMIN = _("You cannot give up your own admin role. Ask another admin of your agency.")
OWN_ACCOUNT = _("You cannot deactivate yourself. Ask another admin of your agency.")
LAST_ADMIN = _("Your agency needs an active admin. Make somebody else an admin first.")
EMAIL_LENGTH = 254


def position_of(raw: Raw) -> Position:
    """Return the position that judged answers describe; managers of a program are in it."""
    managed = frozenset(filter(None, map(parse_uuid7, raw["manages"])))
    programs = frozenset(filter(None, map(parse_uuid7, raw["programs"])))
    return Position(Role(raw["role"][0]), frozenset(raw["add_ons"]), programs | managed, managed)


def raw_of(position: Position) -> Raw:
    """Return a position as a browser would post it."""
    return {
        "role": [position.role.value],
        "add_ons": sorted(position.add_ons),
        "programs": sorted(map(str, position.programs)),
        "manages": sorted(map(str, position.managed)),
    }


@view_defaults(permission=Permission.STAFF_MANAGE)
class StaffPages:
    """The list, the invitation and a person's page."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.locale = request.locale_name
        self.t = request.localizer.translate
        self.service = StaffService(request.db, request.staff.id)
        self.invitations = InvitationService(request.db)
        self.programs = self.service.programs()
        self._known: Position | None = None
        self.editor = Editor(
            Staff,
            AgencyChoices(request.db, self.locale),
            locale=self.locale,
            today=today_of(request),
            only=ASKED,
        )

    # -- list -------------------------------------------------------------------------------

    @view_config(
        route_name="staff.list",
        renderer="ocms_core.agencies:templates/staff_list.pt",
        params=Params("show"),
    )
    def show_list(self) -> dict[str, Any]:
        """Show who works here; ``show=all`` also who did."""
        show = self.request.GET.get("show", "active")
        if show not in {"active", "all"}:
            raise BadInputError("show active or all")
        return {
            "lines": self.service.roster(self.locale, everybody=show == "all"),
            "show": show,
            "role_names": ROLE_NAMES,
            "add_on_names": ADD_ON_NAMES,
        }

    # -- invitation -------------------------------------------------------------------------

    @view_config(
        route_name="staff.add",
        request_method="GET",
        renderer="ocms_core.agencies:templates/staff_form.pt",
        params=Params(),
    )
    def show_invitation(self) -> dict[str, Any]:
        """Show the empty invitation."""
        raw: Raw = {"role": [Role.WORKER.value], "locale": [self.request.agency.locale]}
        return self._form(None, Submission({}), raw, {})

    @view_config(
        route_name="staff.add",
        request_method="POST",
        renderer="ocms_core.agencies:templates/staff_form.pt",
        params=READS_ITS_OWN,
    )
    def invite(self) -> Any:
        """Make somebody staff and mail the invitation."""
        posted, raw, errors = self._read(None)
        if not posted.can_be_saved or errors:
            return self._form(None, posted, raw, errors, UNPROCESSABLE)
        position = position_of(raw)
        try:
            staff = self.invitations.invite(
                raw["email"][0],
                posted.answers["first_name"],
                posted.answers["last_name"],
                position.role,
                locale=raw["locale"][0],
                programs={key: key in position.managed for key in position.programs},
                add_ons=position.add_ons,
            )
        except AlreadyStaffError as error:
            sentence = WORKS_HERE if error.staff.active else WORKED_HERE
            errors["email"] = _(str(sentence), mapping={"name": error.staff.name})
            return self._form(None, posted, raw, errors, UNPROCESSABLE)
        self.editor.apply(staff, posted)
        self.service.log_invitation(staff)
        self.request.flash(_("The invitation is on its way. The link in it works for 48 hours."))
        return HTTPSeeOther(self.request.route_path("staff.list"))

    # -- one person -------------------------------------------------------------------------

    @view_config(
        route_name="staff.edit",
        request_method="GET",
        renderer="ocms_core.agencies:templates/staff_form.pt",
        params=Params(),
    )
    def show(self) -> dict[str, Any]:
        """Show a person's page."""
        staff = self._staff()
        raw = raw_of(self._position(staff))
        return self._form(staff, Submission(self.editor.raw_of(staff)), raw, {})

    @view_config(
        route_name="staff.edit",
        request_method="POST",
        renderer="ocms_core.agencies:templates/staff_form.pt",
        params=READS_ITS_OWN,
    )
    def change(self) -> Any:
        """Change name, role, add-ons and programs; it holds from the person's next click on."""
        staff = self._staff(lock=True)
        posted, raw, errors = self._read(staff)
        if not posted.can_be_saved or errors:
            return self._form(staff, posted, raw, errors, UNPROCESSABLE)
        if self.request.POST["revision"] != str(self._revision(staff)):
            return self._form(staff, posted, raw, errors, CONFLICT)
        position = position_of(raw)
        try:
            with self.request.db.begin_nested():
                changed = self.editor.apply(staff, posted)
                self.service.change(staff, position, changed)
        except OwnAdminError:
            return self._form(staff, posted, raw, {"role": OWN_ADMIN}, UNPROCESSABLE)
        except LastAdminError:
            return self._form(staff, posted, raw, {"role": LAST_ADMIN}, UNPROCESSABLE)
        self.request.flash(_("Saved. It holds from this person’s next click on."))
        return HTTPSeeOther(self.request.route_path("staff.list"))

    @view_config(route_name="staff.deactivate", request_method="POST", params=Params())
    def deactivate(self) -> HTTPSeeOther:
        """Let somebody go at once."""
        staff = self._staff(lock=True)
        try:
            self.service.deactivate(staff)
        except OwnAdminError:
            self.request.flash(OWN_ACCOUNT, "error")
        except LastAdminError:
            self.request.flash(LAST_ADMIN, "error")
        else:
            self.request.flash(_("This person is signed out and can no longer sign in."))
        return self._back_to(staff)

    @view_config(route_name="staff.reactivate", request_method="POST", params=Params())
    def reactivate(self) -> HTTPSeeOther:
        """Take somebody back."""
        staff = self._staff(lock=True)
        try:
            self.service.reactivate(staff)
        except NoProgramError:
            self.request.flash(NO_PROGRAM_LEFT, "error")
        else:
            self.request.flash(_("This person can sign in again, with the same role and programs."))
        return self._back_to(staff)

    @view_config(route_name="staff.invite_again", request_method="POST", params=Params())
    def invite_again(self) -> HTTPSeeOther:
        """Mail the invitation once more, to who has no password yet."""
        staff = self._staff()
        if not staff.active or self.service.account_of(staff).password_hash is not None:
            self.request.flash(_("This person needs no invitation."), "warning")
        else:
            self.invitations.mail_invitation(staff)
            self.service.log_invitation(staff, "invited_again")
            self.request.flash(
                _("The invitation is on its way. The link in it works for 48 hours.")
            )
        return self._back_to(staff)

    @view_config(route_name="staff.reset", request_method="POST", params=Params())
    def reset(self) -> HTTPSeeOther:
        """Mail a link to choose a new password; the old one works until then."""
        staff = self._staff()
        if not staff.active or self.service.account_of(staff).password_hash is None:
            self.request.flash(_("This person has no password to reset."), "warning")
        else:
            self.invitations.mail_reset(staff)
            self.service.log_invitation(staff, "reset_mailed")
            self.request.flash(_("The link is on its way. It works for 2 hours."))
        return self._back_to(staff)

    # -- inside -----------------------------------------------------------------------------

    def _staff(self, *, lock: bool = False) -> Staff:
        return self.service.find(parse_uuid7(self.request.matchdict["id"]), lock=lock)

    def _position(self, staff: Staff) -> Position:
        if self._known is None:
            self._known = self.service.position_of(staff)
        return self._known

    def _back_to(self, staff: Staff) -> HTTPSeeOther:
        return HTTPSeeOther(self.request.route_path("staff.edit", id=str(staff.id)))

    def _revision(self, staff: Staff | None) -> int | None:
        if staff is None:
            return None
        return fingerprint({**self.editor.raw_of(staff), **raw_of(self._position(staff))})

    def _extras(self, staff: Staff | None) -> Extras:
        own = frozenset() if staff is None else self._position(staff).programs
        sections = [
            ExtraSection(
                _("What they may see"),
                [
                    Extra(
                        key="role",
                        kind="choice",
                        label=_("Role"),
                        required=True,
                        options=[(role.value, words) for role, words in ROLE_WORDS.items()],
                    ),
                    Extra(
                        key="add_ons",
                        kind="many",
                        label=_("Besides the role"),
                        options=list(ADD_ON_WORDS.items()),
                    ),
                    Extra(
                        key="team",
                        kind="grid",
                        label=_("Programs"),
                        options=[
                            (str(program.id), name_of(program, self.locale))
                            for program in self.programs
                            if program.active or program.id in own
                        ],
                        columns=(("programs", _("Belongs to")), ("manages", _("Manages"))),
                    ),
                ],
            )
        ]
        if staff is None:
            sections.insert(0, self._address())
        return Extras(sections, self.t)

    def _address(self) -> ExtraSection:
        languages = {"en": "English", "fr": "Français"}
        return ExtraSection(
            _("Invitation"),
            [
                Extra(
                    key="email",
                    kind="text",
                    label=_("E-mail"),
                    hint=_("The invitation goes there, and the person signs in with it."),
                    required=True,
                    input_type="email",
                ),
                Extra(
                    key="locale",
                    kind="choice",
                    label=_("Language of the invitation"),
                    required=True,
                    options=[(locale, languages[locale]) for locale in LOCALES],
                ),
            ],
        )

    def _read(self, staff: Staff | None) -> tuple[Submission, Raw, dict[str, str]]:
        post, extras = self.request.POST, self._extras(staff)
        posted = self.editor.read(
            post, record=staff, controls={"csrf_token", "revision", *extras.names}
        )
        if len(post.getall("revision")) != (staff is not None):
            raise BadInputError("the revision is missing")
        raw = extras.read(post)
        errors = extras.judge(raw)
        if staff is None and "email" not in errors:
            self._check_email(raw, errors)
        if not errors.keys() & {"role", "programs", "manages"}:
            self._check_position(raw, errors)
        return posted, raw, errors

    @staticmethod
    def _check_email(raw: Raw, errors: dict[str, str]) -> None:
        try:
            checked_email(raw["email"][0][: EMAIL_LENGTH + 1])
        except BadEmailError:
            errors["email"] = NOT_AN_EMAIL

    def _check_position(self, raw: Raw, errors: dict[str, str]) -> None:
        position = position_of(raw)
        in_use = {program.id for program in self.programs if program.active}
        if not position.programs & in_use:
            errors["programs"] = NO_PROGRAM
        elif position.managed and position.role == Role.WORKER:
            errors["manages"] = MANAGES
        elif position.role == Role.MANAGER and not position.managed:
            errors["manages"] = MANAGES_NONE

    def _form(
        self,
        staff: Staff | None,
        submission: Submission,
        raw: Raw,
        errors: dict[str, str],
        status: int = 200,
    ) -> dict[str, Any]:
        self.request.response.status_code = status
        form = Renderer(self.editor, self.t).form(
            submission, show_missing=False, revision=self._revision(staff)
        )
        form.sections[0].title = self.t(_("Person"))
        extras = self._extras(staff)
        if staff is None:
            invitation = extras.sections.pop(0)
            Extras([invitation], self.t).add_to(form, raw, errors, first=True)
        extras.add_to(form, raw, errors)
        return {
            "form": form,
            "form_action": None,
            "staff": staff,
            "conflict": status == CONFLICT,
            **({} if staff is None else self._about(staff)),
        }

    def _about(self, staff: Staff) -> dict[str, Any]:
        """Return what a person's page says besides the form."""
        account, position = self.service.account_of(staff), self._position(staff)
        names = {program.id: name_of(program, self.locale) for program in self.programs}
        return {
            "email": account.email,
            "has_password": account.password_hash is not None,
            "is_self": staff.id == self.request.staff.id,
            "sees": what_they_see(
                position.role,
                position.add_ons,
                sorted(names[key] for key in position.programs),
                sorted(names[key] for key in position.managed),
            ),
            "lines": ChangeLines(self.request, choices=self.editor.choices).of_record(
                "staff", staff.id
            ),
        }
