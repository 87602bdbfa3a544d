"""A short note about one client, written on the page of the session."""

from __future__ import annotations

import uuid
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.notes.views.writing import NewNote
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import SessionClient
from ocms_core.service_sessions.short_notes import ShortNote, refuse, target_of
from ocms_core.service_sessions.views.page import TEMPLATE, show_session
from ocms_core.web.derivers import READS_ITS_OWN


@view_defaults(route_name="sessions.note", renderer=TEMPLATE, permission=Permission.SESSION_WRITE)
class SessionNote(NewNote):
    """A short note; what is wrong with it is said on the session's page, and what was typed stays.

    Its draft is of the client's place in the session, and no other note's.
    """

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        session_id = parse_uuid7(request.matchdict["id"])
        if self.tie.session_id is None or self.tie.session_id != session_id:
            raise NotFoundError("a note of no session, or of another")
        self.place = self._place(session_id)
        self.page.target = self.target = target_of(self.place)

    def _place(self, session_id: uuid.UUID) -> uuid.UUID:
        line = SessionClient
        return self.request.db.execute(
            select(line.id).where(line.session_id == session_id, line.client_id == self.client.id)
        ).scalar_one()

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the note, or show the session with what is wrong with it."""
        answer = super().save()
        if isinstance(answer, HTTPSeeOther):
            return answer
        form, post = answer["form"], self.request.POST
        minted = parse_uuid7(post.get("id"))
        if minted is None:
            raise BadInputError("no id")
        note = ShortNote(
            target=self.place,
            minted=str(minted),
            text=post.get("text", ""),
            scope=post.get("scope"),
            problem=" ".join(message for _id, _label, message in form.errors),
        )
        refuse(self.request, self.client, note)
        return show_session(self.request)
