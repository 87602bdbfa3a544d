"""The mailbox page of a demo: what would have been mailed, and its links."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.host.mailbox import Mailbox, mail_folder
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params


def _mailbox(request: Request) -> Mailbox:
    folder = mail_folder(request.registry["settings"])
    if folder is None:
        raise NotFoundError("there is a mailbox in a demo only")
    return Mailbox(folder)


@view_config(
    route_name="host.mailbox",
    renderer="templates/mailbox.pt",
    permission=Permission.HOST_MANAGE,
    params=Params(),
)
def show_list(request: Request) -> dict[str, Any]:
    """Show the latest messages."""
    return {"mails": _mailbox(request).newest()}


@view_config(
    route_name="host.message",
    renderer="templates/message.pt",
    permission=Permission.HOST_MANAGE,
    params=Params(),
)
def show_one(request: Request) -> dict[str, Any]:
    """Show a message."""
    return {"mail": _mailbox(request).get(parse_uuid7(request.matchdict["id"]))}
