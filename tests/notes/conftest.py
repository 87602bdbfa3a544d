"""The flows' worker at the browser, and notes written as people write them."""

import pytest

from ocms_core.notes.models import CaseNote
from tests.functional.conftest import complete, north

__all__ = ["complete", "north"]


@pytest.fixture
def write(north):
    """Return a maker of notes about a client, through the page without JavaScript."""

    def make(text="She found a room near the school.", client=1, query="", **answers):
        page = north.app.get(f"/clients/{client}/notes/new{query}")
        form = north.form(page, "about_on")
        form["text"] = text
        for name, value in answers.items():
            form[name] = value
        form.submit(status=303)
        return north.rows(select_newest())[0]

    def select_newest():
        from sqlalchemy import select

        return select(CaseNote).order_by(CaseNote.created_at.desc(), CaseNote.id.desc()).limit(1)

    return make
