"""The lists that the agency keeps itself, and the pages of their values."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import func, select

from ocms_core.agencies.views.registers import RegisterPages
from ocms_core.errors import NotFoundError
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.descriptors import AgencyList
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params


@view_config(
    route_name="lists.list",
    renderer="ocms_core.lookups:templates/lists.pt",
    permission=Permission.LIST_MANAGE,
    params=Params(),
)
def show_lists(request: Request) -> dict[str, Any]:
    """Show every list of the plugins that are on, and how many values are in use."""
    found = request.db.execute(
        select(AgencyListItem.list_key, func.count())
        .where(AgencyListItem.active)
        .group_by(AgencyListItem.list_key)
    )
    counts: dict[str, int] = dict(found.all())
    return {"lists": list(request.plugins.agency_lists.values()), "counts": counts}


class ListItemPages(RegisterPages):
    """The values of one list."""

    def _list(self) -> AgencyList:
        declared = self.request.plugins.agency_lists.get(self.request.matchdict["list"])
        if declared is None:
            raise NotFoundError("no such list")
        return declared

    def belongs(self) -> dict[str, Any]:
        """Keep to the values of this list."""
        return {"list_key": self._list().key}

    def address(self) -> dict[str, str]:
        """Name the list in the addresses."""
        return {"list": self._list().key}

    def heading(self) -> str:
        """Return the title of the list."""
        return self._list().title

    def back(self) -> str:
        """Return the address of all lists."""
        return self.request.route_path("lists.list")
