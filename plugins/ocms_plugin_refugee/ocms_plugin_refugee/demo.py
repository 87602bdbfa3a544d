"""Made-up RAP records: one for each resettled refugee of the last year and a half."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency, Funder, Program, Staff
from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Raw
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.services import FormService
from ocms_core.security.roles import Role
from ocms_plugin_refugee import lookups
from ocms_plugin_refugee.models import RefugeeAssistance

SINCE = dt.timedelta(days=540)
WEEKS = dt.timedelta(days=45)
KIND = RefugeeAssistance.__form__.key


def write_records(db: Session, agency: Agency, draw: Random) -> None:
    """Write the records of an agency through the service and the engine."""
    today = dt.datetime.now(ZoneInfo(agency.time_zone)).date()
    clients = db.scalars(
        select(Client)
        .where(
            Client.immigration_class.in_([code.code for code in lookups.CATEGORY]),
            Client.arrival_date > today - SINCE,
        )
        .order_by(Client.number)
    ).all()
    staff = db.scalars(select(Staff).where(Staff.role == Role.WORKER).order_by(Staff.last_name))
    workers = [one for one in staff if one.default_program_id is not None]
    funder = db.scalar(select(Funder).where(Funder.reports_to_icare.is_(True)))
    editor = Editor(
        RefugeeAssistance, AgencyChoices(db, agency.locale), locale=agency.locale, today=today
    )
    service = FormService(db, {KIND: RefugeeAssistance}, agency.locale)
    for client in clients if workers and funder else ():
        worker = draw.choice(workers)
        form = service.find_or_attach_alone(
            KIND,
            client,
            worker,
            form_id=uuid7(),
            today=client.arrival_date or today,
            program=db.get(Program, (agency.id, worker.default_program_id)),
        )
        form.funder_id = funder.id if funder else None
        arrived: dt.date = client.arrival_date or today
        raw = editor.raw_of(form) | _weeks(draw, arrived, min(today, arrived + WEEKS))
        submission = editor.judge(raw, record=form)
        if submission.errors:
            raise ValueError(f"made-up answers are refused: {submission.errors}")
        editor.apply(form, submission)
        service.judge_saved(form, submission)
        _date(form, agency, min(today, arrived + WEEKS))
    db.flush()


def _date(form: ServiceForm, agency: Agency, day: dt.date) -> None:
    """Let the record be as old as what it tells."""
    at = dt.datetime.combine(day, dt.time(11, 20), tzinfo=ZoneInfo(agency.time_zone))
    form.created_at = form.updated_at = at
    form.completed_at = at if form.is_complete else None


def _weeks(draw: Random, arrived: dt.date, until: dt.date) -> Raw:
    """Return what was done from the arrival until a day, as a browser would post it."""
    over = (until - arrived) >= WEEKS
    left = arrived + dt.timedelta(days=draw.randint(12, 30))
    met = draw.choice((True, True, True, True, False))
    answers: dict[str, Any] = {
        "status": "completed" if over else "ongoing",
        "end_date": until if over else None,
        "arrival_time": f"{draw.randint(7, 22)}:{draw.choice(('05', '20', '40'))}",
        "flight": f"{draw.choice(('AC', 'TK', 'RJ'))} {draw.randint(50, 890)}",
        "principal_applicant": draw.choice(("yes", "no")),
        "met": "yes" if met else "no",
        "met_on": arrived if met else None,
        "met_at": "Toronto Pearson" if met else None,
        "transport_provided": "yes" if met else "no",
        "winter_clothing": "yes" if arrived.month in (11, 12, 1, 2, 3) else "no",
        "accommodation": draw.choice(("reception_house", "reception_house", "hotel")),
        "check_in": arrived,
        "check_out": left if left <= until else None,
        "assessment_done": "yes",
        "assessed_on": min(until, arrived + dt.timedelta(days=draw.randint(2, 9))),
        "housing_orientation": "yes" if over else None,
        "moved_in_on": left if left <= until else None,
        "housing_type": "rent_private" if left <= until else None,
        "monthly_rent": str(draw.randrange(1650, 2600, 50)) if left <= until else None,
        "life_skills_sessions": str(draw.randint(1, 5)) if over else None,
        "exit_assessed_on": until if over else None,
        "exit_result": draw.choice(("independent", "independent", "more_support"))
        if over
        else None,
        "referred_to_settlement": "yes" if over else None,
    }
    raw = {key: [str(answer)] for key, answer in answers.items() if answer is not None}
    raw |= {key: [] for key, answer in answers.items() if answer is None}
    raw["financial_topics"] = ["income_support", "start_up", "budgeting"]
    raw["financial_given_on"] = [str(min(until, arrived + dt.timedelta(days=6)))]
    for line in range(len(lookups.ESSENTIAL_PROGRAM)):
        status = draw.choice(("obtained", "obtained", "applied", "assisted", "not_needed"))
        day = min(until, arrived + dt.timedelta(days=draw.randint(3, 40)))
        raw[f"program_links-{line}-link_status"] = [status]
        raw[f"program_links-{line}-reached_on"] = [] if status == "not_needed" else [str(day)]
    for line in range(len(lookups.ORIENTATION_TOPIC)):
        day = arrived + dt.timedelta(days=draw.randint(2, 42))
        if day <= until:
            raw[f"orientation-{line}-given_on"] = [str(day)]
            raw[f"orientation-{line}-length"] = [draw.choice(("0:30", "0:45", "1:00"))]
    return raw
