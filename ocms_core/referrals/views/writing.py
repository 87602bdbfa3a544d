"""Making a task or referral and changing it; drafts save themselves, as on every form."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.editor import Raw, Submission
from ocms_core.forms.pages import CONTROLS, RecordPage, make_editor, today_of
from ocms_core.i18n import _
from ocms_core.notes.views.writing import usual_program
from ocms_core.privacy.lookups import PARTNER_SHARING
from ocms_core.privacy.services import ConsentService
from ocms_core.referrals.lookups import FOLLOW_UP_KIND, UNDER_WAY
from ocms_core.referrals.models import FollowUp
from ocms_core.referrals.pages import choices_of, follow_up_service, may_edit
from ocms_core.referrals.services import KIND
from ocms_core.referrals.ties import TIES, SessionTie, Tie
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

# What a task is asked that is of no client: to whom it goes, and reminders to them, fall away.
OF_NOBODY = frozenset(
    {
        "need",
        "reason",
        "made_on",
        "due_on",
        "assigned_id",
        "program_id",
        "reminds_worker",
        "worker_reminder_days",
        "status",
        "outcome_on",
        "outcome",
    }
)
PANEL = "part-follow_ups"
NO_CONSENT = _(
    "The client has not agreed that partner agencies are told about them. Ask for the consent "
    "before you tell the partner anything."
)


def settle(request: Request, follow_up: FollowUp) -> None:
    """Date an outcome that was given without its day, and warn where a consent is missing."""
    if follow_up.status not in UNDER_WAY and follow_up.outcome_on is None:
        follow_up.outcome_on = today_of(request)
    if follow_up.shares_data and follow_up.client_id is not None:
        consents = ConsentService(request.db, today_of(request))
        if not consents.state(follow_up.client_id, PARTNER_SHARING).holds:
            request.flash(NO_CONSENT, "warning")


class _NewFollowUp:
    """What a new task or referral of a client and a new task of a session have in common."""

    def __init__(
        self, request: Request, client: Client | None, tie: Tie | SessionTie, back: str
    ) -> None:
        self.request, self.client, self.tie, self.back = request, client, tie, back
        self.follow_up = FollowUp()
        only = None if client is not None else OF_NOBODY
        self.editor = make_editor(request, FollowUp, choices=choices_of(request), only=only)
        self.of = client.id if client is not None else tie.session_id
        self.target = f"new_follow_up:{self.of}"
        self.page = RecordPage(request, self.follow_up, self.editor, target=self.target)

    def _shown(self, page: dict[str, Any], minted: str) -> dict[str, Any]:
        return {
            **page,
            "client": self.client,
            "follow_up": None,
            "tie": self.tie,
            "inline_part": self._inline_part(),
            "minted": minted,
            "draft_target": ("new_follow_up", self.of),
            "back": self.back,
        }

    def _inline_part(self) -> str | None:
        """Return the part of the session's page into which this form was fetched, if it was."""
        if self.client is None or "HX-Request" not in self.request.headers:
            return None
        of_session = isinstance(self.tie, Tie) and self.tie.session_id and not self.tie.form_id
        return PANEL if of_session else None

    def _first_answers(self) -> Raw:
        request, raw = self.request, self.editor.defaults()
        raw |= {
            "made_on": [today_of(request).isoformat()],
            "assigned_id": [str(request.staff.id)],
        }
        kind = request.GET.get("kind")
        if kind:
            if kind not in FOLLOW_UP_KIND:
                raise BadInputError("no such type")
            raw["kind"] = [kind]
        program = self.tie.program_id or usual_program(request)
        if program is not None:
            raw["program_id"] = [str(program)]
        return raw

    def _show(self) -> dict[str, Any]:
        """Show the empty page, or the draft that its writer has of it."""
        draft = self.page.drafts.find(self.target)
        if draft is not None:
            submission = self.editor.judge(self.page.drafts.raw_of(draft))
            view = {"draft_saved_at": draft.saved_at, "state": "draft"}
        else:
            submission, view = self.editor.judge(self._first_answers()), {}
        submission.errors = {}
        form = self.page.view(submission, **view)
        return self._shown({"form": form, "draft": draft, "overtaken": None}, str(uuid7()))

    def _save(self) -> Any:
        """Save it; the same page posted twice makes one."""
        request = self.request
        minted = parse_uuid7(request.POST.get("id"))
        if minted is None:
            raise BadInputError("no id")
        back = HTTPSeeOther(self.back)
        if follow_up_service(request).is_taken(minted):
            return back
        submission = self.editor.read(request.POST, controls=(*CONTROLS, *TIES))
        if not submission.can_be_saved:
            request.response.status_code = 422
            page = {"form": self.page.view(submission), "draft": None, "overtaken": None}
            return self._shown(page, str(minted))
        follow_up = self.follow_up
        follow_up.id, follow_up.author_id = minted, request.staff.id
        follow_up.client_id = self.client.id if self.client is not None else None
        follow_up.session_id, follow_up.form_id = self.tie.session_id, self.tie.form_id
        self.editor.apply(follow_up, submission)
        settle(request, follow_up)
        request.db.add(follow_up)
        request.db.flush()
        record_change(request.db, KIND, minted, (), action="added")
        self.page.drafts.discard(self.target)
        request.flash(_("It is on the list of what is to be followed up."))
        return back


@view_defaults(
    route_name="follow_ups.new",
    renderer="ocms_core.referrals:templates/edit.pt",
    permission=Permission.SESSION_WRITE,
)
class NewFollowUp(_NewFollowUp):
    """A new task or referral. Each writer has one draft for each client, found again there."""

    def __init__(self, request: Request) -> None:
        client = ClientService(request.db).require(int(request.matchdict["number"]))
        tie = Tie(request, client)
        super().__init__(request, client, tie, tie.back(request, client))

    @view_config(request_method="GET", params=Params(*TIES, "kind"))
    def show(self) -> dict[str, Any]:
        """Show the page."""
        return self._show()

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save it."""
        return self._save()


@view_defaults(
    route_name="follow_ups.of_session",
    renderer="ocms_core.referrals:templates/edit.pt",
    permission=Permission.SESSION_WRITE,
)
class NewSessionTask(_NewFollowUp):
    """A new task of a whole activity or course; nobody can be referred by it."""

    def __init__(self, request: Request) -> None:
        tie = SessionTie(request, parse_uuid7(request.matchdict["id"]))
        super().__init__(request, None, tie, tie.back(request))

    @view_config(request_method="GET", params=Params("form"))
    def show(self) -> dict[str, Any]:
        """Show the page."""
        return self._show()

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save it."""
        return self._save()


class _FollowUpPage(RecordPage):
    """Saves a change together with what follows from it."""

    def save(self, submission: Submission, **options: Any) -> list[str]:
        """Save, and settle what the answers leave open."""
        changed = super().save(submission, **options)
        settle(self.request, self.record)
        return changed


@view_defaults(
    route_name="follow_ups.edit",
    renderer="ocms_core.referrals:templates/edit.pt",
    permission=Permission.SESSION_WRITE,
)
class EditFollowUp:
    """A change of a task or referral by those whose it is."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.follow_up, _half = follow_up_service(request).require(
            parse_uuid7(request.matchdict["id"]), lock=request.method == "POST", whole=True
        )
        if not may_edit(request.identity, self.follow_up):
            raise NotFoundError("not theirs to change")
        only = None if self.follow_up.client_id is not None else OF_NOBODY
        self.page = _FollowUpPage(
            request,
            self.follow_up,
            make_editor(request, FollowUp, choices=choices_of(request), only=only),
            target=f"follow_up:{self.follow_up.id}",
        )

    def _shown(self, page: dict[str, Any]) -> dict[str, Any]:
        return {
            **page,
            "client": self.follow_up.client,
            "follow_up": self.follow_up,
            "tie": None,
            "inline_part": None,
            "minted": None,
            "draft_target": ("follow_up", self.follow_up.id),
            "back": self.request.route_path("follow_ups.detail", id=self.follow_up.id),
        }

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show it, or the draft of its change."""
        return self._shown(self.page.show())

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the change."""
        page = self.page.submit()
        if page is not None:
            return self._shown(page)
        self.request.flash(_("The change is saved."))
        return HTTPSeeOther(self.request.route_path("follow_ups.detail", id=self.follow_up.id))
