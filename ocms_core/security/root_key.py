"""The root keys that wrap every agency's keys: in a file outside the database.

One line a key, 64 hexadecimal digits. The first wraps; the others, there while the root key is
being changed and as long as older backups live, only open what they wrapped.
"""

from __future__ import annotations

import contextlib
import hmac
import os
from collections.abc import Sequence
from pathlib import Path

from ocms_core.errors import OcmsError

KEY_BYTES = 32
NAME_BYTES = 4


class VaultError(OcmsError):
    """A sealed value does not open: wrong key, or it was moved or altered."""


def name_of(root: bytes) -> str:
    """Return the name of a root key: it tells keys apart and gives nothing of them away."""
    return hmac.digest(root, b"name of this root key", "sha256")[:NAME_BYTES].hex()


class RootKeys:
    """Root keys by name; what a running process does not know yet is looked up in the file."""

    def __init__(self, keys: Sequence[bytes], path: Path | None = None) -> None:
        self._path = path
        self._set(keys)

    def _set(self, keys: Sequence[bytes]) -> None:
        self._by_name = {name_of(key): key for key in keys}
        self.current = keys[0]

    @property
    def names(self) -> list[str]:
        """The names of all keys, the one that wraps first."""
        return list(self._by_name)

    @property
    def every(self) -> list[bytes]:
        """All keys, the one that wraps first."""
        return list(self._by_name.values())

    def find(self, name: str) -> bytes:
        """Return the key of a name; raise VaultError if the file has no such key."""
        if name not in self._by_name:
            self.reload()
        if name not in self._by_name:
            raise VaultError(f"the root key {name} is not in the file of root keys")
        return self._by_name[name]

    def reload(self) -> None:
        """Read the file again: another process may have changed the root key."""
        if self._path is not None:
            self._set(_read(self._path))


def read_root_keys(path: Path, *, create: bool = False) -> RootKeys:
    """Return the root keys of a file; make it, with one key, if `create` says so."""
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Somebody else was first: theirs is read below.
        with contextlib.suppress(FileExistsError):
            _write_new(path, [os.urandom(KEY_BYTES)])
    return RootKeys(_read(path), path)


def read_root_key(path: Path, *, create: bool = False) -> bytes:
    """Return the root key that wraps; make the file, for its owner alone, if `create` says so."""
    return read_root_keys(path, create=create).current


def write_root_keys(path: Path, keys: Sequence[bytes]) -> None:
    """Put a file of root keys in the place of the present one, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    _write_new(beside, keys)
    try:
        if path.exists():
            present = path.stat()
            beside.chmod(present.st_mode & 0o7777)
            if (present.st_uid, present.st_gid) != (os.getuid(), os.getgid()):
                os.chown(beside, present.st_uid, present.st_gid)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _write_new(path: Path, keys: Sequence[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(key.hex() for key in keys))
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> list[bytes]:
    try:
        keys = [bytes.fromhex(line) for line in path.read_text().split()]
    except ValueError as problem:
        raise VaultError("a root key must be 64 hexadecimal digits") from problem
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise VaultError("a root key must be 64 hexadecimal digits")
    return keys
