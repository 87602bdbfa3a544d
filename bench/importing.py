"""`make bench-import`: import a large file as the worker does, and print time and peak memory.

Three imports of the real jobs into a fresh database: a file into an agency that has nobody, the
same file again, and a file of other people into the agency that now has the first ones.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from ocms_core.agencies.models import Agency, Site, Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.imports.batches import ImportBatches
from ocms_core.imports.models import CHECKING, READING, WRITING, ImportBatch
from ocms_core.imports.services import Layouts
from ocms_core.jobs.drain import Drain
from ocms_core.plugins.manager import registries
from ocms_core.security.roles import Role
from ocms_core.security.vault import Vault, read_root_key
from ocms_core.settings import Settings

MOST_SECONDS, MOST_MIB = 300, 500
SYLLABLES = (
    "ka", "mo", "ri", "sa", "ne", "lu", "ta", "ba", "do", "fe", "gi", "ha", "jo", "ki", "la", "ma",
    "no", "pe", "qa", "ru", "si", "to", "vu", "wa", "ya", "ze",
)  # fmt: skip
HEADERS = (
    "First name", "Last name", "Gender", "Date of birth", "Arrival date", "Immigration status",
    "Country of origin", "Phone", "E-mail", "Street number", "Street name", "City", "Postal code",
    "UCI", "Registration date", "Site", "Family code", "Mother tongue",
)  # fmt: skip
COUNTRIES = ("Syria", "Ukraine", "Afghanistan", "India", "Nigeria", "Colombia", "Eritrea", "Haiti")
REPEATED = 0.03


def main() -> int:
    """Run the command; end with 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="make bench-import", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="xlsx")
    parser.add_argument("--write-file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write_file:
        write_file(given.write_file, given.rows, given.seed)
        return 0
    from ocms_core.testing import servers

    load_models()
    registries()
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.databases(folder_of("bench-import")) as made,
    ):
        urls = made.create()
        try:
            return measure(urls, Path(folder), given.rows, given.format)
        finally:
            made.drop(urls)


def folder_of(name: str) -> Path:
    """Return a folder for the servers of this measure, apart from the tests'."""
    folder = Path(os.environ.get("OCMS_VAR_DIR", "var")).absolute() / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def measure(urls: Any, folder: Path, rows: int, form: str) -> int:
    """Import three times; return the exit code."""
    bench = Bench(urls, folder)
    first, second = folder / f"first.{form}", folder / f"second.{form}"
    for seed, path in ((1, first), (2, second)):
        # In a process of its own: the memory it takes is not the worker's.
        made = [sys.executable, "-m", "bench.importing", f"--write-file={path}", f"--seed={seed}"]
        subprocess.run([*made, f"--rows={rows}"], check=True)  # noqa: S603
    missed = []
    print(f"{rows:,} rows of {len(HEADERS)} columns, {first.stat().st_size / 2**20:.1f} MiB {form}")
    titles = ("into an empty agency", "the same file again", "other people")
    for title, path in zip(titles, (first, first, second), strict=True):
        spent, counts = bench.run(path)
        total = sum(spent.values())
        busy, bench.busy = bench.busy, 0.0
        steps = "  ".join(f"{step} {seconds:6.1f} s" for step, seconds in spent.items())
        print(f"{title:22} {steps}  total {total:6.1f} s")
        print(f"{'':22} {busy:.1f} s of the worker's processor; {counts}")
        if total > MOST_SECONDS:
            missed.append(f"{title}: {total:.0f} s, {MOST_SECONDS} allowed")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the worker {peak:.0f} MiB; clients now {bench.clients():,}")
    if peak > MOST_MIB:
        missed.append(f"{peak:.0f} MiB, {MOST_MIB} allowed")
    for miss in missed:
        print(f"MISSED {miss}", file=sys.stderr)
    return 1 if missed else 0


class Bench:
    """An agency with one admin, in whose name the jobs run."""

    def __init__(self, urls: Any, folder: Path) -> None:
        self.busy = 0.0
        vault = Vault(read_root_key(folder / "root.key", create=True))
        engine = make_engine(urls.app)
        self._open = make_session_factory(engine, info={"vault": vault})
        settings = Settings(database_url=urls.app, root_key_file=folder / "root.key")
        self._drain = Drain(self._open, settings)
        from ocms_core.accounts.models import Account

        with self._open() as db:
            account = Account(email="bench@example.org", password_hash="-")  # noqa: S106
            agency = Agency(code="bench", name="Bench")
            db.add_all([agency, account])
            db.flush()
            self._agency_id = agency.id
            scope.enter(db, agency.id)
            vault.make_key(db)
            db.add(Site(name="Main Street", name_fr="Rue Principale", postal_code="M5V 2T6"))
            staff = Staff(
                account_id=account.id, first_name="A", last_name="B", role=Role.ADMIN, active=True
            )
            db.add(staff)
            db.commit()
            self._staff_id = staff.id

    def _session(self) -> Any:
        db = self._open()
        scope.enter(db, self._agency_id)
        db.info["staff_id"] = self._staff_id
        return db

    def run(self, path: Path) -> tuple[dict[str, float], dict[str, int]]:
        """Import one file as the pages do; return the seconds of each step, and the counts."""
        spent = {}
        with self._session() as db, path.open("rb") as file:
            batches = ImportBatches(db)
            batch = batches.start(path.name, file, self._staff_id, None)
            batches.begin(batch, READING)
            db.commit()
            key = batch.id
        spent["read"] = self._work()
        with self._session() as db:
            batch = db.scalar(select(ImportBatch).where(ImportBatch.id == key))
            assert all(sheet.header for sheet in Layouts(db).load(batch)), batch.problem  # noqa: S101
            ImportBatches(db).begin(batch, CHECKING)
            db.commit()
        spent["check"] = self._work()
        with self._session() as db:
            batch = db.scalar(select(ImportBatch).where(ImportBatch.id == key))
            ImportBatches(db).begin(batch, WRITING)
            db.commit()
        spent["write"] = self._work()
        with self._session() as db:
            batch = db.scalar(select(ImportBatch).where(ImportBatch.id == key))
            if batch.state != "done":
                raise SystemExit(f"{batch.step} failed: {batch.problem}")
            return spent, {**batch.counts, "made": batch.made_count}

    def _work(self) -> float:
        started, busy = time.perf_counter(), time.process_time()
        self._drain.run()
        self.busy += time.process_time() - busy
        return time.perf_counter() - started

    def clients(self) -> int:
        """Return how many clients there are."""
        with self._session() as db:
            return int(db.scalar(select(func.count(Client.id))))


def write_file(path: Path, rows: int, seed: int) -> None:
    """Write a file of made-up people, some of them twice and spelled otherwise."""
    people = made_up(rows, seed)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            writer.writerows(people)
        return
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Clients")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADERS)
        for number, person in enumerate(people, start=1):
            for column, cell in enumerate(person):
                if column in {3, 4, 14}:
                    sheet.write_datetime(number, column, dt.datetime.fromisoformat(cell), day)
                else:
                    sheet.write(number, column, cell)


def made_up(rows: int, seed: int) -> Iterator[list[str]]:
    """Yield the cells of each person."""
    random = Random(f"import {seed}")
    kept: list[list[str]] = []
    for number in range(rows):
        if kept and random.random() < REPEATED:
            person = list(random.choice(kept))
            name = person[0]
            place = random.randrange(1, len(name))
            person[0] = name[:place] + name[place] + name[place:]
            person[7], person[8], person[13] = "", "", ""
            yield person
            continue
        first, last = (_name(random).title() for _part in range(2))
        born = dt.date(1940, 1, 1) + dt.timedelta(days=random.randrange(28_000))
        came = dt.date(2015, 1, 1) + dt.timedelta(days=random.randrange(3_900))
        person = [
            first, last, random.choice(("Woman", "Man")), born.isoformat(), came.isoformat(),
            "Permanent resident", random.choice(COUNTRIES), f"416 {random.randrange(10**7):07d}",
            f"{first}.{last}.{seed}.{number}@example.org".lower(), str(random.randrange(1, 900)),
            _name(random).title(), "Toronto", f"M{number % 10}V 2T{random.randrange(10)}",
            f"{seed}{number:09d}", "2026-01-05", "Main Street", f"{seed}-{number // 3}", "Arabic",
        ]  # fmt: skip
        if len(kept) < 2_000:
            kept.append(person)
        yield person


def _name(random: Random) -> str:
    return "".join(random.choices(SYLLABLES, k=random.choice((2, 3, 3))))


if __name__ == "__main__":
    sys.exit(main())
