"""Fill the demo's database once, and say who can sign in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from ocms_core.cli.demo import DemoLogin


def seed(environment: Mapping[str, str]) -> Sequence[DemoLogin]:
    """Write what is missing of the demo's agencies; return the log-ins, one a role and agency."""
    from ocms_core.settings import Settings

    settings = Settings.load(environment=environment)
    if missing := _missing(settings.owner_database_url):
        from ocms_core.demo.write import write_demo

        write_demo(settings, missing)
    return logins()


def logins() -> list[DemoLogin]:
    """Return who can sign in to the demo."""
    from ocms_core.cli.demo import DemoLogin
    from ocms_core.demo.agencies import AGENCIES, HOST_EMAIL, PASSWORD

    found = [
        DemoLogin(
            role=f"{agency.name}: {member.title}", email=agency.email(member), password=PASSWORD
        )
        for agency in AGENCIES
        for member in agency.staff
    ]
    return [*found, DemoLogin(role="Host operator", email=HOST_EMAIL, password=PASSWORD)]


def _missing(owner_url: str) -> list[str]:
    """Return the codes of the agencies to write; a bare look, so that a second start is quick."""
    from ocms_core.demo.agencies import AGENCIES

    address = owner_url.replace("postgresql+psycopg:", "postgresql:", 1)
    with psycopg.connect(address) as connection:
        present = {code for (code,) in connection.execute("select code from agency")}
    return [agency.code for agency in AGENCIES if agency.code not in present]
