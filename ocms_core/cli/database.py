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


@database_group.command()
def check() -> None:
    """Say what the models have and the migrated database lacks; end with 1 if there is anything."""
    from ocms_core.db import migrate

    with running_services() as services:
        differences = migrate.check(services.environment["OCMS_OWNER_DATABASE_URL"])
    for difference in differences:
        click.echo(difference)
    if differences:
        click.echo("Bring them together by a revision: `ocms db revision BRANCH -m MESSAGE`.")
        raise SystemExit(1)
    click.echo("Models and migrations agree.")


@database_group.command()
@click.argument("branch")
@click.option("-m", "--message", required=True, help="What the revision does, in a few words.")
def revision(branch: str, message: str) -> None:
    """Write the next revision of BRANCH, a plugin's name or core, from what its models say.

    The database must be up to date (ocms db upgrade). Read the file before you keep it.
    """
    from ocms_core.db import migrate

    if branch not in migrate.migration_folders():
        known = ", ".join(sorted(migrate.migration_folders()))
        raise click.UsageError(
            f"No branch is called {branch!r}. There are: {known}. A plugin gets one by its "
            "models.py."
        )
    with running_services() as services:
        written = migrate.revision(services.environment["OCMS_OWNER_DATABASE_URL"], branch, message)
    click.echo(f"Wrote {written}.")
