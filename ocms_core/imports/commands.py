"""`ocms import`: look at a file first, write it when asked, take a batch back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from ocms_core.i18n import LOCALES, _

if TYPE_CHECKING:
    from ocms_core.imports.columns import ColumnMap
    from ocms_core.imports.models import ImportBatch
    from ocms_core.imports.services import ImportSteps

Translate = Callable[[Any], str]
ORDERS: Final = {"day-first": True, "month-first": False}
SUMMARY: Final = (
    ("rows", _("Rows read")),
    ("complete", _("Complete profiles")),
    ("incomplete", _("Incomplete profiles")),
    ("double", _("Already known, or twice in the file")),
    ("bad", _("Rows with a mistake")),
)
SEVERAL_SHEETS: Final = _(
    "The rejected rows are of several sheets: name a file that ends in .xlsx."
)


class ImportFailed(click.ClickException):
    """The import cannot even begin; the message says what to do."""

    exit_code = 2


@click.group("import")
def import_group() -> None:
    """Bring in data from other systems."""


@import_group.command("clients")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", "code", required=True, help="Code of the agency.")
@click.option("--write", is_flag=True, help="Write; without it the file is only looked at.")
@click.option(
    "--map", "pairs", multiple=True, metavar='"HEADER=FIELD"',
    help="What a column is, where its header does not say; an empty field leaves it out.",
)  # fmt: skip
@click.option(
    "--dates", type=click.Choice(sorted(ORDERS)), help="How 05/12/1990 is meant in this file."
)
@click.option(
    "--keep-doubles", is_flag=True, help="Import also who is known or stands in the file twice."
)
@click.option(
    "--rejected", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows with a mistake, with reasons, to this CSV or XLSX file, to correct and "
    "import again.",
)  # fmt: skip
@click.option("--language", type=click.Choice(LOCALES), help="Language of the messages.")
def import_clients(
    file: Path,
    code: str,
    *,
    pairs: tuple[str, ...],
    dates: str | None,
    rejected: Path | None,
    language: str | None,
    write: bool,
    keep_doubles: bool,
) -> None:
    """Import clients from FILE (.xlsx or .csv).

    Columns are known by their headers, in English or French. Every row is judged as the page
    would; each one left out is named with the reason. Nothing is written without --write.
    """
    from ocms_core.i18n.translators import translators
    from ocms_core.imports.batches import ImportBatches
    from ocms_core.imports.models import CREATE, DONE
    from ocms_core.imports.services import ImportSteps
    from ocms_core.imports.tables import TableError
    from ocms_core.imports.writing import Writer

    given = dict(_pair(pair) for pair in pairs)
    with _opened(code) as (db, context):
        locale = language or context.agency.locale
        translate = translators()[locale]
        try:
            with file.open("rb") as opened:
                batches = ImportBatches(db)
                batch = batches.start(file.name, opened, None, None, keep=False)
                batch.day_first = ORDERS.get(dates or "")
                steps = ImportSteps(db, batch, context)
                steps.read(opened, given)
            maps = steps.maps(steps.reader())
            steps.check()
        except (TableError, ValueError) as problem:
            raise ImportFailed(translate(problem.args[0])) from problem
        _print_rows(db, steps, translate)
        if rejected is not None:
            _write_rejected(db, batch, locale, rejected)
        counts = dict(batch.counts)
        if write:
            if keep_doubles:
                batches.choose_all(batch, CREATE)
            Writer(db, steps).write()
            batch.state = DONE
            steps.staging.forget()
        _print_totals(steps, maps, counts, translate)
        click.echo()
        if write:
            db.commit()
            _print_written(batch, translate)
        else:
            db.rollback()
            click.echo(translate(_("Nothing was written. Run the command again with --write.")))
    if counts.get("bad") or (counts.get("double") and not keep_doubles):
        raise SystemExit(1)


@import_group.command("undo")
@click.argument("batch_id", metavar="BATCH")
@click.option("--agency", "code", required=True, help="Code of the agency.")
@click.option("--language", type=click.Choice(LOCALES), help="Language of the messages.")
def undo_import(batch_id: str, code: str, language: str | None) -> None:
    """Take back the import BATCH: its clients are removed, but for those in use since.

    The number of a batch is printed when it is written, and stands in its address on the web.
    """
    from ocms_core.errors import OcmsError
    from ocms_core.i18n.translators import translators
    from ocms_core.imports.batches import ImportBatches
    from ocms_core.imports.models import UNDONE
    from ocms_core.imports.services import ImportSteps
    from ocms_core.imports.undoing import Undo

    with _opened(code) as (db, context):
        translate = translators()[language or context.agency.locale]
        try:
            batch = ImportBatches(db).require(batch_id, lock=True)
            ImportBatches.may_undo(batch)
        except OcmsError as problem:
            raise ImportFailed(
                translate(_("The agency has no such import, or there is nothing to undo in it."))
            ) from problem
        Undo(db, batch, ImportSteps(db, batch, context).reader().editor).run()
        batch.state = UNDONE
        db.commit()
        click.echo(
            translate(_("Clients removed: ${count}.", mapping={"count": batch.removed_count}))
        )
        stay = batch.made_count - batch.removed_count
        if stay:
            click.echo(
                translate(
                    _("Clients who stay, because somebody has worked with them: ${count}.",
                      mapping={"count": stay})
                )
            )  # fmt: skip


def _pair(text: str) -> tuple[str, str]:
    header, equals, name = text.rpartition("=")
    if not equals or not header.strip():
        raise click.BadParameter('write --map "Header=field".')
    return header.strip(), name.strip()


@contextmanager
def _opened(code: str) -> Iterator[Any]:
    """Yield a session in the agency's scope, and what the steps of an import need."""
    from sqlalchemy import select

    from ocms_core.agencies.models import Agency
    from ocms_core.cli.servers import running_services, var_folder
    from ocms_core.clients.numbers import NumberTaker
    from ocms_core.db import models, scope
    from ocms_core.db.session import make_engine, make_session_factory
    from ocms_core.i18n.translators import translators
    from ocms_core.imports.services import Context
    from ocms_core.security.vault import Vault, read_root_key
    from ocms_core.settings import Settings

    models.load_models()
    os.environ.setdefault("OCMS_ROOT_KEY_FILE", str(var_folder() / "root.key"))
    with running_services():
        settings = Settings.load()
        if not settings.root_key_file.exists():
            raise ImportFailed(
                f"There is no root key in {settings.root_key_file}: set OCMS_ROOT_KEY_FILE to the "
                "file that the web uses, or identifiers could not be read by it."
            )
        engine = make_engine(settings.database_url)
        factory = make_session_factory(engine)
        try:
            with factory() as db:
                agency = db.scalar(select(Agency).where(Agency.code == code))
                if agency is None:
                    known = ", ".join(db.scalars(select(Agency.code).order_by(Agency.code)))
                    raise ImportFailed(
                        f"There is no agency {code!r}. There are: {known or 'none'}."
                    )
                # Kept apart from the session, which may be rolled back before it is read again.
                db.expunge(agency)
                db.info["vault"] = Vault(read_root_key(settings.root_key_file))
                scope.enter(db, agency.id)
                yield (
                    db,
                    Context(
                        agency=agency,
                        today=dt.datetime.now(ZoneInfo(agency.time_zone)).date(),
                        translate=list(translators().values()),
                        numbers=NumberTaker(factory),
                    ),
                )
        finally:
            engine.dispose()


def _print_rows(db: Any, steps: ImportSteps, translate: Translate) -> None:
    """Print every row that somebody has to look at, in the order of the file."""
    from sqlalchemy import select

    from ocms_core.clients.search import REASONS
    from ocms_core.imports.models import GOOD, ImportRow
    from ocms_core.imports.services import open_row
    from ocms_core.imports.staging import unpack_column, unpack_sentence

    batch = steps.batch
    names = [sheet.name for sheet in steps.layouts.load(batch)]
    rows = (
        select(ImportRow)
        .where(
            ImportRow.batch_id == batch.id, ImportRow.part == batch.part, ImportRow.verdict != GOOD
        )
        .order_by(ImportRow.position)
        .execution_options(yield_per=500)
    )
    for row in db.scalars(rows):
        finding = open_row(db, row)
        where = translate(
            _("${sheet}, row ${row}", mapping={"sheet": names[row.sheet], "row": row.row_number})
        )
        for column, sentence in finding.get("reasons", ()):
            header = translate(unpack_column(column))
            told = translate(unpack_sentence(sentence))
            click.echo(f"{where}, {header}: {told}" if header else f"{where}: {told}")
        for like in finding["likely"][:1]:
            reasons = ", ".join(translate(REASONS[code]) for code in like.get("reasons", ()))
            told = translate(unpack_sentence(like["sentence"]))
            click.echo(f"{where}: {told} {reasons}".rstrip())


def _write_rejected(db: Any, batch: ImportBatch, locale: str, path: Path) -> None:
    from ocms_core.i18n.translators import translators
    from ocms_core.imports.rejected import Rejected

    found = Rejected(db, batch, locale)
    if not found.sheets:
        return
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(found.as_xlsx())
    elif len(found.sheets) == 1:
        path.write_bytes(found.as_csv())
    else:
        raise ImportFailed(translators()[locale](SEVERAL_SHEETS))


def _print_totals(
    steps: ImportSteps, maps: dict[int, ColumnMap], counts: dict[str, int], translate: Translate
) -> None:
    click.echo()
    for index, sheet in enumerate(steps.layouts.load(steps.batch)):
        columns = maps.get(index)
        if columns is None:
            sentence = _("${sheet}: no headers found, left out.", mapping={"sheet": sheet.name})
            click.echo(translate(sentence))
        elif columns.unknown:
            left = ", ".join(columns.unknown)
            click.echo(
                translate(
                    _("${sheet}: columns left out, because no field has this name: ${columns}.",
                      mapping={"sheet": sheet.name, "columns": left})
                )
            )  # fmt: skip
    labels = [(translate(label), counts.get(name, 0)) for name, label in SUMMARY]
    width = max(len(label) for label, _count in labels)
    for label, count in labels:
        click.echo(f"{label:<{width}}  {count:>8}")


def _print_written(batch: ImportBatch, translate: Translate) -> None:
    click.echo(translate(_("${count} clients were imported.", mapping={"count": batch.made_count})))
    click.echo(
        translate(
            _("To take this import back: ${command}",
              mapping={"command": f"ocms import undo {batch.id}"})
        )
    )  # fmt: skip
