"""Files in a client's timeline: that one came, from whom, with the link to it."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import select

from ocms_core.clients.timeline import PEOPLE, TimelineLine, day_of, entry
from ocms_core.files.lookups import FILE_KIND
from ocms_core.files.models import ClientFile
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import Viewer


def select_files(_viewer: Viewer) -> Any:
    """Select the files of clients that are not in the bin."""
    file = ClientFile
    return select(
        *entry(
            id=file.id,
            client_id=file.client_id,
            day=day_of(file.created_at),
            kind=file.kind,
            program_id=file.program_id,
            staff_id=file.author_id,
            title=file.name,
            text=file.description,
        )
    ).where(file.client_id.in_(PEOPLE), file.removed_at.is_(None))


def word_file(request: Request, row: Any) -> TimelineLine:
    """Word a file by its name and kind."""
    kind = FILE_KIND.label(row.kind, request.locale_name) if row.kind else None
    return TimelineLine(
        title=row.title,
        url=request.route_path("files.download", id=row.id),
        facts=[fact for fact in (kind, row.staff_name) if fact],
        text=row.text,
        text_title=request.localizer.translate(_("Description")),
    )


def includeme(config: Configurator) -> None:
    """Tell the timeline of files."""
    config.add_timeline_source(
        "files", _("Files"), select_files, word_file, order=40, permission=Permission.CLIENT_READ
    )
