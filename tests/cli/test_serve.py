"""The whole start and stop of the system as a person at a terminal sees it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from ocms_core.embedded.services import BROKER_VARIABLE, DATABASE_VARIABLES, private_servers

MAIN = "from ocms_core.cli import main; main()"


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def status_of(port: int) -> int:
    with closing(HTTPConnection("localhost", port, timeout=20)) as connection:
        connection.request("GET", "/")
        return connection.getresponse().status


@pytest.fixture
def var_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in (*DATABASE_VARIABLES, BROKER_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OCMS_VAR_DIR", str(tmp_path / "var"))
    yield tmp_path / "var"
    for server in private_servers(tmp_path / "var"):
        assert server
        server.remove()


def test_serve_answers_and_ctrl_c_stops_everything(var_folder: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", MAIN, "serve", "--port", str(port)]
    output = []
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=os.sep
    ) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                output.append(line)
                if line.startswith("Ctrl-C"):
                    assert status_of(port) < HTTPStatus.INTERNAL_SERVER_ERROR
                    process.send_signal(signal.SIGINT)
        except BaseException:
            process.terminate()
            raise
    said = "".join(output)
    assert process.returncode == 0, said
    assert f"OCMS is ready at http://localhost:{port}/\n" in said
    assert said.endswith("Stopped.\n")
    assert "Traceback" not in said
    assert [server and server.is_running() for server in private_servers(var_folder)] == [
        False,
        False,
    ]
    assert (var_folder / "root.key").stat().st_mode & 0o077 == 0
