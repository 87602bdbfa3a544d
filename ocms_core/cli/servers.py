"""`ocms services`, and the private servers of every other command."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ocms_core.embedded.services import (
    BROKER_VARIABLE,
    DATABASE_VARIABLES,
    Services,
    private_servers,
    start_services,
)

NAMES = ("PostgreSQL", "Valkey")


def var_folder() -> Path:
    """Return the folder for everything that a checkout keeps while it runs."""
    return Path(os.environ.get("OCMS_VAR_DIR", "var")).absolute()


@contextmanager
def running_services() -> Iterator[Services]:
    """Yield started services, named in the environment; stop those that did not run before."""
    cluster, broker = private_servers(var_folder())
    before = {name: os.environ.get(name) for name in (*DATABASE_VARIABLES, BROKER_VARIABLE)}
    started = [server for server in (broker, cluster) if server and not server.is_running()]
    try:
        found = start_services(var_folder())
        os.environ.update(found.environment)
        yield found
    finally:
        for name, address in before.items():
            if address is None:
                os.environ.pop(name, None)
        for server in started:
            server.stop()


@click.group("services")
def services_group() -> None:
    """Start, stop and look at the private PostgreSQL and Valkey in ./var.

    Whatever the environment says: it may hold the addresses that `start` printed.
    """


@services_group.command()
def start() -> None:
    """Start the servers and print their addresses, to be read by a shell.

    For example: eval "$(ocms services start)" && pserve development.ini
    """
    for name, address in start_services(var_folder(), {}).environment.items():
        click.echo(f"export {name}={shlex.quote(address)}")


@services_group.command()
def stop() -> None:
    """Stop the servers; their data stay."""
    for server in reversed(private_servers(var_folder(), {})):
        if server:
            server.stop()


@services_group.command()
def status() -> None:
    """Say which servers run, and where."""
    for name, server in zip(NAMES, private_servers(var_folder(), {}), strict=True):
        if server:
            state = "runs" if server.is_running() else "does not run"
            click.echo(f"{name}: {state} in {server.data}")
