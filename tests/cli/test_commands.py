"""The command line speaks in sentences and ends with 2 where somebody must do something."""

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from ocms_core import cli
from ocms_core.cli import demo as demo_module
from ocms_core.embedded import places
from ocms_core.embedded.services import private_servers

VARIABLES = (
    "OCMS_OWNER_DATABASE_URL",
    "OCMS_DATABASE_URL",
    "OCMS_PLATFORM_DATABASE_URL",
    "OCMS_BROKER_URL",
)


def without_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    without_addresses(monkeypatch)
    monkeypatch.setenv("OCMS_VAR_DIR", str(tmp_path))
    yield tmp_path
    without_addresses(monkeypatch)
    for server in private_servers(tmp_path):
        if server:
            server.remove()


def run_main(
    arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str]:
    monkeypatch.setattr("sys.argv", ["ocms", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["db"], ["demo"], ["serve"], ["services"], ["db", "roles"], ["services", "start"]],
)
def test_help_of_every_command_says_what_it_does(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli.ocms, [*arguments, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ocms")


def test_demo_says_that_the_port_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = run_main(["demo", "--port", str(port)], monkeypatch, capsys)
    assert code == 2
    assert said == (
        f"ocms: Port {port} of 127.0.0.1 cannot be used (Address already in use): "
        f"try --port {port + 1}.\n"
    )


def test_demo_says_that_the_disk_is_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_folder: Path
) -> None:
    monkeypatch.setattr(demo_module, "require_free_port", lambda _host, _port: None)
    monkeypatch.setattr(places, "MEBIBYTE", 10**15)
    code, said = run_main(["demo"], monkeypatch, capsys)
    assert code == 2
    assert said == f"ocms: The disk of {own_folder} has 0 MB free: 300 MB are needed.\n"


def test_database_addresses_must_be_complete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OCMS_DATABASE_URL", "postgresql+psycopg://ocms_app@db/ocms")
    code, said = run_main(["db", "upgrade"], monkeypatch, capsys)
    assert code == 2
    assert "OCMS needs three database addresses" in said


def test_database_name_with_quotes_is_refused() -> None:
    result = CliRunner().invoke(cli.ocms, ["db", "roles", "--database", 'a"b'])
    assert result.exit_code == 2
    assert "is not a plain lower-case name of a database." in result.output


def test_roles_are_printed_for_the_database_asked_for() -> None:
    result = CliRunner().invoke(cli.ocms, ["db", "roles", "--database", "clients"])
    assert result.exit_code == 0
    assert "\\connect clients\n" in result.output


def test_services_start_prints_what_a_shell_can_read_and_stop_ends_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runner = CliRunner()
    monkeypatch.setenv("OCMS_BROKER_URL", "redis://elsewhere/0")
    try:
        started = runner.invoke(cli.ocms, ["services", "start"])
        assert started.exit_code == 0
        names = [line.split("=")[0] for line in started.output.splitlines()]
        assert sorted(names) == sorted(f"export {name}" for name in VARIABLES)
        assert "does not run" not in runner.invoke(cli.ocms, ["services", "status"]).output
    finally:
        assert runner.invoke(cli.ocms, ["services", "stop"]).exit_code == 0
    assert runner.invoke(cli.ocms, ["services", "status"]).output.count("does not run") == 2


def test_upgrade_stops_the_servers_that_it_started() -> None:
    runner = CliRunner()
    result = runner.invoke(cli.ocms, ["db", "upgrade"], catch_exceptions=False)
    assert result.output == "The database is up to date.\n"
    assert runner.invoke(cli.ocms, ["services", "status"]).output.count("does not run") == 2
