"""Where mail goes: a folder of files (the demo, development), or an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ocms_core.settings import SettingsError

TIMEOUT_SECONDS = 20
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
SMTP_PORT, SMTPS_PORT = 587, 465


class Backend(Protocol):
    """Takes a finished message."""

    def send(self, message: EmailMessage, key: str) -> None:
        """Send it, or raise; `key` is the same when the same message is sent again."""


class FolderBackend:
    """Writes each message to a file of its own, readable by the owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, key: str) -> None:
        """Write the message; one that is sent again replaces itself."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = self.folder / f"{key}.eml"
        part = whole.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(message.as_bytes())
        part.replace(whole)


class SmtpBackend:
    """Hands messages to a server, over TLS unless it is on this machine."""

    def __init__(
        self, host: str, port: int | None, user: str | None, password: str | None, *, tls: bool
    ) -> None:
        self._host, self._user, self._password, self._tls = host, user, password, tls
        self._port = port or (SMTPS_PORT if tls else SMTP_PORT)

    def send(self, message: EmailMessage, key: str) -> None:  # noqa: ARG002  it is in the headers
        """Send the message; raise OSError or smtplib.SMTPException when it was not taken."""
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self._tls:
            server = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        with server:
            if not self._tls and self._host not in THIS_MACHINE:
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password or "")
            server.send_message(message)


def make_backend(mail_url: str) -> Backend:
    """Return the backend of a setting; raise SettingsError naming what is wrong."""
    parts = urlsplit(mail_url)
    if parts.scheme == "folder" and parts.path:
        return FolderBackend(Path(unquote(parts.path)))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return SmtpBackend(parts.hostname, parts.port, user, password, tls=parts.scheme == "smtps")
    raise SettingsError(
        "OCMS_MAIL_URL must be folder:///path, smtp://user:password@host:port or smtps://..."
    )
