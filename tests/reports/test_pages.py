"""The report pages as people of each role meet them."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import delete, select

from ocms_core.agencies.models import AgencyPlugin
from ocms_core.audit.models import AccessLog
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import registries
from ocms_core.reports import client_list
from ocms_core.testing.statements import count_statements

REPORTS = (
    "new_returning_clients",
    "services_delivered",
    "activity_by_worker",
    "client_demographics",
    "information_topics",
)
MARCH = "from=2026-03-01&to=2026-03-31"
BUDGET = 12


@pytest.fixture
def northern(app, world):
    """Open a session of the northern agency."""

    def opened():
        session = app.open_session()
        scope.enter(session, world.north.id)
        return session

    return opened


@pytest.fixture
def serve(northern, world):
    """Write completed services of the northern agency."""
    north = world.north

    def write(day="2026-03-02", kind="information_orientation", worker="worker", **values):
        given = {
            "state": "complete",
            "client_id": north.client.id,
            "program_id": north.programs[0].id,
        }
        if kind == "information_orientation":
            given["topics_given"] = ["housing"]
        with northern() as session:
            session.add(
                registries().forms.every()[kind](
                    id=uuid7(),
                    service_date=dt.date.fromisoformat(day),
                    author_id=north.staff[worker].id,
                    worker_id=north.staff[worker].id,
                    **(given | values),
                )
            )
            session.commit()

    return write


@pytest.fixture
def register(northern):
    """Register a client of the northern agency."""

    def write(number, first_name, **values):
        with northern() as session:
            client = Client(
                number=number, first_name=first_name, name_key=(first_name or "").lower(), **values
            )
            session.add(client)
            session.flush()
            client_id = client.id
            session.commit()
        return client_id

    return write


def figures(page, table):
    """Return the lines of a table as lists of texts."""
    rows = page.html.select(f"#table-{table} tbody tr, #table-{table} tfoot tr")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


@pytest.mark.parametrize("key", REPORTS)
def test_a_report_shows_and_is_sent_as_files(app, world, serve, key):
    serve()
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/{key}?{MARCH}")
    page.mustcontain("What these figures mean", 'role="img"')
    assert not page.html.select("[style], svg style, script:not([src])")
    sheet = app.get(f"/reports/{key}?{MARCH}&format=csv")
    assert sheet.headers["Content-Disposition"].endswith(f'{key}_2026-03-01_2026-03-31.csv"')
    assert sheet.body.startswith(b"\xef\xbb\xbf")
    book = openpyxl.load_workbook(
        io.BytesIO(app.get(f"/reports/{key}?{MARCH}&format=xlsx").body), read_only=True
    )
    assert "Criteria" in book.sheetnames
    book.close()


@pytest.mark.parametrize("key", REPORTS)
def test_a_report_stays_within_the_budget_of_statements(app, world, serve, key, connection):
    serve()
    app.sign_in(world.north.emails["admin"])
    for address in (f"/reports/{key}?{MARCH}&group=program", f"/reports/{key}/rows?{MARCH}"):
        with count_statements(connection) as sent:
            app.get(address)
        assert len(sent) <= BUDGET, sent.texts


def test_the_list_holds_every_report_and_the_current_month_is_shown_at_once(app, world):
    app.sign_in(world.north.emails["worker"])
    page = app.get("/reports")
    for key in REPORTS:
        page.mustcontain(f"/reports/{key}")
    page.click(href="/reports/services_delivered$").mustcontain("Nothing was counted")


def test_each_role_sees_its_own_reach(app, world, serve):
    north = world.north
    serve(worker="worker")
    serve(worker="colleague")
    serve(worker="stranger", program_id=north.programs[1].id)
    for word, services in (
        ("worker", "1"),
        ("stranger", "1"),
        ("manager", "2"),
        ("seer", "3"),
        ("admin", "3"),
    ):
        app.sign_in(north.emails[word])
        page = app.get(f"/reports/services_delivered?{MARCH}")
        assert (word, figures(page, "by_month")[-1][1]) == (word, services)


def test_no_report_counts_services_of_another_agency(app, world, serve):
    serve()
    app.sign_in(world.south.emails["admin"])
    page = app.get(f"/reports/services_delivered?{MARCH}")
    page.mustcontain("Nothing was counted")


def test_new_and_returning_clients_stand_in_blocks_with_totals(app, world, serve, register):
    serve("2026-01-10")
    serve("2026-03-02")
    serve("2026-03-03", client_id=register(2, "Bo"))
    serve("2026-03-04", client_id=register(3, None, kind="anonymous"))
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/new_returning_clients?{MARCH}")
    assert figures(page, "totals") == [
        ["New clients", "1", "0", "1"],
        ["Returning clients", "1", "0", "1"],
        ["Anonymous clients (new each time)", "0", "1", "1"],
        ["Total", "2", "1", "3"],
    ]
    listed = [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])][:4]
        for row in page.html.select("#list-clients tbody tr")
    ]
    assert listed == [
        ["Bo", "2", "Active", "New clients"],
        ["Amina Of North", "1", "Active", "Returning clients"],
    ]


def test_a_private_form_counts_but_hides_the_name_from_who_may_not_see_it(app, world, serve):
    serve(private=True, worker="stranger")
    app.sign_in(world.north.emails["seer"])
    page = app.get(f"/reports/new_returning_clients?{MARCH}")
    assert figures(page, "totals")[-1] == ["Total", "1", "1"]
    assert "Amina" not in page
    page.mustcontain("Hidden: served on forms you may not open")
    rows = app.get(f"/reports/new_returning_clients/rows?{MARCH}&at=newness:new")
    assert "Amina" not in rows
    rows.mustcontain("Counted but not listed")
    sheet = app.get(f"/reports/new_returning_clients?{MARCH}&format=csv")
    assert "Amina" not in sheet
    app.sign_in(world.north.emails["admin"])
    app.get(f"/reports/new_returning_clients?{MARCH}").mustcontain("Amina Of North")


def test_every_figure_leads_to_as_many_services_as_it_says(app, world, serve, register):
    for day, number in (("2026-03-02", 2), ("2026-03-20", 3)):
        client_id = register(number, f"Client {number}", gender="man", birth_date="1996-03-15")
        serve("2026-03-01", client_id=client_id)
        serve(day, "needs_assessment", client_id=client_id, worker="colleague")
    serve(client_id=None)
    app.sign_in(world.north.emails["admin"])
    seen = 0
    for key in REPORTS[:4]:
        page = app.get(f"/reports/{key}?{MARCH}")
        for table in page.html.select(".figures"):
            titles = [
                each.get_text(strip=True) for each in table.select("thead tr")[-1].find_all("th")
            ]
            for row in table.select("tbody tr, tfoot tr"):
                for title, cell in zip(titles, row.find_all(["th", "td"]), strict=True):
                    if title not in {"Services", "Unique clients"} or cell.a is None:
                        continue
                    rows = app.get(cell.a["href"])
                    tiles = dict(
                        zip(
                            ("Services", "Unique clients"),
                            (tile.get_text(strip=True) for tile in rows.html.select(".tile-value")),
                            strict=True,
                        )
                    )
                    assert (key, row.th.text, tiles[title]) == (key, row.th.text, cell.a.text)
                    assert len(rows.html.select("tbody tr")) == int(tiles["Services"])
                    seen += 1
    assert seen > 40


def test_names_shown_are_written_into_the_access_log(app, world, serve, northern):
    serve()
    app.sign_in(world.north.emails["admin"])
    for address in (
        f"/reports/new_returning_clients?{MARCH}",
        f"/reports/services_delivered/rows?{MARCH}",
    ):
        app.get(address)
        with northern() as session:
            last = session.scalars(select(AccessLog).order_by(AccessLog.id.desc())).first()
            assert [line.client_id for line in last.clients] == [world.north.client.id]
            assert "reports" in last.action


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "program=not-an-id",
        "program=0190a5f0-0000-7000-8000-000000000000",
        "form=information_orientation&form=needs_assessment",
        "period=yesterday",
        "clients=some",
        "group=shoe_size",
        "format=pdf",
        "page=-1",
        "page=1&page=2",
        "with=client.first_name",
        "o.client.gender=purple",
        "o.client.first_name=Amina",
        "o.client.age=20",
        "o.client.age:from=1&o.client.age:from=2",
        "at=gender:woman",
    ],
)
def test_what_no_page_sends_is_refused(app, world, query):
    app.sign_in(world.north.emails["admin"])
    app.get(f"/reports/services_delivered?{query}", status=400)


@pytest.mark.parametrize(
    "query", ["at=gender", "at=gender:purple", "at=worker:me", "at=month:2026-13", "format=csv"]
)
def test_a_figure_that_is_none_is_refused(app, world, query):
    app.sign_in(world.north.emails["admin"])
    app.get(f"/reports/services_delivered/rows?{query}", status=400)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-03-31&to=2026-03-01", "The last day is before the first"),
        ("from=soon&to=2026-03-01", "Type a date, such as 2026-04-01."),
        ("o.client.age:from=old", "Type a whole number."),
        ("o.client.landing_date:to=2026-02-30", "Type a date, such as 2026-04-01."),
    ],
)
def test_what_a_person_mistypes_is_explained(app, world, query, sentence):
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/services_delivered?{query}")
    page.mustcontain("There is a problem", sentence)
    assert not page.html.select(".figures")


def test_additional_options_are_added_answered_and_removed(app, world, serve, register):
    serve()
    serve(client_id=register(2, "Bo", gender="man", birth_date="2000-01-01"))
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/services_delivered?{MARCH}")
    form = next(form for form in page.forms.values() if "criteria" in form.text)
    form["with"] = "client.gender"
    page = form.submit()
    form = next(form for form in page.forms.values() if "criteria" in form.text)
    form.set("o.client.gender", value=True, index=1)
    page = form.submit()
    assert figures(page, "by_month")[-1][1] == "1"
    without = page.click("Remove this option")
    assert figures(without, "by_month")[-1][1] == "2"
    assert not without.html.select(".criteria-option")


def test_a_page_of_a_report_in_french_has_french_names(app, world, serve):
    serve()
    app.sign_in(world.north.emails["admin"])
    app.send("/language/fr", {"next": "/"})
    page = app.get(f"/reports/client_demographics?{MARCH}")
    page.mustcontain("Profil de la clientèle", "Femme")


def test_reports_of_a_plugin_that_is_off_are_gone_and_its_forms_do_not_count(
    app, world, serve, northern
):
    serve()
    with northern() as session:
        session.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == "settlement"))
        session.commit()
    app.sign_in(world.north.emails["admin"])
    app.get("/reports/information_topics", status=404)
    app.get(f"/reports/services_delivered?{MARCH}").mustcontain("Nothing was counted")
    app.get("/reports/nothing_of_the_kind", status=404)


def test_no_cell_of_a_file_becomes_a_formula(app, world, serve, register):
    serve(client_id=register(2, "=HYPERLINK(1)"))
    app.sign_in(world.north.emails["admin"])
    address = f"/reports/new_returning_clients?{MARCH}"
    text = app.get(f"{address}&format=csv").body.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    book = openpyxl.load_workbook(io.BytesIO(app.get(f"{address}&format=xlsx").body))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_staff_who_have_left_are_still_counted_and_can_be_chosen(app, world, serve, northern):
    serve(worker="colleague")
    left = world.north.staff["colleague"]
    with northern() as session:
        session.get(type(left), (world.north.id, left.id)).active = False
        session.commit()
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/activity_by_worker?{MARCH}&worker={left.id}")
    assert figures(page, "by_worker")[0][0] == "Colleague North (inactive)"


def test_long_lists_come_in_pages_and_files_hold_them_whole(
    app, world, serve, register, monkeypatch
):
    monkeypatch.setattr(client_list, "PAGE", 2)
    for number in range(2, 7):
        serve(client_id=register(number, f"Client {number}"))
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/new_returning_clients?{MARCH}")
    names = []
    while True:
        names += [cell.get_text(strip=True) for cell in page.html.select("#list-clients tbody th")]
        if not page.html.select("a[rel=next]"):
            break
        page = app.get(page.html.select("a[rel=next]")[0]["href"])
    assert names == [f"Client {number}" for number in range(2, 7)]
    sheet = app.get(f"/reports/new_returning_clients?{MARCH}&format=csv")
    assert all(name in sheet for name in names)
