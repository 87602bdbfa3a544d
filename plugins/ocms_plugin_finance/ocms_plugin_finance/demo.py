"""Made-up money matters: visits about tax and benefits, and what came of them weeks later."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency, Program, Site, Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.services import FormService
from ocms_core.security.roles import Role
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)
from ocms_plugin_finance.models import FinancialServices

KIND = FinancialServices.__form__.key
YOUNGEST = 19
# One adult in so many is helped with money.
ONE_IN = 6
AT = dt.time(14, 10)
# What was done, what is asked of it besides, and what may come of it with the least and the most
# dollars.
MATTERS: tuple[tuple[tuple[str, ...], dict[str, Any], tuple[tuple[str, int, int], ...]], ...] = (
    (
        ("tax_filing", "benefit_screening"),
        {"benefits": ["ccb", "otb"]},
        (("return_filed", 0, 0), ("refund", 240, 1900), ("benefit_yearly", 900, 7400)),
    ),
    (
        ("benefit_application", "identification"),
        {"benefits": ["ccb"]},
        (("benefit_yearly", 2400, 7400), ("identification", 0, 0)),
    ),
    (
        ("debt_assessment", "creditor_negotiation"),
        {"debts": ["credit_card"]},
        (("debt_reduced", 600, 4200), ("payment_plan", 0, 0)),
    ),
    (("budgeting", "savings"), {}, (("savings_started", 50, 400), ("budget_used", 0, 0))),
    (("bank_account", "coaching"), {}, (("account_opened", 0, 0), ("confidence_up", 0, 0))),
    (("immigration_loan", "letter"), {"debts": ["immigration"]}, (("payment_plan", 0, 0),)),
)


class Writer:
    """Writes the finance sessions of one agency."""

    def __init__(self, db: Session, agency: Agency, draw: Random) -> None:
        self.db, self.agency, self.draw = db, agency, draw
        self.zone = ZoneInfo(agency.time_zone)
        self.today = dt.datetime.now(self.zone).date()
        staff = db.scalars(select(Staff).where(Staff.role == Role.WORKER))
        self.workers = sorted(
            (one for one in staff if one.default_program_id is not None),
            key=lambda one: (one.last_name, one.first_name),
        )
        self.sites = sorted(db.scalars(select(Site)), key=lambda site: site.name)
        self.editor = Editor(
            FinancialServices,
            AgencyChoices(db, agency.locale),
            locale=agency.locale,
            today=self.today,
        )
        self.forms = FormService(db, {KIND: FinancialServices}, agency.locale)

    def write(self) -> None:
        """Write a visit of services, and mostly a later one of outcomes, for some clients."""
        born_before = self.today - dt.timedelta(days=365 * YOUNGEST)
        clients = self.db.scalars(
            select(Client)
            .where(Client.kind == NAMED, Client.born_on < born_before)
            .order_by(Client.number)
        ).all()
        for client in clients[1::ONE_IN] if self.workers and self.sites else ():
            worker = self.draw.choice(self.workers)
            given = _workday(self.today - dt.timedelta(days=self.draw.randint(10, 330)))
            services, details, outcomes = self.draw.choice(MATTERS)
            if client.registration_date and given < client.registration_date:
                continue
            self._visit(client, worker, given, self._services(given, services, details))
            later = _workday(given + dt.timedelta(days=self.draw.randint(21, 70)))
            if later <= self.today:
                self._visit(client, worker, later, self._outcomes(given, later, outcomes))
        self.db.flush()

    def _services(
        self, day: dt.date, services: tuple[str, ...], details: dict[str, Any]
    ) -> dict[str, Any]:
        years = {"tax_years": str(day.year - 1)} if "tax_filing" in services else {}
        return {
            "is_follow_up": False,
            "stage": self.draw.choice(("assessment", "planning", "active")),
            "records": "services",
            "services": list(services),
            "service_minutes": self.draw.choice((30, 45, 60, 75)),
            **years,
            **details,
        }

    def _outcomes(
        self, given: dt.date, day: dt.date, outcomes: tuple[tuple[str, int, int], ...]
    ) -> dict[str, Any]:
        lines = [
            {
                "outcome": outcome,
                "amount": self.draw.randint(least * 100, most * 100) if most else None,
                "obtained_on": given + (day - given) // 2,
            }
            for outcome, least, most in outcomes
        ]
        before = self.draw.randint(1, 3)
        return {
            "is_follow_up": self.draw.random() < 0.3,  # noqa: PLR2004  a share
            "stage": self.draw.choice(("follow_up", "closed")),
            "records": "outcomes",
            "outcomes": lines,
            "confidence_before": before,
            "confidence_after": min(5, before + self.draw.randint(0, 2)),
        }

    def _visit(self, client: Client, worker: Staff, day: dt.date, answers: dict[str, Any]) -> None:
        program = self.db.get(Program, (self.agency.id, worker.default_program_id))
        funder_id = program.default_funder_id if program else None
        at = dt.datetime.combine(day, AT, tzinfo=self.zone)
        session = ServiceSession(
            id=uuid7(),
            session_type="finance",
            created_by_id=worker.id,
            service_date=day,
            site_id=self.draw.choice(self.sites).id,
            delivery_method=self.draw.choice(("in_person", "in_person", "phone")),
            start_time=AT,
            minutes=60,
            created_at=at,
            updated_at=at,
            workers=[SessionWorker(staff_id=worker.id)],
            clients=[SessionClient(client_id=client.id)],
            funders=[SessionFunder(funder_id=funder_id)] if funder_id else [],
        )
        self.db.add(session)
        self.db.flush()
        form = self.forms.attach(
            session, KIND, client.id, worker, form_id=uuid7(), program=program, today=self.today
        )
        told = {
            "status": "completed",
            "start_date": day,
            "end_date": day,
            "minutes": 60,
            "location": self.draw.choice(("office", "office", "tax_clinic", "remote")),
            **answers,
        }
        raw = {**self.editor.raw_of(form), **self.editor.raw_from(told)}
        submission = self.editor.judge(raw, record=form)
        if submission.errors:
            raise ValueError(f"made-up answers are refused: {submission.errors}")
        self.editor.apply(form, submission)
        self.forms.judge_saved(form, submission)
        form.created_at = form.updated_at = at
        form.completed_at = at if form.is_complete else None
        self.db.flush()


def _workday(day: dt.date) -> dt.date:
    """Return the day, or the Friday before a Saturday or Sunday."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def write_finances(db: Session, agency: Agency, draw: Random) -> None:
    """Write sessions about money for some clients of a demo agency."""
    Writer(db, agency, draw).write()
