"""What is measured: the pages of a worker's day, the reports, the funder's files."""

from __future__ import annotations

import datetime as dt
import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, text

from bench.agencies import PASSWORD, email
from bench.browser import Answer, Browser, PageError
from bench.measure import Budget, Task
from bench.merging import Merging
from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Agency, ProgramMembership, Staff
from ocms_core.clients.models import Client, ClientPhone
from ocms_core.db import scope
from ocms_core.db.session import make_session_factory
from ocms_core.exports.files import month_end
from ocms_core.forms.models import ServiceForm
from ocms_core.plugins.manager import registries

SAMPLES = 120
RECORDS_A_FILE = 2_500
LIST = Budget(over_sql=15, kilobytes=25)
PAGE = Budget(over_sql=15)
FIND = Budget(times_sql=2, p95=100)
SAVE = Budget(statements=20)
TABS = {
    "edit": "Client’s profile",
    "family": "Client’s family",
    "files": "Client’s files",
    "consents": "Client’s consents",
}
FILES = ("client_profile", "information_orientation", "nars")
# The ratio is meant for a million forms; a month is so quick that the page around it shows.
REPORT, PAGE_OF_REPORT = Budget(times_sql=1.3), Budget()
REPORTS = (
    "new_returning_clients",
    "services_delivered",
    "activity_by_worker",
    "client_demographics",
    "information_topics",
    "referrals",
    "job_placements",
    "mentor_matches",
    "language_enrolments",
    "language_exits",
    "language_attendance",
    "group_attendance",
    "group_headcounts",
    "group_evaluation",
    "rap_cases",
    "financial_services",
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
        for kind in registries().forms.every():
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
    """The tasks of one agency of a data set. work: does what waits in the outbox."""

    def __init__(self, wsgi: Any, samples: Samples, code: str, work: Callable[[], int]) -> None:
        self.samples = samples
        self.worker = Browser(wsgi, email("worker", code), PASSWORD)
        self.admin = Browser(wsgi, email("admin", code), PASSWORD)
        self.operator = Browser(wsgi, email("upload", code), PASSWORD)
        engine = wsgi.registry["engine"]
        self.merging = Merging(self.admin, engine, samples.agency_id)
        self.work = work
        self.batch: str | None = None

    def tasks(self) -> Iterator[Task]:
        """Yield everything to measure."""
        numbers, texts = self.samples.numbers, self.samples.texts
        yield self._page("home", "Staff dashboard", PAGE, lambda _n: "/")
        yield Task(
            key="find",
            title="Find a client",
            budget=FIND,
            prepare=lambda n: [("q", pick(texts, n))],
            run=lambda fields: self.worker.post("/clients", fields),
        )
        yield self._page(
            "clients", "List of clients", LIST, lambda n: f"/clients?page={1 + n % 20}"
        )
        yield self._page(
            "sessions", "List of sessions", LIST, lambda n: f"/sessions?page={1 + n % 20}"
        )
        yield self._page(
            "client", "Client dashboard", PAGE, lambda n: f"/clients/{pick(numbers, n)}"
        )
        for key, title in TABS.items():
            yield self._page(
                key, title, PAGE, lambda n, tab=key: f"/clients/{pick(numbers, n)}/{tab}"
            )
        for kind, model in registries().forms.every().items():
            forms, title = self.samples.forms[kind], model.__form__.title
            yield self._page(
                f"open_{kind}", f"Open form: {title}", PAGE,
                lambda n, forms=forms: f"/forms/{pick(forms, n)}",
            )  # fmt: skip
            yield Task(
                key=f"save_{kind}",
                title=f"Save form: {title}",
                budget=SAVE,
                expected=frozenset({303}),
                prepare=lambda n, forms=forms: self._fill_in(pick(forms, n), n),
                run=lambda filled: self.worker.post(*filled),
            )
        yield from self.merging.tasks()
        yield from self._reports()
        yield from self._files()

    def _page(self, key: str, title: str, budget: Budget, path: Callable[[int], str]) -> Task:
        return Task(key=key, title=title, budget=budget, prepare=path, run=self.worker.get)

    def _fill_in(self, form_id: str, number: int) -> tuple[str, list[tuple[str, str]]]:
        """Return where to post a form, and its fields with the notes changed."""
        page = self.worker.open(f"/forms/{form_id}")
        form = next(found for found in page.forms.values() if "notes" in found.fields)
        form["notes"] = f"Measured {number} at {dt.datetime.now(dt.UTC)}"
        fields = [
            (name, value)
            for name, value in form.submit_fields()
            if name != "csrf_token" and isinstance(value, str)
        ]
        return f"/forms/{form_id}", fields

    def _reports(self) -> Iterator[Task]:
        """Yield the reports: of a month, and of everything the agency has."""
        last = self._month_before()
        spans = (
            ("month", "a month", last, month_end(last), PAGE_OF_REPORT),
            ("all", "all years", self.samples.since, self.samples.until, REPORT),
        )
        for key in REPORTS:
            for word, title, start, end, budget in spans:
                path = f"/reports/{key}?from={start}&to={end}"
                yield Task(
                    key=f"report_{key}_{word}",
                    title=f"Report {key}, {title}",
                    budget=budget,
                    prepare=lambda _n, path=path: path,
                    run=self.admin.get,
                )

    def _files(self) -> Iterator[Task]:
        """Yield check and final file of each template of iCARE, for the month before."""
        month = f"{self._month_before():%Y-%m}"
        for key in FILES:
            path = f"/exports/icare/{key}"
            records = self._records(f"{path}?month={month}")
            # Ten seconds for ten thousand records, which are four files: a file is written whole
            # however few its records are.
            files = max(1, math.ceil(records / RECORDS_A_FILE))
            budget = Budget(seconds=2.5 * files, statements=None)
            note = f"{records:,} records"
            yield Task(
                key=f"check_{key}",
                title=f"Check iCARE {key}",
                budget=budget,
                prepare=lambda _n, path=path: f"{path}?month={month}",
                run=self.operator.get,
                note=lambda note=note: note,
            )
            yield Task(
                key=f"file_{key}",
                title=f"File iCARE {key}",
                budget=budget,
                prepare=lambda _n, path=path: self._order(path, month),
                run=self._make_and_download,
                note=lambda note=note: note,
            )
        self._take_back()

    def _records(self, path: str) -> int:
        """Return how many records a check looks at: the first figure that its page shows."""
        shown = self.operator.open(path).html.select_one("#totals .tile-value")
        digits = re.sub(r"[^0-9]", "", shown.get_text()) if shown else ""
        if not digits:
            raise PageError(f"{path} does not say how many records there are")
        return int(digits)

    def _order(self, path: str, month: str) -> str:
        self._take_back()
        ordered = self.operator.send(f"{path}/make", [("month", month)])
        self.batch = urlsplit(str(ordered.location)).path
        return self.batch

    def _take_back(self) -> None:
        """Undo the batch of the run before, so that its records can go again."""
        if self.batch is not None:
            self.operator.send(f"{self.batch}/undo", [("reason", "Measured")])
            self.batch = None

    def _make_and_download(self, batch: str) -> Answer:
        started, busy = time.perf_counter(), time.process_time()
        self.work()
        made, busy = time.perf_counter() - started, time.process_time() - busy
        answer = self.operator.get(f"{batch}/1")
        return replace(answer, seconds=made + answer.seconds, busy=busy + answer.busy)

    def _month_before(self) -> dt.date:
        return (self.samples.until.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def pick(of: list[Any], number: int) -> Any:
    """Return another one for each run."""
    return of[number % len(of)]
