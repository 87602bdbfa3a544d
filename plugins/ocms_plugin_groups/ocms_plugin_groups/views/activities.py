"""The activities of a period: attendance by activity, head counts beside named, unique clients."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.errors import BadInputError
from ocms_core.forms.pages import today_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_plugin_groups.lookups import AVERAGE_RATING
from ocms_plugin_groups.pages import GROUPS
from ocms_plugin_groups.reports import figures

USUAL = dt.timedelta(days=90)


def _day(text: str | None, usual: dt.date) -> dt.date:
    if not text:
        return usual
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadInputError("a day is written as 2026-01-31") from None


@view_config(
    route_name="groups.activities",
    renderer="ocms_plugin_groups:templates/activities.pt",
    permission=Permission.REPORT_RUN,
    params=Params("from", "until"),
)
def show_activities(request: Request) -> dict[str, Any]:
    """Show every activity of the period with its figures, the latest first."""
    today = today_of(request)
    until = _day(request.GET.get("until"), today)
    since = _day(request.GET.get("from"), until - USUAL)
    return {
        "figures": figures(request.db, sorted(GROUPS), since, until),
        "since": since,
        "until": until,
        "types": request.plugins.session_types,
        "name": lambda key: request.choices.label("list:group_activity", str(key)) if key else "",
        "ratings": AVERAGE_RATING,
    }
