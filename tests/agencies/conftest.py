"""What the tests of the set-up share: an admin's browser, and a look into the database."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ocms_core.audit.models import ChangeLog
from ocms_core.db import scope


class Rows:
    """Reads rows of one agency afresh: ``north(select(...))``."""

    def __init__(self, app, agency_id):
        self._app, self._agency_id = app, agency_id

    def __call__(self, statement):
        with self._app.open_session() as session:
            scope.enter(session, self._agency_id)
            return session.scalars(statement).all()

    def changes(self, kind):
        """Return action and fields of each change of a kind."""
        rows = self(select(ChangeLog).where(ChangeLog.kind == kind).order_by(ChangeLog.id))
        return [((row.detail or {}).get("action"), row.fields) for row in rows]


class Hand:
    """What a person does on a page."""

    @staticmethod
    def form(page):
        """Find the page's own form among search and language switch."""
        return next(form for form in page.forms.values() if "data-form" in form.text)

    @staticmethod
    def press(page, end):
        """Press the button whose form goes to an address with this end."""
        form = next(form for form in page.forms.values() if form.action.endswith(end))
        named = next((name for name in ("active", "enabled") if name in form.fields), None)
        return form.submit(named).follow()

    @staticmethod
    def tick(form, name, ids):
        """Tick exactly these boxes of a column."""
        wanted = {str(one) for one in ids}
        for box in form.fields.get(name, []):
            box.checked = box._value in wanted


@pytest.fixture
def north(app, world):
    """Return a reader of the north agency's rows."""
    return Rows(app, world.north.id)


@pytest.fixture
def admin(app, world):
    """Return the browser of the north agency's admin."""
    app.sign_in(world.north.emails["admin"])
    return app


@pytest.fixture
def hand():
    """Return what a person does on a page."""
    return Hand()
