"""What follows from the forms of this plugin: places in the directory, totals of hours."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.audit.services import record_change
from ocms_core.directory.matches import MatchService
from ocms_core.forms.models import ServiceForm
from ocms_plugin_employment.models.mentoring import MentorMatch, MentorUpdate

# The directory's words for what a refusal is about, and the questions of the match.
QUESTIONS = {"supporter": "supporter_id", "role": "role", "status": "match_status"}


def settle_match(
    db: Session, form: MentorMatch, answers: Mapping[str, Any], today: dt.date
) -> dict[str, str]:
    """Let the directory know of a match; return why it may not be, by question."""
    refusal = MatchService(db, today).settle(
        form.id,
        supporter_id=answers["supporter_id"],
        role=answers["role"],
        status=answers["match_status"],
        since=answers["start_date"],
        until=answers["end_date"],
    )
    return {} if refusal is None else {QUESTIONS[refusal.about]: refusal.message}


def settle_update(
    db: Session, form: MentorUpdate, answers: Mapping[str, Any], today: dt.date
) -> dict[str, str]:
    """Give the match the status that its latest update tells; return why it may not have it."""
    status, key = answers["match_status"], answers["match_id"]
    if status is None or key is None or not _is_latest(db, form.id, key, answers["start_date"]):
        return {}
    match = db.scalar(
        select(MentorMatch)
        .where(MentorMatch.id == key)
        .with_for_update(of=ServiceForm)
        # The page's choices have read it already, before it was locked.
        .execution_options(populate_existing=True)
    )
    if match is None or match.match_status == status:
        return {}
    told = {
        "supporter_id": match.supporter_id,
        "role": match.role,
        "match_status": status,
        "start_date": match.start_date,
        "end_date": match.end_date,
    }
    refused = settle_match(db, match, told, today)
    if refused:
        return {"match_status": next(iter(refused.values()))}
    match.match_status = status
    match.revision += 1
    record_change(db, match.kind, match.id, ["match_status"])
    return {}


def _is_latest(db: Session, update_id: uuid.UUID, match_id: uuid.UUID, day: dt.date | None) -> bool:
    """Whether no other update of the match is of a later day."""
    if day is None:
        return True
    later = db.scalar(
        select(MentorUpdate.id)
        .where(
            MentorUpdate.match_id == match_id,
            MentorUpdate.id != update_id,
            MentorUpdate.start_date > day,
        )
        .limit(1)
        .execution_options(beyond_visibility=True)
    )
    return later is None
