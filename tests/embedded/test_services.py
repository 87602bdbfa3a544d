"""Which servers are used: the environment's where it names them, private ones otherwise."""

from pathlib import Path

import pytest

from ocms_core.embedded import ServerError
from ocms_core.embedded.services import given_database_urls, start_services

ADDRESSES = {
    "OCMS_OWNER_DATABASE_URL": "postgresql+psycopg://ocms_owner@db/ocms",
    "OCMS_DATABASE_URL": "postgresql+psycopg://ocms_app@db/ocms",
    "OCMS_PLATFORM_DATABASE_URL": "postgresql+psycopg://ocms_platform@db/ocms",
    "OCMS_BROKER_URL": "redis://broker/0",
}


def test_servers_of_the_environment_are_used_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, address in ADDRESSES.items():
        monkeypatch.setenv(name, address)
    services = start_services(tmp_path)
    assert services.environment == ADDRESSES
    services.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_the_database_addresses_is_refused() -> None:
    with pytest.raises(ServerError, match="Set OCMS_OWNER_DATABASE_URL and OCMS_PLATFORM"):
        given_database_urls({"OCMS_DATABASE_URL": ADDRESSES["OCMS_DATABASE_URL"]})


def test_private_servers_start_and_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)
    services = start_services(tmp_path)
    assert services.cluster
    assert services.broker
    try:
        assert sorted(services.environment) == sorted(ADDRESSES)
        assert services.cluster.is_running()
        assert services.broker.is_running()
    finally:
        services.stop()
    assert not services.cluster.is_running()
    assert not services.broker.is_running()
    services.cluster.remove()
    services.broker.remove()
