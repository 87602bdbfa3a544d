"""The pages of an import, as a person walks through them, and who may."""

import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.imports.batches import KEPT, purge_imports
from ocms_core.imports.models import ImportBatch, ImportChunk, ImportRow
from ocms_core.testing.statements import count_statements

TEXT = (
    "First name,Last name,Date of birth,Gender,Phone,Family code,Shoe\n"
    "Zoë,Côté,1990-05-12,Woman,514 555 0199,A1,42\n"
    "Ana,Silva,1991-01-02,Princess,,A1,7\n"
    "Petra,Haddad,1985-02-03,Woman,,,1\n"
)
MOST_STATEMENTS, MOST_OF_A_SAVE = 12, 20


@pytest.fixture
def admin(app, world):
    app.sign_in(world.north.emails["admin"])
    return app


def upload(app, text=TEXT, name="people.csv", encoding="utf-8", path="/imports/new"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    answer = app.post(
        path,
        {"csrf_token": app.csrf_token},
        upload_files=[("file", name, content)],
    )
    assert answer.status_int == 303, answer.text
    app.drain()
    return answer.follow()


def press(app, page, words):
    """Press the button with these words, let the worker work, and return the page after it."""
    for form in page.forms.values():
        for button in BeautifulSoup(form.text, "html.parser").find_all("button"):
            if words in " ".join(button.text.split()):
                fields = [pair for pair in form.submit_fields() if pair[0] != "action"]
                if button.get("name"):
                    fields.append((button["name"], button["value"]))
                return follow(app, app.post(form.action, fields))
    raise AssertionError(f"no button {words!r} on {page.request.path}")


def follow(app, answer):
    if answer.status_int != 303:
        return answer
    app.drain()
    return answer.follow()


def counted(app, world, statement):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        return session.scalar(statement)


def test_a_file_is_uploaded_mapped_checked_and_imported(admin, world):
    page = upload(admin)
    assert "Say what each column is" in page
    form = page.forms["columns-form"]
    assert form["column-0-0"].value == "first_name"
    assert form["column-0-4"].value == "phones-0-number"
    assert form["column-0-6"].value == ""
    assert "This is not in the list" in page
    page = press(admin, page, "Check every row")
    assert "Import 2 people" in page
    assert "Gender" in page.text
    assert counted(admin, world, select(func.count(Client.id))) == 1
    page = press(admin, page, "Import 2 people")
    assert "New clients" in page
    made = admin.get(f"{page.request.path}/rows?show=made")
    assert "Zoë Côté" in made
    assert "Petra Haddad" in made
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        zoe = session.scalar(select(Client).where(Client.first_name == "Zoë"))
        assert (zoe.family.code, zoe.privacy_statement_id) == ("A1", None)
        assert zoe.registered_by_id == world.north.staff["admin"].id


def test_the_rejected_rows_come_back_and_join_the_import(admin, world):
    page = press(admin, press(admin, upload(admin), "Check every row"), "Import 2 people")
    path = page.request.path
    answer = admin.get(f"{path}/rejected.csv")
    lines = answer.body.decode("utf-8-sig").splitlines()
    assert (
        lines[0] == "Row,Reasons,First name,Last name,Date of birth,Gender,Phone,Family code,Shoe"
    )
    assert lines[1].startswith('3,"Gender: This is not in the list')
    book = load_workbook(io.BytesIO(admin.get(f"{path}/rejected.xlsx").body))
    assert [cell.value for cell in book.worksheets[0][2]][2:4] == ["Ana", "Silva"]
    corrected = "\n".join(lines).replace("Princess", "Woman")
    page = upload(admin, corrected, "corrected.csv", path=f"{path}/corrected")
    # Headers that were mapped before go on by themselves.
    assert "Import 1 person" in page or "Say what each column is" in page
    if "Say what each column is" in page:
        page = press(admin, page, "Check every row")
    page = press(admin, page, "Import 1 person")
    assert counted(admin, world, select(func.count(Client.id))) == 4
    batch = counted(admin, world, select(ImportBatch))
    assert (batch.part, batch.made_count) == (2, 3)


def test_the_same_file_twice_adds_nobody(admin, world):
    text = "First name,Last name\nEve,Nobody\nEve,Nobody\n"
    page = press(admin, upload(admin, text), "Check every row")
    assert "Row 2 of this file says the same" in page
    press(admin, page, "Import 1 person")
    page = press(admin, upload(admin, text), "Check every row")
    assert "This row was imported before, as client" in page
    assert "There is nobody to import" in page
    assert counted(admin, world, select(func.count(Client.id))) == 2


def test_two_files_checked_before_either_is_written_add_nobody_twice(admin, world):
    text = "First name,Last name,Date of birth\nEve,Nobody,1990-01-05\n"
    first = press(admin, upload(admin, text), "Check every row")
    second = press(admin, upload(admin, text), "Check every row")
    press(admin, first, "Import 1 person")
    page = press(admin, second, "Import 1 person")
    assert counted(admin, world, select(func.count(Client.id))) == 2
    assert "Imported" in page


def test_doubles_are_left_out_made_anyway_or_filled_in(admin, world):
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        client = session.scalar(select(Client).where(Client.number == 1))
        client.birth_date = "1985-02-03"
        session.commit()
    text = (
        "First name,Last name,Date of birth,Gender,Phone\n"
        "Amina,Of North,1985-02-03,Man,416 555 0142\n"
    )
    page = press(admin, upload(admin, text), "Check every row")
    assert "Client 1 has this name and date of birth already." in page
    assert "There is nobody to import" in page
    rows = admin.get(f"{page.request.path}/rows?show=double")
    form = next(f for f in rows.forms.values() if "choice-" in f.text)
    key = next(name for name in form.fields if name and name.startswith("choice-"))
    form[key] = "update"
    assert form.submit().follow().forms  # the list again
    page = press(admin, admin.get(page.request.path), "Import 0 people")
    assert "Clients whose blanks were filled" in page
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        client = session.scalar(select(Client).where(Client.number == 1))
        # What was there stays; what was missing is there.
        assert client.gender == "woman"
        assert [phone.number for phone in client.phones] == ["416 555 0142"]
    page = press(admin, page, "Undo the whole import")
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        client = session.scalar(select(Client).where(Client.number == 1))
        assert client.phones == []


def test_an_import_is_undone_but_for_whom_somebody_worked_with(admin, world):
    text = "First name,Last name,Family code\nEve,Nobody,B1\nZed,Used,B2\n"
    page = press(admin, press(admin, upload(admin, text), "Check every row"), "Import 2 people")
    edit = admin.get("/clients/3/edit")
    form = next(f for f in edit.forms.values() if "first_name" in f.fields)
    form["preferred_name"] = "Zeddy"
    assert form.submit().status_int == 303
    page = press(admin, page, "Undo the whole import")
    assert "Clients whom somebody has worked with since the import stay" in page
    assert "Undo the whole import" not in page
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        names = session.scalars(select(Client.first_name).order_by(Client.number)).all()
        assert names == ["Amina", "Zed"]
    # The same row may be imported again now.
    page = press(admin, upload(admin, text), "Check every row")
    assert "Import 1 person" in page


def test_what_cannot_be_read_is_a_sentence(admin):
    page = upload(admin, b"PK\x03\x04 no workbook", "people.xlsx")
    assert "This workbook cannot be read" in page
    page = press(admin, page, "Discard this file")
    assert "This file was discarded" in page
    answer = admin.post(
        "/imports/new", {"csrf_token": admin.csrf_token}, upload_files=[], expect_errors=True
    )
    assert (answer.status_int, "Choose a file first." in answer) == (422, True)
    answer = admin.post(
        "/imports/new",
        {"csrf_token": admin.csrf_token},
        upload_files=[("file", "empty.csv", b"")],
        expect_errors=True,
    )
    assert (answer.status_int, "This file is empty" in answer) == (422, True)


def test_the_columns_can_be_said_and_are_remembered(admin, world):
    text = "Person,Clan,Born\nEve,Nobody,05/06/1990\n"
    page = upload(admin, text)
    form = page.forms["columns-form"]
    assert form["header-0"].value == ""
    form["header-0"] = "1"
    page = follow(admin, form.submit("action", value="preview"))
    form = page.forms["columns-form"]
    page = form.submit("action", value="check", status=422)
    assert "Say which columns hold the first name and the last name" in page
    form = page.forms["columns-form"]
    form["column-0-0"], form["column-0-1"] = "first_name", "last_name"
    form["column-0-2"] = "first_name"
    page = follow(admin, form.submit("action", value="preview"))
    assert "Another column is this already" in page
    form = page.forms["columns-form"]
    form["column-0-2"] = "birth_date"
    form["dates"] = "day"
    page = follow(admin, form.submit("action", value="preview"))
    assert "1990-06-05" in page
    page = follow(admin, page.forms["columns-form"].submit("action", value="check"))
    page = press(admin, page, "Import 1 person")
    again = upload(admin, text.replace("Eve", "Ada"))
    assert "The agency imported a file with these headers before" in again
    form = again.forms["columns-form"]
    assert (form["column-0-2"].value, form["dates"].value) == ("birth_date", "day")


def test_a_wrong_encoding_can_be_corrected(admin):
    page = upload(admin, "Prénom,Nom\nОлександр,Шевченко\n".replace("é", "e"), encoding="cp1251")
    form = page.forms["columns-form"]
    form["encoding"] = "cp1251"
    page = follow(admin, form.submit("action", value="read"))
    assert "Олександр" in page


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_template_is_a_file_that_can_be_uploaded(admin, locale):
    answer = admin.get(f"/imports/template-{locale}.xlsx")
    book = load_workbook(io.BytesIO(answer.body))
    first, notes = book.worksheets[:2]
    examples = {}
    for row in notes.iter_rows(values_only=True):
        if row[2]:
            examples[row[0]] = row[3]
    headers = [cell.value for cell in first[1]]
    assert len(set(headers)) == len(headers) > 60
    for column, header in enumerate(headers, start=1):
        first.cell(2, column, examples[header])
    stream = io.BytesIO()
    book.save(stream)
    page = upload(admin, stream.getvalue(), "table.xlsx")
    form = page.forms["columns-form"]
    unmapped = [
        header for place, header in enumerate(headers) if not form[f"column-0-{place}"].value
    ]
    assert unmapped == []
    page = press(admin, page, "Check every row")
    assert "Import 1 person" in page, " ".join(page.html.find("main").text.split())


def test_only_who_may_import_sees_the_pages(app, world):
    for word in ("worker", "manager", "operator"):
        app.sign_in(world.north.emails[word])
        assert app.get("/imports", expect_errors=True).status_int == 403
        assert "/imports" not in app.get("/")
    app.sign_in(world.north.emails["admin"])
    path = upload(app).request.path
    app.sign_in(world.south.emails["admin"])
    assert app.get(path, expect_errors=True).status_int == 404
    assert app.send(f"{path}/check", expect_errors=True).status_int == 404


def test_what_is_kept_of_a_file_is_sealed_and_forgotten(admin, world):
    upload(admin)
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        chunks = session.scalars(select(ImportChunk)).all()
        assert {chunk.kind for chunk in chunks} == {"file", "rows"}
        batch = session.scalar(select(ImportBatch))
        for sealed in (batch.sealed, *(chunk.sealed for chunk in chunks)):
            assert b"Silva" not in sealed
    page = admin.get(f"/imports/{batch.id}")
    press(admin, page, "Discard this file")
    assert counted(admin, world, select(func.count(ImportChunk.id))) == 0
    assert counted(admin, world, select(func.count(ImportRow.id))) == 0


def test_the_pages_send_few_statements(admin, connection):
    names = "\n".join(f"Eve{n},Nobody{n},Princess,1990-01-05" for n in range(60))
    double = "\n".join("Amina,Twin,,1991-01-05" for _n in range(60))
    text = f"First name,Last name,Gender,Date of birth\n{names}\n{double}\nAna,Silva,,\n"
    page = upload(admin, text)
    path = page.request.path

    def sent(ask):
        with count_statements(connection) as counted_statements:
            ask()
        return len(counted_statements)

    assert sent(lambda: admin.get(path)) <= MOST_STATEMENTS
    token = admin.csrf_token
    assert sent(lambda: admin.get("/imports")) <= MOST_STATEMENTS
    fields = [*page.forms["columns-form"].submit_fields(), ("action", "check")]
    fields = [(name, token if name == "csrf_token" else value) for name, value in fields]
    assert sent(lambda: admin.post(f"{path}/columns", fields)) <= MOST_OF_A_SAVE
    admin.drain()
    assert sent(lambda: admin.get(path)) <= MOST_STATEMENTS
    for show in ("bad", "double", "made"):
        assert sent(lambda show=show: admin.get(f"{path}/rows?show={show}")) <= MOST_STATEMENTS
    assert sent(lambda: admin.get(f"{path}/rejected.xlsx")) <= MOST_STATEMENTS
    assert sent(lambda: admin.post(f"{path}/import", {"csrf_token": token})) <= MOST_OF_A_SAVE


def test_what_nobody_goes_on_with_is_forgotten(admin, world):
    done = press(admin, press(admin, upload(admin), "Check every row"), "Import 2 people")
    upload(admin, TEXT.replace("Zoë", "Chloë"))
    with admin.open_session() as session:
        scope.enter(session, world.north.id)
        long_ago = func.now() - KEPT - dt.timedelta(days=1)
        session.execute(update(ImportBatch).values(updated_at=long_ago))
        purge_imports(session)
        session.commit()
        states = session.scalars(select(ImportBatch.state).order_by(ImportBatch.started_at)).all()
        assert sorted(states) == ["discarded", "done"]
        assert session.scalar(select(func.count(ImportChunk.id))) == 0
        rows = session.scalars(select(ImportRow)).all()
        assert {(row.outcome, row.sealed) for row in rows} == {("made", None)}
    # Who was made is known, and can be undone, also afterwards.
    press(admin, admin.get(done.request.path), "Undo the whole import")
    assert counted(admin, world, select(func.count(Client.id))) == 1
