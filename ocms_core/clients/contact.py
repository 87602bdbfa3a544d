"""Safe contact: what one must know before calling, writing or visiting a client.

One reading of the answers for the head of every page, the session, lists and prints, so that a
number is nowhere shown without the warning that belongs to it.
"""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ocms_core.clients.frame import ClientAlert
from ocms_core.clients.models import Client
from ocms_core.i18n import _
from ocms_core.lookups import CLIENT_STATUS, CONTACT_WAY, LANGUAGE
from ocms_core.web.formats import Formats

FORBIDDEN = (
    ("may_phone", _("Do not phone")),
    ("may_text", _("Send no text messages")),
    ("may_email", _("Send no e-mail")),
    ("may_post", _("Send no letters")),
)


def status_alert(request: Request, client: Client) -> ClientAlert | None:
    """Say that a client is not an active one any more, and since when."""
    if client.status in {None, "active"}:
        return None
    words = [CLIENT_STATUS.label(client.status, request.locale_name)]
    if client.moved_to and client.status == "moved":
        words.append(client.moved_to)
    text = ": ".join(words)
    if client.status_since is None:
        return ClientAlert(text)
    day = Formats(request.locale_name).date(client.status_since)
    return ClientAlert(_("${status}, since ${date}", mapping={"status": text, "date": day}))


def interpreter_alert(request: Request, client: Client) -> ClientAlert | None:
    """Say that an interpreter is needed, and of which language."""
    if not client.needs_interpreter:
        return None
    language = client.interpreter_language or client.mother_tongue
    if not language:
        return ClientAlert(_("Needs an interpreter"), "info")
    name = LANGUAGE.label(language, request.locale_name)
    return ClientAlert(_("Needs an interpreter: ${language}", mapping={"language": name}), "info")


def contact_alert(request: Request, client: Client) -> ClientAlert | None:
    """Say how the client must not be reached, when it is safe, and what to take care of."""
    text = safe_contact(request, client)
    return ClientAlert(text) if text else None


def safe_contact(request: Request, client: Client) -> str:
    """Return the rules for reaching a client as one line of text; empty where there are none.

    It is for wherever a telephone number or an e-mail address is shown. Queries nothing.
    """
    return ". ".join(contact_rules(client, request.localizer.translate, request.locale_name))


def contact_rules(client: Any, translate: Any, locale: str) -> list[str]:
    """Return the rules one by one; `client` needs only the columns of the section."""
    rules = []
    if client.contact_warning:
        rules.append(client.contact_warning.rstrip("."))
    rules += [translate(words) for name, words in FORBIDDEN if getattr(client, name) is False]
    if client.safe_hours:
        rules.append(
            translate(_("Safe hours: ${hours}", mapping={"hours": client.safe_hours.rstrip(".")}))
        )
    if rules and client.preferred_contact:
        way = CONTACT_WAY.label(client.preferred_contact, locale)
        rules.append(translate(_("Wants to be reached by: ${way}", mapping={"way": way})))
    return rules
