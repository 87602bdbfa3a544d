"""Time a page, count its SQL, and time the same SQL alone."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from bench.browser import Answer, PageError
from ocms_core.db.types import uuid7
from ocms_core.testing.statements import Statement, count_statements

WARM_UP, RUNS = 3, 60
SLOW, RUNS_OF_SLOW = 0.25, 9
MILLISECONDS = 1000
MOST_STATEMENTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a page may take (architecture 9). Each limit is None where there is none.

    times_sql: times the SQL alone; over_sql: milliseconds on top of it; p95: milliseconds;
    seconds: the slowest run; statements; kilobytes of the answer.
    """

    times_sql: float | None = None
    over_sql: float | None = None
    p95: float | None = None
    seconds: float | None = None
    statements: int | None = MOST_STATEMENTS
    kilobytes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to measure.

    prepare: what a run needs, another thing each time and untimed; run: does it and returns the
    answer. note: what the figures are to be read with, asked for at the end.
    """

    key: str
    title: str
    prepare: Callable[[int], Any]
    run: Callable[[Any], Answer]
    budget: Budget
    expected: frozenset[int] = frozenset({200})
    note: Callable[[], str] = str


@dataclass(slots=True, kw_only=True)
class Result:
    """What was measured; times in milliseconds.

    busy: of the application's processor, median. sql_by: "replay" on a bare connection, or "driver"
    for what changes data: there a second run of the same statements would do something else.
    """

    key: str
    title: str
    runs: int
    p50: float
    p95: float
    slowest: float
    busy: float
    statements: int
    sql: float
    sql_by: str
    ratio: float
    kilobytes: float
    note: str
    missed: list[str]

    @property
    def over_sql(self) -> float:
        """What the page takes beside its SQL, in milliseconds."""
        return self.p50 - self.sql

    def as_data(self) -> dict[str, Any]:
        """Return plain data for the JSON file."""
        return asdict(self)


class Meter:
    """Measures tasks on one application. address: the app role's; agency_id: whose data."""

    def __init__(self, engine: Engine, address: str, agency_id: int) -> None:
        self.engine = engine
        self.address = address
        self.agency_id = agency_id

    def measure(self, task: Task) -> Result:
        """Return the figures of a task; raise PageError when a page fails."""
        self._once(task, 0)
        slow = self._once(task, 1)[0].seconds > SLOW
        runs = RUNS_OF_SLOW if slow else RUNS
        for number in range(2, 2 if slow else WARM_UP):
            self._once(task, number)
        answers, sent = [], []
        for number in range(WARM_UP, WARM_UP + runs):
            answer, watch = self._once(task, number)
            answers.append(answer)
            sent.append(watch)
        seconds = [answer.seconds for answer in answers]
        repeatable = all(_can_be_repeated(each) for watch in sent for each in watch.statements)
        if repeatable:
            sql = statistics.median(self._replay([watch.statements for watch in sent]))
        else:
            sql = statistics.median(watch.seconds for watch in sent)
        p50 = statistics.median(seconds)
        result = Result(
            key=task.key,
            title=task.title,
            runs=runs,
            p50=p50 * MILLISECONDS,
            p95=_percentile(seconds, 0.95) * MILLISECONDS,
            slowest=max(seconds) * MILLISECONDS,
            busy=statistics.median(each.busy for each in answers) * MILLISECONDS,
            statements=max(len(watch.statements) for watch in sent),
            sql=sql * MILLISECONDS,
            sql_by="replay" if repeatable else "driver",
            ratio=p50 / sql if sql else float("inf"),
            kilobytes=statistics.median(len(answer.body) for answer in answers) / 1000,
            note=task.note(),
            missed=[],
        )
        result.missed = missed(result, task.budget)
        return result

    def _once(self, task: Task, number: int) -> tuple[Answer, Watch]:
        prepared = task.prepare(number)
        with watching(self.engine) as watch:
            answer = task.run(prepared)
        if answer.status not in task.expected:
            title = re.search(rb"<title>(.*?)</title>", answer.body, re.DOTALL)
            shown = title.group(1).decode(errors="replace").strip() if title else ""
            raise PageError(f"{task.title}: answered {answer.status} {shown}")
        return answer, watch

    def _replay(self, runs: list[list[Statement]]) -> list[float]:
        """Return the times of the SQL of each run, once more on a bare connection."""
        address = self.address.replace("postgresql+psycopg:", "postgresql:", 1)
        with psycopg.connect(address) as connection:
            self._send(connection, runs[0])
            return [self._send(connection, statements) for statements in runs]

    def _send(self, connection: psycopg.Connection[Any], statements: list[Statement]) -> float:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.agency_id', %s, true)", [str(self.agency_id)])
            started = time.perf_counter()
            for statement in statements:
                cursor.execute(statement.sql.encode(), _parameters(statement))
                if cursor.description is not None:
                    cursor.fetchall()
            spent = time.perf_counter() - started
        connection.rollback()
        return spent


@dataclass(slots=True)
class Watch:
    """What one run sent, and how long the driver took for it."""

    statements: list[Statement] = field(default_factory=list)
    seconds: float = 0.0


@contextmanager
def watching(engine: Engine) -> Iterator[Watch]:
    """Watch the statements of an engine while the block runs."""
    watch, started = Watch(), 0.0

    def before(*_arguments: Any) -> None:
        nonlocal started
        started = time.perf_counter()

    def after(*_arguments: Any) -> None:
        watch.seconds += time.perf_counter() - started

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        with count_statements(engine) as sent:
            yield watch
        watch.statements = sent.counted
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


_NOTE = re.compile(r"(with log as\s*\()?insert into access_log\b|update web_session\b")
_WRITES = re.compile(r"\b(insert into|delete from|update \w+ set)\b")


def _can_be_repeated(statement: Statement) -> bool:
    """Whether a second run does the same: reading, and the notes of who looked and when."""
    text = statement.sql.lstrip().lower()
    if _NOTE.match(text):
        return True
    reads = text.startswith(("select", "with", "values", "(")) and " for update" not in text
    return reads and not _WRITES.search(text)


def _parameters(statement: Statement) -> Any:
    """Return the parameters, a new row's id exchanged for a fresh one."""
    given = statement.parameters
    if isinstance(given, dict) and _WRITES.search(statement.sql.lower()):
        return {
            key: uuid7()
            if key.split("__")[0] == "id"
            else [uuid7() for _row in value]
            if key == "rows"
            else value
            for key, value in given.items()
        }
    return given or None


def _percentile(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def missed(result: Result, budget: Budget) -> list[str]:
    """Return the limits that a result is over, in words."""
    limits = (
        (budget.statements, result.statements, "statements"),
        (budget.p95, result.p95, "ms at p95"),
        (budget.seconds, result.slowest / MILLISECONDS, "s for the slowest"),
        (budget.kilobytes, result.kilobytes, "kB"),
        (budget.times_sql, result.ratio, "times its SQL"),
        (budget.over_sql, result.over_sql, "ms over its SQL"),
    )
    return [
        f"{value:.3g} {what}, {limit:g} allowed"
        for limit, value, what in limits
        if limit is not None and value > limit
    ]
