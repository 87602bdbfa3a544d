"""The sign-in sheet on paper: who is expected, and empty lines for those who walk in."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.pages import today_of
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.web.derivers import Params
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.views import attendance_of, require_session

EMPTY_LINES = 12
READ: dict[str, Any] = {"permission": Permission.SESSION_READ, "params": Params("language")}


def sheet_of(request: Request) -> tuple[Print, ServiceSession]:
    """Return the sheet of a session, in the language asked for."""
    record = require_session(request)
    attendance = attendance_of(request, record)
    reader: Any = ReadIn(request, language_of(request))
    main = attendance.main_form()
    activity = main.activity if main is not None else None
    name_id = activity.name_id if activity is not None else None
    choices = AgencyChoices(request.db, reader.locale_name)
    name = choices.label("list:group_activity", str(name_id)) if name_id else ""
    people = sorted(
        (line.client for line in record.clients if line.client.is_named),
        key=lambda client: (client.name_key or "", client.number),
    )
    printed = Print(
        reader,
        "ocms_plugin_groups:templates/sheet.pt",
        name=f"sign-in-{record.service_date}",
        values={
            "agency": request.agency.title(reader.locale_name),
            "activity_name": name or reader.localizer.translate(_("Group activity")),
            "activity": activity,
            "service_session": record,
            "people": people,
            "empty_lines": EMPTY_LINES,
            "today": today_of(request),
        },
    )
    return printed, record


@view_config(
    route_name="groups.sheet", renderer="ocms_plugin_groups:templates/sheet_page.pt", **READ
)
def show_sheet(request: Request) -> dict[str, Any]:
    """Show the sign-in sheet, ready to print."""
    printed, record = sheet_of(request)
    return {**page_of(request, printed), "service_session": record}


@view_config(route_name="groups.sheet_pdf", **READ)
def sheet_pdf(request: Request) -> Response:
    """Give the sign-in sheet in a PDF."""
    return pdf_of(request, sheet_of(request)[0])
