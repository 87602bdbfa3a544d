"""The access log: a client's page, the agency's page, its filters and its file."""

import csv
import io

import pytest
from sqlalchemy import text

from ocms_core.audit.reading import AccessReading, LogFilter
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.testing.app import PASSWORD
from ocms_core.testing.statements import count_statements

WORDS = "For the auditor of the city, on her request."


def told(page):
    return [" ".join(row.text.split()) for row in page.html.select("main tbody tr")]


@pytest.fixture
def seen(north):
    """Let the client be found, opened and printed by a worker."""
    north.sign_in("worker")
    north.app.send("/clients", {"q": "amina"})
    north.app.get("/clients/1")
    north.app.get("/clients/1/print")
    north.sign_in("admin")
    return north


def test_the_clients_page_tells_in_sentences_who_did_what(seen):
    lines = told(seen.app.get("/clients/1/access"))
    for sentence in (
        "found the client by a search",
        "opened the client’s page",
        "opened the intake form to print it",
    ):
        assert any(sentence in line and "Worker North" in line for line in lines), lines
    assert "clients.detail" not in seen.app.get("/clients/1/access").text


def test_filters_leave_what_they_name(seen, world):
    page = "/clients/1/access"
    assert len(told(seen.app.get(f"{page}?kind=print"))) == 1
    worker = world.north.staff["worker"].id
    assert all("Worker" in line for line in told(seen.app.get(f"{page}?person={worker}")))
    assert told(seen.app.get(f"{page}?to=2020-01-01")) == []
    assert len(told(seen.app.get(f"{page}?from=2020-01-01&kind=search"))) == 1
    for wrong in ("kind=glance", "person=x", "from=soon", "before=1", "from=0001-01-01"):
        assert seen.app.get(f"{page}?{wrong}", status="*").status_int == 400, wrong


def test_the_agencys_page_finds_a_clients_lines_by_number(seen):
    lines = told(seen.app.get("/access-log?client=1&kind=view"))
    assert any("opened the client’s page" in line for line in lines)
    page = seen.app.get("/access-log?client=77")
    assert "No client has this number" in page.text
    assert told(page) == []


def test_a_refused_attempt_is_in_the_log(north):
    north.sign_in("worker")
    north.app.get("/clients/1/access", status=403)
    north.sign_in("admin")
    lines = told(north.app.get("/access-log?kind=refused"))
    assert any("Worker North" in line and "was refused" in line for line in lines), lines
    assert any("was refused" in line for line in told(north.app.get("/clients/1/access")))


def test_pages_of_the_log_go_on_by_key(seen, world):
    for _turn in range(55):
        seen.app.get("/clients/1")
    page = seen.app.get("/clients/1/access")
    assert len(told(page)) == 50
    older = page.html.find("a", rel="next")["href"]
    assert "before=" in older
    following = told(seen.app.get(older))
    assert any("found the client by a search" in line for line in following)


def test_the_log_is_exported_for_a_purpose_and_with_a_password(seen):
    app = seen.app
    fields = {"format": "csv", "kind": "print", "purpose": "audit", "words": WORDS}
    asked = app.send("/access-log/export", fields)
    assert "Confirm that it is you" in asked.text
    form = next(one for one in asked.forms.values() if "confirm_password" in one.fields)
    form["confirm_password"] = "not the password"
    assert form.submit(status=422)
    form["confirm_password"] = PASSWORD
    answer = form.submit()
    assert answer.content_type == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "opened the intake form to print it" in rows[1]
    refused = app.send("/access-log/export", {"format": "csv"}, status=422)
    assert "Choose what the file is for" in refused.text
    lines = told(app.get("/access-log?kind=export"))
    assert len(lines) == 1
    assert "Audit or inspection" in lines[0]
    assert WORDS in lines[0]


def test_statements_do_not_grow_with_the_log(seen, connection):
    paths = ("/clients/1/access", "/access-log", "/access-log?client=1&kind=view")
    counts = {}
    for path in paths:
        with count_statements(connection) as sent:
            seen.app.get(path)
        counts[path] = len(sent)
        assert len(sent) <= 12, str(sent)
    for _turn in range(20):
        seen.app.get("/clients/1")
    for path in paths:
        with count_statements(connection) as sent:
            seen.app.get(path)
        assert len(sent) == counts[path], str(sent)


@pytest.mark.parametrize(
    ("wanted", "index", "conditions"),
    [
        (LogFilter(), "pk_access_log", {"agency_id", "id"}),
        (LogFilter(kind="print"), "ix_access_log_kind", {"agency_id", "kind", "id"}),
        (LogFilter(staff_id=uuid7()), "ix_access_log_staff", {"agency_id", "staff_id", "id"}),
        (
            LogFilter(clients=(uuid7(),)),
            "ix_access_log_client_client",
            {"agency_id", "client_id", "log_id"},
        ),
    ],
)
def test_every_way_to_narrow_is_a_condition_of_an_index(app, world, wanted, index, conditions):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        reading = AccessReading(session, {}, str, locale="en", time_zone="America/Toronto")
        statement = reading.statement(wanted, uuid7()).limit(51)
        session.execute(text("set local enable_seqscan = off"))
        session.execute(text("set local enable_bitmapscan = off"))
        session.execute(text("set local enable_sort = off"))
        compiled = statement.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.scalars(text(f"explain {compiled}".replace(":", "\\:"))))
    scan = plan.partition(index)[2]
    found = scan.partition("Index Cond: ")[2].partition("\n")[0]
    assert found, plan
    assert all(f"{name} " in found or f"{name} =" in found for name in conditions), plan
