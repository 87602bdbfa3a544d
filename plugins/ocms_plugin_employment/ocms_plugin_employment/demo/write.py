"""Writes the job development of an agency through the engine, one client after another."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from pyramid.i18n import make_localizer
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency, Program, Site, Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.directory.models import Employer, Supporter
from ocms_core.directory.picks import may_be_matched
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.services import FormService
from ocms_core.plugins.manager import registries
from ocms_core.security.roles import Role
from ocms_core.security.visibility import Viewer
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)
from ocms_plugin_employment import models
from ocms_plugin_employment.checkpoints import plan_checkpoints
from ocms_plugin_employment.demo.stories import Story, tell
from ocms_plugin_employment.totals import count_hours

KINDS = (
    models.Employment,
    models.JobNeedsAssessment,
    models.JobProgress,
    models.JobPlacement,
    models.MentorMatch,
    models.MentorUpdate,
)
CATALOGUES = Path(__file__).parent.parent / "locale"
YOUNGEST, OLDEST = 19, 62
# One client in so many looks for work with the agency's help.
ONE_IN = 4


class Writer:
    """Writes sessions and forms of one agency."""

    def __init__(self, db: Session, agency: Agency, random: Random) -> None:
        self.db, self.agency, self.random = db, agency, random
        self.zone = ZoneInfo(agency.time_zone)
        self.today = dt.datetime.now(self.zone).date()
        self.workers = [
            one
            for one in db.scalars(select(Staff).where(Staff.role == Role.WORKER))
            if one.default_program_id is not None
        ]
        self.workers.sort(key=lambda one: (one.last_name, one.first_name))
        self.sites = sorted(db.scalars(select(Site)), key=lambda site: site.name)
        self.employers = sorted(
            db.scalars(select(Employer).where(Employer.active)), key=lambda employer: employer.name
        )
        # Who may be matched: active, and with a police check that has not expired.
        self.helpers = sorted(
            db.scalars(select(Supporter).where(may_be_matched())),
            key=lambda one: (one.last_name, one.first_name),
        )
        choices = AgencyChoices(db, agency.locale)
        self.editors = {
            model.__form__.key: Editor(model, choices, locale=agency.locale, today=self.today)
            for model in KINDS
        }
        self.forms = FormService(db, registries().forms.every(), agency.locale)
        self.translate = make_localizer(agency.locale, [str(CATALOGUES)]).translate

    def clients(self) -> list[Client]:
        """Return those who look for work: named adults, the same of every run."""
        youngest = self.today - dt.timedelta(days=365 * YOUNGEST)
        oldest = self.today - dt.timedelta(days=365 * OLDEST)
        found = self.db.scalars(
            select(Client)
            .where(Client.kind == NAMED, Client.born_on.between(oldest, youngest))
            .order_by(Client.number)
        ).all()
        return list(found)[::ONE_IN]

    def write(self) -> None:
        """Write the story of each client."""
        if not (self.workers and self.sites and self.employers and self.helpers):
            return
        for client in self.clients():
            story = tell(self.random, client, self)
            worker = self.random.choice(self.workers)
            self._write_story(client, worker, story)
        self.db.flush()

    def _write_story(self, client: Client, worker: Staff, story: Story) -> None:
        match_id: uuid.UUID | None = None
        for visit in story.visits:
            session = self._session(client, worker, visit.day, visit.session_type)
            for kind, answers in visit.forms:
                if kind == "mentor_update":
                    if match_id is None:
                        continue
                    answers["match_id"] = match_id
                form = self._form(session, client, worker, kind, answers)
                if kind == "mentor_match" and form is not None:
                    match_id = form.id
                if form is not None and kind == "job_placement":
                    plan_checkpoints(self.db, form, worker, self.today, self.translate)
        count_hours(self.db, client.id)

    def _session(
        self, client: Client, worker: Staff, day: dt.date, session_type: str
    ) -> ServiceSession:
        program = self.db.get(Program, (self.agency.id, worker.default_program_id))
        funder_id = program.default_funder_id if program else None
        at = self._at(day)
        session = ServiceSession(
            id=uuid7(),
            session_type=session_type,
            created_by_id=worker.id,
            service_date=day,
            site_id=self.random.choice(self.sites).id,
            delivery_method=self.random.choice(("in_person", "in_person", "phone", "online")),
            start_time=dt.time(self.random.randint(9, 15), self.random.choice((0, 30))),
            minutes=60,
            created_at=at,
            updated_at=at,
            workers=[SessionWorker(staff_id=worker.id)],
            clients=[SessionClient(client_id=client.id)],
            funders=[SessionFunder(funder_id=funder_id)] if funder_id else [],
        )
        self.db.add(session)
        self.db.flush()
        return session

    def _at(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(11, 30), tzinfo=self.zone)

    def _form(
        self,
        session: ServiceSession,
        client: Client,
        worker: Staff,
        kind: str,
        answers: dict[str, Any],
    ) -> Any:
        """Write one form; None where the directory refuses the match."""
        program = self.db.get(Program, (self.agency.id, worker.default_program_id))
        form = self.forms.attach(
            session, kind, client.id, worker, form_id=uuid7(), program=program, today=self.today
        )
        editor = self.editors[kind]
        # Which forms of a client may be picked is the client's.
        editor.choices = editor.choices.of_client(client.id)
        submission = editor.judge({**editor.raw_of(form), **editor.raw_from(answers)}, record=form)
        if submission.errors:
            raise ValueError(f"made-up answers are refused: {submission.errors}")
        settles = form.__form__.settles
        if settles is not None and settles(self.db, form, submission.answers, self.today):
            self.forms.remove(form)
            return None
        editor.apply(form, submission)
        self.forms.judge_saved(form, submission)
        form.created_at = form.updated_at = self._at(session.service_date)
        form.completed_at = form.created_at if form.is_complete else None
        self.db.flush()
        return form


def write_job_development(db: Session, agency: Agency, random: Random) -> None:
    """Write sessions of job development for some clients of a demo agency."""
    nobody: frozenset[uuid.UUID] = frozenset()
    # An update picks one of the client's matches, and who reads forms is always somebody.
    db.info["viewer"] = Viewer(
        staff_id=None,
        programs=nobody,
        managed=nobody,
        kinds=frozenset(model.__form__.key for model in KINDS),
        is_admin=True,
    )
    try:
        Writer(db, agency, random).write()
    finally:
        del db.info["viewer"]
