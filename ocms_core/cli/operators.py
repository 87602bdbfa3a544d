"""`ocms operator add`: an installation's first host operator, whom no web page can make."""

from __future__ import annotations

import secrets

import click

GENERATED_BYTES = 18


@click.group("operator")
def operator_group() -> None:
    """Keep the host operators, who create agencies and never see a client."""


@operator_group.command("add")
@click.argument("email")
@click.option(
    "--generate", is_flag=True, help="Make up a password and print it once, instead of asking."
)
def add_operator(email: str, *, generate: bool) -> None:
    """Make EMAIL a host operator; the account is created if there is none.

    The database must be migrated (ocms db upgrade). Needs OCMS_OWNER_DATABASE_URL.
    """
    from ocms_core.accounts.invitations import checked_email
    from ocms_core.accounts.operators import make_host_operator
    from ocms_core.accounts.passwords import passwords
    from ocms_core.cli.servers import running_services
    from ocms_core.errors import OcmsError

    try:
        address = checked_email(email)
    except OcmsError as problem:
        raise click.BadParameter(f"{email!r} is not an e-mail address.") from problem
    with running_services() as services:
        owner_url = services.environment["OCMS_OWNER_DATABASE_URL"]
        if _has_password(owner_url, address):
            make_host_operator(owner_url, address, "")
            click.echo(f"{address} is a host operator and keeps the present password.")
            return
        password = secrets.token_urlsafe(GENERATED_BYTES) if generate else _ask(address)
        make_host_operator(owner_url, address, passwords().hash(password))
    click.echo(f"{address} is a host operator.")
    if generate:
        click.echo(f"Password, shown this once: {password}")


def _has_password(owner_url: str, address: str) -> bool:
    from sqlalchemy import create_engine, func, select

    from ocms_core.accounts.models import Account

    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            found = connection.scalar(
                select(Account.password_hash).where(func.lower(Account.email) == address.lower())
            )
    finally:
        engine.dispose()
    return found is not None


def _ask(address: str) -> str:
    """Return a new password that is not weak; ask until it is typed twice alike."""
    from ocms_core.accounts.passwords import weakness

    while True:
        typed = str(click.prompt("New password", hide_input=True, confirmation_prompt=True))
        complaint = weakness(typed, address)
        if complaint is None:
            return typed
        # The command line speaks English: a sentence without a translator is its own.
        interpolate = getattr(complaint, "interpolate", None)
        click.echo(interpolate() if interpolate else complaint)
