"""`make bench-matching`: how well and how fast people are found."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from bench import febrl
from bench.database import bench_server
from bench.matching_data import (
    FEBRL,
    OWN,
    PAIRS,
    newcomers,
    own_people,
    write_febrl,
    write_own,
    write_pairs,
)
from ocms_core.clients.models import Client
from ocms_core.clients.pairs import find_pairs
from ocms_core.clients.search import ClientSearch
from ocms_core.db import migrate, roles, scope
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.embedded.postgres import Cluster

MADE_BY = "2"
WARM_UP = 40


@dataclass(slots=True)
class Figures:
    """What a set of searches gave."""

    first: int = 0
    five: int = 0
    count: int = 0
    seconds: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, place: int | None, what: str) -> None:
        """Count one search. place: of who is meant among those found, from 0."""
        self.count += 1
        self.first += place == 0
        if place is not None and place < 5:
            self.five += 1
        else:
            self.missed.append(what)

    def line(self) -> str:
        """Return the figures in words."""
        said = f"@1 {self.first / self.count:.4f}  @5 {self.five / self.count:.4f}  n {self.count}"
        if not self.seconds:
            return said
        spent = sorted(self.seconds[WARM_UP:] or self.seconds)
        p50, p95 = statistics.median(spent), spent[int(len(spent) * 0.95)]
        ratio = p50 / statistics.median(self.sql[WARM_UP:] or self.sql)
        return f"{said}  p50 {p50 * 1000:.1f} ms  p95 {p95 * 1000:.1f} ms  {ratio:.2f} x its SQL"


class Watch:
    """Adds up how long the driver waits for the database."""

    def __init__(self, engine: Engine) -> None:
        self.seconds = self._started = 0.0
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def _before(self, *_given: Any) -> None:
        self._started = time.perf_counter()

    def _after(self, *_given: Any) -> None:
        self.seconds += time.perf_counter() - self._started


class Bench:
    """Measures in a filled database."""

    def __init__(self, url: str, people: int, every: int) -> None:
        self.engine = make_engine(url)
        self.watch = Watch(self.engine)
        self.factory = make_session_factory(self.engine)
        self.people = people
        self.every = every

    def session(self, agency: int) -> Session:
        """Return a session in an agency."""
        db = self.factory()
        scope.enter(db, agency)
        return db

    def febrl(self) -> Figures:
        """Ask for each original by its copy's name and date of birth, typed into the one box."""
        figures = Figures()
        copies = list(febrl.records(febrl.COPIES).items())[:: self.every]
        for key, record in copies:
            day = febrl.birth_date(record) or ""
            typed = " ".join(filter(None, (record["given_name"], record["surname"], day)))
            self._ask(figures, FEBRL, int(key), typed, lambda s, t=typed: s.find(t, limit=10))
        return figures

    def own(self) -> dict[str, Figures]:
        """Ask for people by what the damages of intake have left."""
        registered, asked = own_people(self.people)
        kinds: dict[str, Figures] = defaultdict(Figures)
        for kind, place, typed in asked[:: self.every]:
            text = " ".join(filter(None, (typed.first, typed.last, typed.birth_date)))
            what = f"{text} <- {registered[place].full} {registered[place].birth_date}"
            self._ask(kinds[kind], OWN, place + 1, what, lambda s, t=text: s.find(t, limit=10))
        return kinds

    def _ask(
        self,
        figures: Figures,
        agency: int,
        number: int,
        what: str,
        search: Callable[[ClientSearch], Any],
    ) -> None:
        with self.session(agency) as db:
            db.connection()
            searching = ClientSearch(db)
            self.watch.seconds = 0.0
            started = time.perf_counter()
            found = [match.client.number for match in search(searching)]
            figures.seconds.append(time.perf_counter() - started)
            figures.sql.append(self.watch.seconds)
        figures.add(found.index(number) if number in found else None, what)

    def false_alarms(self) -> tuple[float, float, list[str]]:
        """Return the share of new people who look registered, ms a person, and some of them."""
        people = newcomers()[:: self.every]
        started = time.perf_counter()
        alarms = []
        with self.session(OWN) as db:
            search = ClientSearch(db)
            for person in people:
                found = search.like(names=[person.first, person.last], birth_date=person.birth_date)
                likely = [match for match in found if match.is_probable()]
                if likely:
                    best = likely[0]
                    alarms.append(
                        f"{person.first} {person.last} {person.birth_date} ~ {best.client.name} "
                        f"{best.client.birth_date} {best.score:.1f} {best.reason_codes}"
                    )
        spent = time.perf_counter() - started
        return len(alarms) / len(people), spent / len(people) * 1000, alarms

    def pairs(self) -> tuple[float, float, float, float]:
        """Return precision, recall, F1 and seconds of the scan of 10,000."""
        with self.session(PAIRS) as db:
            numbers = dict(db.execute(select(Client.id, Client.number)).all())
            started = time.perf_counter()
            found = list(find_pairs(db))
            spent = time.perf_counter() - started
        right = sum(abs(numbers[pair.low_id] - numbers[pair.high_id]) == 10_000 for pair in found)
        precision, recall = right / max(len(found), 1), right / 5_000
        return precision, recall, 2 * precision * recall / (precision + recall), spent


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="make bench-matching", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many are in an agency")
    parser.add_argument("--every", type=int, default=1, help="ask only every so many")
    parser.add_argument("--only", choices=("febrl", "own", "alarms", "pairs"))
    parser.add_argument("--rebuild", action="store_true", help="make the data set anew")
    parser.add_argument("--show", type=int, default=0, help="print so many who were missed")
    given = parser.parse_args()
    load_models()
    folder = Path(os.environ.get("OCMS_VAR_DIR", "var")).absolute() / "bench"
    with bench_server(folder) as cluster:
        url = filled(cluster, given.people, rebuild=given.rebuild)
        failures = report(Bench(url, given.people, given.every), given.only, given.show)
    for failure in failures:
        print(f"FAILED {failure}", file=sys.stderr)
    return 1 if failures else 0


def report(bench: Bench, only: str | None, show: int) -> list[str]:
    """Measure, print, and return what is missed."""
    failures: list[str] = []

    def hold(what: str, value: float, at_least: float) -> None:
        if value < at_least:
            failures.append(f"{what}: {value:.4f}, at least {at_least} wanted")

    if only in {None, "febrl"}:
        found = bench.febrl()
        print(f"FEBRL 4 among {bench.people:,}: {found.line()}", flush=True)
        _show(found.missed, show)
        hold("FEBRL 4 @1", found.first / found.count, 0.95)
        hold("FEBRL 4 @5", found.five / found.count, 0.98)
    if only in {None, "own"}:
        kinds = bench.own()
        for kind, figures in kinds.items():
            print(f"  {kind:18} {figures.line()}", flush=True)
            _show(figures.missed, show)
            hold(f"{kind} @5", figures.five / figures.count, 0.95)
        five = sum(each.five for each in kinds.values())
        count = sum(each.count for each in kinds.values())
        print(f"Our own damages: @5 {five / count:.4f}")
        hold("our own @5", five / count, 0.98)
    if only in {None, "alarms"}:
        share, spent, alarms = bench.false_alarms()
        print(f"New people who look registered: {share:.4f}, {spent:.1f} ms a person", flush=True)
        _show(alarms, show)
        hold("false alarms", 1 - share, 0.9)
    if only in {None, "pairs"}:
        precision, recall, harmonic, spent = bench.pairs()
        print(f"Scan of 10,000: P {precision:.4f} R {recall:.4f} F1 {harmonic:.4f} {spent:.1f} s")
        hold("F1 of the scan", harmonic, 0.998)
    return failures


def _show(lines: Iterable[str], count: int) -> None:
    for line in list(lines)[:count]:
        print(f"      {line}")


def filled(cluster: Cluster, people: int, *, rebuild: bool) -> str:
    """Return the app's address of the data set, made unless it is there."""
    name, wanted = f"ocms_matching_{people}", f"matching {MADE_BY}"
    with cluster.connect_as_superuser() as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [name],
        ).fetchone()
        if rebuild or row is None or row[0] != wanted:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )
            row = None
    if row is None:
        print(f"Making {people:,} people", flush=True)
        cluster.ensure_database(name)
        migrate.upgrade(cluster.url(roles.OWNER, name))
        with cluster.connect_as_superuser(name) as connection:
            write_febrl(connection, people)
            write_own(connection, own_people(people)[0])
            write_pairs(connection)
            connection.execute("vacuum analyze")
            comment = sql.SQL("comment on database {} is {}")
            connection.execute(comment.format(sql.Identifier(name), sql.Literal(wanted)))
    migrate.upgrade(cluster.url(roles.OWNER, name))
    return cluster.url(roles.APP, name)


if __name__ == "__main__":
    sys.exit(main())
