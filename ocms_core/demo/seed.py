"""Write a made-up agency into the database: as the app's role, behind its own wall.

Every answer goes through the form engine, so that the state of each record is what the engine says.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account
from ocms_core.accounts.passwords import passwords
from ocms_core.agencies.models import (
    Agency,
    AgencyCounter,
    AgencyPlugin,
    Funder,
    PrivacyStatement,
    Program,
    ProgramMembership,
    Site,
    Staff,
)
from ocms_core.clients.matching import name_key
from ocms_core.clients.models import (
    ANONYMOUS_QUESTIONS,
    COMPLETE,
    INCOMPLETE,
    NAMED_WITHOUT,
    Client,
    Family,
)
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.demo.agencies import PASSWORD, STATEMENT_EN, STATEMENT_FR, DemoAgency
from ocms_core.demo.directory import DirectoryMaker
from ocms_core.demo.doubles import doubles, search
from ocms_core.demo.files import write_files
from ocms_core.demo.follow_ups import write_follow_ups
from ocms_core.demo.notes import write_notes
from ocms_core.demo.people import Answers, Person, Population
from ocms_core.demo.privacy import write_privacy
from ocms_core.demo.profiles import ProfileMaker
from ocms_core.demo.questions import write_questions
from ocms_core.demo.services import FormPlan, SessionPlan, Year
from ocms_core.files.storage import Storage
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.manager import installed_plugins, plugin_manager, registries
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)

RANDOM_SEED = 20_240_917
ANONYMOUS_SHARE = 0.08
# Registered a second time, which a search for duplicates finds.
TWICE_SHARE = 0.012
SESSION_TYPE = "direct_service"


class DemoAgencyWriter:
    """Writes one agency; `db` must be in no agency's scope yet and is left uncommitted."""

    def __init__(
        self, db: Session, demo: DemoAgency, *, storage: Storage, cheap_passwords: bool = False
    ) -> None:
        self.db = db
        self.storage = storage
        self.demo = demo
        self.random = Random(f"{RANDOM_SEED} {demo.code}")
        self.password_hash = passwords(cheap=cheap_passwords).hash(PASSWORD)
        self.families: dict[int, Family] = {}
        self.clients: dict[int, Client] = {}

    def write(self) -> Agency:
        """Write everything and return the agency."""
        db, demo = self.db, self.demo
        self.agency = Agency(
            code=demo.code, name=demo.name, name_fr=demo.name_fr, locale=demo.locale
        )
        db.add(self.agency)
        db.flush()
        scope.enter(db, self.agency.id)
        self.zone = ZoneInfo(self.agency.time_zone)
        self.now = dt.datetime.now(self.zone)
        self.today = self.now.date()
        db.info["vault"].make_key(db)
        self._set_up()
        self._switch_plugins_on()
        db.flush()
        DirectoryMaker(db, demo, self.agency, self.today).write()
        self.choices = AgencyChoices(db, demo.locale)
        people = self._people()
        with db.no_autoflush:
            self._write_people(people)
            self._write_year(people)
            db.flush()
        search(db, self.staff[0])
        write_notes(db, self.random, self.now, demo.locale)
        write_privacy(db, self.random, self.agency, self.today)
        # Dice of their own: what else is made up stays as it was.
        write_files(db, Random(f"files {demo.code}"), self.storage, demo.locale)
        write_follow_ups(db, Random(f"follow-ups {demo.code}"), self.today, demo.locale)
        write_questions(db, Random(f"questions {demo.code}"), self.today, demo.locale)
        plugin_manager().hook.ocms_demo_data(db=db, agency=self.agency, random=self.random)
        return self.agency

    # -- the agency's set-up ----------------------------------------------------------------

    def _set_up(self) -> None:
        db, demo = self.db, self.demo
        self.sites = [
            Site(
                id=uuid7(), name=site.name, name_fr=site.name_fr, street_number=site.street_number,
                street_name=site.street_name, street_type=site.street_type,
                street_direction=site.street_direction, unit=site.unit, city=demo.town.city,
                province="ON", postal_code=site.postal_code,
            )
            for site in demo.sites
        ]  # fmt: skip
        self.funders = [
            Funder(
                id=uuid7(), name=funder.name, name_fr=funder.name_fr,
                agreement_number=funder.agreement_number, reports_to_icare=funder.reports_to_icare,
            )
            for funder in demo.funders
        ]  # fmt: skip
        self.programs = [
            Program(
                id=uuid7(), name=program.name, name_fr=program.name_fr,
                default_funder_id=self.funders[program.funder].id,
                forms=list(program.forms) or None, first_form=program.first_form,
            )
            for program in demo.programs
        ]  # fmt: skip
        # Rows that others point to by a plain id have to be there first.
        for rows in (self.sites, self.funders, self.programs):
            db.add_all(rows)
            db.flush()
        accounts = [
            Account(
                id=uuid7(), email=demo.email(member), password_hash=self.password_hash,
                locale=member.locale, agency_ids=[self.agency.id],
            )
            for member in demo.staff
        ]  # fmt: skip
        db.add_all(accounts)
        db.flush()
        self.staff = [self._staff(*pair) for pair in zip(demo.staff, accounts, strict=True)]
        db.add_all(self.staff)
        db.flush()
        self.statement = PrivacyStatement(
            id=uuid7(),
            version=1,
            text_en=_paragraphs(STATEMENT_EN.format(name=demo.name)),
            text_fr=_paragraphs(STATEMENT_FR.format(name_fr=demo.name_fr)),
            published_at=self.now - dt.timedelta(days=900),
        )
        db.add(self.statement)

    def _staff(self, member: Any, account: Account) -> Staff:
        number = self.random.randint(100, 199)
        program = self.programs[member.programs[0]]
        return Staff(
            id=uuid7(), account_id=account.id, role=member.role, job_title=member.job_title,
            first_name=member.first_name, last_name=member.last_name,
            languages=list(member.languages),
            phone=f"{self.demo.town.areas[0]}-555-0{number}", client_safe_email=account.email,
            is_interface_operator=member.is_interface_operator,
            sees_all_sessions=member.sees_all_sessions,
            default_site_id=self.sites[member.site].id, default_program_id=program.id,
            default_funder_id=program.default_funder_id,
            memberships=[
                ProgramMembership(
                    program_id=self.programs[place].id, is_manager=place in member.manages
                )
                for place in member.programs
            ],
        )  # fmt: skip

    def _switch_plugins_on(self) -> None:
        plugins = frozenset(installed_plugins())
        self.db.add_all(AgencyPlugin(plugin=name) for name in sorted(plugins))
        self.list_items: dict[str, list[AgencyListItem]] = {}
        for key, declared in registries().agency_lists.enabled(plugins).items():
            self.list_items[key] = [
                AgencyListItem(
                    id=uuid7(), list_key=key, label_en=en, label_fr=fr, position=position
                )
                for position, (en, fr) in enumerate(declared.starts_with)
            ]
            self.db.add_all(self.list_items[key])
        self.db.flush()
        plugin_manager().hook.ocms_enabled(db=self.db, agency=self.agency)

    # -- people -----------------------------------------------------------------------------

    def _people(self) -> list[Person]:
        demo = self.demo
        population = Population(
            self.random, demo.town, self.today, french_leaning=demo.locale == "fr"
        )
        unnamed = round(demo.clients * ANONYMOUS_SHARE)
        sites = [site.id for site in self.sites]
        twice = round(demo.clients * TWICE_SHARE)
        people = list(population.named(demo.clients - unnamed - twice))
        people += doubles(self.random, people, twice, self.today)
        for person in people:
            person.answers["registration_site_id"] = self.random.choice(sites)
        people += population.anonymous(unnamed, sites)
        return sorted(people, key=lambda person: person.registered)

    def _write_people(self, people: list[Person]) -> None:
        named = Editor(Client, self.choices, locale="en", today=self.today, without=NAMED_WITHOUT)
        anonymous = Editor(
            Client, self.choices, locale="en", today=self.today, only=ANONYMOUS_QUESTIONS
        )
        households = {person.household for person in people if person.household is not None}
        for number, household in enumerate(sorted(households), start=1):
            self.families[household] = Family(id=uuid7(), code=f"F{number:04d}")
        self.db.add_all(self.families.values())
        self.db.flush()
        for number, person in enumerate(people, start=1):
            editor = named if person.kind == "named" else anonymous
            self._write_client(editor, person, number)
        self.db.add(AgencyCounter(kind="client", next_value=len(people) + 1))
        self.db.add(AgencyCounter(kind="family", next_value=len(self.families) + 1))
        self.db.flush()

    def _write_client(self, editor: Editor, person: Person, number: int) -> None:
        at = self._moment(person.registered, dt.time(10, 15))
        worker = self.random.choice([s for s, m in self._with_work()])
        client = Client(
            id=uuid7(), agency_id=self.agency.id, number=number, kind=person.kind,
            registered_by_id=worker.id, created_at=at, updated_at=at,
        )  # fmt: skip
        if person.kind == "named":
            client.privacy_statement_id = self.statement.id
            client.privacy_locale = "fr" if person.prefers_french else "en"
            client.privacy_answered_at = at
        if person.household is not None:
            client.family_id = self.families[person.household].id
        self.db.add(client)
        submission = judged(editor, person.answers)
        editor.apply(client, submission)
        maker = ProfileMaker(Random(f"history {number}"), self.demo.locale)
        self.db.add_all(maker.history(client, self.today))
        client.state = COMPLETE if submission.is_complete else INCOMPLETE
        client.name_key = name_key(client.first_name, client.last_name, client.preferred_name)
        self.clients[id(person)] = client

    # -- the year ---------------------------------------------------------------------------

    def _write_year(self, people: list[Person]) -> None:
        forms = registries().forms.every()
        self.editors = {
            key: Editor(model, self.choices, locale="en", today=self.today)
            for key, model in forms.items()
        }
        for plan in Year(self.random, self.demo, people, self.today).sessions():
            self._write_session(plan)

    def _write_session(self, plan: SessionPlan) -> None:
        worker, site = self.staff[plan.worker], self.sites[plan.site]
        at = min(self._moment(plan.day, plan.start), self.now)
        session = ServiceSession(
            id=uuid7(), session_type=SESSION_TYPE, created_by_id=worker.id, service_date=plan.day,
            site_id=site.id, delivery_method=plan.method, start_time=plan.start,
            minutes=plan.minutes, also_present=plan.also_present, created_at=at, updated_at=at,
            workers=[SessionWorker(staff_id=worker.id)],
            clients=[SessionClient(client_id=self.clients[id(p)].id) for p in plan.people],
        )  # fmt: skip
        self.db.add(session)
        funders: dict[uuid.UUID, None] = {}
        for form in plan.forms:
            record = self._write_form(form, plan, session, at)
            if record.funder_id is not None:
                funders[record.funder_id] = None
        session.funders = [SessionFunder(funder_id=funder) for funder in funders]

    def _write_form(
        self, form: FormPlan, plan: SessionPlan, session: ServiceSession, at: dt.datetime
    ) -> Any:
        editor = self.editors[form.kind]
        worker = self.staff[form.worker]
        record = editor.model(
            id=uuid7(), agency_id=self.agency.id, session_id=session.id, service_date=plan.day,
            client_id=self.clients[id(form.person)].id, site_id=session.site_id,
            author_id=worker.id, worker_id=worker.id, created_at=at, updated_at=at,
        )  # fmt: skip
        self.db.add(record)
        submission = judged(editor, self._with_ids(form.answers))
        editor.apply(record, submission)
        record.state = COMPLETE if submission.is_complete else INCOMPLETE
        record.missing_count = len(set(submission.missing))
        record.completed_at = at if submission.is_complete else None
        return record

    def _with_ids(self, answers: Answers) -> Answers:
        """Put ids where the plan says the place in a list."""
        rows: dict[str, Any] = {
            "program_id": self.programs,
            "funder_id": self.funders,
            "topic_id": self.list_items.get("non_specified_topic", []),
        }
        return {
            key: rows[key][value].id if key in rows and value is not None else value
            for key, value in answers.items()
        }

    def _with_work(self) -> Iterable[tuple[Staff, Any]]:
        pairs = zip(self.staff, self.demo.staff, strict=True)
        return [(staff, member) for staff, member in pairs if member.load]

    def _moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, tzinfo=self.zone)


def judged(editor: Editor, answers: Answers) -> Submission:
    """Return what the engine makes of answers; raise ValueError if it refuses any."""
    submission = editor.judge(editor.raw_from(answers))
    if submission.errors:
        raise ValueError(f"made-up answers are refused: {submission.errors}")
    return submission


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
