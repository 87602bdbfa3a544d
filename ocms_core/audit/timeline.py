"""Changes of the profile in a client's timeline: who changed which answers, never their values."""

from __future__ import annotations

from functools import cache
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import Uuid, case, cast, func, literal, select

from ocms_core.audit.lines import ACTIONS, OTHER_FIELDS
from ocms_core.audit.models import ChangeLog
from ocms_core.clients.models import Client
from ocms_core.clients.timeline import PEOPLE_TEXT, TimelineLine, day_of, entry
from ocms_core.forms.spec import questions_of
from ocms_core.i18n import _
from ocms_core.questions.catalogue import is_own
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import Viewer

KIND = "client"
CHANGED = "changed"


def select_changes(_viewer: Viewer) -> Any:
    """Select the changes of clients' profiles."""
    log = ChangeLog
    return select(
        *entry(
            id=log.id,
            # The key is a text, of records of any kind: it is read as an id for clients alone.
            client_id=case((log.kind == KIND, cast(log.record_id, Uuid))),
            day=day_of(log.at),
            kind=log.detail["action"].astext,
            staff_id=log.staff_id,
            title=func.array_to_string(log.fields, ","),
            restricted=literal(value=False),
        )
    ).where(log.kind == KIND, log.record_id.in_(PEOPLE_TEXT))


@cache
def _labels() -> dict[str, str]:
    return {bound.key: bound.label for bound in questions_of(Client)}


def word_change(request: Request, row: Any) -> TimelineLine:
    """Word a change by the questions that were answered anew."""
    translate = request.localizer.translate
    fields = [
        request.agency_questions.label(key)
        if is_own(key)
        else translate(_labels().get(key) or OTHER_FIELDS.get(key, key))
        for key in (row.title or "").split(",")
        if key
    ]
    action = row.kind or (CHANGED if fields else "added")
    return TimelineLine(
        title=translate(
            _("Profile: ${action}", mapping={"action": translate(ACTIONS.get(action, action))})
        ),
        facts=[row.staff_name] if row.staff_name else [],
        text=", ".join(dict.fromkeys(fields)) or None,
        text_title=_("What was changed"),
    )


def includeme(config: Configurator) -> None:
    """Tell the timeline of changes, for who asks for them: they would bury the services."""
    config.add_timeline_source(
        "changes",
        _("Changes of the profile"),
        select_changes,
        word_change,
        order=90,
        permission=Permission.CLIENT_READ,
        by_default=False,
    )
