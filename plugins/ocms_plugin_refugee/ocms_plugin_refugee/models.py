"""The form of the Resettlement Assistance Program, declared (forms.md F5)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import HOUSING
from ocms_plugin_refugee import lookups, reckoning
from ocms_plugin_refugee.i18n import _

CASE = 30
OVER = ["completed", "ended_early"]
MOST_MINUTES = 500 * 60
MOST_TOPICS = 40


class EssentialProgramLink(FormPart, AgencyScoped, Base):
    """How far one essential program is: one line of the checklist."""

    __tablename__ = "refugee_program_link"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("refugee_assistance", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    program: Mapped[str | None] = ask.choice(lookups.ESSENTIAL_PROGRAM, _("Program"), required=True)
    link_status: Mapped[str | None] = ask.choice(lookups.LINK_STATUS, _("How far it is"))
    reached_on: Mapped[dt.date | None] = ask.date(_("Since"), maximum="today")

    __table_args__ = (Index("ix_refugee_program_link_form", "agency_id", "form_id"),)


class OrientationGiven(FormPart, AgencyScoped, Base):
    """One topic on one day, or a topic that is still to come."""

    __tablename__ = "refugee_orientation"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("refugee_assistance", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    topic: Mapped[str | None] = ask.choice(lookups.ORIENTATION_TOPIC, _("Topic"), required=True)
    given_on: Mapped[dt.date | None] = ask.date(_("Given on"), maximum="today")
    length: Mapped[int | None] = ask.minutes(_("Length"), minimum=0, maximum=24 * 60)

    __table_args__ = (Index("ix_refugee_orientation_form", "agency_id", "form_id"),)


class RefugeeAssistance(ServiceForm):
    """Everything the program gave one refugee: one record for each client, kept over weeks (F5)."""

    __tablename__ = "refugee_assistance"
    __form__ = FormSpec(
        key="refugee_assistance",
        title=_("Refugee (RAP) record"),
        description=_("All services of the Resettlement Assistance Program, over the first weeks."),
        blocks=("support",),
        labels={
            "start_date": _("RAP services began on"),
            "end_date": _("RAP services ended on"),
        },
        shown_if={"end_date": ServiceForm.status.in_(OVER)},
        alone=True,
        begins_with=reckoning.first_answers,
        reckons={"service_date": lambda answers: answers.get("start_date")},
        rules=(
            Rule(
                at="end_date",
                message=_("The end is before the start: correct one of the two dates."),
                test=lambda answers: reckoning.in_order(answers, "start_date", "end_date"),
            ),
            Rule(
                at="check_out",
                message=_("The client left before arriving there: correct one of the two dates."),
                test=lambda answers: reckoning.in_order(answers, "check_in", "check_out"),
            ),
            Rule(
                at="program_links",
                message=_("A program stands there twice: keep one line for each program."),
                test=reckoning.each_program_once,
            ),
        ),
    )

    with ask.section(_("Case"), order=CASE):
        category: Mapped[str | None] = ask.choice(lookups.CATEGORY, _("RAP category"), green=True)
        principal_applicant: Mapped[bool | None] = ask.yes_no(_("Principal applicant"))
        family_size: Mapped[int | None] = ask.number(_("Family size"), minimum=1, maximum=40)
        notice_number: Mapped[str | None] = ask.text(_("Number of the notice of arrival"))
        arrival_date: Mapped[dt.date | None] = ask.date(_("Arrival in Canada"))
        arrival_time: Mapped[dt.time | None] = ask.time(_("Time of arrival"))
        flight: Mapped[str | None] = ask.text(_("Flight"), max_length=40)
        destination: Mapped[str | None] = ask.text(_("City of destination"))
        special_needs: Mapped[list[str]] = ask.many(lookups.SPECIAL_NEED, _("Special needs"))
        special_needs_details: Mapped[str | None] = ask.long_text(_("Details of special needs"))
    with ask.section(_("Port of entry"), order=CASE + 1):
        met: Mapped[bool | None] = ask.yes_no(_("Met at the port of entry"))
        met_on: Mapped[dt.date | None] = ask.date(
            _("Met on"),
            shown_if=met == True,  # noqa: E712
            maximum="today",
        )
        met_at: Mapped[str | None] = ask.text(
            _("Met where?"),
            hint=_("The airport or border crossing."),
            shown_if=met == True,  # noqa: E712
        )
        transport_provided: Mapped[bool | None] = ask.yes_no(_("Transport provided"))
        winter_clothing: Mapped[bool | None] = ask.yes_no(_("Winter clothing issued"))
        connecting_travel: Mapped[bool | None] = ask.yes_no(_("Connecting travel arranged"))
        overnight: Mapped[bool | None] = ask.yes_no(_("Overnight stay at the port of entry"))
    with ask.section(_("Reception and temporary accommodation"), order=CASE + 2):
        accommodation: Mapped[str | None] = ask.choice(
            lookups.ACCOMMODATION, _("Temporary accommodation")
        )
        accommodation_name: Mapped[str | None] = ask.text(_("Name or place"))
        check_in: Mapped[dt.date | None] = ask.date(_("Moved in there on"))
        check_out: Mapped[dt.date | None] = ask.date(_("Left on"))
        nights: Mapped[int | None] = ask.number(_("Nights"), computed=reckoning.nights)
    with ask.section(_("Needs assessment"), order=CASE + 3):
        assessment_done: Mapped[bool | None] = ask.yes_no(_("Needs assessment done"))
        assessed_on: Mapped[dt.date | None] = ask.date(
            _("Assessed on"),
            shown_if=assessment_done == True,  # noqa: E712
            maximum="today",
        )
    with ask.section(
        _("Links to essential programs"),
        order=CASE + 4,
        hint=_("One line for each program; leave those for later as they are."),
    ):
        program_links: Mapped[list[EssentialProgramLink]] = ask.rows(
            "EssentialProgramLink",
            _("Essential programs"),
            column="form_id",
            maximum=len(lookups.ESSENTIAL_PROGRAM),
            compact=True,
        )
    with ask.section(_("Financial orientation"), order=CASE + 5):
        financial_topics: Mapped[list[str]] = ask.many(
            lookups.FINANCIAL_TOPIC, _("Topics of financial orientation")
        )
        financial_given_on: Mapped[dt.date | None] = ask.date(_("Given on"), maximum="today")
        financial_minutes: Mapped[int | None] = ask.minutes(
            _("Length"), minimum=0, maximum=MOST_MINUTES
        )
    with ask.section(
        _("Immediate and essential orientation"),
        order=CASE + 6,
        hint=_("A topic without a date is still to come."),
    ):
        orientation: Mapped[list[OrientationGiven]] = ask.rows(
            "OrientationGiven",
            _("Orientation topics"),
            column="form_id",
            maximum=MOST_TOPICS,
            compact=True,
        )
    with ask.section(_("Permanent housing"), order=CASE + 7):
        housing_orientation: Mapped[bool | None] = ask.yes_no(_("Orientation on housing given"))
        search_started_on: Mapped[dt.date | None] = ask.date(
            _("Housing search started on"), maximum="today"
        )
        viewings: Mapped[int | None] = ask.number(_("Viewings"), minimum=0, maximum=200)
        permanent_address: Mapped[str | None] = ask.text(_("Permanent address"))
        moved_in_on: Mapped[dt.date | None] = ask.date(_("Moved in on"))
        housing_type: Mapped[str | None] = ask.choice(HOUSING, _("Type of housing"))
        monthly_rent: Mapped[int | None] = ask.money(_("Rent a month"), minimum=0)
        goods_delivered: Mapped[bool | None] = ask.yes_no(_("Household goods delivered"))
        goods_delivered_on: Mapped[dt.date | None] = ask.date(
            _("Delivered on"),
            shown_if=goods_delivered == True,  # noqa: E712
            maximum="today",
        )
    with ask.section(_("Life-skills training and exit"), order=CASE + 8):
        life_skills_sessions: Mapped[int | None] = ask.number(
            _("Sessions of life-skills training"), minimum=0, maximum=500
        )
        life_skills_minutes: Mapped[int | None] = ask.minutes(
            _("Hours of life-skills training"), minimum=0, maximum=MOST_MINUTES
        )
        exit_assessed_on: Mapped[dt.date | None] = ask.date(
            _("RAP exit assessment on"), maximum="today"
        )
        exit_result: Mapped[str | None] = ask.choice(
            lookups.EXIT_RESULT, _("Result of the exit assessment")
        )
        referred_to_settlement: Mapped[bool | None] = ask.yes_no(
            _("Referred to settlement services")
        )
    with ask.section(_("Other"), order=CASE + 9):
        one_year_window: Mapped[bool | None] = ask.yes_no(_("One-year window asked for"))
        extended_support: Mapped[bool | None] = ask.yes_no(
            _("Extended support of a joint sponsorship"), shown_if=category == "joint_assistance"
        )
        extended_until: Mapped[dt.date | None] = ask.date(
            _("Extended until"),
            shown_if=extended_support == True,  # noqa: E712
        )
        moved_elsewhere: Mapped[bool | None] = ask.yes_no(
            _("Moved to another city (secondary migration)")
        )
        new_city: Mapped[str | None] = ask.text(
            _("New city"),
            shown_if=moved_elsewhere == True,  # noqa: E712
        )
        moved_elsewhere_on: Mapped[dt.date | None] = ask.date(
            _("Moved there on"),
            shown_if=moved_elsewhere == True,  # noqa: E712
        )
    with ask.section(_("Services given so far"), order=CASE + 10):
        services_given: Mapped[list[str]] = ask.many(
            lookups.RAP_SERVICE,
            _("RAP services given"),
            hint=_("Follows from the answers above whenever you save."),
            computed=reckoning.services_given,
        )
