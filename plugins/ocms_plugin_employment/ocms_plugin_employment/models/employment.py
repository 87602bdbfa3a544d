"""The form Employment (forms.md F3): a referral, a short intervention, or a long one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.directory.lookups import EMPLOYER_SIZE
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import FUNDER_EMPLOYMENT_STATUS
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.lookups import employment as lists
from ocms_plugin_employment.lookups.occupations import NOC_GROUP
from ocms_plugin_employment.lookups.professions import PROFESSION
from ocms_plugin_employment.models.parts import DETAILS, ENDS_AFTER_START, in_order

MOST_SHORT_SERVICES = 5


class ShortTermService(FormPart, AgencyScoped, Base):
    """One short-term service on one day."""

    __tablename__ = "employment_short_service"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("employment_service", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    service: Mapped[str | None] = ask.choice(
        lists.SHORT_TERM_SERVICE, _("Service received"), green=True
    )
    received_on: Mapped[dt.date | None] = ask.date(_("Date"), green=True, maximum="today")

    __table_args__ = (Index("ix_employment_short_service_form", "agency_id", "form_id"),)


class EarlierProgram(FormPart, AgencyScoped, Base):
    """An employment program that the client attended before."""

    __tablename__ = "employment_earlier_program"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("employment_service", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str | None] = ask.text(_("Name of the program"), required=True)
    provider: Mapped[str | None] = ask.text(_("Given by"))
    year: Mapped[str | None] = ask.text(_("Year"), input_type="year", max_length=10)
    completed: Mapped[bool | None] = ask.yes_no(_("Completed"))

    __table_args__ = (Index("ix_employment_earlier_program_form", "agency_id", "form_id"),)


class Employment(ServiceForm):
    """Employment services of the federal funder, by one of three paths."""

    __tablename__ = "employment_service"
    __form__ = FormSpec(
        key="employment",
        title=_("Employment"),
        description=_("A referral, short-term services, or a long-term intervention."),
        blocks=("skills", "support"),
        # Life skills and citizenship are asked by Information and Orientation alone.
        without=frozenset({"skills.life_received", "skills.life"}),
        labels={"minutes": _("Time spent with the client or on the client’s employment needs")},
        sessions=("direct_service",),
        rules=(
            ENDS_AFTER_START,
            Rule(
                at="intervention_end",
                message=_("The end is before the start: correct one of the two dates."),
                test=in_order("intervention_start", "intervention_end"),
            ),
        ),
    )

    with ask.section(_("Employment intervention"), order=DETAILS):
        registered: Mapped[bool | None] = ask.yes_no(
            _("Registration in an employment intervention")
        )
        referral_to: Mapped[str | None] = ask.choice(
            lists.REFERRAL_TO,
            _("A referral to"),
            shown_if=registered == False,  # noqa: E712  SQL, not Python
        )
        referral_date: Mapped[dt.date | None] = ask.date(
            _("Referral date"),
            shown_if=registered == False,  # noqa: E712
        )
        intervention_type: Mapped[str | None] = ask.choice(
            lists.INTERVENTION_TYPE,
            _("Intervention type"),
            shown_if=registered == True,  # noqa: E712
        )
        intervention_received: Mapped[str | None] = ask.choice(
            lists.INTERVENTION_RECEIVED,
            _("Intervention received"),
            shown_if=intervention_type == "long_term",
        )
        intervention_status: Mapped[str | None] = ask.choice(
            lists.INTERVENTION_STATUS,
            _("Status of intervention"),
            shown_if=intervention_type == "long_term",
        )
        leave_reason: Mapped[str | None] = ask.choice(
            lists.LEAVE_REASON,
            _("Reason for leaving the intervention"),
            shown_if=intervention_status == "ended_early",
        )
        intervention_start: Mapped[dt.date | None] = ask.date(
            _("Start date of the intervention"), shown_if=intervention_type == "long_term"
        )
        intervention_end: Mapped[dt.date | None] = ask.date(
            _("End date of the intervention"),
            shown_if=intervention_status.in_(["ended_early", "completed"]),
        )
        employer_size: Mapped[str | None] = ask.choice(
            EMPLOYER_SIZE,
            _("Size of the employer"),
            shown_if=intervention_received == "work_placement",
        )
        placement_paid: Mapped[str | None] = ask.choice(
            lists.PAID, _("The placement was"), shown_if=intervention_received == "work_placement"
        )
        working_hours: Mapped[str | None] = ask.choice(
            lists.WORKING_HOURS,
            _("Hours a week"),
            shown_if=intervention_received == "work_placement",
        )
        mentor_place: Mapped[str | None] = ask.choice(
            lists.MENTOR_PLACE,
            _("Client met mentor regularly at"),
            shown_if=intervention_received == "mentoring",
        )
        mentor_hours: Mapped[str | None] = ask.choice(
            lists.MENTOR_HOURS,
            _("Average hours a week in contact with the mentor"),
            shown_if=intervention_received == "mentoring",
        )
        profession: Mapped[str | None] = ask.choice(
            PROFESSION,
            _("Profession or trade for which services were received"),
            shown_if=intervention_received == "licensure",
        )
        short_services: Mapped[list[ShortTermService]] = ask.rows(
            "ShortTermService",
            _("Short-term services received"),
            column="form_id",
            shown_if=intervention_type == "short_term",
            at_least=1,
            maximum=MOST_SHORT_SERVICES,
        )
    with ask.section(_("Work and studies of the client"), order=DETAILS + 1):
        employment_status: Mapped[str | None] = ask.choice(
            FUNDER_EMPLOYMENT_STATUS, _("Employment status")
        )
        education_status: Mapped[str | None] = ask.choice(
            lists.EDUCATION_STATUS, _("Education status")
        )
        current_occupation: Mapped[str | None] = ask.choice(
            NOC_GROUP,
            _("Occupation in Canada"),
            shown_if=employment_status.in_(["part_time", "full_time"]),
        )
        intended_occupation: Mapped[str | None] = ask.choice(NOC_GROUP, _("Intended occupation"))
        skills_summary: Mapped[str | None] = ask.long_text(
            _("Skills"), hint=_("What the client can do, and the work they have done.")
        )
        earlier_programs: Mapped[list[EarlierProgram]] = ask.rows(
            "EarlierProgram", _("Employment programs attended before"), column="form_id", maximum=10
        )
