"""What is measured: the pages of a worker's day, the reports, the funder's files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import select, text

from bench.agencies import PASSWORD, email
from bench.browser import Answer, Browser
from bench.measure import Budget, Task
from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Agency, ProgramMembership, Staff
from ocms_core.clients.models import Client, ClientPhone
from ocms_core.db import scope
from ocms_core.db.session import make_session_factory
from ocms_core.forms.models import ServiceForm

SAMPLES = 120
LIST = Budget(over_sql=15, kilobytes=25)
PAGE = Budget(over_sql=15)
FIND = Budget(times_sql=2, p95=100)
SAVE = Budget()
REPORT = Budget(times_sql=1.3)
REPORTS = (
    "new_returning_clients",
    "services_delivered",
    "activity_by_worker",
    "client_demographics",
    "information_topics",
)


@dataclass(frozen=True, slots=True)
class Samples:
    """Whom and what the runs ask for: others each time, so that nothing is just remembered."""

    agency_id: int
    since: dt.date
    until: dt.date
    texts: list[str]
    numbers: list[int]
    forms: dict[str, list[str]]


def take_samples(engine: Any, code: str) -> Samples:
    """Draw clients, and forms that the worker may open, from an agency."""
    random = Random(5)
    with make_session_factory(engine)() as db:
        agency = db.scalars(select(Agency).where(Agency.code == code)).one()
        scope.enter(db, agency.id)
        last = db.scalar(select(Client.number).order_by(Client.number.desc()).limit(1)) or 1
        numbers = sorted(random.sample(range(1, last + 1), min(last, SAMPLES)))
        clients = db.scalars(select(Client).where(Client.number.in_(numbers))).all()
        phones = db.scalars(
            select(ClientPhone.number).where(ClientPhone.client_id.in_([c.id for c in clients]))
        ).all()
        worker = db.scalars(
            select(Staff)
            .join(Account, Account.id == Staff.account_id)
            .where(Account.email == email("worker", code))
        ).one()
        program = db.scalar(
            select(ProgramMembership.program_id).where(ProgramMembership.staff_id == worker.id)
        )
        forms = {}
        for kind in ("information_orientation", "needs_assessment", "non_specified"):
            found = db.scalars(
                select(ServiceForm.id)
                .where(
                    ServiceForm.kind == kind,
                    ServiceForm.program_id == program,
                    ServiceForm.private.is_(False),
                )
                .order_by(ServiceForm.id.desc())
                .limit(3 * SAMPLES)
                .execution_options(beyond_visibility=True)
            ).all()
            forms[kind] = [str(key) for key in random.sample(found, min(len(found), SAMPLES))]
        since, until = db.execute(
            text("select min(service_date), max(service_date) from service_form")
        ).one()
    return Samples(agency.id, since, until, list(_texts(random, clients, phones)), numbers, forms)


def _texts(random: Random, clients: Any, phones: Any) -> Iterator[str]:
    """Yield what people type: whole names, beginnings, one name, slips, telephones, numbers."""
    for place, client in enumerate(clients):
        words = [word for word in (client.first_name, client.last_name) if word]
        style = place % 8
        if style in {0, 1}:
            yield " ".join(words)
        elif style == 2:
            yield words[0][:4]
        elif style == 3:
            yield words[-1]
        elif style == 4:
            name = words[-1]
            cut = random.randrange(len(name))
            yield name[:cut] + name[cut + 1 :] if len(name) > 4 else name
        elif style == 5 and client.birth_date:
            yield f"{words[0]} {client.birth_date.rstrip('~')}"
        elif style == 6 and phones:
            yield random.choice(phones)
        else:
            yield str(client.number)


class Pages:
    """The tasks of one agency of a data set."""

    def __init__(self, wsgi: Any, samples: Samples, code: str) -> None:
        self.samples = samples
        self.worker = Browser(wsgi, email("worker", code), PASSWORD)
        self.admin = Browser(wsgi, email("admin", code), PASSWORD)
        self._filled: dict[str, list[tuple[str, str]]] = {}

    def tasks(self) -> Iterator[Task]:
        """Yield everything to measure."""
        samples, worker = self.samples, self.worker
        yield Task(key="home", title="Staff dashboard", budget=PAGE,
                   run=lambda _n: worker.get("/"))  # fmt: skip
        yield Task(key="find", title="Find a client", budget=FIND, run=self._find)
        yield Task(key="clients", title="List of clients", budget=LIST,
                   run=lambda n: worker.get(f"/clients?page={1 + n % 20}"))  # fmt: skip
        yield Task(key="sessions", title="List of sessions", budget=LIST,
                   run=lambda n: worker.get(f"/sessions?page={1 + n % 20}"))  # fmt: skip
        yield Task(key="client", title="Client dashboard", budget=PAGE,
                   run=lambda n: worker.get(f"/clients/{pick(samples.numbers, n)}"))  # fmt: skip
        for kind, title in (
            ("information_orientation", "Information and orientation"),
            ("needs_assessment", "Needs assessment"),
        ):
            forms = samples.forms[kind]
            yield Task(
                key=f"open_{kind}",
                title=f"Open form: {title}",
                budget=PAGE,
                run=lambda n, forms=forms: worker.get(f"/forms/{pick(forms, n)}"),
            )
            yield Task(
                key=f"save_{kind}",
                title=f"Save form: {title}",
                budget=SAVE,
                expected=frozenset({303}),
                run=lambda n, forms=forms: self._save(pick(forms, n), n),
            )

        yield from self._reports()

    def _reports(self) -> Iterator[Task]:
        """Yield the five reports: of a month, and of everything the agency has."""
        month = self.samples.until.replace(day=1) - dt.timedelta(days=1)
        spans = (
            ("month", "a month", month.replace(day=1), month),
            ("all", "all years", self.samples.since, self.samples.until),
        )
        for key in REPORTS:
            for word, title, start, end in spans:
                yield Task(
                    key=f"report_{key}_{word}",
                    title=f"Report {key}, {title}",
                    budget=REPORT,
                    run=lambda _n, path=f"/reports/{key}?from={start}&to={end}": self.admin.get(
                        path
                    ),
                )

    def _find(self, number: int) -> Answer:
        return self.worker.post("/clients", [("q", pick(self.samples.texts, number))])

    def _save(self, form_id: str, number: int) -> Answer:
        """Change the notes of a form and save it; its page is read beforehand, untimed."""
        page = self.worker.open(f"/forms/{form_id}")
        form = next(found for found in page.forms.values() if "notes" in found.fields)
        form["notes"] = f"Measured {number} at {dt.datetime.now(dt.UTC)}"
        fields = [
            (name, value)
            for name, value in form.submit_fields()
            if name != "csrf_token" and isinstance(value, str)
        ]
        return self.worker.post(f"/forms/{form_id}", fields)


def pick(of: list[Any], number: int) -> Any:
    """Return another one for each run."""
    return of[number % len(of)]
