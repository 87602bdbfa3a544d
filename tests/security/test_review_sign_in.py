"""Sign-ins and mailed links that must end, and cookies that nobody else can plant."""

import re

import pytest
from sqlalchemy import select

from ocms_core.accounts.models import WebSession
from ocms_core.config import configure
from ocms_core.settings import Settings
from ocms_core.testing.app import PASSWORD, OcmsApp

NEW = "seven grey herons at dusk"


def open_sign_ins(app):
    with app.open_session() as session:
        return session.scalars(select(WebSession.id).where(WebSession.ended_at.is_(None))).all()


def test_signing_in_once_more_ends_the_sign_in_before(app, world):
    app.sign_in(world.north.emails["worker"])
    (first,) = open_sign_ins(app)
    fields = {"email": world.north.emails["admin"], "password": PASSWORD}
    app.send("/sign-in", fields, status=303)
    (second,) = open_sign_ins(app)
    assert first != second


def test_changed_password_makes_mailed_links_dead(app, world):
    email = world.north.emails["worker"]
    app.send("/forgotten-password", {"email": email}, status=303)
    app.drain()
    mail = next(mail for mail in reversed(app.mails) if mail["To"] == email)
    path = re.search(r"/password/[\w-]+", mail.get_content()).group(0)
    app.sign_in(email)
    changed = {"old_password": PASSWORD, "password": NEW, "again": NEW}
    app.send("/account/password", changed, status=303)
    assert app.get(path, status=410)


@pytest.fixture
def secure_app(database_urls, connection, tmp_path):
    settings = Settings(
        database_url=database_urls.app,
        root_key_file=tmp_path / "root.key",
        mail_url=f"folder://{tmp_path}",
        public_url="https://ocms.example",
        demo=True,
        cheap_passwords=True,
    )
    wsgi = configure(settings).make_wsgi_app()
    made = OcmsApp(wsgi, connection, wsgi.registry["vault"])
    made.extra_environ |= {"wsgi.url_scheme": "https", "HTTP_REFERER": "https://localhost/"}
    made.extra_environ["HTTP_HOST"] = "localhost"
    yield made
    wsgi.registry["engine"].dispose()


def test_every_cookie_on_https_is_secure_and_bound_to_the_host(secure_app):
    page = secure_app.get("/sign-in")
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text).group(1)
    answer = secure_app.post("/language/fr", {"csrf_token": token, "next": "/sign-in"})
    cookies = [*page.headers.getall("Set-Cookie"), *answer.headers.getall("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-ocms_csrf", "ocms_locale"}
    for cookie in cookies:
        assert {"secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")), cookie
