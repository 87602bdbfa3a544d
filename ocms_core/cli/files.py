"""`ocms files verify`: that every stored file is there and opens, after a restore above all."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import click

from ocms_core.cli.opening import opened

if TYPE_CHECKING:
    from ocms_core.files.storage import Storage


@click.group("files")
def files_group() -> None:
    """Look after the files of clients."""


@files_group.command()
@click.option("--agency", "code", help="Code of one agency; without it all are checked.")
@click.option(
    "--sample", type=click.IntRange(1), help="Check so many files of each agency, drawn by chance."
)
def verify(code: str | None, sample: int | None) -> None:
    """Decrypt files and thumbnails to their last byte; end with 1 if one is missing or broken.

    Nothing is written. Files are named by their id: names are personal data.
    """
    from ocms_core.files.storage import FolderStorage

    checked = broken = 0
    with opened() as found:
        storage = FolderStorage(found.settings.files_dir)
        for agency_id, agency in found.agencies(code):
            of_agency, problems = _check(found.open_session, agency_id, storage, sample)
            for problem in problems:
                click.echo(f"Agency {agency}: {problem}")
            click.echo(f"Agency {agency}: {of_agency} files checked, {len(problems)} broken.")
            checked += of_agency
            broken += len(problems)
    if broken:
        raise SystemExit(1)
    click.echo(f"All {checked} files that were checked open.")


def _check(
    open_session: Any, agency_id: int, storage: Storage, sample: int | None
) -> tuple[int, list[str]]:
    """Return how many files of an agency were read, and what is wrong with which."""
    from sqlalchemy import select

    from ocms_core.db import scope
    from ocms_core.errors import OcmsError
    from ocms_core.files.models import ClientFile
    from ocms_core.files.services import ORIGINAL, THUMBNAIL, FileService, Limits

    problems: list[str] = []
    with open_session() as db:
        scope.enter(db, agency_id)
        service = FileService(db, storage, Limits(file=0, agency=0))
        beyond = {"beyond_visibility": True}
        ids = list(db.scalars(select(ClientFile.id), execution_options=beyond))
        if sample is not None and sample < len(ids):
            ids = random.SystemRandom().sample(ids, sample)
        for file_id in ids:
            file = db.scalars(
                select(ClientFile).where(ClientFile.id == file_id), execution_options=beyond
            ).one()
            parts = (ORIGINAL, THUMBNAIL) if file.thumbnail_as else (ORIGINAL,)
            for part in parts:
                try:
                    size = sum(len(piece) for piece in service.open(file, part))
                    if part == ORIGINAL and size != file.size:
                        problems.append(f"file {file_id} has {size} bytes, not {file.size}")
                except OcmsError as problem:
                    problems.append(f"file {file_id}: {problem} ({part})")
            db.expunge(file)
    return len(ids), problems
