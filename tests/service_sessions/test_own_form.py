"""The form of a session itself: there is one, whoever may open it."""

from sqlalchemy import select

from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm


def test_somebody_who_may_not_open_it_adds_no_second(north):
    here, key = north.world.north, str(uuid7())
    north.sign_in("worker")
    fields = [
        ("type", "io_group_anonymous"),
        ("id", key),
        ("service_date", "2026-01-15"),
        ("site_id", str(here.sites[0].id)),
        ("delivery_method", "in_person"),
        ("workers", str(here.staff["worker"].id)),
        ("workers", str(here.staff["stranger"].id)),
        ("funders", str(here.funders[0].id)),
    ]
    north.app.send("/sessions/new", fields, status=303)
    north.sign_in("stranger")
    second = {"client": "", "kind": "io_group_activity", "form_id": str(uuid7())}
    page = north.app.send(f"/sessions/{key}/forms", second, status=303).follow()
    assert "You cannot begin the form of this session." in page
    assert len(north.rows(select(ServiceForm.id).where(ServiceForm.session_id == key))) == 1
