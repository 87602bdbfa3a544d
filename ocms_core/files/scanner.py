"""An optional virus scanner: clamd, asked by INSTREAM before a file is stored.

Asked at once and not afterwards: a file that waits for its verdict would be one more state on every
page, and a scan takes less time than the upload. Without an answer no file is taken.
"""

from __future__ import annotations

import socket
from typing import BinaryIO

import structlog

from ocms_core.files.sniffing import HARMFUL, RefusedFileError
from ocms_core.i18n import _
from ocms_core.settings import SettingsError

log = structlog.get_logger(__name__)

PIECE = 256 * 1024
SECONDS = 60
LONGEST_ANSWER = 4096
NO_SCANNER = _(
    "Files cannot be checked for viruses at the moment. Try again later, or tell your admin."
)


class Clamd:
    """A running clamd. address: ``unix:///run/clamav/clamd.ctl`` or ``tcp://host:3310``."""

    def __init__(self, address: str) -> None:
        kind, _colon, place = address.partition("://")
        host, _dot, port = place.rpartition(":")
        if kind == "unix" and place:
            self._family = socket.AF_UNIX
            self._place: str | tuple[str, int] = place
        elif kind == "tcp" and host and port.isdigit():
            self._family, self._place = socket.AF_INET, (host, int(port))
        else:
            raise SettingsError("OCMS_CLAMD must be unix:///path or tcp://host:port")

    def check(self, file: BinaryIO) -> None:
        """Raise RefusedFileError if the file is not clean, or nobody says that it is."""
        file.seek(0)
        try:
            answer = self._ask(file)
        except OSError as problem:
            log.exception("scanner_unreachable")
            raise RefusedFileError(NO_SCANNER) from problem
        file.seek(0)
        if answer.endswith("FOUND"):
            raise RefusedFileError(HARMFUL)
        if not answer.endswith("OK"):
            log.error("scanner_refused", answer=answer[:200])
            raise RefusedFileError(NO_SCANNER)

    def _ask(self, file: BinaryIO) -> str:
        with socket.socket(self._family, socket.SOCK_STREAM) as connection:
            connection.settimeout(SECONDS)
            connection.connect(self._place)
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                connection.sendall(len(piece).to_bytes(4, "big") + piece)
            connection.sendall(bytes(4))
            answer = b""
            while len(answer) < LONGEST_ANSWER and (part := connection.recv(LONGEST_ANSWER)):
                answer += part
        return answer.rstrip(b"\0\n ").decode(errors="replace")
