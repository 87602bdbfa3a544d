"""The set-up card: what a new agency still has to do."""

from types import SimpleNamespace

from sqlalchemy import delete

from ocms_core.agencies.models import PrivacyStatement, Site
from ocms_core.agencies.setup import setup_steps
from ocms_core.db import scope
from ocms_core.security.permissions import BY_ROLE
from ocms_core.security.roles import Role
from ocms_core.testing.statements import count_statements


def asked_by(role):
    return SimpleNamespace(
        identity=SimpleNamespace(may=lambda permission: permission in BY_ROLE[role]),
        route_path=lambda name: f"/{name}",
    )


def test_steps_are_done_as_the_agency_sets_up(app, connection, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        with count_statements(connection) as sent:
            steps = setup_steps(session, asked_by(Role.ADMIN))
        assert len(sent) == 1
        assert all(step.is_done for step in steps)
        session.execute(delete(PrivacyStatement))
        for site in session.query(Site):
            site.active = False
        session.flush()
        steps = setup_steps(session, asked_by(Role.ADMIN))
        assert [step.url for step in steps if not step.is_done] == ["/privacy.edit", "/sites.list"]


def test_the_dashboard_leads_an_admin_through_the_set_up(admin, app, world):
    assert "Set up your agency" not in admin.get("/")
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.execute(delete(PrivacyStatement))
        session.commit()
    page = admin.get("/").click("Publish your privacy statement")
    assert "Your agency has no privacy statement yet" in page


def test_others_have_no_card(app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        assert setup_steps(session, asked_by(Role.MANAGER)) == []
