"""Made-up group activities of the last months: attendance, head counts and evaluation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.manager import registries
from ocms_core.referrals.models import Partner
from ocms_core.security.roles import Role
from ocms_core.service_sessions.models import ServiceSession, SessionClient, SessionWorker
from ocms_plugin_groups.cards import CardService

CARDS = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """One activity: its kind, the place of its name in the list, and how many days ago it was."""

    kind: str
    name: int
    days_ago: int
    people: int
    start: dt.time
    minutes: int = 120


PLANS = (
    Plan("io_group", 0, 0, 14, dt.time(10, 0)),
    Plan("io_group", 1, 6, 18, dt.time(18, 0)),
    Plan("io_group", 2, 13, 22, dt.time(17, 30)),
    Plan("io_group", 1, 34, 16, dt.time(18, 0)),
    Plan("io_group_anonymous", 0, 9, 0, dt.time(13, 0), 90),
    Plan("io_group_anonymous", 0, 41, 0, dt.time(13, 0), 90),
    Plan("cc_group", 3, 2, 9, dt.time(16, 0)),
    Plan("cc_group", 3, 9, 11, dt.time(16, 0)),
    Plan("cc_group", 3, 16, 8, dt.time(16, 0)),
    Plan("cc_group", 4, 20, 12, dt.time(11, 0), 150),
    Plan("cc_group_anonymous", 4, 27, 0, dt.time(11, 0), 180),
    Plan("cc_group_anonymous", 4, 62, 0, dt.time(11, 0), 180),
)
TOPICS = (
    ["sources_of_information", "housing", "health"],
    ["housing", "rights_and_freedoms", "money_and_finances"],
    ["becoming_a_citizen", "rights_and_freedoms"],
)
PRESENTERS = ("Nadia Roy", "Constable Lee", "Dr. Ines Duarte", "Samir Haddad")
COMMENTS = {
    "en": ("Please repeat it on a Saturday.", "The examples helped.", "More time for questions."),
    "fr": ("À refaire un samedi.", "Les exemples ont aidé.", "Plus de temps pour les questions."),
}
GROUPS = (
    ("woman", "age_30_44", "permanent_resident"),
    ("man", "age_30_44", "permanent_resident"),
    ("woman", "age_45_54", "refugee_claimant"),
    ("man", "age_19_24", "international_student"),
    ("woman", "age_65_over", None),
)


class Activities:
    """Writes the activities of an agency through the services and the engine."""

    def __init__(self, db: Session, agency: Agency, draw: Random) -> None:
        self.db, self.agency, self.draw = db, agency, draw
        self.zone = ZoneInfo(agency.time_zone)
        self.today = dt.datetime.now(self.zone).date()
        self.choices = AgencyChoices(db, agency.locale)
        self.kinds = registries().forms.every()
        self.forms = FormService(db, self.kinds, agency.locale)
        staff = db.scalars(select(Staff).where(Staff.role == Role.WORKER).order_by(Staff.last_name))
        self.workers = [one for one in staff if one.default_program_id is not None]
        self.site = db.scalars(select(Site).order_by(Site.name).limit(1)).first()
        self.clients = db.scalars(
            select(Client)
            .where(Client.kind == NAMED, Client.status == "active")
            .order_by(Client.number)
        ).all()

    def _names(self) -> list[Any]:
        """Return the names of activities in the order in which the plugin declares them."""
        declared = registries().agency_lists.every()["group_activity"].starts_with
        items = self.db.scalars(
            select(AgencyListItem).where(AgencyListItem.list_key == "group_activity")
        )
        known = {item.label_en: item for item in items}
        return [known[english] for english, _french in declared if english in known]

    def write(self) -> None:
        """Write every activity, and some cards to check in with."""
        names = self._names()
        partners: list[Any] = list(
            self.db.scalars(select(Partner).where(Partner.active.is_(True)).order_by(Partner.name))
        )
        if not (names and self.workers and self.site and self.clients):
            return
        for plan in PLANS:
            self._activity(
                plan, names[plan.name % len(names)], self.draw.choice(partners or [None])
            )
        for client in self.draw.sample(list(self.clients), min(CARDS, len(self.clients))):
            CardService(self.db).make(client, self.workers[0])
        self.db.flush()

    def _activity(self, plan: Plan, name: Any, partner: Any) -> None:
        day = self.today - dt.timedelta(days=plan.days_ago)
        worker = self.draw.choice(self.workers)
        at = dt.datetime.combine(day, dt.time(9, 10), tzinfo=self.zone)
        record = ServiceSession(
            id=uuid7(),
            session_type=plan.kind,
            created_by_id=worker.id,
            service_date=day,
            site_id=self.site.id if self.site else None,
            delivery_method="in_person",
            start_time=plan.start,
            minutes=plan.minutes,
            workers=[SessionWorker(staff_id=worker.id)],
            created_at=at,
            updated_at=at,
        )
        self.db.add(record)
        self.db.flush()
        session_type = registries().session_types.every()[plan.kind]
        answers = self._main(plan, name, partner, day)
        self._form(record, session_type.main_form or "", None, worker, answers)
        people = self.draw.sample(list(self.clients), min(plan.people, len(self.clients)))
        for client in people:
            self.db.add(SessionClient(session_id=record.id, client_id=client.id))
            self._form(record, session_type.first_form or "", client, worker, self._attendee(plan))
        self.db.flush()

    def _form(
        self,
        record: ServiceSession,
        kind: str,
        client: Client | None,
        worker: Staff,
        answers: dict[str, Any],
    ) -> None:
        program = self.db.get(Program, (self.agency.id, worker.default_program_id))
        form = self.forms.attach(
            record, kind, client.id if client else None, worker, form_id=uuid7(), program=program
        )
        editor = Editor(self.kinds[kind], self.choices, locale=self.agency.locale, today=self.today)
        submission = editor.judge(editor.raw_of(form) | editor.raw_from(answers), record=form)
        if submission.errors:
            raise ValueError(f"made-up answers are refused: {submission.errors}")
        editor.apply(form, submission)
        self.forms.judge_saved(form, submission)

    def _main(self, plan: Plan, name: Any, partner: Any, day: dt.date) -> dict[str, Any]:
        draw = self.draw
        ends = (plan.start.hour * 60 + plan.start.minute + plan.minutes) % (24 * 60)
        given = draw.randint(10, 20)
        answers: dict[str, Any] = {
            "activity.name_id": name.id,
            "activity.presenters": draw.choice(PRESENTERS),
            "activity.partner_id": partner.id if partner else None,
            "activity.location": "Room 2" if self.agency.locale == "en" else "Salle 2",
            "activity.starts_at": plan.start,
            "activity.ends_at": dt.time(ends // 60, ends % 60),
            "activity.capacity": draw.choice((15, 20, 25)),
            "activity.volunteers": draw.randint(0, 3),
            "end_date": day,
            "minutes": plan.minutes,
            "target_group.directed": False,
            "support.received": True,
            "support.services": ["transportation"],
        }
        if plan.days_ago:
            answers |= {
                "activity.forms_handed_out": given,
                "activity.forms_returned": given - draw.randint(0, 5),
                "activity.average_rating": f"rating_4_{draw.randint(0, 9)}",
                "activity.service_rating": draw.choice((4, 4, 5)),
                "activity.evaluation_comments": draw.choice(COMMENTS[self.agency.locale]),
            }
        if not plan.people:
            answers["activity.headcounts"] = [
                {
                    "gender": gender,
                    "age_band": age,
                    "immigration_status": status,
                    "people": draw.randint(2, 9),
                }
                for gender, age, status in GROUPS
            ]
        if plan.kind.startswith("io_"):
            answers["topics_given"] = TOPICS[plan.name % len(TOPICS)]
            answers["group_size"] = "from_10_to_20"
        else:
            answers |= {
                "community_activity": "community",
                "occasion": "regular" if plan.name == 3 else "event",  # noqa: PLR2004
                "topic": "other_newcomers",
                "service": "community_group",
                "volunteers_took_part": True,
            }
        return answers

    def _attendee(self, plan: Plan) -> dict[str, Any]:
        draw = self.draw
        if not plan.days_ago:
            # Today's list waits for those who come.
            return {"attended": None}
        came = draw.random() < 0.85  # noqa: PLR2004
        return {
            "attended": came,
            "referred_by": draw.choice(("family_or_friends", "internal", "not_referred")),
            "rating": draw.choice((None, 3, 4, 5)) if came else None,
            "volunteer_minutes": 30 if draw.random() < 0.05 else None,  # noqa: PLR2004
        }


def write_activities(db: Session, agency: Agency, draw: Random) -> None:
    """Write the group activities of a made-up agency."""
    Activities(db, agency, draw).write()
