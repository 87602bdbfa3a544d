"""`ocms keys new`: the root key of a new installation."""

from pathlib import Path

import click

ADVICE = (
    "Keep a copy in a safe place apart from the database's backups. Without this key the "
    "identifiers of clients stay closed for ever; with it and the database they can be read."
)


@click.group("keys")
def keys_group() -> None:
    """Make the key that seals the identifiers of clients."""


@keys_group.command("new")
@click.argument("file", type=click.Path(path_type=Path))
def new_key(file: Path) -> None:
    """Write a new root key to FILE, readable by the present user alone.

    A file that exists is never written over. OCMS_ROOT_KEY_FILE tells web and worker where it is.
    """
    from ocms_core.security.vault import read_root_key

    if file.exists():
        raise click.UsageError(
            f"{file} exists and stays as it is: another key would close what the old one sealed."
        )
    try:
        read_root_key(file, create=True)
    except OSError as problem:
        raise click.UsageError(f"{file} cannot be written: {problem.strerror}.") from problem
    click.echo(f"A new root key is in {file}.")
    click.echo(ADVICE)
