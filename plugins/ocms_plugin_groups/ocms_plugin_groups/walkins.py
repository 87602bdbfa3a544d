"""Somebody who walked in and left only a name: found among the clients, or registered in brief.

The profile is incomplete, so the list of profiles to complete has it; nobody answered the privacy
statement yet, and the profile says so, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.search import ClientSearch, Match
from ocms_core.clients.services import ClientService
from ocms_core.forms.editor import Editor, Submission

# The questions of the profile that a walk-in is asked.
ASKED = frozenset({"first_name", "last_name", "phones", "has_email", "email"})
SHOWN_ALIKE = 5
# In bits. Two names alone never make a double probable, so that a walk-in is asked about earlier
# than somebody whose whole profile is filled in; one name in common is not enough.
ENOUGH_BY_NAME = 11.0


def typed(first_name: str, last_name: str, phone: str, email: str) -> dict[str, list[str]]:
    """Return the few answers as a profile's page would post them."""
    raw = {"first_name": [first_name], "last_name": [last_name]}
    if phone:
        raw["phones-0-number"] = [phone]
    if email:
        raw |= {"has_email": ["yes"], "email": [email]}
    return raw


def alike(db: Session, answers: Mapping[str, Any]) -> tuple[list[Match], bool]:
    """Return who may be this person, the likeliest first, and whether somebody unseen surely is."""
    found = ClientSearch(db).like(
        names=[answers.get("first_name"), answers.get("last_name")],
        birth_date=None,
        phones=[row["number"] for row in answers.get("phones") or ()],
        identifiers=[],
        email=answers.get("email"),
    )
    likely = [one for one in found if one.score >= ENOUGH_BY_NAME or one.is_possible()]
    return likely[:SHOWN_ALIKE], found.hidden > 0


def register(
    db: Session,
    editor: Editor,
    submission: Submission,
    staff: Staff,
    *,
    client_id: uuid.UUID,
    number: int,
    whole: Editor,
    because: str | None,
) -> Client:
    """Make a client of the few answers; its profile stays to be completed.

    whole: the editor of the whole profile, which says what is still missing.
    """
    service = ClientService(db)
    client = service.start(client_id, number, NAMED, staff)
    client.registration_date = editor.today
    client.registration_site_id = staff.default_site_id
    editor.apply(client, submission)
    client.new_because = because
    service.judge_part(client, submission, whole)
    db.flush()
    record_change(db, "client", client.id, (), action="registered at an activity")
    return client
