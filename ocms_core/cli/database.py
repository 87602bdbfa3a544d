"""`ocms db`: what a DBA runs once, and migrations."""

import click

from ocms_core.cli.servers import running_services
from ocms_core.db import roles


@click.group("db")
def database_group() -> None:
    """Prepare and migrate the database."""


@database_group.command("roles")
@click.option("--database", "name", default="ocms", show_default=True, help="Name of the database.")
def print_roles(name: str) -> None:
    """Print the SQL that a DBA runs once: roles, database, extensions."""
    try:
        script = roles.roles_sql(name)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    click.echo(script, nl=False)


@database_group.command()
def upgrade() -> None:
    """Bring the database to the newest version of the core and of every plugin."""
    from ocms_core.db import migrate

    with running_services() as services:
        migrate.upgrade(services.environment["OCMS_OWNER_DATABASE_URL"])
    click.echo("The database is up to date.")
