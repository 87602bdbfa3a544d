"""The short note beside each client of a session: its draft, and what is wrong with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request

from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.forms.drafts import DraftService
from ocms_core.service_sessions.visit import SHORT_NOTE, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortNote:
    """One client's short note as the page draws it. target: the key of its draft."""

    target: uuid.UUID
    minted: str
    text: str = ""
    scope: str | None = None
    saved_at: Any = None
    problem: str | None = None

    @property
    def open(self) -> bool:
        """Whether its fold is open: something stands in it, or is wrong with it."""
        return bool(self.text or self.problem)


class ShortNotes:
    """The short notes of a session's page."""

    def __init__(self, request: Request, visit: Visit) -> None:
        self._places = visit.places
        drafts = DraftService(request.db, request.staff.id)
        self._raw = {
            client_id: (drafts.raw_of(draft), draft.saved_at)
            for client_id, draft in visit.drafts.items()
        }
        self._refused: dict[uuid.UUID, ShortNote] = request.environ.get("ocms.short_notes", {})

    def of(self, client: Client) -> ShortNote:
        """Return the note of one client: what was refused, else the draft, else an empty one."""
        if client.id in self._refused:
            return self._refused[client.id]
        place = self._places[client.id]
        raw, saved_at = self._raw.get(client.id, ({}, None))
        return ShortNote(
            target=place,
            minted=str(uuid7()),
            text=next(iter(raw.get("text", ())), ""),
            scope=next(iter(raw.get("scope", ())), None),
            saved_at=saved_at,
        )


def target_of(place: uuid.UUID) -> str:
    """Return what names the draft of a client's line in a session."""
    return f"{SHORT_NOTE}{place}"


def refuse(request: Request, client: Client, note: ShortNote) -> None:
    """Let the session's page show what was typed for a client, with what is wrong with it."""
    request.environ["ocms.short_notes"] = {client.id: note}
