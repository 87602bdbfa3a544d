"""The privacy statement: versions are added, and never changed afterwards."""

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import PrivacyStatement
from ocms_core.testing.statements import count_statements

BUDGET = 12
NEW = "/privacy-statement/new"


def texts(north):
    return north(select(PrivacyStatement.text_en).order_by(PrivacyStatement.version))


def test_a_new_version_leaves_the_old_one_as_it_is(admin, north, hand):
    page = admin.get("/privacy-statement").click("Write a new version")
    form = hand.form(page)
    assert form["text_en"].value == "We keep it."
    form["text_en"], form["text_fr"] = "We keep it safe.", "Nous le gardons en lieu sûr."
    page = form.submit("step", value="publish").follow()
    assert "Version 2, shown now" in page
    assert "Nous le gardons en lieu sûr." in page
    assert texts(north) == ["We keep it.", "We keep it safe."]
    assert north.changes("privacy_statement") == [("published", [])]
    old = page.click("Version 1")
    assert "Version 1, no longer shown" in old
    assert "We keep it." in old


def test_a_preview_publishes_nothing(admin, north, hand):
    form = hand.form(admin.get(NEW))
    form["text_en"] = "First line.\n\n<b>Second</b>"
    page = form.submit("step", value="preview")
    shown = page.html.select_one(".statement-preview").text
    assert "<b>Second</b>" in shown
    assert len(texts(north)) == 1
    hand.form(page).submit("step", value="publish").follow()
    assert len(texts(north)) == 2


def test_both_languages_are_needed(admin, north, hand):
    form = hand.form(admin.get(NEW))
    form["text_en"], form["text_fr"] = "Changed.", ""
    page = form.submit("step", value="publish", status=422)
    assert page.html.select_one("#f-text_fr-error")
    assert hand.form(page)["text_en"].value == "Changed."
    assert len(texts(north)) == 1


def test_the_same_text_is_no_new_version(admin, north, hand):
    page = hand.form(admin.get(NEW)).submit("step", value="publish", status=422)
    assert "This is the text of the current version" in page
    assert len(texts(north)) == 1


def test_two_who_write_at_once_do_not_publish_over_each_other(admin, north, hand):
    mine, theirs = hand.form(admin.get(NEW)), hand.form(admin.get(NEW))
    theirs["text_en"] = "Theirs."
    theirs.submit("step", value="publish").follow()
    mine["text_en"] = "Mine."
    page = mine.submit("step", value="publish", status=409)
    assert "Yours is not published" in page
    assert hand.form(page)["text_en"].value == "Mine."
    hand.form(page).submit("step", value="publish").follow()
    assert texts(north) == ["We keep it.", "Theirs.", "Mine."]


def test_an_agency_without_a_statement_is_led_to_its_first(admin, app, world, hand):
    from sqlalchemy import delete

    from ocms_core.db import scope

    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.execute(delete(PrivacyStatement))
        session.commit()
    form = hand.form(admin.get("/privacy-statement").click("Write the first version"))
    form["text_en"], form["text_fr"] = "Ours.", "Le nôtre."
    assert "Version 1, shown now" in form.submit("step", value="publish").follow()


def test_other_versions_do_not_exist(admin):
    for version in ("2", "0", "01", "one", "9" * 40):
        admin.get(f"/privacy-statement/{version}", status=404)


@pytest.mark.parametrize("role", ["worker", "manager", "operator", "seer"])
def test_only_admins_publish(app, world, role):
    app.sign_in(world.north.emails[role])
    app.get("/privacy-statement", status=403)
    app.get(NEW, status=403)
    app.send(NEW, {"text_en": "A", "text_fr": "B", "revision": "1", "step": "publish"}, status=403)


def test_junk_is_refused(admin):
    good = {"text_en": "A", "text_fr": "B", "revision": "1"}
    admin.send(NEW, good, status=400)
    admin.send(NEW, {**good, "step": "burn"}, status=400)
    admin.send(NEW, {**good, "step": "publish", "version": "9"}, status=400)
    admin.get("/privacy-statement?version=1", status=400)


def test_the_pages_stay_within_their_budget_of_statements(admin, connection):
    for path in ("/privacy-statement", "/privacy-statement/1", NEW):
        with count_statements(connection) as sent:
            admin.get(path)
        assert len(sent) <= BUDGET, f"{path}\n{sent}"
