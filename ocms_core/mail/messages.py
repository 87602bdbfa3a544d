"""Make a message from one of the text templates: placeholders only, never template source."""

from __future__ import annotations

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from ocms_core.errors import OcmsError
from ocms_core.i18n import DEFAULT_LOCALE, LOCALES
from ocms_core.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
SUBJECT = "Subject: "
BREAKS = frozenset("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00")


class MailError(OcmsError):
    """A message cannot be written: a value would break out of its line, or an address is none."""


@cache
def _template(kind: str, locale: str) -> tuple[Template, Template]:
    text = (TEMPLATES / f"{kind}.{locale}.txt").read_text(encoding="utf-8")
    head, _blank, body = text.partition("\n\n")
    return Template(head.removeprefix(SUBJECT)), Template(body)


def one_line(text: str) -> str:
    """Return a value for one line of a message; raise MailError if it has several."""
    if BREAKS.intersection(text):
        raise MailError("a value of a message must be one line")
    return text


def compose(
    settings: Settings,
    kind: str,
    locale: str,
    *,
    to: str,
    key: str,
    moment: dt.datetime,
    **values: str,
) -> EmailMessage:
    """Return the message of a kind ("invitation", "added", "reset", "emergency") to one person.

    key: makes the Message-ID, so that a message sent twice is known for the same. moment: when it
    was asked for. values: for the template's placeholders.
    """
    subject, body = _template(kind, locale if locale in LOCALES else DEFAULT_LOCALE)
    safe = {name: one_line(value) for name, value in values.items()}
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = Address(addr_spec=one_line(to))
    except (ValueError, IndexError) as problem:
        raise MailError("the recipient is not one e-mail address") from problem
    name, sender = parseaddr(settings.mail_from)
    message["From"] = Address(display_name=name, addr_spec=sender)
    message["Subject"] = subject.substitute(safe).strip()
    message["Message-ID"] = f"<{key}@{urlsplit(settings.public_url).hostname or 'localhost'}>"
    message["Date"] = format_datetime(moment)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = locale
    message.set_content(body.substitute(safe), cte="quoted-printable")
    return message
