"""What this plugin adds to the application: pages, the panel of a session, sentences of the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import select

from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_plugin_groups.attendance import Counts, count_columns, counts_from
from ocms_plugin_groups.attendees import ATTENDEES
from ocms_plugin_groups.evaluation import Evaluation, evaluation_columns, evaluation_from
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.lookups import AVERAGE_RATING

GROUPS = frozenset({"io_group", "io_group_anonymous", "cc_group", "cc_group_anonymous"})
ACTIONS = {
    "GET groups.attendance": ("view", _("saw the client on an attendance list")),
    "POST groups.attendance": ("change", _("saved an attendance list that the client is on")),
    "POST groups.find": ("search", _("found the client while filling an attendance list")),
    "POST groups.add": ("change", _("put the client on an attendance list")),
    "POST groups.walk_in": ("change", _("registered the client at an activity, or somebody alike")),
    "GET groups.sheet": ("print", _("opened a sign-in sheet that the client is on")),
    "GET groups.sheet_pdf": ("print", _("printed a sign-in sheet that the client is on")),
    "GET groups.kiosks": ("view", _("opened the check-in of an activity that the client is on")),
    "POST groups.kiosks": ("change", _("opened or closed a kiosk of an activity with the client")),
    "POST groups.kiosk": ("change", _("had opened the kiosk where the client checked in")),
    "GET groups.card": ("view", _("opened the client’s check-in card")),
    "GET groups.card_pdf": ("print", _("printed the client’s check-in card")),
    "POST groups.card": ("change", _("made the client’s check-in card, or took it back")),
    "GET groups.all_attendees": ("view", _("opened the settings of all attendees")),
    "POST groups.all_attendees": ("change", _("changed the forms of all attendees")),
}


def _numbers(request: Request, service_session: ServiceSession) -> tuple[Counts, Evaluation]:
    """Return what both panels show, read by one statement for the two."""
    known: dict[Any, tuple[Counts, Evaluation]] = request.environ.setdefault("groups.numbers", {})
    if service_session.id not in known:
        kind = request.plugins.session_types.get(service_session.session_type)
        model = request.plugins.forms.get(kind.first_form) if kind and kind.first_form else None
        counts = count_columns(service_session, ATTENDEES)
        row = tuple(
            request.db.execute(select(*counts, *evaluation_columns(service_session, model))).one()
        )
        known[service_session.id] = (
            counts_from(row[: len(counts)], ATTENDEES),
            evaluation_from(row[len(counts) :]),
        )
    return known[service_session.id]


def people_panel(
    request: Request, service_session: ServiceSession, _clients: Sequence[Any]
) -> ClientPanel | None:
    """Return how many came, on the page of a group session."""
    if service_session.session_type not in GROUPS:
        return None
    return ClientPanel(
        key="groups_people",
        title=_("Attendance"),
        template="ocms_plugin_groups:templates/panel.pt",
        context={
            "counts": _numbers(request, service_session)[0],
            "service_session": service_session,
            "named": not service_session.session_type.endswith("_anonymous"),
        },
    )


def evaluation_panel(
    request: Request, service_session: ServiceSession, _clients: Sequence[Any]
) -> ClientPanel | None:
    """Return what people thought of an activity, on its page; nothing before anybody said it."""
    if service_session.session_type not in GROUPS:
        return None
    evaluation = _numbers(request, service_session)[1]
    if evaluation.is_empty:
        return None
    return ClientPanel(
        key="groups_evaluation",
        title=_("Evaluation"),
        template="ocms_plugin_groups:templates/evaluation.pt",
        context={"evaluation": evaluation, "ratings": AVERAGE_RATING},
    )


def includeme(config: Configurator) -> None:
    """Add the routes, the views and what stands on other pages."""
    config.include("ocms_plugin_groups.routes")
    config.add_static_folder("ocms_plugin_groups", "ocms_plugin_groups:static")
    config.add_session_panel(people_panel, order=10)
    config.add_session_panel(evaluation_panel, order=11)
    for action, (kind, sentence) in ACTIONS.items():
        config.add_access_action(action, kind, sentence)
    config.add_help_topic(
        "groups",
        _("Group activities"),
        "ocms_plugin_groups:help/groups",
        permission=Permission.SESSION_READ,
        order=45,
    )
    config.scan("ocms_plugin_groups.views")
