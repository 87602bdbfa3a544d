"""Where encrypted files lie: a folder now; anything that can do these five things later.

A stored file is written once, whole or not at all, under a generated name, and never changed: so
a backup of the folder that is taken after the database's is always in step with it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ocms_core.errors import OcmsError

NAME = re.compile(r"\d{1,19}/[0-9a-f]{2}/[0-9a-f]{32}")
UNFINISHED = ".part"


class MissingFileError(OcmsError):
    """A stored file is not where it should be."""


class Storage(Protocol):
    """What the files domain asks of a place for files; names are made by `new_name`."""

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Store a file so that it survives a power cut once this returns."""

    def open(self, name: str) -> BinaryIO:
        """Return a stored file to be read; raise MissingFileError."""

    def remove(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""

    def names(self, agency_id: int) -> Iterator[tuple[str, float]]:
        """Yield name and age in seconds of everything stored for an agency."""

    def size(self, name: str) -> int:
        """Return how many bytes a stored file has; raise MissingFileError."""


def new_name(agency_id: int) -> str:
    """Return a name that says nothing but the agency."""
    word = secrets.token_hex(16)
    return f"{agency_id}/{word[:2]}/{word}"


class FolderStorage:
    """Files in a folder of this machine, or one that several machines share."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write beside, sync, rename, sync the folder."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(path.name + UNFINISHED)
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def open(self, name: str) -> BinaryIO:
        """Open a stored file."""
        try:
            return self._path(name).open("rb")
        except OSError as problem:
            raise MissingFileError("a stored file is missing") from problem

    def remove(self, name: str) -> None:
        """Remove a stored file."""
        self._path(name).unlink(missing_ok=True)

    def names(self, agency_id: int) -> Iterator[tuple[str, float]]:
        """Yield what is stored for an agency, what was never finished too."""
        now = time.time()
        for path in (self._root / str(int(agency_id))).glob("*/*"):
            with contextlib.suppress(FileNotFoundError):
                age = now - path.stat().st_mtime
                yield path.relative_to(self._root).as_posix(), age

    def size(self, name: str) -> int:
        """Return the size of a stored file."""
        try:
            return self._path(name).stat().st_size
        except OSError as problem:
            raise MissingFileError("a stored file is missing") from problem

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name.removesuffix(UNFINISHED)):
            raise OcmsError("this is no name of a stored file")
        return self._root / name


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
