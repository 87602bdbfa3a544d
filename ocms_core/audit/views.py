"""Who changed what in the agency, newest first."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.audit.lines import ChangeLines, kinds
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.parameters import chosen_id

PAGE = 50


@view_config(
    route_name="changes.list",
    renderer="ocms_core.audit:templates/changes.pt",
    permission=Permission.AUDIT_READ,
    params=Params("kind", "person", "before"),
)
def show_changes(request: Request) -> dict[str, Any]:
    """Show a page of the log; filters are plain parameters, so that a view can be linked to."""
    query = request.GET
    kind = query.get("kind") or None
    if kind is not None and kind not in kinds():
        raise BadInputError("no such kind")
    person, before = chosen_id(query.get("person")), chosen_id(query.get("before"))
    choices = AgencyChoices(request.db, request.locale_name)
    lines, older = ChangeLines(request, choices).page(
        kind=kind, staff_id=person, before=before, size=PAGE
    )
    kept = {"kind": kind, "person": person and str(person)}
    filters = {name: value for name, value in kept.items() if value}
    return {
        "lines": lines,
        "kind": kind,
        "person": str(person or ""),
        "kinds": sorted(
            ((key, request.localizer.translate(one.title)) for key, one in kinds().items()),
            key=lambda pair: pair[1].casefold(),
        ),
        "people": choices.everybody("staff"),
        "filtered": bool(filters or before),
        "older_path": older
        and request.route_path("changes.list", _query={**filters, "before": str(older)}),
    }
