"""The Job Placement (forms.md F10): who hired the client, on what terms, and for how long."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference, tenant_relationship
from ocms_core.directory.models import Employer
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import NOC_2021_BROAD
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.lookups import development as lists
from ocms_plugin_employment.lookups.employment import PAID, WORKING_HOURS
from ocms_plugin_employment.models.parts import (
    DETAILS,
    ENDS_AFTER_START,
    MOST_CENTS,
    MOST_HOURS_A_WEEK,
    SCALE,
)

FULL_TIME_FROM = 30


def hours_band(answers: Mapping[str, Any]) -> str | None:
    """Return the code of WORKING_HOURS that follows from the hours a week."""
    hours = answers["weekly_hours"]
    if hours is None:
        return None
    return "full_time" if hours >= FULL_TIME_FROM else "part_time"


def _each_checkpoint_once(answers: Mapping[str, Any]) -> bool:
    found = [row.get("checkpoint") for row in answers.get("follow_ups") or ()]
    known = [checkpoint for checkpoint in found if checkpoint]
    return len(known) == len(set(known))


def _none_before_the_start(answers: Mapping[str, Any]) -> bool:
    start = answers.get("start_date")
    days = (row.get("asked_on") for row in answers.get("follow_ups") or ())
    return start is None or all(day is None or day >= start for day in days)


def _begins_ongoing(_db: Any, _form: Any) -> dict[str, Any]:
    return {"status": "ongoing"}


class RetentionFollowUp(FormPart, AgencyScoped, Base):
    """What was found at a checkpoint after the start."""

    __tablename__ = "employment_follow_up"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("employment_placement", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    checkpoint: Mapped[str | None] = ask.choice(lists.CHECKPOINT, _("Checkpoint"), required=True)
    asked_on: Mapped[dt.date | None] = ask.date(_("Date"), maximum="today")
    still_employed: Mapped[bool | None] = ask.yes_no(_("Still employed"), green=True)
    same_employer: Mapped[bool | None] = ask.yes_no(_("Same employer"))
    wage: Mapped[int | None] = ask.money(_("Wage"), minimum=0, maximum=MOST_CENTS)
    weekly_hours: Mapped[int | None] = ask.number(
        _("Hours a week"), minimum=0, maximum=MOST_HOURS_A_WEEK
    )

    __table_args__ = (Index("ix_employment_follow_up_form", "agency_id", "form_id"),)


class JobPlacement(ServiceForm):
    """A client in a job or on a placement; checkpoints follow from its start."""

    __tablename__ = "employment_placement"
    __form__ = FormSpec(
        key="job_placement",
        title=_("Job placement"),
        description=_("The job or placement a client began, and whether they stayed."),
        labels={
            "start_date": _("Start of the placement"),
            "end_date": _("End, or expected end, of the placement"),
        },
        green=frozenset({"start_date"}),
        begins_with=_begins_ongoing,
        named_by=("position",),
        rules=(
            ENDS_AFTER_START,
            Rule(
                at="follow_ups",
                message=_("A checkpoint stands here twice: keep one line for each."),
                test=_each_checkpoint_once,
            ),
            Rule(
                at="follow_ups",
                message=_(
                    "A follow-up is before the start of the placement: correct one of the dates."
                ),
                test=_none_before_the_start,
            ),
        ),
    )

    with ask.section(_("Employer and position"), order=DETAILS):
        employer_id: Mapped[uuid.UUID | None] = ask.pick(
            "employer",
            _("Employer"),
            green=True,
            hint=_("Out of the directory of employers, with size, contact and industry."),
        )
        position: Mapped[str | None] = ask.text(_("Position"), green=True)
        occupation: Mapped[str | None] = ask.choice(NOC_2021_BROAD, _("Occupational category"))
        occupation_code: Mapped[str | None] = ask.text(
            _("NOC 2021 code"), input_type="noc", max_length=12, hint=_("Five digits, if known.")
        )
        placement_type: Mapped[str | None] = ask.choice(
            lists.PLACEMENT_TYPE, _("Type of placement"), green=True
        )
        found_by: Mapped[str | None] = ask.choice(lists.FOUND_BY, _("Found by"))
        related_to_field: Mapped[bool | None] = ask.yes_no(
            _("Is it related to the client’s field?")
        )
    with ask.section(_("Terms"), order=DETAILS + 1):
        paid: Mapped[str | None] = ask.choice(PAID, _("Paid or unpaid"))
        wage: Mapped[int | None] = ask.money(
            _("Wage"), shown_if=paid == "paid", minimum=0, maximum=MOST_CENTS
        )
        wage_per: Mapped[str | None] = ask.choice(
            lists.WAGE_PER, _("The wage is for"), shown_if=paid == "paid"
        )
        weekly_hours: Mapped[int | None] = ask.number(
            _("Hours a week"), minimum=0, maximum=MOST_HOURS_A_WEEK
        )
        working_hours: Mapped[str | None] = ask.choice(
            WORKING_HOURS,
            _("Part time or full time"),
            computed=hours_band,
            hint=_("Follows from the hours when you save."),
        )
        tenure: Mapped[str | None] = ask.choice(lists.TENURE, _("Permanent, temporary or seasonal"))
        incentive: Mapped[int | None] = ask.money(
            _("Incentive paid to the employer"), minimum=0, maximum=MOST_CENTS
        )
    with ask.section(
        _("Did the client stay?"),
        order=DETAILS + 2,
        hint=_("At 1, 3, 6 and 12 months after the start; tasks remind you of each."),
    ):
        follow_ups: Mapped[list[RetentionFollowUp]] = ask.rows(
            "RetentionFollowUp", _("Follow-ups"), column="form_id", maximum=4
        )
    with ask.section(_("At exit"), order=DETAILS + 3):
        outcome: Mapped[str | None] = ask.choice(lists.EXIT_OUTCOME, _("Outcome at exit"))
        satisfaction: Mapped[int | None] = ask.number(
            _("Satisfaction of the client, 1 to 5"), **SCALE
        )

    employer: Mapped[Employer | None] = tenant_relationship("Employer", "employer_id")


Index("ix_employment_placement_employer", JobPlacement.agency_id, JobPlacement.employer_id)
