"""A made-up year of an agency's work: which days, whom, by whom, and what was done.

Answers are keyed by question, as the engine takes them; ids of rows are put in by ``seed.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from ocms_core.demo.agencies import DemoAgency
from ocms_core.demo.answers import AnswerMaker
from ocms_core.demo.people import Answers, Person

YEAR = 365
# Monday to Sunday; January to December.
WEEKDAY = (0.9, 1.2, 1.15, 1.2, 0.75, 0.35, 0.0)
SEASON = (0.95, 1.0, 1.05, 1.0, 1.0, 0.9, 0.75, 0.85, 1.3, 1.2, 1.1, 0.65)
CLOSED = {(1, 1), (1, 2), (7, 1), (9, 30), (12, 24), (12, 25), (12, 26), (12, 31)}
METHODS = ("in_person", "in_person", "in_person", "in_person", "phone", "online", "email")
ALSO_EN = ("Interpreter", "Her sister", "Two small children", "A neighbour who translated")
ALSO_FR = ("Interprète", "Sa sœur", "Deux jeunes enfants", "Un voisin qui traduisait")


@dataclass(slots=True, kw_only=True)
class FormPlan:
    """One form of one client. answers: by question; program and funder by place."""

    kind: str
    person: Person
    program: int
    worker: int
    answers: Answers


@dataclass(slots=True, kw_only=True)
class SessionPlan:
    """One occasion of service; site and worker by place."""

    day: dt.date
    start: dt.time
    minutes: int
    site: int
    worker: int
    method: str
    also_present: str | None
    people: list[Person]
    forms: list[FormPlan]


class Year:
    """Draws the sessions of one agency, in the order in which they happened."""

    def __init__(
        self, random: Random, agency: DemoAgency, people: list[Person], today: dt.date
    ) -> None:
        self.random = random
        self.agency = agency
        self.today = today
        self.make = AnswerMaker(random, agency.locale)
        self.people = people
        self.served: set[int] = set()
        self.regulars = [person for person in people if person.kind == "named"]
        self.families: dict[int, list[Person]] = {}
        for person in self.regulars:
            if person.household is not None:
                self.families.setdefault(person.household, []).append(person)
        self.weights = list(accumulate(person.activity for person in self.regulars))
        self.workers = [(place, m) for place, m in enumerate(agency.staff) if m.load]
        self.worker_of: dict[int, int] = {}

    def sessions(self) -> Iterator[SessionPlan]:
        """Yield the year: first visits on the day of registration, the others as they come."""
        firsts: dict[dt.date, list[Person]] = {}
        for person in self.people:
            firsts.setdefault(self._open_day(person.registered), []).append(person)
        for back in range(YEAR, -1, -1):
            day = self.today - dt.timedelta(days=back)
            if not self._is_open(day):
                continue
            seen: set[int] = set()
            for person in firsts.get(day, ()):
                if id(person) not in seen and self.random.random() < 0.9:
                    yield self._first_visit(day, person, seen)
            for _turn in range(self._visits(day)):
                regular = self._regular(day)
                if regular is not None and id(regular) not in seen:
                    yield self._visit(day, regular, seen)

    def _is_open(self, day: dt.date) -> bool:
        if (day.month, day.day) in CLOSED or day.weekday() == 6:
            return False
        return self.agency.saturdays or day.weekday() != 5

    def _open_day(self, day: dt.date) -> dt.date:
        """Return the day itself, or the next one on which the agency works, today at the latest."""
        while not self._is_open(day) and day < self.today:
            day += dt.timedelta(days=1)
        return day

    def _visits(self, day: dt.date) -> int:
        mean = self.agency.sessions_a_day * WEEKDAY[day.weekday()] * SEASON[day.month - 1]
        return max(0, round(self.random.gauss(mean, mean**0.5 * 0.8)))

    def _regular(self, day: dt.date) -> Person | None:
        for _try in range(20):
            person = self.random.choices(self.regulars, cum_weights=self.weights)[0]
            if person.registered <= day:
                return person
        return None

    def _first_visit(self, day: dt.date, person: Person, seen: set[int]) -> SessionPlan:
        people = [person]
        if person.household is not None and self.random.random() < 0.6:
            people = [p for p in self.families[person.household] if p.registered <= day][:3]
            people = people if person in people else [person]
        plan = self._session(day, people, seen)
        for each in people:
            if each.kind == "named":
                plan.forms.append(self._form("needs_assessment", plan, each))
            if each.kind == "anonymous" or self.random.random() < 0.7:
                plan.forms.append(self._form("information_orientation", plan, each))
        return plan

    def _visit(self, day: dt.date, person: Person, seen: set[int]) -> SessionPlan:
        people = [person]
        if person.household is not None and self.random.random() < 0.2:
            others = [p for p in self.families[person.household] if p.registered <= day]
            people = [person, *(p for p in others if p is not person)][:3]
        plan = self._session(day, people, seen)
        for each in people:
            draw = self.random.random()
            if draw < 0.68:
                kind = "information_orientation"
            elif draw < 0.76:
                kind = "needs_assessment"
            elif draw < 0.82:
                kind = "community_connections"
            else:
                kind = "non_specified"
            plan.forms.append(self._form(kind, plan, each))
            if self.random.random() < 0.08:
                plan.forms.append(self._form("non_specified", plan, each))
        return plan

    def _session(self, day: dt.date, people: list[Person], seen: set[int]) -> SessionPlan:
        seen.update(id(person) for person in people)
        random = self.random
        worker = self._worker(people[0])
        member = self.agency.staff[worker]
        sites = [site.share for site in self.agency.sites]
        site = member.site if random.random() < 0.8 else random.choices(range(len(sites)), sites)[0]
        bank = ALSO_FR if self.agency.locale == "fr" else ALSO_EN
        return SessionPlan(
            day=day,
            start=dt.time(random.randint(9, 16), random.choice((0, 0, 15, 30, 30, 45))),
            minutes=random.choice((15, 20, 30, 30, 45, 45, 60, 60, 75, 90))
            + 15 * (len(people) - 1),
            site=site,
            worker=worker,
            method=random.choice(METHODS),
            also_present=random.choice(bank) if random.random() < 0.1 else None,
            people=people,
            forms=[],
        )

    def _worker(self, person: Person) -> int:
        """Return who serves a person: mostly the same worker, best one of their language."""
        own = self.worker_of.get(id(person))
        if own is not None and self.random.random() < 0.75:
            return own
        loads = [
            member.load
            * (4 if person.language in member.languages else 1)
            * (3 if person.prefers_french and "fra" in member.languages else 1)
            for _place, member in self.workers
        ]
        place = self.random.choices(self.workers, loads)[0][0]
        self.worker_of.setdefault(id(person), place)
        return place

    def _form(self, kind: str, plan: SessionPlan, person: Person) -> FormPlan:
        random, member = self.random, self.agency.staff[plan.worker]
        shares = [self.agency.programs[place].share for place in member.programs]
        program = random.choices(member.programs, shares)[0]
        funder = self.agency.programs[program].funder
        if self.agency.funders[funder].reports_to_icare and not person.eligible:
            funder = 1
        if kind == "non_specified" and random.random() < 0.6:
            funder = 2
        share = max(10, plan.minutes // max(1, len(plan.people)) // 5 * 5)
        spoken = person.language if person.language in member.languages else None
        language = spoken or ("fra" if person.prefers_french else "eng")
        if self.agency.locale == "fr" and spoken is None and language == "eng":
            language = random.choice(("eng", "fra"))
        answers = self.make.header(
            plan.day, share, language, self.agency.sites[plan.site].postal_code
        )
        answers |= {"funder_id": funder, "program_id": program}
        answers |= self.make.details(kind, person, several=len(plan.people) > 1, language=language)
        self.make.leave_gaps(kind, answers, recent=(self.today - plan.day).days < 15)
        return FormPlan(
            kind=kind, person=person, program=program, worker=plan.worker, answers=answers
        )
