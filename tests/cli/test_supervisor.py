"""Programs run side by side: their output is told apart and all of them end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ocms_core.cli import supervisor as module
from ocms_core.cli.supervisor import StopRequestedError, Supervisor, stop_signals

FOREVER = "import time; print('ready', flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOREVER}"


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def supervisor(lines: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(lines.append)
    yield made
    made.stop()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_output_carries_the_programs_name(supervisor: Supervisor, lines: list[str]) -> None:
    supervisor.start("web", [sys.executable, "-c", FOREVER])
    supervisor.start("worker", [sys.executable, "-c", FOREVER])
    wait_until(lambda: len(lines) == 2)
    assert sorted(lines) == ["web    | ready", "worker | ready"]


def test_wait_returns_the_program_that_ended(supervisor: Supervisor) -> None:
    supervisor.start("web", [sys.executable, "-c", FOREVER])
    supervisor.start("beat", [sys.executable, "-c", "print('bye')"])
    assert supervisor.wait() == "beat"


def test_stop_kills_a_program_that_does_not_listen(
    supervisor: Supervisor, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.3)
    supervisor.start("deaf", [sys.executable, "-c", DEAF])
    wait_until(lambda: lines)
    process_id = supervisor.programs["deaf"].pid
    supervisor.stop()
    assert not is_running(process_id)


def test_programs_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "child.pid"
    program = f"import os, pathlib; pathlib.Path({str(note)!r}).write_text(str(os.getpid()))"
    parent = (
        "import sys, time\n"
        "from ocms_core.cli.supervisor import Supervisor\n"
        f"Supervisor(print).start('web', [sys.executable, '-c', {f'{program}; {FOREVER}'!r}])\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.DEVNULL) as process:  # noqa: S603
        wait_until(lambda: note.exists() and note.read_text())
        child = int(note.read_text())
        assert is_running(child)
        process.kill()
    wait_until(lambda: not is_running(child))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal_asks_for_the_end_and_the_next_are_ignored(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stop_signals():
        with pytest.raises(StopRequestedError):
            os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before
