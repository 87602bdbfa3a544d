"""`ocms demo` and `ocms serve`: the whole system on one machine, with one command."""

import os
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import click

from ocms_core.cli.servers import running_services, var_folder
from ocms_core.cli.supervisor import StopRequestedError, Supervisor, stop_signals
from ocms_core.embedded import ServerError, places

CELERY_APP = "ocms_core.jobs.app:app"
READY_SECONDS = 60
ROOM = 300
"""Mebibytes that the demo may come to need beside its servers' own."""

port_option = click.option(
    "--port",
    default=6543,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port of the web.",
)
host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address that the web listens on."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """One person of the demo who can sign in; `role` is how the role reads to a visitor."""

    role: str
    email: str
    password: str


@click.command("demo")
@host_option
@port_option
def run_demo(host: str, port: int) -> None:
    """Run the demo: servers, migrations, made-up data, web, worker and beat.

    Ctrl-C stops everything that it started. The data stay in ./var for the next time.
    """
    with stop_signals():
        try:
            _run(host, port, seeded=True, jobs=True)
        except StopRequestedError:
            click.echo("\nStopped.")


@click.command("serve")
@host_option
@port_option
@click.option("--jobs/--no-jobs", default=False, help="Run worker and beat too.")
def run_serve(host: str, port: int, *, jobs: bool) -> None:
    """Run the web on the database as it is, migrated but not seeded."""
    with stop_signals():
        try:
            _run(host, port, seeded=False, jobs=jobs)
        except StopRequestedError:
            click.echo("\nStopped.")


def _run(host: str, port: int, *, seeded: bool, jobs: bool) -> None:
    require_free_port(host, port)
    places.require_room(var_folder(), ROOM)
    var_folder().mkdir(parents=True, exist_ok=True)
    _settle_environment(port, demo=seeded)
    click.echo("Starting PostgreSQL and Valkey")
    with running_services() as services:
        from ocms_core.db import migrate

        click.echo("Migrating the database")
        migrate.upgrade(services.environment["OCMS_OWNER_DATABASE_URL"])
        logins = _seed() if seeded else ()
        supervisor = Supervisor(click.echo)
        try:
            _start_web(supervisor, host, port)
            if jobs:
                _start_jobs(supervisor)
            click.echo(_welcome(host, port, logins))
            name = supervisor.wait()
            raise ServerError(f"{name} ended by itself; its last lines above say why.")
        finally:
            click.echo("Stopping")
            supervisor.stop()


def _settle_environment(port: int, *, demo: bool) -> None:
    """Fill in what the environment leaves open, for this process and those it starts."""
    folder = var_folder()
    os.environ.setdefault("OCMS_DEMO" if demo else "OCMS_DEVELOPMENT", "true")
    os.environ.setdefault("OCMS_MAIL_URL", f"folder://{folder / 'mail'}")
    os.environ.setdefault("OCMS_FILES_DIR", str(folder / "files"))
    os.environ.setdefault("OCMS_PUBLIC_URL", f"http://localhost:{port}")
    if "OCMS_ROOT_KEY_FILE" not in os.environ:
        from ocms_core.security.vault import read_root_key

        key_file = folder / "root.key"
        read_root_key(key_file, create=True)
        os.environ["OCMS_ROOT_KEY_FILE"] = str(key_file)


def require_free_port(host: str, port: int) -> None:
    """Raise ServerError when somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            message = (
                f"Port {port} of {host} cannot be used ({error.strerror}): try --port {port + 1}."
            )
            raise ServerError(message) from error


def _seed() -> Sequence[DemoLogin]:
    from ocms_core.cli.demo_seed import seed

    click.echo("Preparing the demo's people and records (a while the first time)")
    return seed(os.environ)


def _start_web(supervisor: Supervisor, host: str, port: int) -> None:
    """Start the web and wait until it answers, before others compete for the processor."""
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    supervisor.start("web", [sys.executable, "-m", "ocms_core.cli.web", listen])
    _wait_until_ready(host, port, supervisor)


def _start_jobs(supervisor: Supervisor) -> None:
    celery = [sys.executable, "-m", "celery", "-A", CELERY_APP, "--quiet"]
    level = ["--loglevel", "WARNING"]
    alone = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    supervisor.start("worker", [*celery, "worker", *level, *alone])
    files = ["--schedule", str(var_folder() / "beat-schedule"), "--pidfile="]
    supervisor.start("beat", [*celery, "beat", *level, *files])


def _wait_until_ready(host: str, port: int, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if name := supervisor.ended():
            raise ServerError(f"{name} ended by itself; its last lines above say why.")
        try:
            with urlopen(_address(host, port), timeout=5):  # noqa: S310 - our own address
                return
        except URLError as error:
            if hasattr(error, "code"):
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise ServerError(f"The web did not answer within {READY_SECONDS} seconds.")


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(host, host)  # noqa: S104
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def _welcome(host: str, port: int, logins: Sequence[DemoLogin]) -> str:
    lines = ["", f"OCMS is ready at {_address(host, port)}", ""]
    width = max((len(login.role) for login in logins), default=0)
    mails = max((len(login.email) for login in logins), default=0)
    lines += [
        f"  {login.role:<{width}}  {login.email:<{mails}}  {login.password}" for login in logins
    ]
    if logins:
        lines.append("")
    return "\n".join([*lines, "Ctrl-C stops everything.", ""])
