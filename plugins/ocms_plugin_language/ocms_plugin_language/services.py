"""A course and those who learn in it: roster, waiting list, enrolling, exits."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from ocms_core.agencies.models import Funder, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.models import INCOMPLETE, ServiceForm
from ocms_core.plugins.descriptors import SessionType
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.services import NotAdmittedError, ServiceSessionService
from ocms_plugin_language import spots
from ocms_plugin_language.absences import Alert, alert_of
from ocms_plugin_language.i18n import _
from ocms_plugin_language.learners import (
    AttendanceMark,
    CourseAttendance,
    CourseEnrolment,
    CourseExit,
    of_course,
)
from ocms_plugin_language.lookups import ATTENDED, EXPECTED, LEFT
from ocms_plugin_language.models import SKILLS, TrainingCourse, WaitingLine

LOOK_BACK = dt.timedelta(days=62)
ON_LIST_ALREADY = _("The client is on the waiting list already.")
ENROLLED_ALREADY = _("The client is enrolled in the course already.")
LIST_IS_FULL = _("The waiting list has as many clients as the course form allows.")


@dataclass(slots=True)
class Learner:
    """One line of the roster: who, since when, how they attend, how they left.

    attended, expected: classes of the whole course; minutes: time attended.
    """

    client: Client
    enrolment: CourseEnrolment
    exit: CourseExit | None = None
    attended: int = 0
    expected: int = 0
    minutes: int = 0
    alert: Alert | None = None

    @property
    def is_in_course(self) -> bool:
        """Whether the learner still has a spot."""
        return self.exit is None or self.exit.exit_status not in LEFT

    @property
    def share(self) -> float | None:
        """Return the part of the classes that the learner attended."""
        return self.attended / self.expected if self.expected else None

    @property
    def has_certificate(self) -> bool:
        """Whether there is a certificate to print."""
        found = self.exit
        return found is not None and found.is_complete and bool(found.certificate_issued)


@dataclass(slots=True)
class Roster:
    """Who is in a course, as its reader may see it. taken: spots of all, seen or not."""

    learners: list[Learner] = field(default_factory=list)
    waiting: list[WaitingLine] = field(default_factory=list)
    taken: int = 0
    funded: int = 0

    @property
    def in_course(self) -> list[Learner]:
        """Return those who still have a spot."""
        return [learner for learner in self.learners if learner.is_in_course]

    @property
    def unseen(self) -> int:
        """Return how many learners this reader may not see."""
        return self.taken - len(self.in_course)

    @property
    def without_exit(self) -> list[Learner]:
        """Return those who have no exit form at all."""
        return [learner for learner in self.learners if learner.exit is None]

    @property
    def alerts(self) -> list[Learner]:
        """Return those still in the course whose absences ask for a call."""
        return [learner for learner in self.in_course if learner.alert is not None]


class CourseService:
    """What happens to a course beside its forms."""

    def __init__(self, db: Session, sessions: ServiceSessionService) -> None:
        self._db = db
        self._sessions = sessions

    def require(
        self, session_id: uuid.UUID | None, *, lock: bool = False
    ) -> tuple[ServiceSession, TrainingCourse]:
        """Return a session and its course; raise NotFoundError if this viewer has none of them."""
        service_session = self._sessions.require(session_id, lock=lock, with_people=False)
        course = self._db.scalars(
            select(TrainingCourse).where(TrainingCourse.session_id == service_session.id)
        ).one_or_none()
        if course is None:
            raise NotFoundError("no such course")
        return service_session, course

    def learners(self, service_session: ServiceSession) -> list[Learner]:
        """Return the learners whose enrolment the viewer may see, by name."""
        enrolments = self._db.scalars(
            select(CourseEnrolment)
            .where(CourseEnrolment.session_id == service_session.id)
            .options(joinedload(CourseEnrolment.client))
        ).all()
        exits = {
            form.client_id: form
            for form in self._db.scalars(
                select(CourseExit).where(CourseExit.session_id == service_session.id)
            )
        }
        found = [
            Learner(form.client, form, exits.get(form.client_id))
            for form in enrolments
            if form.client is not None
        ]
        return sorted(
            found, key=lambda one: ((one.client.name or "").casefold(), one.client.number)
        )

    def roster(
        self, service_session: ServiceSession, course: TrainingCourse, today: dt.date
    ) -> Roster:
        """Return the roster with attendance, alerts and the waiting list."""
        roster = Roster(self.learners(service_session))
        by_client = {learner.client.id: learner for learner in roster.learners}
        self._count_attendance(service_session, by_client)
        self._look_for_absences(service_session, by_client, today)
        roster.taken = spots.taken(self._db, service_session.id)
        funders = set(self._funded_by_ircc())
        roster.funded = sum(one.enrolment.funder_id in funders for one in roster.in_course)
        roster.waiting = self.waiting(course)
        return roster

    def _funded_by_ircc(self) -> list[uuid.UUID]:
        return list(self._db.scalars(select(Funder.id).where(Funder.reports_to_icare.is_(True))))

    def _marks(self, service_session: ServiceSession, *columns: Any) -> Any:
        return (
            select(CourseAttendance.client_id, *columns)
            .join(
                AttendanceMark,
                (AttendanceMark.agency_id == CourseAttendance.agency_id)
                & (AttendanceMark.form_id == CourseAttendance.id),
            )
            .where(CourseAttendance.session_id == service_session.id)
        )

    def _count_attendance(
        self, service_session: ServiceSession, by_client: dict[Any, Learner]
    ) -> None:
        counted = self._marks(
            service_session,
            func.count().filter(AttendanceMark.mark.in_(ATTENDED)),
            func.count().filter(AttendanceMark.mark.in_(EXPECTED)),
            func.coalesce(func.sum(AttendanceMark.minutes), 0),
        ).group_by(CourseAttendance.client_id)
        for client_id, attended, expected, minutes in self._db.execute(counted):
            learner = by_client.get(client_id)
            if learner is not None:
                learner.attended, learner.expected = attended, expected
                learner.minutes = int(minutes)

    def _look_for_absences(
        self, service_session: ServiceSession, by_client: dict[Any, Learner], today: dt.date
    ) -> None:
        statement = (
            self._marks(service_session, AttendanceMark.class_date, AttendanceMark.mark)
            .where(AttendanceMark.class_date >= (today - LOOK_BACK).replace(day=1))
            .order_by(AttendanceMark.class_date)
        )
        days: dict[Any, list[tuple[dt.date, str]]] = {}
        for client_id, day, mark in self._db.execute(statement):
            days.setdefault(client_id, []).append((day, mark))
        for client_id, marks in days.items():
            if client_id in by_client:
                by_client[client_id].alert = alert_of(marks)

    # -- the waiting list -------------------------------------------------------------------

    def waiting(self, course: TrainingCourse, *, every: bool = False) -> list[WaitingLine]:
        """Return who waits for a spot, first come first; every: also who this person may not see.

        Their places hold for all: whoever writes one looks at the whole list.
        """
        return list(
            self._db.scalars(
                select(WaitingLine)
                .where(WaitingLine.form_id == course.id)
                # Whoever is not to be seen is not read: that would stand in the access log.
                .options(lazyload(WaitingLine.client) if every else joinedload(WaitingLine.client))
                .order_by(WaitingLine.position, WaitingLine.id)
                .execution_options(beyond_visibility=every)
            )
        )

    def wait(
        self,
        service_session: ServiceSession,
        course: TrainingCourse,
        client: Client,
        today: dt.date,
    ) -> None:
        """Put a client at the end of the waiting list; raise NotAdmittedError if that is senseless.

        The session must be locked.
        """
        lines = self.waiting(course, every=True)
        if any(line.client_id == client.id for line in service_session.clients):
            raise NotAdmittedError(ENROLLED_ALREADY)
        if any(line.client_id == client.id for line in lines):
            raise NotAdmittedError(ON_LIST_ALREADY)
        if course.waiting_limit is not None and len(lines) >= course.waiting_limit:
            raise NotAdmittedError(LIST_IS_FULL)
        position = max((line.position for line in lines), default=-1) + 1
        self._db.add(
            WaitingLine(
                id=uuid7(), form_id=course.id, client_id=client.id, position=position,
                asked_on=today,
            )
        )  # fmt: skip
        record_change(self._db, "language_course", course.id, (), action="waiting list: added")

    def change_waiting(self, course: TrainingCourse, client: Client, what: str) -> None:
        """Move a client up or down the waiting list, or take them off: "up", "down", "remove"."""
        shown = {one.id for one in self.waiting(course)}
        lines = self.waiting(course, every=True)
        place = next((n for n, one in enumerate(lines) if one.client_id == client.id), None)
        if place is None:
            raise NotFoundError("not on the waiting list")
        line = lines.pop(place)
        if what == "remove":
            self._db.delete(line)
        else:
            # Past the next one who is shown: others keep their places among themselves.
            near = [n for n, one in enumerate(lines) if one.id in shown]
            before = [n for n in near if n < place][-1:]
            after = [n + 1 for n in near if n >= place][:1]
            lines.insert((*(before if what == "up" else after), place)[0], line)
        for position, one in enumerate(lines):
            one.position = position
        record_change(self._db, "language_course", course.id, (), action=f"waiting list: {what}")
        self._db.flush()

    # -- enrolling and leaving ---------------------------------------------------------------

    def enrol(
        self,
        service_session: ServiceSession,
        course: TrainingCourse,
        client: Client,
        staff: Staff,
        session_type: SessionType,
    ) -> ServiceForm | None:
        """Give a client a spot; raise NotAdmittedError if there is none. The session is locked."""
        form = self._sessions.add_client(service_session, client, staff, session_type, program=None)
        if form is None:
            raise NotAdmittedError(ENROLLED_ALREADY)
        for line in self.waiting(course):
            if line.client_id == client.id:
                self._db.delete(line)
        self._db.flush()
        return form

    def begin_exits(
        self, service_session: ServiceSession, course: TrainingCourse, staff: Staff
    ) -> int:
        """Begin the exit form of everybody who has none; return how many. The session is locked."""
        learners = [one for one in self.learners(service_session) if one.exit is None]
        hidden = set(
            self._db.scalars(
                select(ServiceForm.client_id)
                .where(
                    ServiceForm.session_id == service_session.id,
                    ServiceForm.kind == CourseExit.__form__.key,
                )
                # A second form would be made beside one that this person may not see.
                .execution_options(beyond_visibility=True)
            )
        )
        day = course.end_date or service_session.service_date
        made = [
            new_form(
                CourseExit,
                service_session,
                one.client.id,
                staff,
                day,
                **of_course(course),
                **{f"start_{skill}": getattr(one.enrolment, f"start_{skill}") for skill in SKILLS},
                exit_date=day,
            )
            for one in learners
            if one.client.id not in hidden
        ]
        self._db.add_all(made)
        self._db.flush()
        for form in made:
            record_change(self._db, form.kind, form.id, (), action="added")
        return len(made)


def new_form(
    model: type[Any],
    service_session: ServiceSession,
    client_id: uuid.UUID,
    staff: Staff,
    day: dt.date,
    **answers: Any,
) -> Any:
    """Return an incomplete form of a learner, to be added with many others at once."""
    return model(
        id=uuid7(),
        agency_id=service_session.agency_id,
        session_id=service_session.id,
        client_id=client_id,
        site_id=service_session.site_id,
        service_date=day,
        author_id=staff.id,
        worker_id=staff.id,
        version=model.__form__.version,
        state=INCOMPLETE,
        **answers,
    )


def client_by_number(db: Session, number: int | None) -> Client:
    """Return a client; raise NotFoundError if there is none for this viewer."""
    client = db.scalar(
        select(Client).where(Client.agency_id == agency_of(db), Client.number == number)
    )
    if client is None:
        raise NotFoundError("no such client")
    return client
