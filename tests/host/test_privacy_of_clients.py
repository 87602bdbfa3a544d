"""The host operator never sees a client: no page, no statement, no count that is not the host's."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import AgencyUsage
from ocms_core.config import configure
from ocms_core.db import scope
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.db.types import uuid7
from ocms_core.host.services import latest_usage, usage_by_month
from ocms_core.jobs.drain import Drain
from ocms_core.jobs.periodic import count_usage
from ocms_core.security.vault import Vault, read_root_key
from ocms_core.settings import Settings
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import make_world

# All that pages of the host may touch; every other table holds clients, services or the like.
HOSTS_TABLES = {
    "account",
    "agency",
    "agency_key",
    "agency_list_item",
    "agency_plugin",
    "agency_usage",
    "change_log",
    "host_operator",
    "outbox",
    "privacy_statement",
    "staff",
    "web_session",
}
OPEN_TO_ALL = re.compile(
    r"(sign_in|sign_out|keep_alive|session_state|language|static|help|accounts\.)"
)


@pytest.fixture
def host(app, world):
    app.sign_in(world.host_email)
    return app


def routes(app):
    found = app.app.registry.introspector.get_category("routes")
    return [
        (entry["introspectable"]["name"], entry["introspectable"]["pattern"]) for entry in found
    ]


def test_no_page_of_an_agency_opens_for_the_operator(host, world):
    key = str(world.north.client.id)
    walked = []
    for name, pattern in routes(host):
        if name.startswith(("host.", "__")) or OPEN_TO_ALL.match(name) or "*" in pattern:
            continue
        path = "/" + re.sub(r"\{[^}]*\}", key, pattern).lstrip("/")
        for answer in (
            host.get(path, status="*", expect_errors=True),
            host.send(path, status="*", expect_errors=True),
        ):
            if name == "home" and answer.status_int == 303:
                assert answer.location.endswith("/host/agencies")
                continue
            assert answer.status_int in {403, 404, 405}, (name, path, answer.status)
            assert "Amina" not in answer
            walked.append(name)
    assert {"clients.find", "clients.detail"} <= set(walked)


def test_statements_of_host_pages_touch_no_other_table(host, world, connection):
    forbidden = set(load_models().tables) - HOSTS_TABLES
    assert {"client", "service_form", "service_session", "access_log"} <= forbidden
    named = re.compile(r"\b(?:from|join|into|update)\s+(\w+)", re.IGNORECASE)
    with count_statements(connection) as sent:
        host.get("/host/agencies")
        host.get("/host/agencies/new")
        host.get("/host/agencies/north")
        host.get("/host/mailbox")
        host.send("/host/agencies/north/plugins/settlement", {"enabled": "no"})
        host.send("/host/agencies/north/plugins/settlement", {"enabled": "yes"})
        host.send("/host/agencies/north/switch", {"active": "no"})
        host.send("/host/agencies/north/switch", {"active": "yes"})
        host.send("/host/count")
    touched = {table.lower() for text in sent.texts for table in named.findall(text)}
    assert "agency" in touched
    assert not touched & forbidden, str(sent)


def test_page_names_admins_and_nobody_else(host, world):
    page = host.get("/host/agencies/north")
    assert "Admin North" in page
    for word in ("Worker", "Manager", "Colleague", "Seer", "Amina"):
        assert f"{word} North" not in page
        assert f"{word} Of" not in page


@pytest.mark.parametrize("path", ["/host/agencies", "/host/agencies/north", "/host/mailbox"])
def test_pages_stay_within_their_budget(host, connection, path):
    host.get(path)
    with count_statements(connection) as sent:
        host.get(path)
    assert len(sent) <= 12, str(sent)


def test_counts_are_read_by_the_platform_role_alone(own_database, tmp_path):
    root_key = read_root_key(tmp_path / "root.key", create=True)
    app_engine, platform_engine = make_engine(own_database.app), make_engine(own_database.platform)
    open_session = make_session_factory(app_engine, info={"vault": Vault(root_key)})
    world = make_world(open_session)
    count_usage(open_session, dt.date(2026, 10, 31))
    count_usage(open_session, dt.date(2026, 11, 1))
    count_usage(open_session, dt.date(2026, 11, 30))
    with make_session_factory(platform_engine)() as platform:
        usage = latest_usage(platform)
        assert set(usage) == {world.north.id, world.south.id}
        row = usage[world.north.id]
        assert (row.month, row.active_staff, row.clients) == (dt.date(2026, 11, 1), 7, 1)
        months = usage_by_month(platform, world.south.id)
        assert [row.month.month for row in months] == [11, 10]
    with open_session() as session:
        everywhere = {scope.ALL_AGENCIES: True}
        found = session.scalars(select(AgencyUsage), execution_options=everywhere).all()
        assert found == []
    app_engine.dispose()
    platform_engine.dispose()


def test_whole_application_shows_counts_on_a_database_of_its_own(own_database, tmp_path):
    from webtest import TestApp

    from ocms_core.accounts.operators import make_host_operator
    from ocms_core.testing.app import OcmsApp
    from ocms_core.testing.world import HOST_EMAIL, hashed

    settings = Settings(
        database_url=own_database.app,
        platform_database_url=own_database.platform,
        root_key_file=tmp_path / "root.key",
        mail_url=f"folder://{tmp_path / 'mail'}",
        demo=False,
        cheap_passwords=True,
        raise_plugin_errors=True,
    )
    read_root_key(settings.root_key_file, create=True)
    make_host_operator(own_database.owner, HOST_EMAIL, hashed())
    wsgi = configure(settings).make_wsgi_app()
    registry = wsgi.registry
    vault = registry["vault"]
    open_session = make_session_factory(registry["engine"], info={"vault": vault})
    make_world(open_session)
    browser = OcmsApp.__new__(OcmsApp)
    TestApp.__init__(browser, wsgi, extra_environ={"REMOTE_ADDR": "127.0.0.1"})
    browser.sign_in(HOST_EMAIL)
    assert "Not counted yet" in browser.get("/host/agencies")
    browser.send("/host/count")
    done = Drain(open_session, settings, registry["platform_session_factory"]).run()
    assert done == 1
    page = browser.get("/host/agencies")
    assert "Not counted yet" not in page
    row = page.html.find("a", string="North Shore Newcomers").find_parent("tr")
    assert [cell.text for cell in row.find_all("td", class_="number")] == ["7", "1", "0"]
    # Outside a demo there is no mailbox.
    browser.get("/host/mailbox", status=404)
    assert "/host/mailbox" not in page
    for engine in (registry["engine"], registry["platform_engine"]):
        engine.dispose()


def test_mailbox_shows_messages_and_their_links(host, world):
    email = world.north.emails["worker"]
    host.send("/forgotten-password", {"email": email})
    host.drain()
    page = host.get("/host/mailbox")
    row = next(row for row in page.html.find_all("tr") if email in row.text)
    message = host.get(row.find("a")["href"])
    link = message.html.find("div", class_="mail-text").find("a")["href"]
    assert "/password/" in link
    host.get(link.removeprefix("http://localhost:6543"))
    for key in (uuid7(), "..%2f..%2froot", "nonsense"):
        host.get(f"/host/mailbox/{key}", status=404)


def test_host_operator_has_an_account_page_without_a_profile(app, world):
    app.sign_in(world.host_email)
    page = app.get("/account")
    assert "Where you are signed in" in page
    assert "f-first_name" not in page
    app.send("/account", {"first_name": "H"}, status=400)
