"""The two forms of somebody who takes part in a group activity, declared (forms.md F19 and F21)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_core.lookups import COMMUNITY_LEAVE_REASON
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.models import ENDS_AFTER_START, RATING, GroupActivity

ATTENDANCE = 20
LABELS = {"minutes": _("Time the client took part")}


def attended(answers: Mapping[str, Any]) -> bool:
    """Say whether the client came: who did not is in no report."""
    return answers.get("attended") is True


def stayed_away(answers: Mapping[str, Any]) -> bool:
    """Say whether the client did not come, so that nothing else of the service is missing."""
    return answers.get("attended") is False


# What an attendee's form begins with, if the activity says it already.
FROM_ACTIVITY = (
    "funder_id",
    "program_id",
    "start_date",
    "end_date",
    "minutes",
    "service_language",
    "institution_type",
    "postal_code",
)


def as_the_activity(db: Session, form: Any) -> Mapping[str, Any]:
    """Return the first answers of somebody's form: what the activity's own form says already."""
    main = db.execute(
        select(
            *(getattr(ServiceForm, key) for key in FROM_ACTIVITY),
            select(GroupActivity.partner_id)
            .where(
                GroupActivity.agency_id == ServiceForm.agency_id,
                GroupActivity.id == ServiceForm.id,
            )
            .scalar_subquery()
            .label("partner_id"),
        )
        .where(ServiceForm.session_id == form.session_id, ServiceForm.client_id.is_(None))
        # Dates, place and who pays: they are the same for whoever begins the form, a kiosk too.
        .execution_options(beyond_visibility=True)
    ).first()
    answers = {} if main is None else main._asdict()
    return {key: answer for key, answer in answers.items() if answer is not None}


EXCUSED = {"status": stayed_away, "funder_id": stayed_away, "program_id": stayed_away}


class Attendee:
    """What both forms ask."""

    with ask.section(_("Attendance"), order=ATTENDANCE):
        attended: Mapped[bool | None] = ask.yes_no(
            _("Did the client attend?"),
            green=True,
            hint=_("Who did not attend is counted in no report."),
        )
        partner_id: Mapped[uuid.UUID | None] = ask.pick("partner", _("Partner organization"))
        rating: Mapped[int | None] = ask.number(_("The client’s rating, from 1 to 5"), **RATING)


class OrientationAttendee(Attendee, ServiceForm):
    """Somebody at a group activity of information and orientation (F21)."""

    __tablename__ = "groups_orientation_attendee"
    __form__ = FormSpec(
        key="io_group_attendee",
        title=_("Group activity attendee"),
        description=_("One person at an information and orientation activity."),
        blocks=("support",),
        once=True,
        labels=LABELS,
        begins_with=as_the_activity,
        rules=(ENDS_AFTER_START,),
        excused=EXCUSED,
        counts=attended,
    )


class CommunityAttendee(Attendee, ServiceForm):
    """Somebody at a group activity of Community Connections (F19)."""

    __tablename__ = "groups_community_attendee"
    __form__ = FormSpec(
        key="cc_group_attendee",
        title=_("Community connections attendee"),
        description=_("One person at a community connections activity."),
        blocks=("support",),
        once=True,
        labels=LABELS,
        begins_with=as_the_activity,
        rules=(ENDS_AFTER_START,),
        excused=EXCUSED,
        counts=attended,
    )

    with ask.section(_("Ended early"), order=ATTENDANCE + 1):
        leave_reason: Mapped[str | None] = ask.choice(
            COMMUNITY_LEAVE_REASON,
            _("Reason for leaving"),
            shown_if=ServiceForm.status == "ended_early",
        )


ATTENDEES: tuple[Any, ...] = (OrientationAttendee, CommunityAttendee)
