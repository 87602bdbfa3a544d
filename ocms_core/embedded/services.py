"""Decide which servers OCMS talks to: those of the environment, or private ones started here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ocms_core.db import roles
from ocms_core.embedded import ServerError
from ocms_core.embedded.postgres import Cluster
from ocms_core.embedded.valkey import Server

DATABASE = "ocms"
BROKER_VARIABLE = "OCMS_BROKER_URL"
DATABASE_VARIABLES = {
    "OCMS_OWNER_DATABASE_URL": roles.OWNER,
    "OCMS_DATABASE_URL": roles.APP,
    "OCMS_PLATFORM_DATABASE_URL": roles.PLATFORM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The servers in use; `cluster` and `broker` are None where the environment named one."""

    environment: dict[str, str]
    cluster: Cluster | None
    broker: Server | None

    def stop(self) -> None:
        """Stop the private servers; leave others alone."""
        if self.broker:
            self.broker.stop()
        if self.cluster:
            self.cluster.stop()


def given_database_urls(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the three database addresses of the environment, or nothing if it has none."""
    environment = os.environ if environment is None else environment
    given = {name: environment[name] for name in DATABASE_VARIABLES if environment.get(name)}
    missing = sorted(set(DATABASE_VARIABLES) - set(given))
    if given and missing:
        message = (
            f"Set {' and '.join(missing)} too, or unset {' and '.join(sorted(given))}: "
            "OCMS needs three database addresses, one for each role."
        )
        raise ServerError(message)
    return given


def private_servers(
    var_dir: Path, environment: Mapping[str, str] | None = None
) -> tuple[Cluster | None, Server | None]:
    """Return the servers that this folder holds for what the environment does not name.

    They may run or not. A data folder belongs to one user of the machine, hence the number of
    that user in its name.
    """
    environment = os.environ if environment is None else environment
    user = os.geteuid()
    given = given_database_urls(environment)
    cluster = None if given else Cluster(var_dir / f"postgres-{user}")
    broker = None if environment.get(BROKER_VARIABLE) else Server(var_dir / f"valkey-{user}")
    return cluster, broker


def start_services(var_dir: Path, environment: Mapping[str, str] | None = None) -> Services:
    """Start what the environment does not name, and return every address for child processes."""
    environment = os.environ if environment is None else environment
    cluster, broker = private_servers(var_dir, environment)
    if cluster:
        cluster.start().ensure_database(DATABASE)
        addresses = {name: cluster.url(role, DATABASE) for name, role in DATABASE_VARIABLES.items()}
    else:
        addresses = given_database_urls(environment)
    addresses[BROKER_VARIABLE] = broker.start().url if broker else environment[BROKER_VARIABLE]
    return Services(environment=addresses, cluster=cluster, broker=broker)
