"""Run several programs as one: their output side by side, and all of them end together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import IO

PATIENCE_SECONDS = 10


class StopRequestedError(Exception):
    """Somebody asked for the end: Ctrl-C, or SIGTERM from a service manager."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into StopRequestedError; ignore the impatient rest."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise StopRequestedError

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Supervisor:
    """The programs that were started, in the order in which they are to be stopped reversed."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
        self.programs: dict[str, subprocess.Popen[str]] = {}
        self.readers: list[threading.Thread] = []

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program; each line it prints gets its name in front."""
        child = [sys.executable, "-m", "ocms_core.cli.child", str(os.getpid()), *command]
        # A session of its own: Ctrl-C comes to us alone, and we stop the programs in order.
        program = subprocess.Popen(  # noqa: S603 - our own programs
            child,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.programs[name] = program
        assert program.stdout  # noqa: S101 - it is a pipe
        reader = threading.Thread(target=self._relay, args=(name, program.stdout), daemon=True)
        reader.start()
        self.readers.append(reader)

    def ended(self) -> str | None:
        """Return the name of a program that has ended by itself, if there is one."""
        for name, program in self.programs.items():
            if program.poll() is not None:
                return name
        return None

    def wait(self) -> str:
        """Wait until one of the programs ends by itself and return its name."""
        while not (name := self.ended()):
            time.sleep(0.2)
        return name

    def stop(self) -> None:
        """End every program, the last started first; kill what does not end in time."""
        for program in reversed(self.programs.values()):
            if program.poll() is None:
                program.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for program in self.programs.values():
            try:
                program.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
        for reader in self.readers:
            reader.join(1)
        for program in self.programs.values():
            if program.stdout:
                program.stdout.close()

    def _relay(self, name: str, output: IO[str]) -> None:
        for line in output:
            self.write(f"{name:<7}| {line.rstrip()}")
