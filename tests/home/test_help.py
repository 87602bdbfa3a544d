"""The help page is for everybody who is signed in."""


def test_help_tells_the_day_and_names_the_admins_of_the_own_agency(app, world):
    app.sign_in(world.north.emails["worker"])
    page = app.get("/help")
    assert "The day’s work in eight steps" in page
    assert page.text.split("<ol>")[1].split("</ol>")[0].count("<li") == 8
    assert world.north.emails["admin"] in page
    assert world.south.emails["admin"] not in page
    assert world.north.emails["colleague"] not in page


def test_help_is_there_for_the_host_operator_who_belongs_to_no_agency(app, world):
    app.sign_in(world.host_email)
    page = app.get("/help")
    assert "Whom to ask" in page
    assert "Admins of your agency" not in page


def test_the_layout_leads_to_help(app, world):
    home = app.sign_in(world.north.emails["worker"]).maybe_follow()
    assert 'href="/help"' in home


def test_help_needs_a_sign_in(app):
    answer = app.get("/help", expect_errors=True)
    assert answer.status_int in {302, 303}
    assert "/sign-in" in answer.location
