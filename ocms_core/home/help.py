"""The help page: a day's work, the keys, and whom to ask."""

from __future__ import annotations

from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Staff
from ocms_core.security.permissions import Permission
from ocms_core.security.roles import Role
from ocms_core.web.derivers import Params

MOST = 5


class Admin(NamedTuple):
    """Somebody to ask."""

    name: str
    email: str


@view_config(
    route_name="help",
    renderer="templates/help.pt",
    permission=Permission.ACCOUNT_SELF,
    params=Params(),
)
def show_help(request: Request) -> dict[str, Any]:
    """Tell how the day goes; a host operator belongs to no agency and gets no names."""
    if request.agency is None:
        return {"admins": []}
    found = request.db.execute(
        select(Staff.first_name, Staff.last_name, Account.email)
        .join(Account, Account.id == Staff.account_id)
        .where(Staff.role == Role.ADMIN, Staff.active, Account.active)
        .order_by(Staff.last_name, Staff.first_name)
        .limit(MOST)
    )
    return {"admins": [Admin(f"{row.first_name} {row.last_name}", row.email) for row in found]}
