import dataclasses

import pytest

from bench import __main__ as command
from bench import measure as measuring
from bench.browser import PageError
from bench.measure import Budget, Meter, Result, Task, missed
from bench.pages import REPORTS, Pages, take_samples
from ocms_core.config import configure
from ocms_core.plugins.manager import registries
from ocms_core.settings import Settings


@pytest.fixture(scope="module")
def pages(built):
    settings = Settings(
        database_url=built.urls.app, root_key_file=built.key_file, raise_plugin_errors=True
    )
    wsgi = configure(settings).make_wsgi_app()
    engine = wsgi.registry["engine"]
    samples = take_samples(engine, "bench-1")
    work = command.worker_of(wsgi, settings)
    yield Pages(wsgi, samples, "bench-1", work), Meter(engine, built.urls.app, samples.agency_id)
    engine.dispose()


MEASURED = {
    "home", "find", "clients", "sessions", "client", "open_information_orientation",
    "save_needs_assessment", "report_activity_by_worker_all", "check_nars", "file_client_profile",
    "merge", "undo_merge",
}  # fmt: skip


def test_pages_reports_and_files_are_measured_on_the_real_application(pages, monkeypatch):
    made, meter = pages
    monkeypatch.setattr(measuring, "RUNS", 1)
    monkeypatch.setattr(measuring, "RUNS_OF_SLOW", 1)
    monkeypatch.setattr(measuring, "WARM_UP", 2)
    results = [meter.measure(task) for task in made.tasks() if task.key in MEASURED]
    assert {result.key for result in results} == MEASURED
    assert all(result.p50 > 0 and result.sql > 0 for result in results)
    assert all(result.statements > 0 for result in results)
    shown = command.table(results)
    assert all(result.title in shown for result in results)


def test_a_page_that_fails_is_named(pages):
    made, meter = pages
    task = Task(
        key="none", title="No page", budget=Budget(), prepare=lambda _n: "/nowhere",
        run=made.worker.get,
    )  # fmt: skip
    with pytest.raises(PageError, match="No page: answered 404"):
        meter.measure(task)


def test_reports_that_are_installed_are_the_reports_that_are_measured():
    assert set(registries().reports.every()) == set(REPORTS)


def test_a_missed_limit_is_named():
    result = Result(
        key="k", title="t", runs=1, p50=50, p95=120, slowest=130, busy=9, statements=13, sql=20,
        sql_by="replay", ratio=2.5, kilobytes=30, note="", missed=[],
    )  # fmt: skip
    assert missed(result, Budget(times_sql=3, over_sql=40, p95=150, statements=None)) == []
    assert missed(result, Budget(times_sql=2, over_sql=15, p95=100, kilobytes=25)) == [
        "13 statements, 12 allowed",
        "120 ms at p95, 100 allowed",
        "30 kB, 25 allowed",
        "2.5 times its SQL, 2 allowed",
        "30 ms over its SQL, 15 allowed",
    ]
    assert dataclasses.asdict(result) == result.as_data()
