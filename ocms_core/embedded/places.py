"""Where a private server may keep its files, whoever starts it and wherever the checkout lies."""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocms_core.embedded import ServerError

LONGEST_SOCKET_PATH = 100
"""The kernel's limit is 107 bytes; the rest is left for the server's own suffix."""

MEBIBYTE = 1024 * 1024


def started_by_root() -> bool:
    """Say whether this process may act as another user (PostgreSQL refuses to run as root)."""
    return os.geteuid() == 0


def user_named(*names: str | None) -> pwd.struct_passwd:
    """Return the first of these users that this machine knows."""
    for name in names:
        try:
            return pwd.getpwnam(name or "")
        except KeyError:
            continue
    message = "Set OCMS_POSTGRES_USER to a user of this machine: PostgreSQL does not run as root."
    raise ServerError(message)


def current_user_name() -> str:
    """Return the name of the user who runs this process."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        message = f"User number {os.geteuid()} has no name on this machine: PostgreSQL needs one."
        raise ServerError(message) from error


def others_can_reach(path: Path) -> bool:
    """Say whether another user may pass through every folder above this path."""
    above = [folder for folder in path.resolve().parents if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in above)


def fingerprint(path: Path) -> str:
    """Return a short name for a path, the same at every start, different for every user."""
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    return f"ocms-{os.geteuid()}-{digest}"


def make_private(folder: Path, owner: pwd.struct_passwd | None = None) -> None:
    """Make a folder that only its owner can open; refuse one that somebody else made first."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"Cannot make the folder {folder}: {error.strerror}."
        raise ServerError(message) from error
    found = folder.lstat()
    allowed = {os.geteuid()} | ({owner.pw_uid} if owner else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        message = f"{folder} belongs to another user: remove it, or use another folder."
        raise ServerError(message)
    folder.chmod(0o700)
    if owner and found.st_uid != owner.pw_uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def socket_folder(data: Path, socket_name: str) -> Path:
    """Return the folder for a server's socket: beside its data, or in /tmp if that is too long."""
    if len(os.fsencode(data / socket_name)) <= LONGEST_SOCKET_PATH:
        return data
    return Path("/tmp") / fingerprint(data)  # noqa: S108 - made private, and refused if not ours


def require_room(folder: Path, mebibytes: int) -> None:
    """Raise ServerError when the disk of this folder (or of its nearest parent) is almost full."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free // MEBIBYTE
    if free < mebibytes:
        message = f"The disk of {existing} has {free} MB free: {mebibytes} MB are needed."
        raise ServerError(message)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file lock, so that of many processes one starts or stops a server at a time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    except OSError as error:
        message = f"Cannot write {path}: {error.strerror}."
        raise ServerError(message) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_alive(process_id: int, working_folder: Path) -> bool:
    """Say whether this process runs in that folder.

    A killed server whose parent never reaps it (PID 1 of many containers) stays as a zombie, and
    after a restart of the machine its number may belong to somebody else: both answer a signal.
    """
    status = Path(f"/proc/{process_id}/stat")
    if not Path("/proc/self/stat").exists():
        return True
    try:
        if status.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        return Path(f"/proc/{process_id}/cwd").readlink() == working_folder.resolve()
    except OSError:
        return False
