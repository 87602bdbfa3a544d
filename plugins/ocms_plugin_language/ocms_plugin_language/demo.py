"""Made-up courses: finished ones with exits and certificates, running ones with waiting lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency, Funder, Program, Site, Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.services import FormService, first_answers
from ocms_core.plugins.manager import registries
from ocms_core.security.roles import Role
from ocms_core.security.visibility import Viewer
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)
from ocms_plugin_language.attendance import AttendanceService, Entry
from ocms_plugin_language.calendar import CalendarService, months_of
from ocms_plugin_language.learners import CourseEnrolment, CourseExit
from ocms_plugin_language.models import SKILLS, TrainingCourse, WaitingLine
from ocms_plugin_language.services import Learner

REASONS = {
    "en": "Call the learner: three absences without excuse.",
    "fr": "Appeler la personne : trois absences sans motif.",
}
LEAVES_EARLY, KEPT = 0.12, 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """A course to make up. starts, weeks: from today in weeks, and how long; level: CLB."""

    code: str
    name: str
    language: str
    level: int
    starts: int
    weeks: int
    days: tuple[str, ...]
    minutes: int
    spots: int
    learners: int
    waiting: int
    teacher: str
    schedule: str
    form: str = "classroom"


COURSES = (
    Plan("L-ENG-24A", "English for daily life, CLB 2–3", "eng", 2, -34, 16,
         ("mon", "tue", "wed", "thu"), 180, 20, 18, 0, "Priya Nair", "morning"),
    Plan("L-ENG-24B", "English at work, CLB 5–6", "eng", 5, -28, 14,
         ("tue", "thu"), 150, 16, 14, 0, "Owen Blake", "evening", "blended"),
    Plan("L-FRA-24A", "Français de tous les jours, NCLC 3–4", "fra", 3, -30, 14,
         ("mon", "wed"), 150, 15, 12, 0, "Claire Aubin", "afternoon"),
    Plan("L-ENG-25A", "English for daily life, CLB 3–4", "eng", 3, -10, 18,
         ("mon", "tue", "wed", "thu"), 180, 25, 25, 5, "Priya Nair", "morning"),
    Plan("L-ENG-25B", "Literacy and first English", "eng", 1, -8, 20,
         ("mon", "wed", "fri"), 150, 14, 12, 0, "Samir Haddad", "afternoon"),
    Plan("L-FRA-25A", "Français pour le travail, NCLC 5–6", "fra", 5, -6, 16,
         ("tue", "thu"), 150, 16, 16, 3, "Claire Aubin", "evening", "blended"),
)  # fmt: skip


class CourseMaker:
    """Writes the courses of one agency."""

    def __init__(self, db: Session, agency: Agency, draw: Random) -> None:
        self._db, self._agency, self._draw = db, agency, draw
        self._zone = ZoneInfo(agency.time_zone)
        self._today = dt.datetime.now(self._zone).date()
        self._choices = AgencyChoices(db, agency.locale)
        self._sites = db.scalars(select(Site).order_by(Site.name)).all()
        self._funder = db.scalars(
            select(Funder).order_by(Funder.reports_to_icare.desc(), Funder.name)
        ).first()
        workers = db.scalars(
            select(Staff).where(Staff.role == Role.WORKER).order_by(Staff.last_name)
        ).all()
        # The program in which most people work.
        usual = Counter(one.default_program_id for one in workers).most_common(1)
        key = usual[0][0] if usual else None
        self._program = db.get(Program, (agency.id, key)) if key is not None else None
        self._workers = [one for one in workers if one.default_program_id == key]
        self._pool = list(
            db.scalars(select(Client).where(Client.kind == NAMED).order_by(Client.number))
        )
        draw.shuffle(self._pool)
        self._forms = FormService(
            db, {model.__form__.key: model for model in (TrainingCourse, CourseEnrolment)}
        )

    def write(self) -> None:
        """Write every course, as far as there are clients and staff for it."""
        if not (self._workers and self._sites and self._program and self._funder):
            return
        for plan in COURSES:
            people = self._pool[: plan.learners + plan.waiting]
            self._pool = self._pool[plan.learners + plan.waiting :]
            if len(people) == plan.learners + plan.waiting:
                self._course(plan, people)

    def _course(self, plan: Plan, people: list[Client]) -> None:
        start = self._today + dt.timedelta(weeks=plan.starts)
        start -= dt.timedelta(days=start.weekday())
        end = start + dt.timedelta(weeks=plan.weeks, days=-3)
        worker = self._worker = self._draw.choice(self._workers)
        site = self._draw.choice(self._sites)
        at = dt.datetime.combine(start, dt.time(9, 30), tzinfo=self._zone)
        session = ServiceSession(
            id=uuid7(),
            agency_id=self._agency.id,
            session_type="language_training",
            created_by_id=worker.id,
            service_date=start,
            site_id=site.id,
            delivery_method="in_person",
            created_at=at,
            updated_at=at,
            workers=[SessionWorker(staff_id=worker.id)],
            funders=[SessionFunder(funder_id=self._funder.id)],  # type: ignore[union-attr]
            clients=[SessionClient(client_id=one.id) for one in people[: plan.learners]],
        )
        self._db.add(session)
        self._db.flush()
        course = self._write(TrainingCourse, session, None, start, self._about(plan, start, end))
        CalendarService(self._db, course).make()
        learners = [
            Learner(client, self._enrol(plan, session, course, client))
            for client in people[: plan.learners]
        ]
        self._db.add_all(
            WaitingLine(
                id=uuid7(),
                form_id=course.id,
                client_id=client.id,
                position=position,
                asked_on=self._today - dt.timedelta(days=30 - 4 * position),
            )
            for position, client in enumerate(people[plan.learners :])
        )
        self._attend(session, course, learners, worker)
        if end < self._today:
            # Some exit forms of the latest course are still to be begun.
            for learner in learners if plan is not COURSES[1] else learners[:-4]:
                self._leave(session, course, learner)

    def _about(self, plan: Plan, start: dt.date, end: dt.date) -> dict[str, Any]:
        levels = [f"clb_{plan.level}", f"clb_{plan.level + 1}"]
        literacy = ["lit_foundation", "lit_1"] if plan.level == 1 else []
        online = plan.form == "blended"
        return {
            "course_code": plan.code,
            "name": plan.name,
            "teacher": plan.teacher,
            "room": f"{self._draw.randint(1, 3)}0{self._draw.randint(1, 8)}",
            "is_ongoing": False,
            "course_language": plan.language,
            "training_format": plan.form,
            "training_location": "community",
            "in_person_percent": 60 if online else None,
            "online_percent": 40 if online else None,
            "focus": "daily_life" if plan.level < 5 else "general",  # noqa: PLR2004
            "total_spots": plan.spots,
            "funded_spots": plan.spots,
            "intake": "weekly",
            "support_available": True,
            "support_services": ["child_care", "transportation"],
            "schedule": [plan.schedule],
            "class_days": list(plan.days),
            "class_minutes": plan.minutes,
            "classes_per_week": len(plan.days),
            "weeks": plan.weeks,
            "start_date": start,
            "end_date": end,
            "listening_levels": levels,
            "speaking_levels": levels,
            "reading_levels": [*literacy, *levels],
            "writing_levels": [*literacy, *levels],
            "uses_materials": True,
            "materials": ["pbla"],
            "contact_name": plan.teacher,
            "phone": "416-555-0134",
            "email": "courses@lakeshore.example",
            "target_group.directed": False,
            "status": "ongoing" if end >= self._today else "completed",
        }

    def _write(
        self,
        model: Any,
        session: ServiceSession,
        client: Client | None,
        day: dt.date,
        answers: dict[str, Any],
    ) -> Any:
        """Write a form through the engine, which says whether it is complete."""
        at = dt.datetime.combine(min(day, self._today), dt.time(15, 10), tzinfo=self._zone)
        form = model(
            id=uuid7(),
            agency_id=self._agency.id,
            session_id=session.id,
            client_id=client.id if client else None,
            site_id=session.site_id,
            service_date=day,
            author_id=self._worker.id,
            worker_id=self._worker.id,
            version=model.__form__.version,
            created_at=at,
            updated_at=at,
            **first_answers(model),
        )
        begins_with = model.__form__.begins_with
        for key, answer in begins_with(self._db, form).items() if begins_with else ():
            setattr(form, key, answer)
        form.program_id, form.funder_id = self._program.id, self._funder.id  # type: ignore[union-attr]
        self._db.add(form)
        editor = Editor(model, self._choices, locale="en", today=self._today)
        raw = editor.raw_of(form) | editor.raw_from(answers)
        submission = editor.judge(raw, record=form)
        if submission.errors:
            raise ValueError(f"made-up answers are refused: {submission.errors}")
        editor.apply(form, submission)
        self._forms.judge_saved(form, submission)
        form.completed_at = at if form.is_complete else None
        self._db.flush()
        return form

    def _level(self, number: int) -> str:
        return f"clb_{max(1, min(12, number))}"

    def _enrol(
        self,
        plan: Plan,
        session: ServiceSession,
        course: TrainingCourse,
        client: Client,
    ) -> CourseEnrolment:
        start = course.start_date or self._today
        late = self._draw.random() < 0.15  # noqa: PLR2004
        first = min(start + dt.timedelta(days=14 if late else 0), self._today)
        base = plan.level - 1
        answers = {
            f"start_{skill}": self._level(base + self._draw.choice((0, 0, 1))) for skill in SKILLS
        }
        return self._write(
            CourseEnrolment,
            session,
            client,
            first,
            {
                **answers,
                "first_class": first,
                "preferred_official_language": plan.language,
                "support.received": False,
            },
        )

    def _attend(
        self,
        session: ServiceSession,
        course: TrainingCourse,
        learners: list[Learner],
        worker: Staff,
    ) -> None:
        dates = CalendarService(self._db, course).dates()
        past = [one for one in dates if one.held_on <= self._today]
        service = AttendanceService(
            self._db, session, course, today=self._today, reason=REASONS[self._agency.locale]
        )
        diligence = {one.client.id: self._draw.choice((0.97, 0.93, 0.9, 0.8)) for one in learners}
        missing = {learners[0].client.id} if learners else set()
        for first in months_of(one.held_on for one in past):
            month = service.month(first, past)
            entries = {
                (one.client.id, date.held_on): Entry(
                    "absent"
                    if one.client.id in missing and date in past[-3:]
                    else self._mark(diligence[one.client.id])
                )
                for one in learners
                for date in month.dates
                if date.held_on >= (one.enrolment.first_class or first)
            }
            service.write(month, entries, worker)
            for form in month.forms.values():
                day = min(self._today, first + dt.timedelta(days=30))
                at = dt.datetime.combine(day, dt.time(16, 0), tzinfo=self._zone)
                form.created_at = form.updated_at = at
                form.completed_at = at if form.is_complete else None
        self._db.flush()

    def _mark(self, diligence: float) -> str:
        roll = self._draw.random()
        if roll < diligence:
            return self._draw.choice(("present",) * 14 + ("late", "left_early"))
        return self._draw.choice(("absent", "excused", "excused"))

    def _leave(self, session: ServiceSession, course: TrainingCourse, learner: Learner) -> None:
        end, draw = course.end_date or self._today, self._draw
        early = draw.random() < LEAVES_EARLY
        last = end - dt.timedelta(days=draw.randint(14, 40)) if early else end
        gain = {skill: draw.choice((0, 1, 1, 1, 2)) for skill in SKILLS}
        starts = {
            skill: int(getattr(learner.enrolment, f"start_{skill}").rpartition("_")[2])
            for skill in SKILLS
        }
        levels = {skill: self._level(starts[skill] + gain[skill]) for skill in SKILLS}
        certified = not early and draw.random() < KEPT
        answers: dict[str, Any] = {
            "exit_status": "exited"
            if early
            else draw.choice(("completed", "completed", "advanced")),
            "exit_date": last,
            "exit_reason": draw.choice(("employment", "moved", "family", "school"))
            if early
            else None,
            "certificate_issued": certified,
            "certificate_listening": levels["listening"] if certified else None,
            "certificate_speaking": levels["speaking"] if certified else None,
            "certificate_on": last if certified else None,
            "status": "ended_early" if early else "completed",
            "support.received": False,
            **({} if early else {f"exit_{skill}": level for skill, level in levels.items()}),
        }
        learner.exit = self._write(CourseExit, session, learner.client, last, answers)


def write_courses(db: Session, agency: Agency, draw: Random) -> None:
    """Write the courses of an agency, as its admin sees them."""
    admin = db.scalars(select(Staff).where(Staff.role == Role.ADMIN).limit(1)).first()
    db.info["viewer"] = Viewer(
        staff_id=admin.id if admin else None,
        programs=frozenset(),
        managed=frozenset(),
        kinds=frozenset(registries().forms.every()),
        is_admin=True,
    )
    try:
        CourseMaker(db, agency, Random(f"courses {agency.code} {draw.random()}")).write()  # noqa: S311
    finally:
        del db.info["viewer"]
