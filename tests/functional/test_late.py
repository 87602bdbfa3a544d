"""Sign-ins that run out, and what was posted too late."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from ocms_core.accounts.models import Account, WebSession
from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import Draft, ServiceForm

LATE = "What you typed is kept as a draft"


@pytest.fixture
def form_id(north):
    north.sign_in("worker")
    return north.begin_session()[1]


def age(app, **columns):
    """Make every sign-in as old as told."""
    # The database's clock stands still in a test's transaction.
    with app.open_session() as session:
        session.execute(
            update(WebSession).values({name: func.now() - past for name, past in columns.items()})
        )
        session.commit()


@pytest.mark.parametrize(
    ("columns", "is_in"),
    [
        ({"last_seen_at": dt.timedelta(minutes=19, seconds=30)}, True),
        ({"last_seen_at": dt.timedelta(minutes=20, seconds=1)}, False),
        ({"created_at": dt.timedelta(hours=11, minutes=59)}, True),
        ({"created_at": dt.timedelta(hours=12, seconds=1)}, False),
        ({"ended_at": dt.timedelta(seconds=0)}, False),
    ],
)
def test_a_sign_in_ends_after_twenty_idle_minutes_and_after_twelve_hours(north, columns, is_in):
    north.sign_in("worker")
    age(north.app, **columns)
    assert north.app.get("/session-state").json["signed_in"] is is_in
    answer = north.app.get("/clients/1", status="*")
    if is_in:
        assert "Amina" in answer
    else:
        assert answer.location.endswith("/sign-in?next=%2Fclients%2F1")


def test_only_pages_move_last_seen(north):
    north.sign_in("worker")
    age(north.app, last_seen_at=dt.timedelta(minutes=5))
    north.app.get("/session-state")

    def seen():
        with north.app.open_session() as session:
            return session.scalar(select(WebSession.last_seen_at))

    before = seen()
    assert north.app.get("/session-state").json["seconds_left"] <= 15 * 60
    assert seen() == before
    north.app.get("/clients/1")
    assert seen() > before


@pytest.mark.parametrize(
    "columns",
    [
        {"last_seen_at": dt.timedelta(minutes=21)},
        {"created_at": dt.timedelta(hours=13)},
        {"last_seen_at": dt.timedelta(hours=23)},
    ],
)
def test_a_late_form_is_kept_as_the_authors_draft(north, form_id, columns):
    form = north.form(north.app.get(f"/forms/{form_id}"), "topics_given")
    form["notes"] = "typed for an hour"
    form["minutes"] = "1:05"
    age(north.app, **columns)
    answer = form.submit(status=303)
    assert "/sign-in?next=%2Fforms%2F" in answer.location
    page = answer.follow()
    assert LATE in page
    assert "typed for an hour" not in page
    (draft,) = north.rows(select(Draft))
    assert draft.staff_id == north.world.north.staff["worker"].id
    sign_in = north.form(page, "password")
    sign_in["email"] = north.world.north.emails["worker"]
    sign_in["password"] = "quiet lantern over granite"
    page = sign_in.submit().follow()
    assert "You see your draft" in page
    form = north.form(page, "topics_given")
    assert form["notes"].value.strip() == "typed for an hour"
    assert form["minutes"].value == "1:05"
    assert north.record(ServiceForm, form_id).notes is None
    form.submit(status=303)
    assert north.record(ServiceForm, form_id).notes == "typed for an hour"
    assert north.rows(select(Draft)) == []


def test_a_late_profile_is_kept(north):
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/edit"), "first_name")
    form["preferred_name"] = "Mina"
    age(north.app, last_seen_at=dt.timedelta(minutes=21))
    assert "next=%2Fclients%2F1%2Fedit" in form.submit(status=303).location
    (draft,) = north.rows(select(Draft))
    assert draft.target == f"client:{north.world.north.client.id}"
    assert north.rows(select(Client.preferred_name)) == [None]
    north.sign_in("worker")
    page = north.app.get("/clients/1/edit")
    assert north.form(page, "preferred_name")["preferred_name"].value == "Mina"


def test_a_late_registration_is_kept_with_the_statement_that_was_read(north):
    north.sign_in("worker")
    page = north.app.get("/clients/new")
    yes = next(f for f in page.forms.values() if "/clients/new/named" in f.action)
    page = yes.submit("locale", value="fr").follow()
    form = north.form(page, "first_name")
    form["first_name"] = "Olena"
    age(north.app, last_seen_at=dt.timedelta(minutes=21))
    page = form.submit(status=303).follow()
    sign_in = north.form(page, "password")
    sign_in["email"] = north.world.north.emails["worker"]
    sign_in["password"] = "quiet lantern over granite"
    form = north.form(sign_in.submit().follow(), "first_name")
    assert form["first_name"].value == "Olena"
    form.submit(status=303)
    olena = north.rows(select(Client).where(Client.number == 2))[0]
    assert (olena.first_name, olena.privacy_locale) == ("Olena", "fr")
    assert olena.privacy_statement_id is not None


@pytest.mark.parametrize(
    "spoil",
    ["token", "cookie", "ended", "long ago", "account", "staff", "page", "origin"],
)
def test_nothing_is_kept_of_whom_we_do_not_know_or_no_longer_trust(north, form_id, spoil):
    token = north.app.csrf_token
    age(north.app, last_seen_at=dt.timedelta(minutes=21))
    path, options = f"/forms/{form_id}", {}
    if spoil == "token":
        token = "0" * 32
    elif spoil == "cookie":
        north.app.set_cookie("ocms", "somebody-elses")
    elif spoil == "ended":
        age(north.app, ended_at=dt.timedelta(minutes=1))
    elif spoil == "long ago":
        age(north.app, last_seen_at=dt.timedelta(hours=25))
    elif spoil == "account":
        with north.app.open_session() as session:
            session.execute(update(Account).values(active=False))
            session.commit()
    elif spoil == "staff":
        with north.app.open_session() as session:
            scope.enter(session, north.world.north.id)
            session.execute(update(Staff).values(active=False))
            session.commit()
    elif spoil == "page":
        path = f"/drafts/service_form/{uuid7()}"
    elif spoil == "origin":
        options = {
            "headers": {"Origin": "https://elsewhere.example"},
            "extra_environ": {"wsgi.url_scheme": "https", "HTTP_HOST": "localhost:443"},
        }
    answer = north.app.post(
        path, [("csrf_token", token), ("revision", "1"), ("notes", "x")], status="*", **options
    )
    assert answer.status_int == 303
    assert answer.location.endswith("/sign-in")
    assert north.rows(select(Draft)) == []


def test_an_ended_sign_in_is_over_for_every_page(north, form_id):
    north.app.send("/sign-out", status=303)
    assert north.app.get(f"/forms/{form_id}", status=303)
    assert north.app.post(f"/forms/{form_id}", [("notes", "x")], status=303)
    assert north.rows(select(Draft)) == []


def test_a_note_posted_too_late_is_a_draft_of_its_writer(north):
    north.sign_in("worker")
    page = north.app.get("/clients/1/notes/new")
    form = north.form(page, "about_on")
    form["text"] = "a long note"
    age(north.app, last_seen_at=dt.timedelta(minutes=21))
    answer = form.submit(status=303)
    assert "/sign-in" in answer.location
    north.sign_in("worker")
    page = north.app.get("/clients/1/notes/new")
    assert "a long note" in page
    assert "You see your draft" in page
