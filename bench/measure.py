"""Time a page, count its SQL, and time the same SQL alone."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from bench.browser import Answer, PageError
from ocms_core.db.types import uuid7
from ocms_core.testing.statements import Statement, count_statements

WARM_UP, RUNS = 3, 60
SLOW, RUNS_OF_SLOW = 1.0, 7
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
    """One thing to measure. run: does it once, another each time, and returns the answer."""

    key: str
    title: str
    run: Callable[[int], Answer]
    budget: Budget
    expected: frozenset[int] = frozenset({200})


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
    missed: list[str]

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
        runs = RUNS_OF_SLOW if self._once(task, 1).seconds > SLOW else RUNS
        for number in range(2, 2 if runs == RUNS_OF_SLOW else WARM_UP):
            self._once(task, number)
        with count_statements(self.engine) as sent:
            answer = self._once(task, WARM_UP)
        answers, in_driver = [], []
        for number in range(runs):
            with _driver_time(self.engine) as spent:
                answers.append(self._once(task, WARM_UP + 1 + number))
            in_driver.append(spent[0])
        seconds = [each.seconds for each in answers]
        reads = all(_can_be_repeated(statement) for statement in sent.counted)
        sql = self._replay(task, min(runs, 15)) if reads else statistics.median(in_driver)
        p50 = statistics.median(seconds)
        result = Result(
            key=task.key,
            title=task.title,
            runs=runs,
            p50=p50 * MILLISECONDS,
            p95=_percentile(seconds, 0.95) * MILLISECONDS,
            slowest=max(seconds) * MILLISECONDS,
            busy=statistics.median(each.busy for each in answers) * MILLISECONDS,
            statements=len(sent),
            sql=sql * MILLISECONDS,
            sql_by="replay" if reads else "driver",
            ratio=p50 / sql if sql else float("inf"),
            kilobytes=len(answer.body) / 1000,
            missed=[],
        )
        result.missed = missed(result, task.budget)
        return result

    @staticmethod
    def _once(task: Task, number: int) -> Answer:
        answer = task.run(number)
        if answer.status not in task.expected:
            title = re.search(rb"<title>(.*?)</title>", answer.body, re.DOTALL)
            shown = title.group(1).decode(errors="replace").strip() if title else ""
            raise PageError(f"{task.title}: answered {answer.status} {shown}")
        return answer

    def _replay(self, task: Task, runs: int) -> float:
        """Return the median time of the SQL of several runs, each once, on a bare connection."""
        address = self.address.replace("postgresql+psycopg:", "postgresql:", 1)
        times = []
        with psycopg.connect(address) as connection:
            for number in range(runs):
                with count_statements(self.engine) as sent:
                    self._once(task, number)
                times.append(self._send(connection, sent.counted))
        return statistics.median(times)

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


class _driver_time:  # noqa: N801  used as a context manager
    """Adds up the time that the driver takes for statements."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.spent = [0.0]
        self._started = 0.0

    def _before(self, *_arguments: Any) -> None:
        self._started = time.perf_counter()

    def _after(self, *_arguments: Any) -> None:
        self.spent[0] += time.perf_counter() - self._started

    def __enter__(self) -> list[float]:
        event.listen(self.engine, "before_cursor_execute", self._before)
        event.listen(self.engine, "after_cursor_execute", self._after)
        return self.spent

    def __exit__(self, *_problem: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._before)
        event.remove(self.engine, "after_cursor_execute", self._after)


def _can_be_repeated(statement: Statement) -> bool:
    """Whether a second run does the same: reading, and the notes of who looked and when."""
    text = statement.sql.lstrip().lower()
    if text.startswith(("insert into access_log", "update web_session")):
        return True
    return text.startswith(("select", "with", "values", "(")) and " for update" not in text


def _parameters(statement: Statement) -> Any:
    """Return the parameters, a new row's id exchanged for a fresh one."""
    given = statement.parameters
    if isinstance(given, dict) and statement.sql.lstrip().lower().startswith("insert"):
        return {key: uuid7() if key.split("__")[0] == "id" else given[key] for key in given}
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
        (budget.over_sql, result.p50 - result.sql, "ms over its SQL"),
    )
    return [
        f"{value:.3g} {what}, {limit:g} allowed"
        for limit, value, what in limits
        if limit is not None and value > limit
    ]
