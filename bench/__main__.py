"""`make bench`: build the data set, measure, print the table, write var/bench/result.json."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool

from bench.browser import PageError
from bench.database import BenchDatabase, filled_database
from bench.measure import Meter, Result
from bench.pages import Pages, take_samples
from bench.records import add_records
from bench.sizes import SIZES, Size
from ocms_core.config import configure
from ocms_core.db import roles
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.jobs.drain import Drain
from ocms_core.settings import Settings

AGENCY = "bench-1"


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="default")
    parser.add_argument("--rebuild", action="store_true", help="make the data set anew")
    parser.add_argument("--only", default="", help="measure only keys that begin with this")
    parser.add_argument("--strict", action="store_true", help="fail when a budget is missed")
    parser.add_argument("--build-only", action="store_true", help="measure nothing")
    given = parser.parse_args()
    folder = Path(os.environ.get("OCMS_VAR_DIR", "var")).absolute() / "bench"
    load_models()
    size = SIZES[given.size]
    with filled_database(folder, size, rebuild=given.rebuild) as database:
        if given.build_only:
            return 0
        results, failures = measure(database, given.only)
    print(table(results))
    for failure in failures:
        print(f"FAILED {failure}", file=sys.stderr)
    write(folder / "result.json", size, results, failures)
    missed = given.strict and any(result.missed for result in results)
    return 1 if failures or missed else 0


def measure(database: BenchDatabase, only: str) -> tuple[list[Result], list[str]]:
    """Measure every task of the largest agency; a page that fails is named, never left out."""
    settings = Settings(
        database_url=database.url_of(roles.APP),
        platform_database_url=database.url_of(roles.PLATFORM),
        owner_database_url=database.url_of(roles.OWNER),
        root_key_file=database.root_key_file,
        raise_plugin_errors=True,
    )
    wsgi = configure(settings).make_wsgi_app()
    engine = wsgi.registry["engine"]
    add_records(engine, wsgi.registry["vault"], AGENCY)
    samples = take_samples(engine, AGENCY)
    meter = Meter(engine, settings.database_url, samples.agency_id)
    results, failures = [], []
    for task in Pages(wsgi, samples, AGENCY, worker_of(wsgi, settings)).tasks():
        if not task.key.startswith(only):
            continue
        started = time.perf_counter()
        try:
            results.append(meter.measure(task))
        except PageError as problem:
            failures.append(str(problem))
        spent = time.perf_counter() - started
        print(f"  {task.title}: {spent:.1f} s", file=sys.stderr)
    engine.dispose()
    return results, failures


def worker_of(wsgi: Any, settings: Settings) -> Callable[[], int]:
    """Return what does the work that waits, as a worker would, through the web's own engine."""
    open_session = make_session_factory(
        wsgi.registry["engine"], info={"vault": wsgi.registry["vault"]}
    )
    if not settings.platform_database_url:
        return Drain(open_session, settings).run
    platform_engine = make_engine(settings.platform_database_url, poolclass=NullPool)
    return Drain(open_session, settings, make_session_factory(platform_engine)).run


def table(results: list[Result]) -> str:
    """Return the figures as a table."""
    width = max((len(result.title) for result in results), default=10)
    names = ("p50 ms", "p95 ms", "CPU ms", "SQL", "SQL ms ", "over SQL", "ratio")
    heads = [f"{name:>9}" for name in names]
    lines = [" ".join([f"{'':{width}}", *heads, f"{'kB':>7} {'runs':>4}  budget"])]
    for result in results:
        verdict = "met" if not result.missed else "MISSED: " + "; ".join(result.missed)
        mark = " " if result.sql_by == "replay" else "*"
        figures = [
            f"{result.p50:9.1f} {result.p95:9.1f} {result.busy:9.1f}",
            f"{result.statements:9d} {result.sql:8.1f}{mark} {result.over_sql:9.1f}",
            f"{result.ratio:9.2f}",
            f"{result.kilobytes:7.1f} {result.runs:4d}  {verdict} {result.note}",
        ]
        lines.append(" ".join([f"{result.title:{width}}", *figures]))
    lines.append(
        "SQL ms: the page's statements once more on a bare connection of this process, each from"
        " execute to its last row fetched.\n"
        "* changes data: its SQL is timed inside the application around each execute.\n"
        "CPU ms: of this process alone, so that a busy machine disturbs it less; 'over SQL' is"
        " p50 less SQL, by the clock."
    )
    return "\n".join(lines)


def write(path: Path, size: Size, results: list[Result], failures: list[str]) -> None:
    """Write the figures as JSON."""
    data = {
        "size": size.key,
        "clients": size.clients,
        "forms": size.forms,
        "measured_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "results": [result.as_data() for result in results],
        "failures": failures,
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    print(f"Written to {path}")


if __name__ == "__main__":
    sys.exit(main())
