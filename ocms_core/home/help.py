"""The help page: a day's work, the keys, and whom to ask."""

from __future__ import annotations

from typing import Any, NamedTuple

from markupsafe import Markup
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Staff
from ocms_core.errors import NotFoundError
from ocms_core.home.topics import help_topics
from ocms_core.security.permissions import Permission
from ocms_core.security.roles import Role
from ocms_core.web.derivers import Params
from ocms_core.web.templating import render

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
        return {"admins": [], "topics": help_topics(request)}
    found = request.db.execute(
        select(Staff.first_name, Staff.last_name, Account.email)
        .join(Account, Account.id == Staff.account_id)
        .where(Staff.role == Role.ADMIN, Staff.active, Account.active)
        .order_by(Staff.last_name, Staff.first_name)
        .limit(MOST)
    )
    return {
        "admins": [Admin(f"{row.first_name} {row.last_name}", row.email) for row in found],
        "topics": help_topics(request),
    }


@view_config(
    route_name="help.topic",
    renderer="templates/topic.pt",
    permission=Permission.ACCOUNT_SELF,
    params=Params(),
)
def show_topic(request: Request) -> dict[str, Any]:
    """Show one subject, in the reader's language."""
    topics = help_topics(request)
    topic = next((one for one in topics if one.key == request.matchdict["topic"]), None)
    if topic is None:
        raise NotFoundError("no such help topic")
    body = render(request, topic.page(request.locale_name))
    return {"topic": topic, "topics": topics, "body": Markup(body)}  # noqa: S704  our own page
