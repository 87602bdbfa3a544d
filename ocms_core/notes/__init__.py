"""Case notes about clients, their history, and finding them by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views, and what the pages of clients show of notes."""
    from ocms_core.notes.timeline import select_notes, word_note
    from ocms_core.notes.views.reading import hand_over_panel

    config.include("ocms_core.notes.routes")
    config.add_timeline_source(
        "notes",
        _("Notes"),
        select_notes,
        word_note,
        order=20,
        permission=Permission.SESSION_READ,
    )
    config.add_client_panel(hand_over_panel, pinned=True)
    config.add_help_topic(
        "case-notes",
        _("Case notes and the timeline"),
        "ocms_core.notes:help/case-notes",
        permission=Permission.SESSION_READ,
        order=30,
    )
    config.scan("ocms_core.notes")
