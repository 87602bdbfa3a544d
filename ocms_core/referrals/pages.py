"""What pages show of tasks and referrals: lines, what may be chosen, what a form has marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyramid.request import Request
from sqlalchemy import func, select

from ocms_core.agencies.registers import name_of
from ocms_core.clients.models import Client
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.pages import today_of
from ocms_core.forms.spec import asked_questions
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.referrals import listing
from ocms_core.referrals.lookups import FOLLOW_UP_KIND, FOLLOW_UP_NEED, FOLLOW_UP_STATUS
from ocms_core.referrals.models import FollowUp, Partner, PartnerProgram
from ocms_core.referrals.services import FollowUpService
from ocms_core.security.identity import Identity
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession


def follow_up_service(request: Request) -> FollowUpService:
    """Return the service for this request."""
    return FollowUpService(request.db, today_of(request))


class FollowUpChoices(AgencyChoices):
    """The agency's lists, every program to refer to, and the partners that somebody may choose."""

    def _of(self, source: str) -> list[tuple[str, str, bool]]:
        if source == "any_program":
            return super()._of("program")
        if source != "partner":
            return super()._of(source)
        if source not in self._brought:
            self._brought[source] = self._partners()
        return self._brought[source]

    def _partners(self) -> list[tuple[str, str, bool]]:
        """Return every partner; one for other programs is like one that is switched off."""
        wanted = (
            select(func.array_agg(PartnerProgram.program_id))
            .where(
                PartnerProgram.agency_id == Partner.agency_id,
                PartnerProgram.partner_id == Partner.id,
            )
            .scalar_subquery()
        )
        found = []
        for key, name, name_fr, active, programs in self._db.execute(
            select(Partner.id, Partner.name, Partner.name_fr, Partner.active, wanted)
        ):
            label = name_fr or name if self._locale == "fr" else name
            own = self._programs
            mine = own is None or not programs or not own.isdisjoint(str(one) for one in programs)
            found.append((str(key), label, active and mine))
        return sorted(found, key=lambda row: row[1].casefold())


def choices_of(request: Request) -> FollowUpChoices:
    """Return what this person may choose on the page of a task or referral."""
    identity = request.identity
    programs = None if identity.is_admin else identity.programs | identity.managed
    return FollowUpChoices(request.db, request.locale_name, programs)


def may_edit(identity: Identity, follow_up: Any) -> bool:
    """Whether somebody may change all of it: author, assignee, their program's team, admins.

    Who was sent the referral answers it, and says how it stands and how it ended.
    """
    viewer_id = identity.staff.id if identity.staff else None
    return bool(
        identity.is_admin
        or viewer_id in {follow_up.author_id, follow_up.assigned_id}
        or follow_up.program_id in identity.programs | identity.managed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """One line of a list. about: need and reason; target: program, partner or nothing."""

    row: Any
    kind: str
    about: str
    status: str
    tone: str
    target: str | None
    client: str
    is_overdue: bool
    is_due_today: bool
    is_under_way: bool
    url: str


TONES = {
    "open": "info",
    "contacted": "info",
    "accepted": "info",
    "completed": "good",
    "cancelled": "plain",
}


def about_of(need: str | None, reason: str | None, locale: str) -> str:
    """Return what a task or referral is about, in one line."""
    words = [FOLLOW_UP_NEED.label(need, locale)] if need else []
    if reason and reason not in words:
        words.append(reason)
    return ("\u00a0: " if locale == "fr" else ": ").join(words)


def lines_of(request: Request, rows: Iterable[Any]) -> list[FollowUpLine]:
    """Return rows of listing.py as lines, without any statement."""
    locale, today = request.locale_name, today_of(request)
    lines = []
    for row in rows:
        under_way = row.status in {"open", "contacted", "accepted"}
        program = (locale == "fr" and row.to_program_fr) or row.to_program
        partner = (locale == "fr" and row.partner_fr) or row.partner
        lines.append(
            FollowUpLine(
                row=row,
                kind=FOLLOW_UP_KIND.label(row.kind, locale),
                about=about_of(row.need, row.reason, locale),
                status=FOLLOW_UP_STATUS.label(row.status, locale),
                tone=TONES.get(row.status, "warning"),
                target=program or partner,
                client=" ".join(part for part in (row.first_name, row.last_name) if part),
                is_overdue=under_way and row.due_on is not None and row.due_on < today,
                is_due_today=under_way and row.due_on == today,
                is_under_way=under_way,
                url=request.route_path("follow_ups.detail", id=row.id),
            )
        )
    return lines


class FollowUpAnswers:
    """One task or referral as its page shows it, without what is not for this reader."""

    def __init__(self, request: Request, follow_up: FollowUp, *, half_seen: bool) -> None:
        locale = request.locale_name

        def named(record: Any) -> str | None:
            return None if record is None else name_of(record, locale)

        self.kind = FOLLOW_UP_KIND.label(follow_up.kind, locale)
        self.about = about_of(follow_up.need, follow_up.reason, locale)
        self.status = FOLLOW_UP_STATUS.label(follow_up.status, locale)
        self.tone = TONES.get(follow_up.status, "warning")
        self.is_overdue = follow_up.is_overdue(today_of(request))
        self.to_program = named(follow_up.to_program)
        self.assigned = follow_up.assigned.name if follow_up.assigned else None
        whole = None if half_seen else follow_up
        self.program = named(whole.program) if whole else None
        self.partner = whole.partner if whole else None
        self.partner_name = named(self.partner)
        self.contact_person = whole.contact_person if whole else None
        self.outcome = whole.outcome if whole else None
        self.outcome_on = whole.outcome_on if whole else None
        self.form_id = whole.form_id if whole else None
        self.session_id = whole.session_id if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPanel:
    """What the panel under a form shows. begin_url: keeps what was typed, and goes on from there.

    marked: what the form says was referred and nobody recorded, as (origin, words).
    """

    lines: list[FollowUpLine] = field(default_factory=list)
    begin_url: str | None = None
    marked: list[tuple[str, str]] = field(default_factory=list)
    marked_url: str | None = None


def form_panel(request: Request, form: ServiceForm) -> FollowUpPanel | None:
    """Return the panel of a form: one statement, one more where it marks referrals."""
    if form.client_id is None and form.session_id is None:
        return None
    rows = listing.of_forms(request.db, [form.id]).get(form.id, [])
    lines = lines_of(request, rows)
    if not request.identity.may(Permission.SESSION_WRITE):
        return FollowUpPanel(lines=lines) if lines else None
    marked = [(mark.origin, mark.words) for mark in open_marks(request, form)]
    return FollowUpPanel(
        lines=lines,
        begin_url=request.route_path("follow_ups.begin", id=form.id),
        marked=marked,
        marked_url=request.route_path("follow_ups.marked", id=form.id) if marked else None,
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """A topic or need of which a form says that the client was referred."""

    origin: str
    need: str | None
    words: str


def open_marks(request: Request, form: ServiceForm) -> list[Mark]:
    """Return the marks of a saved form of which no referral was recorded; none: no statement."""
    found = []
    for bound in asked_questions(type(form), form.version):
        if not bound.question.refers or bound.block is not None:
            continue
        codes = bound.question.codes
        for code in getattr(form, bound.attribute):
            words = codes.label(code, request.locale_name) if codes else code
            found.append(Mark(f"{bound.key}.{code}", need_of(code), words))
    if not found:
        return []
    known = follow_up_service(request).origins_of(form)
    return [mark for mark in found if mark.origin not in known]


NEEDS_OF_TOPICS = {
    "overview_of_canada": "life_in_canada",
    "sources_of_information": "community_and_government",
    "rights_and_freedoms": "life_in_canada",
    "law_and_justice": "legal",
    "important_documents": "community_and_government",
    "improving_english_or_french": "language_skills",
    "employment_and_income": "find_employment",
    "money_and_finances": "financial",
    "transportation": "community_services",
    "communications_and_media": "life_in_canada",
    "community_engagement": "community_involvement",
    "becoming_a_citizen": "life_in_canada",
    "interpersonal_conflict": "family_support",
}
"""The need that a topic of orientation speaks of, where the two lists name it differently."""


def need_of(code: str) -> str | None:
    """Return the need that a topic or need of a form's own list stands for, if any."""
    return code if code in FOLLOW_UP_NEED else NEEDS_OF_TOPICS.get(code)


def session_panel(
    request: Request, service_session: ServiceSession, clients: Sequence[Client]
) -> ClientPanel | None:
    """Return the tasks and referrals of a session, and where to add one: for each client of a few.

    Of an activity or a course, a task of the whole; its people have forms of their own for theirs.
    """
    rows = listing.of_session(request.db, service_session.id)
    may_write = request.identity.may(Permission.SESSION_WRITE)
    kind = request.plugins.session_types.get(service_session.session_type)
    is_whole = kind is not None and kind.main_form is not None
    if not (clients or is_whole) or not (rows or may_write):
        return None
    offered = clients if may_write and not is_whole else ()
    return ClientPanel(
        key="follow_ups",
        title=_("Tasks and referrals"),
        template="ocms_core.referrals:templates/session_panel.pt",
        context={
            "lines": lines_of(request, rows),
            "people": [
                (
                    client,
                    request.route_path(
                        "follow_ups.new",
                        number=client.number,
                        _query={"session": service_session.id},
                    ),
                )
                for client in offered
            ],
            "with_client": is_whole or len(clients) != 1,
            "whole_url": request.route_path("follow_ups.of_session", id=service_session.id)
            if may_write and is_whole
            else None,
        },
    )
