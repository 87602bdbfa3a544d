"""The Job Development Needs Assessment (forms.md F8), close to what provincial programs ask."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocms_core.clients.models import Client
from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.db.scope import agency_of
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_core.lookups import (
    CONTACT_WAY,
    COUNTRY,
    CREDENTIAL_STATUS,
    EDUCATION_LEVEL,
    IMMIGRATION_STATUS,
    INCOME_SOURCE,
    LANGUAGE,
    MARITAL_STATUS,
    NOC_2021_BROAD,
    PROVINCE,
)
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.lookups import development as lists
from ocms_plugin_employment.models.parts import (
    DETAILS,
    ENDS_AFTER_START,
    MOST_CENTS,
    MOST_HOURS_A_WEEK,
    ROW_IN_ORDER,
    SCALE,
)

CITIZENS_AND_RESIDENTS = ("permanent_resident", "citizen_naturalized", "citizen_by_birth")
OUT_OF_WORK = frozenset({"underemployed", "unemployed", "not_in_labour_force"})
LONG_OUT = frozenset({"months_6_12", "years_1_3", "over_3_years", "never"})
NO_SECONDARY = frozenset({"none", "grade_0_8", "grade_9", "grade_10", "grade_11"})
ASSISTANCE = frozenset({"ontario_works", "disability_support", "resettlement_assistance", "none"})
LITTLE_READY = 2


def suitability(answers: Mapping[str, Any]) -> int:
    """Return one point for each sign that the client needs the program, and for each barrier."""
    levels = {row["level"] for row in answers["education"] or () if row["level"]}
    readiness = answers["readiness"]
    signs = (
        answers["labour_force"] in OUT_OF_WORK,
        answers["time_out_of_work"] in LONG_OUT,
        answers["time_out_of_school"] in LONG_OUT,
        bool(levels) and levels <= NO_SECONDARY,
        bool(ASSISTANCE & set(answers["income_sources"] or ())),
        readiness is not None and readiness <= LITTLE_READY,
    )
    return sum(signs) + len(answers["barriers"] or ())


def _what_the_profile_says(db: Session, form: Any) -> dict[str, Any]:
    """Return the first answers of a new assessment: what the client told already."""
    client = db.get(Client, (agency_of(db), form.client_id))
    if client is None:
        return {}
    address = client.addresses[0] if client.addresses else None
    street = (address.street_number, address.street_name) if address else ()
    return {
        "immigration_status": client.immigration_status,
        "arrival_date": client.arrival_date,
        "preferred_contact": client.preferred_contact,
        "marital_status": client.marital_status,
        "languages": list(client.languages_spoken or ()),
        "address": " ".join(part for part in street if part) or None,
        "city": address.city if address else None,
        "province": address.province if address else None,
        "home_postal_code": client.postal_code or (address.postal_code if address else None),
        "income_sources": list(client.income_sources or ()),
        "credential_status": client.credential_status,
        "long_goal": client.intended_occupation,
    }


class Study(FormPart, AgencyScoped, Base):
    """A school, and how far the client went there."""

    __tablename__ = "employment_study"
    form_key: ClassVar[str] = "form_id"
    __row_rules__: ClassVar[tuple[Any, ...]] = (ROW_IN_ORDER,)

    form_id: Mapped[uuid.UUID] = reference("employment_needs", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    institution: Mapped[str | None] = ask.text(_("Institution"))
    level: Mapped[str | None] = ask.choice(
        EDUCATION_LEVEL, _("Last grade or credential completed"), green=True
    )
    study_type: Mapped[str | None] = ask.choice(lists.STUDY_TYPE, _("Type"))
    country: Mapped[str | None] = ask.choice(COUNTRY, _("Country"))
    begun: Mapped[str | None] = ask.partial_date(_("From"))
    ended: Mapped[str | None] = ask.partial_date(_("Until"))

    __table_args__ = (Index("ix_employment_study_form", "agency_id", "form_id"),)


class Job(FormPart, AgencyScoped, Base):
    """A job the client had."""

    __tablename__ = "employment_job"
    form_key: ClassVar[str] = "form_id"
    __row_rules__: ClassVar[tuple[Any, ...]] = (ROW_IN_ORDER,)

    form_id: Mapped[uuid.UUID] = reference("employment_needs", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str | None] = ask.text(_("Job title"), required=True)
    employer: Mapped[str | None] = ask.text(_("Employer"))
    occupation: Mapped[str | None] = ask.choice(NOC_2021_BROAD, _("Occupational category"))
    occupation_code: Mapped[str | None] = ask.text(
        _("NOC 2021 code"), input_type="noc", max_length=12
    )
    begun: Mapped[str | None] = ask.partial_date(_("From"))
    ended: Mapped[str | None] = ask.partial_date(_("Until"))
    weekly_hours: Mapped[int | None] = ask.number(
        _("Hours a week"), minimum=0, maximum=MOST_HOURS_A_WEEK
    )
    hourly_wage: Mapped[int | None] = ask.money(_("Wage an hour"), minimum=0, maximum=MOST_CENTS)
    reason_left: Mapped[str | None] = ask.choice(lists.LEFT_JOB, _("Reason for leaving"))

    __table_args__ = (Index("ix_employment_job_form", "agency_id", "form_id"),)


class PlanLine(FormPart, AgencyScoped, Base):
    """One step of the action plan."""

    __tablename__ = "employment_plan_line"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("employment_needs", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    activity: Mapped[str | None] = ask.choice(lists.PLAN_ACTIVITY, _("Activity"), required=True)
    details: Mapped[str | None] = ask.text(_("Details"))
    by_whom: Mapped[str | None] = ask.choice(lists.BY_WHOM, _("By whom"))
    due_on: Mapped[dt.date | None] = ask.date(_("Due"))
    plan_status: Mapped[str | None] = ask.choice(lists.PLAN_STATUS, _("Status"))

    __table_args__ = (Index("ix_employment_plan_line_form", "agency_id", "form_id"),)


class JobNeedsAssessment(ServiceForm):
    """Who the client is for the labour market, what is in the way, and what will be done."""

    __tablename__ = "employment_needs"
    __form__ = FormSpec(
        key="job_needs_assessment",
        title=_("Job development needs assessment"),
        description=_("Studies, work, barriers, goals and the plan: the first form of a client."),
        labels={"start_date": _("Registration date"), "end_date": _("End date")},
        green=frozenset({"start_date"}),
        begins_with=_what_the_profile_says,
        rules=(ENDS_AFTER_START,),
    )

    with ask.section(_("About the client"), order=DETAILS):
        immigration_status: Mapped[str | None] = ask.choice(
            IMMIGRATION_STATUS, _("Status in Canada")
        )
        arrival_date: Mapped[dt.date | None] = ask.date(
            _("Date of arrival in Canada"),
            maximum="today",
            shown_if=immigration_status.not_in(CITIZENS_AND_RESIDENTS),
        )
        preferred_language: Mapped[str | None] = ask.choice(
            LANGUAGE, _("Preferred language of service")
        )
        preferred_contact: Mapped[str | None] = ask.choice(
            CONTACT_WAY, _("Preferred way of communication")
        )
        marital_status: Mapped[str | None] = ask.choice(MARITAL_STATUS, _("Marital status"))
        designated_groups: Mapped[list[str]] = ask.many(
            lists.DESIGNATED_GROUP,
            _("Designated groups"),
            hint=_("Voluntary: tick only what the client wants to tell."),
        )
    with ask.section(_("Address"), order=DETAILS + 1):
        address: Mapped[str | None] = ask.text(_("Street and number"), max_length=160)
        city: Mapped[str | None] = ask.text(_("City"), max_length=80)
        province: Mapped[str | None] = ask.choice(PROVINCE, _("Province"))
        home_postal_code: Mapped[str | None] = ask.text(_("Postal code"), max_length=20)
    with ask.section(_("Education"), order=DETAILS + 2):
        education: Mapped[list[Study]] = ask.rows(
            "Study", _("Schools and studies"), column="form_id", maximum=10
        )
        credential_status: Mapped[str | None] = ask.choice(
            CREDENTIAL_STATUS, _("Recognition of credentials")
        )
        credential_details: Mapped[str | None] = ask.text(
            _("Which credentials, assessed by whom?"),
            shown_if=credential_status.in_(["in_progress", "assessed"]),
        )
    with ask.section(_("Work and income"), order=DETAILS + 3):
        labour_force: Mapped[str | None] = ask.choice(
            lists.LABOUR_FORCE, _("Labour force attachment"), green=True
        )
        time_out_of_work: Mapped[str | None] = ask.choice(lists.TIME_OUT, _("Time out of work"))
        time_out_of_school: Mapped[str | None] = ask.choice(
            lists.TIME_OUT, _("Time out of school or training")
        )
        income_sources: Mapped[list[str]] = ask.many(INCOME_SOURCE, _("Sources of income"))
        jobs: Mapped[list[Job]] = ask.rows(
            "Job", _("Employment history"), column="form_id", maximum=15
        )
    with ask.section(_("Skills and means"), order=DETAILS + 4):
        languages: Mapped[list[str]] = ask.many(LANGUAGE, _("Languages the client can work in"))
        english_level: Mapped[str | None] = ask.choice(
            lists.WORKING_LANGUAGE, _("English for work")
        )
        french_level: Mapped[str | None] = ask.choice(lists.WORKING_LANGUAGE, _("French for work"))
        computer_skills: Mapped[str | None] = ask.choice(
            lists.COMPUTER_SKILLS, _("Computer skills")
        )
        licences: Mapped[str | None] = ask.text(
            _("Licences and certificates"),
            hint=_("For example first aid, forklift, food handling."),
        )
        driving_licence: Mapped[str | None] = ask.choice(
            lists.DRIVING_LICENCE, _("Driver’s licence")
        )
        has_vehicle: Mapped[bool | None] = ask.yes_no(_("Has a vehicle for work"))
        has_tools: Mapped[bool | None] = ask.yes_no(_("Has the tools of the trade"))
        tools: Mapped[str | None] = ask.text(
            _("Which tools?"),
            shown_if=has_tools == True,  # noqa: E712  SQL, not Python
        )
    with ask.section(
        _("Barriers and readiness"),
        order=DETAILS + 5,
        hint=_(
            "The suitability total has a point for each barrier, and one each for no or too little "
            "work, six months or more out of work, six months or more out of school, no secondary "
            "diploma, social assistance or no income, and readiness of 1 or 2."
        ),
    ):
        barriers: Mapped[list[str]] = ask.many(lists.BARRIER, _("Barriers to employment"))
        barrier_details: Mapped[str | None] = ask.long_text(_("What is in the way, in words"))
        readiness: Mapped[int | None] = ask.number(
            _("Readiness for work, 1 to 5"),
            hint=_("1: much to do first. 5: ready to begin tomorrow."),
            **SCALE,
        )
        suitability_total: Mapped[int | None] = ask.number(
            _("Suitability total"),
            computed=suitability,
            hint=_("Counted when you save."),
        )
    with ask.section(_("Goals"), order=DETAILS + 6):
        short_goal: Mapped[str | None] = ask.text(_("Job goal, soon"), green=True)
        long_goal: Mapped[str | None] = ask.text(_("Job goal, later"))
        short_goal_occupation: Mapped[str | None] = ask.choice(
            NOC_2021_BROAD, _("Occupational category of the goal, soon")
        )
        long_goal_occupation: Mapped[str | None] = ask.choice(
            NOC_2021_BROAD, _("Occupational category of the goal, later")
        )
        short_goal_code: Mapped[str | None] = ask.text(
            _("NOC 2021 code of the goal, soon"), input_type="noc", max_length=12
        )
        long_goal_code: Mapped[str | None] = ask.text(
            _("NOC 2021 code of the goal, later"), input_type="noc", max_length=12
        )
    with ask.section(_("Action plan"), order=DETAILS + 7):
        plan: Mapped[list[PlanLine]] = ask.rows(
            "PlanLine", _("Steps of the plan"), column="form_id", maximum=20
        )
