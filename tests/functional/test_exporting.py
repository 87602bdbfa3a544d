"""Export of clients: a purpose, a password, safe cells, and everybody's access log."""

import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import select, text

from ocms_core.audit.models import AccessLog, AccessLogClient
from ocms_core.clients.exporting import export_columns
from ocms_core.clients.models import Client, ClientAddress, ClientPhone
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.testing.app import PASSWORD
from ocms_core.testing.statements import count_statements

WORDS = "For the auditor of the city, on her request."
FOR = [("purpose", "audit"), ("words", WORDS)]
LISTS = {"phones", "addresses", "other_names", "language_levels", "emergency_contacts"}
COLUMNS = [("column", key) for key in ("number", "first_name", "phones", "addresses", "status")]


def table(answer):
    if answer.content_type == "text/csv":
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


@pytest.fixture
def people(app, world):
    """Add clients; return a function that adds more."""

    def add(count, begin=10, **answers):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            for turn in range(count):
                session.add(
                    Client(
                        **{
                            "id": uuid7(),
                            "number": begin + turn,
                            "first_name": f"P{begin + turn}",
                            "status": "active",
                            **answers,
                        },
                        phones=[
                            ClientPhone(number="416 555 0123", kind="mobile", position=0),
                            ClientPhone(number="416 555 0199", position=1),
                        ],
                        addresses=[ClientAddress(city="Toronto", province="ON")],
                    )
                )
            session.commit()

    return add


@pytest.fixture
def export(north):
    """Return a maker of exports by an admin who has typed the password."""
    north.sign_in("admin")

    def run(*more, form="csv", purpose=FOR, columns=COLUMNS, status=200):
        fields = [("format", form), *purpose, *columns, *more, ("confirm_password", PASSWORD)]
        return north.app.send("/clients/export", fields, status=status)

    return run


def test_only_who_may_export_sees_the_page(north):
    for word in ("worker", "manager", "operator"):
        north.sign_in(word)
        assert "/clients/export" not in north.app.get("/clients").text
        north.app.get("/clients/export", status=403)
        north.app.send("/clients/export", [*FOR, *COLUMNS], status=403)
    north.sign_in("admin")
    assert "/clients/export" in north.app.get("/clients").text


def test_every_reportable_answer_is_offered_and_nothing_sealed():
    columns = export_columns()
    assert {"number", "gender", "birth_date", "phones", "immigration_status"} <= set(columns)
    assert not {"identifiers", "comments", "needs_remarks"} & set(columns)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_holds_what_was_chosen(export, people, form):
    people(2)
    rows = table(export(form=form))
    assert rows[0][:2] == ["Client number", "First name"]
    assert len(rows) == 4
    mine = next(row for row in rows if row[0] == "10")
    assert mine[1] == "P10"
    assert "416 555 0123, Mobile; 416 555 0199" in mine
    assert any("Toronto" in str(cell) for cell in mine)


def test_formulas_stay_text(export, people):
    people(1, first_name="=HYPERLINK(1)")
    people(1, begin=20, first_name="  +1")
    assert "'=HYPERLINK(1)" in {row[1] for row in table(export())}
    book = openpyxl.load_workbook(io.BytesIO(export(form="xlsx").body))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def test_the_password_is_asked_for_and_nothing_chosen_is_lost(north, people):
    people(1)
    north.sign_in("admin")
    app = north.app
    asked = app.send("/clients/export", [("format", "csv"), *FOR, *COLUMNS])
    form = next(one for one in asked.forms.values() if "confirm_password" in one.fields)
    form["confirm_password"] = "wrong"
    again = form.submit(status=422)
    assert "This is not your password" in again.text
    form = next(one for one in again.forms.values() if "confirm_password" in one.fields)
    form["confirm_password"] = PASSWORD
    assert len(table(form.submit())) == 3
    # Good for ten minutes: the next file needs no password.
    assert (
        app.send("/clients/export", [("format", "csv"), *FOR, *COLUMNS]).content_type == "text/csv"
    )


def test_guessing_the_password_is_held_back(north):
    north.sign_in("admin")
    fields = [("format", "csv"), *FOR, *COLUMNS]
    for _turn in range(8):
        north.app.send("/clients/export", [*fields, ("confirm_password", "guess")], status=422)
    held = north.app.send("/clients/export", [*fields, ("confirm_password", PASSWORD)], status=422)
    assert "Too many attempts" in held.text


def test_ten_minutes_later_the_password_is_asked_for_again(export, north):
    import datetime as dt

    import time_machine

    export()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)
    with time_machine.travel(later, tick=False):
        asked = north.app.send("/clients/export", [("format", "csv"), *FOR, *COLUMNS])
    assert "Confirm that it is you" in asked.text


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        ([], "Choose what the file is for"),
        ([("purpose", "audit"), ("words", "short")], "Say in a few words"),
        ([("purpose", "curiosity"), ("words", WORDS)], "Choose what the file is for"),
    ],
)
def test_without_a_purpose_there_is_no_file(export, purpose, told):
    page = export(purpose=purpose, status=422)
    assert told in page.text
    assert page.html.find("input", attrs={"name": "column", "value": "phones"}).has_attr("checked")


def test_the_log_has_the_purpose_and_every_client(export, people, north):
    people(3)
    export()
    (row,) = [one for one in north.accesses() if one.kind == "export"]
    assert (row.action, row.purpose, row.detail) == ("POST clients.export", "audit", WORDS)
    shown = north.rows(select(AccessLogClient.client_id).where(AccessLogClient.log_id == row.id))
    everybody = north.rows(select(Client.id))
    assert set(shown) == set(everybody)
    assert row.client_count == len(everybody)
    assert WORDS in north.app.get("/clients/10/access").text


def test_who_said_no_to_the_purpose_is_left_out(export, people, app, world):
    people(2)
    people(1, begin=30, withheld=["research"])
    research = [("purpose", "research"), ("words", WORDS)]
    assert "30" not in {row[0] for row in table(export(purpose=research))}
    assert "30" in {row[0] for row in table(export())}


def test_filters_narrow_and_hidden_services_do_not_count(export, people, north, world):
    people(1, status="inactive")
    numbers = {row[0] for row in table(export(("status", "inactive")))[1:]}
    assert numbers == {"10"}
    program = str(world.north.programs[0].id)
    assert table(export(("program", program)))[1:] == []
    north.sign_in("worker")
    north.begin_session()
    north.sign_in("admin")
    assert [row[0] for row in table(export(("program", program)))[1:]] == ["1"]
    assert table(export(("from", "2027-01-01")))[1:] == []


def test_a_barred_admin_exports_everybody_else(export, people, app, world):
    from ocms_core.privacy.models import ConflictBlock

    people(1)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add(
            ConflictBlock(
                client_id=world.north.client.id,
                staff_id=world.north.staff["admin"].id,
                reason="A relative.",
            )
        )
        session.commit()
    assert {row[0] for row in table(export())[1:]} == {"10"}


def test_too_many_files_in_an_hour_are_refused(export, app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add_all(
            AccessLog(
                staff_id=world.north.staff["admin"].id, action="POST clients.export", kind="export"
            )
            for _turn in range(20)
        )
        session.commit()
    assert "You made many files" in export(status=422).text


def test_statements_do_not_grow_with_the_clients(export, people, connection):
    everything = [("column", key) for key in export_columns()]
    people(3)
    with count_statements(connection) as few:
        export(columns=everything)
    people(40, begin=100)
    with count_statements(connection) as many:
        export(columns=everything)
    assert len(many) <= len(few)
    assert len(many) <= 14, str(many)


def test_the_page_names_no_route_and_few_statements(north, connection):
    north.sign_in("admin")
    with count_statements(connection) as sent:
        page = north.app.get("/clients/export")
    assert len(sent) <= 12, str(sent)
    assert not re.search(r"clients\.export", page.text)


def test_memory_stays_flat(north, world, connection):
    """Ten times the clients take no more memory: rows go from the cursor into the file."""
    import tracemalloc

    north.sign_in("admin")
    add = text(
        "insert into client (agency_id, id, number, kind, state, revision, status, first_name,"
        " name_key) select :agency, gen_random_uuid(), :first + n, 'named', 'incomplete', 1,"
        " 'active', 'Somebody ' || n, 'somebody' from generate_series(1, :count) n"
    )
    peaks = []
    for first, count in ((1000, 400), (10_000, 4000)):
        with connection.begin_nested():
            connection.execute(
                text("select set_config('app.agency_id', :agency, true)"),
                {"agency": str(world.north.id)},
            )
            connection.execute(add, {"agency": world.north.id, "first": first, "count": count})
        fields = [("column", key) for key in export_columns() if key not in LISTS]
        columns = [("format", "xlsx"), *FOR, *fields, ("confirm_password", PASSWORD)]
        north.app.send("/clients/export", [*columns, ("status", "deceased")])
        tracemalloc.start()
        north.app.send("/clients/export", columns)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 3_000_000, peaks
