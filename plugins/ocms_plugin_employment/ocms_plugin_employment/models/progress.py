"""The Job Development Update (forms.md F9): what happened since the last one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.lookups import development as lists
from ocms_plugin_employment.models.parts import DETAILS, SCALE

COUNT = {"minimum": 0, "maximum": 999}


class JobLead(FormPart, AgencyScoped, Base):
    """A job that the client was told of."""

    __tablename__ = "employment_job_lead"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("employment_progress", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    employer: Mapped[str | None] = ask.text(_("Employer"), required=True)
    title: Mapped[str | None] = ask.text(_("Position"))
    given_on: Mapped[dt.date | None] = ask.date(_("Date"), maximum="today")
    result: Mapped[str | None] = ask.choice(lists.LEAD_RESULT, _("Result"))

    __table_args__ = (Index("ix_employment_job_lead_form", "agency_id", "form_id"),)


class JobProgress(ServiceForm):
    """One contact during the search: activities, leads, and what comes next."""

    __tablename__ = "employment_progress"
    __form__ = FormSpec(
        key="job_progress",
        title=_("Job development update"),
        description=_("What the client did since the last contact, and the next steps."),
        labels={"start_date": _("Date of the contact")},
        green=frozenset({"start_date"}),
        without=frozenset({"end_date"}),
    )

    with ask.section(_("Contact"), order=DETAILS):
        contact_type: Mapped[str | None] = ask.choice(
            lists.CONTACT_TYPE, _("Type of contact"), green=True
        )
        employer_id: Mapped[uuid.UUID | None] = ask.pick(
            "employer",
            _("Employer contacted"),
            hint=_("If you spoke with an employer of the directory about the client."),
        )
        search_status: Mapped[str | None] = ask.choice(
            lists.SEARCH_STATUS, _("Status of the client’s search"), green=True
        )
    with ask.section(
        _("Since the last contact"), order=DETAILS + 1, hint=_("How often the client did each.")
    ):
        applications: Mapped[int | None] = ask.number(_("Applications"), **COUNT)
        interviews: Mapped[int | None] = ask.number(_("Interviews"), **COUNT)
        networking: Mapped[int | None] = ask.number(_("Networking events or contacts"), **COUNT)
        trainings: Mapped[int | None] = ask.number(_("Training sessions"), **COUNT)
        resume_done: Mapped[bool | None] = ask.yes_no(_("Résumé done"))
        cover_letter_done: Mapped[bool | None] = ask.yes_no(_("Cover letter done"))
    with ask.section(_("Barriers"), order=DETAILS + 2):  # noqa: SIM117
        with ask.grid(lists.BARRIER, _("What changed about barriers?")):
            barriers_gone: Mapped[list[str]] = ask.tick_column(_("Overcome"))
            barriers_new: Mapped[list[str]] = ask.tick_column(_("New"))
    with ask.section(_("Job leads"), order=DETAILS + 3):
        leads: Mapped[list[JobLead]] = ask.rows(
            "JobLead", _("Leads given to the client"), column="form_id", maximum=20
        )
    with ask.section(_("Review and next steps"), order=DETAILS + 4):
        goals_review: Mapped[str | None] = ask.choice(lists.GOALS_MET, _("Review of the goals"))
        readiness: Mapped[int | None] = ask.number(
            _("Readiness for work, 1 to 5"),
            hint=_("1: much to do first. 5: ready to begin tomorrow."),
            **SCALE,
        )
        next_steps: Mapped[str | None] = ask.long_text(_("Next steps"))
        next_appointment: Mapped[dt.date | None] = ask.date(_("Next appointment"))
        next_appointment_time: Mapped[dt.time | None] = ask.time(
            _("Time of the next appointment"),
            shown_if=next_appointment > dt.date(2000, 1, 1),
        )


Index("ix_employment_progress_employer", JobProgress.agency_id, JobProgress.employer_id)
