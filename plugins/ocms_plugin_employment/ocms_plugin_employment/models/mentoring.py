"""The Mentor/Tutor Match and its updates (forms.md F11, F12)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session

from ocms_core.directory.lookups import MATCH_ROLE, MATCH_STATUS, SCHOOL_GRADE, TUTOR_SUBJECT
from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.lookups import mentoring as lists
from ocms_plugin_employment.models.parts import DETAILS, ENDS_AFTER_START, SCALE

USUAL_MONTHS, USUAL_HOURS = 4, 24
NOT_RUNNING = ("ended_early", "declined")
CLOSED = ("completed", "ended_early")


def _begins_ongoing(_db: Any, _form: Any) -> dict[str, Any]:
    return {"status": "ongoing"}


def _settle_match(
    db: Session, form: Any, answers: Mapping[str, Any], today: dt.date
) -> Mapping[str, str]:
    from ocms_plugin_employment.services import settle_match

    return settle_match(db, form, answers, today)


def _settle_update(
    db: Session, form: Any, answers: Mapping[str, Any], today: dt.date
) -> Mapping[str, str]:
    from ocms_plugin_employment.services import settle_update

    return settle_update(db, form, answers, today)


class MentorMatch(ServiceForm):
    """A client and a mentor or tutor out of the directory, and what they mean to do."""

    __tablename__ = "employment_match"
    __form__ = FormSpec(
        key="mentor_match",
        title=_("Mentor/Tutor Match"),
        description=_("Who helps the client, with what, and for how long."),
        labels={"start_date": _("Date of the match"), "end_date": _("End of the match")},
        green=frozenset({"start_date"}),
        begins_with=_begins_ongoing,
        named_by=("role", "supporter_id"),
        settles=_settle_match,
        rules=(ENDS_AFTER_START,),
    )

    with ask.section(_("Who helps"), order=DETAILS):
        role: Mapped[str | None] = ask.choice(MATCH_ROLE, _("Role"), green=True)
        supporter_id: Mapped[uuid.UUID | None] = ask.pick(
            "supporter",
            _("Mentor or tutor"),
            green=True,
            hint=_("Out of the directory, where you can search by language, occupation and place."),
        )
        basis: Mapped[list[str]] = ask.many(lists.MATCH_BASIS, _("Basis of the match"))
        match_status: Mapped[str | None] = ask.choice(
            MATCH_STATUS, _("Status of the match"), green=True, default="proposed"
        )
        reason_ended: Mapped[str | None] = ask.choice(
            lists.END_REASON, _("Reason ended"), shown_if=match_status.in_(NOT_RUNNING)
        )
    with ask.section(_("Goals"), order=DETAILS + 1):
        goals: Mapped[list[str]] = ask.many(
            lists.MENTORING_GOAL, _("Goals of the mentoring"), shown_if=role == "mentor"
        )
        subjects: Mapped[list[str]] = ask.many(
            TUTOR_SUBJECT, _("Subjects"), shown_if=role == "tutor"
        )
        grades: Mapped[list[str]] = ask.many(SCHOOL_GRADE, _("Grades"), shown_if=role == "tutor")
        goal_details: Mapped[str | None] = ask.long_text(_("The goals in words"))
    with ask.section(_("Agreement"), order=DETAILS + 2):
        agreement_signed: Mapped[bool | None] = ask.yes_no(_("Agreement signed"))
        agreement_date: Mapped[dt.date | None] = ask.date(
            _("Agreement signed on"),
            maximum="today",
            shown_if=agreement_signed == True,  # noqa: E712  SQL, not Python
        )
        orientation_attended: Mapped[bool | None] = ask.yes_no(_("Orientation attended"))
        planned_months: Mapped[int | None] = ask.number(
            _("Planned length in months"), minimum=1, maximum=36, default=USUAL_MONTHS
        )
        planned_hours: Mapped[int | None] = ask.number(
            _("Planned hours in all"), minimum=1, maximum=500, default=USUAL_HOURS
        )
        meeting_place: Mapped[str | None] = ask.text(_("Meeting place"))
        meeting_mode: Mapped[str | None] = ask.choice(lists.MEETING_MODE, _("How they meet"))
        frequency: Mapped[str | None] = ask.choice(lists.FREQUENCY, _("How often they meet"))


class MentorUpdate(ServiceForm):
    """What a mentor or tutor and a client did since the last update."""

    __tablename__ = "employment_match_update"
    __form__ = FormSpec(
        key="mentor_update",
        title=_("Mentor/Tutor Update"),
        description=_("Meetings, hours and progress of a match."),
        labels={"start_date": _("Date of the update")},
        green=frozenset({"start_date"}),
        without=frozenset({"end_date"}),
        settles=_settle_update,
    )

    with ask.section(_("Match"), order=DETAILS):
        match_id: Mapped[uuid.UUID | None] = ask.pick("form:mentor_match", _("Match"), green=True)
        match_status: Mapped[str | None] = ask.choice(
            MATCH_STATUS,
            _("Status of the match"),
            hint=_("The latest update’s status becomes that of the match."),
        )
    with ask.section(_("Since the last update"), order=DETAILS + 1):
        meetings: Mapped[int | None] = ask.number(
            _("Meetings since the last update"), minimum=0, maximum=200
        )
        met_minutes: Mapped[int | None] = ask.minutes(
            _("Hours together since the last update"), minimum=0, maximum=500 * 60
        )
        total_minutes: Mapped[int | None] = ask.minutes(
            _("Hours together in all"),
            read_only=True,
            hint=_("Counted when you save, over all updates of this match until this one."),
        )
    with ask.section(_("Progress"), order=DETAILS + 2):
        milestones: Mapped[list[str]] = ask.many(lists.MILESTONE, _("Milestones reached"))
        outcomes: Mapped[str | None] = ask.long_text(_("Outcomes"))
        goal_progress: Mapped[int | None] = ask.number(
            _("Progress towards the goals, in percent"), minimum=0, maximum=100
        )
        issues: Mapped[str | None] = ask.long_text(_("Issues"))
        coach_action: Mapped[str | None] = ask.long_text(_("What the coach will do"))
        client_rating: Mapped[int | None] = ask.number(_("Rating by the client, 1 to 5"), **SCALE)
        supporter_rating: Mapped[int | None] = ask.number(
            _("Rating by the mentor or tutor, 1 to 5"), **SCALE
        )
        close_outcomes: Mapped[list[str]] = ask.many(
            lists.CLOSE_OUTCOME, _("Outcome at close"), shown_if=match_status.in_(CLOSED)
        )


Index("ix_employment_match_supporter", MentorMatch.agency_id, MentorMatch.supporter_id)
Index("ix_employment_match_update_match", MentorUpdate.agency_id, MentorUpdate.match_id)
