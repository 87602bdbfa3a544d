"""My account: profile, language, shortcuts, password, and the own sign-ins."""

import pytest
from sqlalchemy import select

from ocms_core.accounts.me_views import browser_name
from ocms_core.accounts.models import Account, WebSession
from ocms_core.agencies.models import Staff
from ocms_core.audit.models import ChangeLog
from ocms_core.db import scope
from ocms_core.testing.app import PASSWORD, OcmsApp

NEW = "seven herons cross the weir"


def profile_form(page):
    return next(form for form in page.forms.values() if "first_name" in form.fields)


def read_staff(app, agency, word):
    with app.open_session() as session:
        scope.enter(session, agency.id)
        return session.get(Staff, (agency.id, agency.staff[word].id))


@pytest.fixture
def browser(app, connection):
    """Return a maker of further browsers, signed in."""

    def open_browser(email):
        made = OcmsApp(app.app, connection, app.app.registry["vault"])
        made.sign_in(email)
        return made

    return open_browser


def is_in(browser):
    return browser.get("/account", status="*").status_int == 200


def test_profile_is_saved_and_the_change_noted_without_values(app, world):
    app.sign_in(world.north.emails["worker"])
    form = profile_form(app.get("/account"))
    form["first_name"] = "Wanda"
    form["job_title"] = "Settlement counsellor"
    form["client_safe_email"] = "help@north.example"
    form["default_site_id"] = str(world.north.sites[1].id)
    page = form.submit().follow()
    assert "Your profile is saved." in page
    assert "Wanda North" in page
    staff = read_staff(app, world.north, "worker")
    assert (staff.job_title, staff.default_site_id) == (
        "Settlement counsellor",
        world.north.sites[1].id,
    )
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        log = session.scalars(select(ChangeLog).where(ChangeLog.kind == "staff")).one()
        assert set(log.fields) == {
            "first_name", "job_title", "client_safe_email", "default_site_id",
        }  # fmt: skip
        assert "Wanda" not in str(log.detail)


def test_bad_answers_keep_what_was_typed(app, world):
    app.sign_in(world.north.emails["worker"])
    form = profile_form(app.get("/account"))
    form["first_name"] = ""
    form["job_title"] = "Counsellor"
    form["client_safe_email"] = "not an address"
    answer = form.submit(status=422)
    assert profile_form(answer)["job_title"].value == "Counsellor"
    assert profile_form(answer)["client_safe_email"].value == "not an address"
    assert answer.html.find(id="f-first_name-error")
    assert read_staff(app, world.north, "worker").job_title is None


@pytest.mark.parametrize(
    "extra",
    [
        {"role": "admin"},
        {"sees_all_sessions": "yes"},
        {"account_id": "x"},
        {"first_name": ["A", "B"]},
    ],
)
def test_nobody_gives_themselves_rights(app, world, extra):
    app.sign_in(world.north.emails["worker"])
    fields = [("first_name", "W"), ("last_name", "N")]
    for name, value in extra.items():
        texts = value if isinstance(value, list) else [value]
        fields = [pair for pair in fields if pair[0] != name] + [(name, text) for text in texts]
    app.send("/account", fields, status=400)
    assert read_staff(app, world.north, "worker").role == "worker"


@pytest.mark.parametrize("key", ["default_site_id", "default_funder_id", "default_program_id"])
def test_another_agencys_rows_are_not_offered(app, world, key):
    app.sign_in(world.north.emails["worker"])
    foreign = {
        "default_site_id": world.south.sites[0].id,
        "default_funder_id": world.south.funders[0].id,
        "default_program_id": world.south.programs[0].id,
    }[key]
    assert str(foreign) not in app.get("/account")
    answer = app.send(
        "/account",
        {"first_name": "W", "last_name": "N", key: str(foreign)},
        status="*",
    )
    assert answer.status_int == 422
    assert getattr(read_staff(app, world.north, "worker"), key) != foreign


def test_language_acts_at_once_and_shortcuts_are_kept(app, world):
    app.sign_in(world.north.emails["worker"])
    answer = app.send("/account/preferences", {"locale": "fr", "keyboard_shortcuts": "no"})
    page = answer.follow()
    assert page.html.html["lang"] == "fr"
    assert page.html.body["data-shortcuts"] == "off"
    with app.open_session() as session:
        account = session.scalar(
            select(Account).where(Account.email == world.north.emails["worker"])
        )
        assert (account.locale, account.keyboard_shortcuts) == ("fr", False)
    app.send("/sign-out")
    assert app.get("/sign-in").html.html["lang"] == "fr"


@pytest.mark.parametrize(
    "fields", [{"locale": "de", "keyboard_shortcuts": "yes"}, {"locale": "en"}, {}]
)
def test_bad_preferences_are_refused(app, world, fields):
    app.sign_in(world.north.emails["worker"])
    app.send("/account/preferences", fields, status=400)


def change(app, old, new, again=None):
    fields = {"old_password": old, "password": new, "again": new if again is None else again}
    return app.send("/account/password", fields, status="*")


def test_password_change_asks_the_old_one_and_ends_other_sign_ins(app, world, browser):
    email = world.north.emails["worker"]
    app.sign_in(email)
    other = browser(email)
    before = app.cookies["ocms"]
    assert is_in(other)
    answer = change(app, PASSWORD, NEW)
    page = answer.follow()
    assert "Your password is changed" in page
    assert app.cookies["ocms"] != before
    assert not is_in(other)
    other.reset()
    other.set_cookie("ocms", before)
    assert not is_in(other)
    assert "Worker North" in app.sign_in(email, NEW).maybe_follow()


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("not my password", NEW, NEW, "f-old_password"),
        (PASSWORD, "short", "short", "f-password"),
        (PASSWORD, NEW, "something else", "f-again"),
        ("", NEW, NEW, "f-old_password"),
    ],
)
def test_bad_change_is_told_at_its_field(app, world, old, new, again, field):  # noqa: PLR0917
    email = world.north.emails["worker"]
    app.sign_in(email)
    answer = change(app, old, new, again)
    assert answer.status_int == 422
    assert answer.html.find(id=f"{field}-error")
    assert NEW not in answer
    assert "Worker North" in app.sign_in(email).maybe_follow()


def test_guessing_the_old_password_is_held_back(app, world):
    email = world.north.emails["worker"]
    app.sign_in(email)
    for _ in range(8):
        change(app, "not my password", NEW)
    answer = change(app, PASSWORD, NEW)
    assert "Too many attempts" in answer
    assert "Worker North" in app.sign_in(email).maybe_follow()


def test_own_sign_ins_are_listed_and_ended(app, world, browser):
    email = world.north.emails["worker"]
    app.sign_in(email)
    other = browser(email)
    page = app.get("/account")
    assert page.text.count("This browser") == 1
    form = next(form for form in page.forms.values() if "/end" in form.action)
    assert "That sign-in has ended." in form.submit().follow()
    assert not is_in(other)
    assert "Sign out everywhere else" not in app.get("/account")


def test_everywhere_else_is_ended_at_once(app, world, browser):
    email = world.north.emails["worker"]
    app.sign_in(email)
    others = [browser(email) for _ in range(2)]
    colleague = browser(world.north.emails["colleague"])
    app.send("/account/sign-ins/end-others")
    assert is_in(app)
    assert is_in(colleague)
    assert not any(is_in(other) for other in others)


@pytest.mark.parametrize("word", ["colleague", "admin"])
def test_sign_in_of_somebody_else_is_not_found(app, world, word):
    app.sign_in(world.north.emails[word])
    with app.open_session() as session:
        foreign = session.scalars(select(WebSession.id)).one()
    app.sign_in(world.north.emails["worker"])
    app.send(f"/account/sign-ins/{foreign}/end", status=404)
    app.send("/account/sign-ins/nonsense/end", status=404)


def test_signed_out_nobody_gets_in(app, world):
    for path in ("/account", "/account/password"):
        assert "/sign-in" in app.get(path, status=303).location


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("<script>", ""),
        (None, ""),
    ],
)
def test_browsers_are_named_in_words(text, name):
    assert browser_name(text) == name
