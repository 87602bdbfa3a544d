"""Forgotten and first passwords: links that work once, and answers that tell nothing."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from ocms_core.accounts.invitations import AlreadyStaffError, InvitationService
from ocms_core.accounts.models import Account, AccountToken, SignInAttempt
from ocms_core.accounts.recovery import RESETS_PER_EMAIL
from ocms_core.agencies.models import Staff
from ocms_core.db import scope
from ocms_core.jobs.models import Outbox
from ocms_core.security.roles import Role
from ocms_core.testing.app import PASSWORD

NEW = "seven herons cross the weir"


def ask(app, email):
    app.reset()
    page = app.get("/forgotten-password")
    form = page.forms[len(page.forms) - 1]
    form["email"] = email
    return form.submit(status="*")


def choose(app, path, password=NEW, again=None):
    return app.send(
        path, {"password": password, "again": password if again is None else again}, status="*"
    )


def test_forgotten_password_is_replaced_by_a_mailed_link(app, world, post):
    email = world.north.emails["worker"]
    answer = ask(app, email.upper())
    assert answer.location.endswith("/forgotten-password/sent")
    assert "on its way" in answer.follow()
    path = post.link(email)
    page = app.get(path)
    assert email in page
    answer = choose(app, path)
    assert "Your password is set" in answer.follow()
    assert "Worker North" in app.sign_in(email, NEW).maybe_follow()
    app.reset()
    old = {"email": email, "password": PASSWORD, "next": "/"}
    assert "not right" in app.send("/sign-in", old, status=422)


def test_answer_does_not_tell_whether_the_account_exists(app, world, post, connection):
    from ocms_core.testing.statements import count_statements

    answers = []
    for email in (world.north.emails["worker"], "nobody@north.example"):
        ask(app, "warm@up.example")
        with count_statements(connection) as sent:
            answer = ask(app, email)
        answers.append((answer.status, answer.location, len(answer.body), sent.texts))
    assert answers[0] == answers[1]
    assert post.to("nobody@north.example") == []
    assert len(post.to(world.north.emails["worker"])) == 1


def test_mails_to_one_address_are_held_back(app, world, post):
    for email in (world.north.emails["worker"], "nobody@north.example"):
        for _ in range(RESETS_PER_EMAIL):
            assert ask(app, email).status_int == 303
        answer = ask(app, email.title())
        assert answer.status_int == 422
        assert "Too many attempts" in answer
        assert email.title() in answer
    assert len(post.to(world.north.emails["worker"])) == RESETS_PER_EMAIL
    with app.open_session() as session:
        assert session.scalar(select(func.count(SignInAttempt.id))) == 2 * RESETS_PER_EMAIL


def test_looking_at_the_link_uses_nothing_up(app, world, post):
    email = world.north.emails["worker"]
    ask(app, email)
    path = post.link(email)
    for _ in range(3):
        app.get(path)
        app.head(path)
    assert choose(app, path).status_int == 303


def test_link_works_once_and_takes_its_siblings_along(app, world, post):
    email = world.north.emails["worker"]
    ask(app, email)
    first = post.link(email)
    ask(app, email)
    second = post.link(email)
    assert first != second
    assert choose(app, second).status_int == 303
    for path in (first, second):
        answer = choose(app, path, "another four long words")
        assert answer.status_int == 410
        assert "no longer works" in answer
        assert app.get(path, status=410)
    app.sign_in(email, NEW)


def test_link_dies_when_its_time_is_over(app, world, post):
    email = world.north.emails["worker"]
    ask(app, email)
    path = post.link(email)
    with app.open_session() as session:
        token = session.scalars(select(AccountToken)).one()
        lifetime = token.expires_at - token.created_at
        assert abs(lifetime - dt.timedelta(hours=2)) < dt.timedelta(seconds=5)
        session.execute(update(AccountToken).values(expires_at=func.now()))
        session.commit()
    assert app.get(path, status=410)
    assert choose(app, path).status_int == 410


@pytest.mark.parametrize("token", ["x", "%C3%A9", "%E9", "a" * 5000, "%00", "..%2f"])
def test_made_up_links_are_dead(app, world, token):
    answer = app.get(f"/password/{token}", status="*", expect_errors=True)
    assert answer.status_int in {400, 404, 410}


def test_link_is_kept_as_a_hash_only(app, world, post):
    email = world.north.emails["worker"]
    ask(app, email)
    token = post.link(email).rpartition("/")[2]
    with app.open_session() as session:
        row = session.scalars(select(AccountToken)).one()
        assert token.encode() not in row.token_hash
        work = session.scalars(select(Outbox).where(Outbox.task == "mail.reset")).one()
        assert token not in str(work.payload)


def test_deactivated_account_gets_no_link(app, world, post):
    email = world.north.emails["worker"]
    ask(app, email)
    path = post.link(email)
    with app.open_session() as session:
        session.execute(update(Account).where(Account.email == email).values(active=False))
        session.commit()
    assert app.get(path, status=410)
    before = len(post.to(email))
    assert ask(app, email).status_int == 303
    assert len(post.to(email)) == before


def test_new_password_ends_every_sign_in(app, world, post):
    email = world.north.emails["worker"]
    app.sign_in(email)
    cookie = app.cookies["ocms"]
    ask(app, email)
    choose(app, post.link(email))
    app.reset()
    app.set_cookie("ocms", cookie)
    assert app.get("/", status=303).location.endswith("/sign-in")


@pytest.mark.parametrize(
    ("password", "again", "field", "sentence"),
    [
        ("short", "short", "f-password", "at least 12 characters"),
        ("passwordpassword", "passwordpassword", "f-password", "easy to guess"),
        (NEW, NEW + "s", "f-again", "not the same"),
        ("", "", "f-password", "Fill this in."),
        ("x" * 2000, "x" * 2000, "f-password", "at most"),
    ],
)
def test_bad_password_is_told_at_its_field(app, world, post, password, again, field, sentence):  # noqa: PLR0917
    email = world.north.emails["worker"]
    ask(app, email)
    path = post.link(email)
    answer = choose(app, path, password, again)
    assert answer.status_int == 422
    assert sentence in answer.html.find(id=f"{field}-error").text
    assert answer.html.find(id=field)["aria-invalid"] == "true"
    assert not answer.html.find(id="f-password").get("value")
    assert choose(app, path).status_int == 303


def invite(app, agency, email, **more):
    with app.open_session() as session:
        scope.enter(session, agency.id)
        staff = InvitationService(session).invite(email, "Zofia", "Nowak", Role.WORKER, **more)
        session.commit()
        return staff.id


def test_invited_person_chooses_a_password_and_works(app, world, post):
    program = world.north.programs[0].id
    invite(app, world.north, "zofia@north.example", locale="fr", programs={program: True})
    mail = post.to("zofia@north.example")[0]
    assert mail["Subject"] == "Votre invitation à OCMS chez North Shore Newcomers (fr)"
    assert "48 heures" in mail.get_content()
    path = post.link("zofia@north.example")
    with app.open_session() as session:
        token = session.scalars(select(AccountToken)).one()
        assert token.expires_at - token.created_at > dt.timedelta(hours=47)
    choose(app, path)
    assert "Zofia Nowak" in app.sign_in("zofia@north.example", NEW).maybe_follow()
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        staff = session.scalars(select(Staff).where(Staff.first_name == "Zofia")).one()
        assert [(one.program_id, one.is_manager) for one in staff.memberships] == [(program, True)]


def test_person_of_another_agency_keeps_the_password_and_chooses_where_to_work(app, world, post):
    email = world.south.emails["worker"]
    invite(app, world.north, email.upper())
    [mail] = post.to(email)
    assert "You can now work in OCMS for North Shore Newcomers" in mail["Subject"]
    assert "/password/" not in mail.get_content()
    page = app.sign_in(email).maybe_follow()
    assert "North Shore Newcomers" in page
    assert "South Gate Settlement" in page


def test_nobody_is_staff_twice(app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        service = InvitationService(session)
        with pytest.raises(AlreadyStaffError) as caught:
            service.invite(world.north.emails["worker"].upper(), "A", "B", Role.WORKER)
        assert caught.value.staff.first_name == "Worker"


def test_invitation_of_who_was_deactivated_meanwhile_is_not_mailed(app, world, post):
    key = invite(app, world.north, "zofia@north.example")
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.get(Staff, (world.north.id, key)).active = False
        session.commit()
    assert post.to("zofia@north.example") == []


def test_each_page_needs_its_token(app, world, post):
    email = world.north.emails["worker"]
    ask(app, email)
    path = post.link(email)
    for place, fields in (
        ("/forgotten-password", {"email": email}),
        (path, {"password": NEW, "again": NEW}),
    ):
        assert app.post(place, fields, status=400)
    assert choose(app, path).status_int == 303
