"""The pages of funders' files, as the operator and the others see them."""

import io
import re
import zipfile

import openpyxl
import pytest
from sqlalchemy import delete, select

from ocms_core.agencies.models import AgencyPlugin
from ocms_core.audit.models import AccessLog, ChangeLog
from ocms_core.db import scope

JUNE = {"month": "2026-06"}
MONTH = "month=2026-06"
ORIENTATION = "/exports/icare/information_orientation"


@pytest.fixture
def operator(app, world):
    app.sign_in(world.north.emails["operator"])
    return app


def make(app, path=ORIENTATION):
    """Order the final file and let the worker make it; return the page of the batch."""
    made = app.send(f"{path}/make", JUNE).follow()
    app.drain()
    return app.get(made.request.path)


def file_links(page):
    return re.findall(r'href="(/exports/batches/[0-9a-f-]+/\d+)"', page.text)


def test_month_is_checked_made_and_downloaded(operator, desk):
    client = desk.client()
    form = desk.orientation(client)
    desk.db.commit()
    page = operator.get(f"/exports?{MONTH}").click("^Information and Orientation$")
    assert "First make and upload" in page
    order = next(form for form in page.forms.values() if form.action.endswith("/make"))
    made = order.submit().follow()
    assert "Being made" in made
    assert operator.drain() == 1
    page = operator.get(made.request.path)
    assert "Not uploaded yet" in page
    (link,) = file_links(page)
    first = operator.get(link)
    assert first.content_disposition == (
        'attachment; filename="information-orientation_2026-06_S-1.xlsx"'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(first.body), read_only=True)["iCARE Template"]
    assert sheet["C4"].value is not None
    assert operator.get(link).body == first.body
    assert "Nothing waits to be sent" in operator.get(f"{ORIENTATION}?{MONTH}")
    logged = desk.db.scalars(
        select(AccessLog).where(AccessLog.action == "GET exports.download")
    ).all()
    assert [[shown.client_id for shown in row.clients] for row in logged] == [[client.id]] * 2
    assert form.client_id == client.id


def test_problems_name_client_question_and_worker_and_lead_there(operator, desk):
    client = desk.client(research_consent=None, last_name="=2+3")
    form = desk.orientation(client, end_date=None, worker="colleague")
    desk.db.commit()
    page = operator.get(f"{ORIENTATION}?{MONTH}")
    assert f'href="/forms/{form.id}#f-end_date"' in page
    assert f'href="/clients/{client.number}/edit#f-research_consent"' in page
    assert "Write the end date of the service." in page
    assert "Held back: the client’s profile is not ready" in page
    assert "Colleague North" in page
    assert "Make the final file" not in page
    lines = operator.get(f"{ORIENTATION}/problems.csv?{MONTH}").text.splitlines()
    assert len(lines) == 3
    assert ",Nadia =2+3,2026-06-05,Colleague North,End date of service," in lines[2]
    sheet = openpyxl.load_workbook(
        io.BytesIO(operator.get(f"{ORIENTATION}/problems.xlsx?{MONTH}").body)
    ).active
    assert sheet.max_row == 3
    assert all(cell.data_type == "s" for row in sheet.iter_rows(min_row=2) for cell in row)


def test_list_of_problems_is_narrowed_to_one_worker(operator, desk, world):
    desk.orientation(desk.client(first_name="Ana"), end_date=None)
    desk.orientation(desk.client(first_name="Bao"), end_date=None, worker="colleague")
    desk.db.commit()
    everybody = operator.get(f"{ORIENTATION}?{MONTH}")
    assert "Ana Haddad" in everybody
    assert "Bao Haddad" in everybody
    only = operator.get(f"{ORIENTATION}?{MONTH}&worker={world.north.staff['colleague'].id}")
    assert "Ana Haddad" not in only
    assert "Bao Haddad" in only
    assert operator.get(f"{ORIENTATION}?{MONTH}&worker=me", status=400)


def test_draft_is_marked_and_remembers_nothing(operator, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    draft = operator.get(f"{ORIENTATION}/draft?{MONTH}")
    assert 'filename="DRAFT_information-orientation_2026-06_S-1.xlsx"' in draft.content_disposition
    sheet = openpyxl.load_workbook(io.BytesIO(draft.body), read_only=True)["iCARE Template"]
    assert sheet["A1"].value.startswith("DRAFT: NOT TO BE UPLOADED\n")
    assert "Every record is ready." in operator.get(f"{ORIENTATION}?{MONTH}")
    assert "There is no good record" in operator.get(f"{ORIENTATION}/draft?month=2026-05").follow()


def test_batch_is_taken_back_with_a_reason_and_goes_again(operator, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    page = make(operator)
    path = page.request.path
    refused = operator.send(f"{path}/undo", {"reason": "  "}, status=422)
    assert "Write in a few words why" in refused
    operator.send(f"{path}/undo", {"reason": "x" * 301}, status=422)
    undone = operator.send(f"{path}/undo", {"reason": "Wrong month"}).follow()
    assert "Taken back. These records are in the next check again." in undone
    assert "Wrong month" in undone
    assert file_links(undone) == []
    operator.get(f"{path}/1", status=404)
    assert "Every record is ready." in operator.get(f"{ORIENTATION}?{MONTH}")
    again = make(operator)
    assert len(file_links(again)) == 1
    fields = desk.db.scalars(select(ChangeLog.fields).where(ChangeLog.kind == "export_batch"))
    assert ["state", "undo_reason"] in fields.all()


def test_uploaded_batch_cannot_be_taken_back(operator, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    page = make(operator)
    path = page.request.path
    marked = operator.send(f"{path}/uploaded").follow()
    assert "Marked as uploaded" in marked
    assert "Take these files back" not in marked
    answer = operator.send(f"{path}/undo", {"reason": "Mistake"}).follow()
    assert "before you" in answer
    assert len(file_links(answer)) == 1


def test_order_that_waits_is_not_given_twice(operator, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    first = operator.send(f"{ORIENTATION}/make", JUNE)
    assert operator.send(f"{ORIENTATION}/make", JUNE).location == first.location
    assert operator.drain() == 1


def test_zip_holds_the_same_files(operator, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    page = make(operator)
    (link,) = file_links(page)
    body = operator.get(f"{page.request.path}/all.zip").body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (name,) = archive.namelist()
        assert archive.read(name) == operator.get(link).body


def test_history_lists_what_was_made(operator, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    make(operator)
    page = operator.get("/exports/history")
    assert "Information and Orientation" in page
    assert "Operator North" in page
    operator.get("/exports/history?page=x", status=400)


def test_worker_sees_own_gaps_and_no_files(app, world, desk):
    client = desk.client()
    form = desk.orientation(client, end_date=None)
    desk.orientation(desk.client(first_name="Zoe"), end_date=None, worker="colleague")
    desk.db.commit()
    app.sign_in(world.north.emails["worker"])
    app.get("/exports", status=403)
    app.get(f"{ORIENTATION}?{MONTH}", status=403)
    page = app.get(f"/exports/my-month?{MONTH}")
    assert f'href="/forms/{form.id}#f-end_date"' in page
    assert "Zoe" not in page
    assert "Ready for iCARE?" in app.get("/")


def test_other_agency_finds_nothing(app, world, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    app.sign_in(world.north.emails["admin"])
    page = make(app)
    (link,) = file_links(page)
    funder = world.north.funders[0].id
    app.sign_in(world.south.emails["admin"])
    assert "Nothing waits to be sent" in app.get(f"{ORIENTATION}?{MONTH}")
    app.get(f"{ORIENTATION}?{MONTH}&funder={funder}", status=404)
    for path in (page.request.path, link, f"{page.request.path}/all.zip"):
        app.get(path, status=404)
    app.send(f"{page.request.path}/undo", {"reason": "Not mine"}, status=404)
    app.send(f"{page.request.path}/uploaded", status=404)


def test_switched_off_plugin_hides_everything(app, world, desk):
    desk.orientation(desk.client())
    desk.db.commit()
    app.sign_in(world.north.emails["admin"])
    page = make(app)
    desk.db.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == "icare"))
    desk.db.commit()
    assert "No funder’s files are switched on" in app.get("/exports")
    app.get(f"{ORIENTATION}?{MONTH}", status=404)
    app.get(page.request.path, status=404)
    app.send(f"{ORIENTATION}/make", JUNE, status=404)
    assert "Ready for iCARE?" not in app.get("/")


def test_switched_off_form_takes_its_file_along(app, world, desk):
    app.sign_in(world.north.emails["admin"])
    with app.open_session() as db:
        scope.enter(db, world.north.id)
        db.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == "settlement"))
        db.commit()
    app.get(f"{ORIENTATION}?{MONTH}", status=404)
    assert "Client Profile" in app.get(f"/exports?{MONTH}")


def test_odd_parameters_are_refused(operator):
    for query in ("month=2026-13", "month=June", "funder=1", "other=1"):
        status = 404 if query.startswith("funder") else 400
        operator.get(f"{ORIENTATION}?{query}", status=status)
    operator.get("/exports/icare/nothing", status=404)
    operator.get("/exports/nobody/client_profile", status=404)
    operator.get("/exports/batches/1", status=404)
    assert "iCARE" in operator.get("/exports")


def test_pages_are_whole_in_french(operator, desk):
    desk.orientation(desk.client(), end_date=None)
    desk.db.commit()
    operator.send("/language/fr")
    page = operator.get(f"{ORIENTATION}?{MONTH}")
    assert "Inscrivez la date de fin du service." in page
