"""The private Valkey: answers, stops, keeps waiting tasks over a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from ocms_core.embedded import ServerError
from ocms_core.embedded.valkey import Server, find_program


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / ("long" * 30)).start()
    yield made
    made.remove()


def client(server: Server) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(server.socket))


def test_start_keeps_a_running_server(server: Server) -> None:
    with client(server) as connection:
        connection.set("kept", "yes")
        Server(server.data).start()
        assert connection.get("kept") == b"yes"


def test_waiting_tasks_survive_a_restart(server: Server) -> None:
    with client(server) as connection:
        connection.lpush("celery", "task")
    server.stop()
    assert not server.is_running()
    server.start()
    with client(server) as connection:
        assert connection.lrange("celery", 0, -1) == [b"task"]


def test_socket_is_closed_to_other_users(server: Server) -> None:
    assert server.socket.stat().st_mode & 0o077 == 0
    assert server.socket.parent.stat().st_mode & 0o077 == 0


def test_test_server_stops_and_leaves_nothing(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", test=True).start()
    server.remove()
    server.stop()
    assert not server.data.exists()


def test_find_program_refuses_a_path_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCMS_VALKEY_SERVER", str(tmp_path / "none"))
    with pytest.raises(ServerError, match="OCMS_VALKEY_SERVER"):
        find_program()
