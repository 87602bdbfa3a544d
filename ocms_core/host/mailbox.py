"""Read the demo's mail from its folder, as a person without a mail program would."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.mail.backends import FolderBackend, make_backend
from ocms_core.settings import Settings

SHOWN = 200
ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. parts: pieces of its text in order, and whether each is an address to follow."""

    id: str
    to: str
    subject: str
    sent: dt.datetime
    parts: tuple[tuple[str, bool], ...]


def mail_folder(settings: Settings) -> Path | None:
    """Return the folder that a mailbox page may show, or None outside a demo."""
    backend = make_backend(settings.mail_url)
    return backend.folder if settings.demo and isinstance(backend, FolderBackend) else None


class Mailbox:
    """The messages in a folder; each file is named by the outbox row that sent it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> list[Mail]:
        """Return the latest messages, the newest first: ids begin with their moment."""
        files = sorted(self._folder.glob("*.eml"), key=lambda file: file.stem, reverse=True)
        return [self._read(file) for file in files[:SHOWN] if parse_uuid7(file.stem)]

    def get(self, key: uuid.UUID | None) -> Mail:
        """Return one message; raise NotFoundError."""
        file = self._folder / f"{key}.eml"
        if key is None or not file.is_file():
            raise NotFoundError("no such message")
        return self._read(file)

    @staticmethod
    def _read(file: Path) -> Mail:
        message = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)  # noqa: S101  the policy makes it one
        pieces = ADDRESS.split(message.get_content())
        return Mail(
            id=file.stem,
            to=str(message["To"]),
            subject=str(message["Subject"]),
            sent=parsedate_to_datetime(message["Date"]),
            parts=tuple((text, index % 2 == 1) for index, text in enumerate(pieces) if text),
        )
