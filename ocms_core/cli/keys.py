"""`ocms keys`: the root key of an installation, the agencies' keys, and changing both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ocms_core.cli.opening import CommandFailed, Installation, opened

if TYPE_CHECKING:
    import uuid

ADVICE = (
    "Keep a copy in a safe place apart from the database's backups. Without this key the "
    "identifiers and files of clients stay closed for ever; with it and the database they can be "
    "read."
)
SHORT = 8


@click.group("keys")
def keys_group() -> None:
    """Make, list and change the keys that seal identifiers, drafts and files."""


@keys_group.command("new")
@click.argument("file", type=click.Path(path_type=Path))
def new_key(file: Path) -> None:
    """Write a new root key to FILE, readable by the present user alone.

    A file that exists is never written over. OCMS_ROOT_KEY_FILE tells web and worker where it is.
    """
    from ocms_core.security.root_key import read_root_keys

    if file.exists():
        raise click.UsageError(
            f"{file} exists and stays as it is: another key would close what the old one sealed. "
            "`ocms keys rotate-root` changes it and loses nothing."
        )
    try:
        read_root_keys(file, create=True)
    except OSError as problem:
        raise click.UsageError(f"{file} cannot be written: {problem.strerror}.") from problem
    click.echo(f"A new root key is in {file}.")
    click.echo(ADVICE)


@keys_group.command("list")
@click.option("--count", is_flag=True, help="Count the values that each key seals: reads them all.")
def list_keys(*, count: bool) -> None:
    """List root keys and agencies' keys by name and age; never the keys themselves."""
    from sqlalchemy import select

    from ocms_core.security.models import AgencyKey

    with opened() as found:
        file = found.settings.root_key_file
        open_session, vault = found.open_session, found.vault
        for place, name in enumerate(vault.roots.names):
            use = "wraps" if place == 0 else "opens what it wrapped"
            click.echo(f"Root key {name}: {use} ({file})")
        for agency_id, code in found.agencies():
            with _inside(open_session, agency_id) as db:
                rows = db.scalars(
                    select(AgencyKey).order_by(AgencyKey.created_at, AgencyKey.id)
                ).all()
                data = [row for row in rows if row.purpose == "data"]
                counts = _counts(db, data) if count else {}
                for row in rows:
                    use = {"index": "search index"}.get(row.purpose, "older")
                    use = "in use" if row is (data or [None])[-1] else use
                    root = row.root or "not named"
                    held = f", {counts[row.id]} values" if row.id in counts else ""
                    click.echo(
                        f"Agency {code}: key {row.id.hex[-SHORT:]}, {use}, made "
                        f"{row.created_at:%Y-%m-%d}, wrapped by root key {root}{held}"
                    )


@keys_group.command("rotate-agency")
@click.argument("code")
@click.option(
    "--resume", is_flag=True, help="Only move what older keys still seal; make no new key."
)
def rotate_agency(code: str, *, resume: bool) -> None:
    """Give agency CODE a new key and seal everything anew with it.

    Runs beside people's work and may be stopped at any time: older keys go on opening what they
    sealed, and --resume does the rest. Search finds as before.
    """
    from ocms_core.security.sealed import SealedColumn, reseal_agency

    def tell(column: SealedColumn, moved: int) -> None:
        click.echo(f"{column.name}: {moved} sealed anew")

    # The owner: the app may not change what went out to funders, and a new sealing does.
    with opened(as_owner=True) as found:
        ((agency_id, _code),) = found.agencies(code)
        if not resume:
            with _inside(found.open_session, agency_id) as db:
                key_id = found.vault.new_key(db)
            click.echo(f"Agency {code} has a new key, {key_id.hex[-SHORT:]}.")
        outcome = reseal_agency(found.open_session, agency_id, tell)
    for name, shut in outcome.shut.items():
        click.echo(f"{name}: {shut} values open with no key and stay as they are.", err=True)
    if outcome.shut:
        raise SystemExit(1)
    click.echo(f"Done: {outcome.moved} values.")


@keys_group.command("rotate-root")
@click.option(
    "--prepare", is_flag=True, help="Only write the new key into the file, to copy it elsewhere."
)
@click.option("--finish", is_flag=True, help="Take the older root keys out of the file.")
def rotate_root(*, prepare: bool, finish: bool) -> None:
    """Change the root key in the file of OCMS_ROOT_KEY_FILE and wrap every agency's keys anew.

    The new key comes first in the file; the older stays below it until --finish. Running
    processes read the file again when they meet a key that they do not know. With more than one
    machine: --prepare, copy the file to each, then the command without options, then --finish.
    """
    if prepare and finish:
        raise click.UsageError("--prepare begins and --finish ends: give one of them.")
    with opened() as found:
        vault = found.vault
        if finish:
            _finish(found)
            return
        _prepare(vault, found.settings.root_key_file)
        if prepare:
            click.echo("Copy the file to every machine, then run `ocms keys rotate-root`.")
            return
        changed = 0
        for agency_id, _code in found.agencies():
            with _inside(found.open_session, agency_id) as db:
                changed += vault.rewrap(db)
        click.echo(f"{changed} keys of agencies were wrapped anew.")
        click.echo(
            "Keep a copy of the file. When no backup of the database from before is left: "
            "`ocms keys rotate-root --finish`."
        )


def _prepare(vault: Any, file: Path) -> None:
    """Write a new root key above the present one, unless that has been done already."""
    from ocms_core.security.root_key import KEY_BYTES, write_root_keys

    if len(vault.roots.every) > 1:
        click.echo(f"{file} holds a newer root key already: going on with it.")
        return
    try:
        write_root_keys(file, [os.urandom(KEY_BYTES), *vault.roots.every])
    except OSError as problem:
        raise CommandFailed(
            f"{file} cannot be written ({problem.strerror}): run the command as its owner."
        ) from problem
    vault.roots.reload()
    click.echo(f"{file} has a new root key, {vault.roots.names[0]}, above the present one.")


def _finish(found: Installation) -> None:
    from sqlalchemy import select

    from ocms_core.security.models import AgencyKey
    from ocms_core.security.root_key import write_root_keys

    vault, file = found.vault, found.settings.root_key_file
    for agency_id, code in found.agencies():
        with _inside(found.open_session, agency_id) as db:
            roots = set(db.scalars(select(AgencyKey.root)))
        if roots - {vault.roots.names[0]}:
            raise CommandFailed(
                f"Keys of agency {code} are still wrapped by an older root key: run "
                "`ocms keys rotate-root` first."
            )
    if len(vault.roots.every) == 1:
        click.echo(f"{file} holds one root key: there is nothing to take out.")
        return
    write_root_keys(file, [vault.roots.current])
    click.echo(f"{file} holds the root key {vault.roots.names[0]} alone.")


def _counts(db: Any, data: list[Any]) -> dict[uuid.UUID, int]:
    from ocms_core.security.sealed import count_by_key

    found = count_by_key(db)
    # What names no key is of the time when there was one: the first.
    first = {data[0].id: found[None]} if data else {}
    return {row.id: found[row.id] + first.get(row.id, 0) for row in data}


@contextmanager
def _inside(open_session: Any, agency_id: int) -> Iterator[Any]:
    from ocms_core.audit.services import apart

    with apart(open_session, agency_id) as db:
        yield db
