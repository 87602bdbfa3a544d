"""The pages of funders' files, as the operator and the others see them."""

import io
import re

import openpyxl

MONTH = "month=2026-06"


def test_month_is_checked_made_and_downloaded(app, world, desk):
    client = desk.client()
    desk.orientation(client)
    desk.needs(client)
    desk.db.commit()
    app.sign_in(world.north.emails["operator"])
    page = app.get(f"/exports?{MONTH}")
    assert "Client Profile" in page
    check = page.click("^Information and Orientation$")
    assert "First make and upload" in check
    assert "All 1 records are ready." in check
    made = (
        check.forms[-1].submit()
        if False
        else app.send("/exports/icare/information_orientation/make", {"month": "2026-06"}).follow()
    )
    assert "Being made" in made
    assert app.drain() == 1
    batch = app.get(made.request.path)
    assert "Not uploaded yet" in batch
    link = re.search(r"/exports/batches/[0-9a-f-]+/1", batch.text)[0]
    first = app.get(link)
    assert first.content_disposition == (
        'attachment; filename="information-orientation_2026-06_S-1.xlsx"'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(first.body))["iCARE Template"]
    assert sheet["A4"].value is None
    assert app.get(link).body == first.body
