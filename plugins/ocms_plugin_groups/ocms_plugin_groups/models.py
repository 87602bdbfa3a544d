"""What every group activity says, whatever its kind: one table, so that one report reads it.

The block stands on both main forms (forms.md F18, F20). Whoever takes part without a name is a row
of head counts.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart
from ocms_core.forms.spec import Rule
from ocms_core.lookups import AGE_BAND, GENDER, IMMIGRATION_STATUS
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.lookups import AVERAGE_RATING

ACTIVITY, HEADCOUNTS, EVALUATION = 20, 50, 85
LARGEST_GROUP = 5000
RATING = {"minimum": 1, "maximum": 5}


class Headcount(FormPart, AgencyScoped, Base):
    """So many people of one gender, age and status who took part and are not named."""

    __tablename__ = "groups_headcount"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("groups_activity", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    gender: Mapped[str | None] = ask.choice(GENDER, _("Gender"))
    age_band: Mapped[str | None] = ask.choice(AGE_BAND, _("Age"))
    immigration_status: Mapped[str | None] = ask.choice(IMMIGRATION_STATUS, _("Status"))
    people: Mapped[int | None] = ask.number(
        _("Number of people"), minimum=1, maximum=LARGEST_GROUP, required=True
    )

    __table_args__ = (Index("ix_groups_headcount_form", "agency_id", "form_id"),)


def people_counted(answers: Mapping[str, Any]) -> int | None:
    """Return how many people the head counts make together."""
    rows = answers.get("activity.headcounts") or ()
    return sum(row.get("people") or 0 for row in rows) or None


def people_without_names(answers: Mapping[str, Any]) -> int:
    """Return for how many people an activity counts in reports, beside those who are named."""
    return people_counted(answers) or 0


class GroupActivity(FormPart, AgencyScoped, Base):
    """Name, place, people and evaluation of a group activity; its main form holds the rest."""

    __tablename__ = "groups_activity"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            ondelete="CASCADE",
        ),
        Index("ix_groups_activity_name", "agency_id", "name_id"),
    )

    with ask.section(_("Activity"), order=ACTIVITY):
        name_id: Mapped[uuid.UUID | None] = ask.pick(
            "list:group_activity", _("Name of the activity"), green=True
        )
        description: Mapped[str | None] = ask.long_text(_("Topic or description"), max_length=2000)
        presenters: Mapped[str | None] = ask.text(_("Presenters"))
        partner_id: Mapped[uuid.UUID | None] = ask.pick("partner", _("Partner organization"))
        location: Mapped[str | None] = ask.text(_("Location"))
        starts_at: Mapped[dt.time | None] = ask.time(_("Begins at"))
        ends_at: Mapped[dt.time | None] = ask.time(_("Ends at"))
        capacity: Mapped[int | None] = ask.number(
            _("Planned number of places"), minimum=1, maximum=LARGEST_GROUP
        )
        volunteers: Mapped[int | None] = ask.number(
            _("Number of volunteers"), minimum=0, maximum=LARGEST_GROUP
        )
        materials: Mapped[str | None] = ask.long_text(
            _("Materials used or handed out"), max_length=2000
        )
    with ask.section(
        _("People who are not named"),
        order=HEADCOUNTS,
        hint=_("Count those who took part without being on the attendance list."),
    ):
        headcounts: Mapped[list[Headcount]] = ask.rows(
            "Headcount", _("People counted"), column="form_id", maximum=60
        )
        counted: Mapped[int | None] = ask.number(
            _("Counted without names"), computed=people_counted
        )
    with ask.section(_("Evaluation"), order=EVALUATION):
        forms_handed_out: Mapped[int | None] = ask.number(
            _("Evaluation forms handed out"), minimum=0, maximum=LARGEST_GROUP
        )
        forms_returned: Mapped[int | None] = ask.number(
            _("Evaluation forms returned"), minimum=0, maximum=LARGEST_GROUP
        )
        average_rating: Mapped[str | None] = ask.choice(
            AVERAGE_RATING, _("Average rating on the forms, from 1 to 5")
        )
        service_rating: Mapped[int | None] = ask.number(
            _("Rating of the service, from 1 to 5"), **RATING
        )
        evaluation_comments: Mapped[str | None] = ask.long_text(
            _("Comments of participants"), max_length=5000
        )


def _ends_after_start(answers: Mapping[str, Any]) -> bool:
    start, end = answers.get("start_date"), answers.get("end_date")
    return start is None or end is None or end >= start


def _returned_were_handed_out(answers: Mapping[str, Any]) -> bool:
    out, back = answers.get("activity.forms_handed_out"), answers.get("activity.forms_returned")
    return out is None or back is None or back <= out


ENDS_AFTER_START = Rule(
    at="end_date",
    message=_("The end is before the start: correct one of the two dates."),
    test=_ends_after_start,
)
RETURNED_WERE_HANDED_OUT = Rule(
    at="activity.forms_returned",
    message=_("More forms are returned than were handed out: correct one of the two numbers."),
    test=_returned_were_handed_out,
)
