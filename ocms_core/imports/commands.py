"""`ocms import clients`: look at a file first, write it when asked."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from ocms_core.i18n import DEFAULT_LOCALE, LOCALES, _

if TYPE_CHECKING:
    from ocms_core.imports.services import Problem, Totals

Translate = Callable[[Any], str]
LOCALE_FOLDER: Final = Path(__file__).parent.parent / "locale"
ORDERS: Final = {"day-first": True, "month-first": False}
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")

SUMMARY: Final = (
    ("rows", _("Rows read")),
    ("complete", _("Complete profiles")),
    ("incomplete", _("Incomplete profiles")),
    ("doubles", _("Already known, or twice in the file")),
    ("refused", _("Rows with a mistake")),
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
    help="Write the rows left out, with reasons, to this CSV file, to correct and import again.",
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
    from ocms_core.imports.tables import TableError

    given = dict(_pair(pair) for pair in pairs)
    with _opened(code) as (db, agency, numbers), ExitStack() as stack:
        translate = translators()[language or agency.locale]
        tell = _teller(translate, stack, rejected)
        service = _service(
            db, agency, numbers, tell, write=write, keep_doubles=keep_doubles,
            day_first=ORDERS.get(dates or ""),
        )  # fmt: skip
        try:
            totals = service.run(_tables(file), given)
        except TableError as problem:
            raise ImportFailed(translate(problem.sentence)) from problem
        _require_columns(totals, translate)
        if write:
            db.commit()
        _print_totals(totals, translate, written=write)
    if totals.refused or (totals.doubles and not keep_doubles):
        raise SystemExit(1)


def translators() -> Mapping[str, Translate]:
    """Return a translator for each language; English needs no catalogue."""
    from pyramid.i18n import make_localizer

    return {
        locale: make_localizer(locale, [str(LOCALE_FOLDER)] if locale != DEFAULT_LOCALE else [])
        .translate
        for locale in LOCALES
    }  # fmt: skip


def _pair(text: str) -> tuple[str, str]:
    header, equals, name = text.rpartition("=")
    if not equals or not header.strip():
        raise click.BadParameter('write --map "Header=field".')
    return header.strip(), name.strip()


def _tables(file: Path) -> Iterator[Any]:
    from ocms_core.imports.tables import read_tables

    return read_tables(file)


@contextmanager
def _opened(code: str) -> Iterator[Any]:
    """Yield a session in the agency's scope, the agency, and the taker of numbers."""
    from sqlalchemy import select

    from ocms_core.agencies.models import Agency
    from ocms_core.cli.servers import running_services, var_folder
    from ocms_core.clients.numbers import NumberTaker
    from ocms_core.db import models, scope
    from ocms_core.db.session import make_engine, make_session_factory
    from ocms_core.security.vault import Vault
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
                # Kept apart from the session, which forgets what it has written.
                db.expunge(agency)
                db.info["vault"] = Vault.at(settings.root_key_file)
                scope.enter(db, agency.id)
                yield db, agency, NumberTaker(factory)
        finally:
            engine.dispose()


def _service(
    db: Any, agency: Any, numbers: Any, tell: Callable[[Problem], None], **options: Any
) -> Any:
    from ocms_core.imports.services import ClientImport

    return ClientImport(
        db,
        agency=agency,
        numbers=numbers,
        today=dt.datetime.now(ZoneInfo(agency.time_zone)).date(),
        translate=list(translators().values()),
        tell=tell,
        **options,
    )


def _teller(
    translate: Translate, stack: ExitStack, rejected: Path | None
) -> Callable[[Problem], None]:
    """Return what prints a problem, and writes its row into the file of rejected ones."""
    writer: Any = None
    if rejected is not None:
        file = stack.enter_context(rejected.open("w", encoding="utf-8-sig", newline=""))
        writer = csv.writer(file)
    last: list[Any] = [None]

    def tell(problem: Problem) -> None:
        reason = translate(problem.reason)
        where = translate(
            _("${sheet}, row ${row}", mapping={"sheet": problem.sheet, "row": problem.row})
        )
        column = f", {translate(problem.column)}" if problem.column else ""
        click.echo(f"{where}{column}: {reason}")
        if writer is not None:
            if last[0] != problem.sheet:
                writer.writerow([translate(_("Reason")), *map(_safe, problem.headers)])
                last[0] = problem.sheet
            writer.writerow([f"{column.removeprefix(', ')}: {reason}", *map(_safe, problem.cells)])

    return tell


def _safe(value: Any) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula."""
    from ocms_core.imports.cells import plain_text

    text = plain_text(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _require_columns(totals: Totals, translate: Translate) -> None:
    if not any(totals.sheets.values()):
        raise ImportFailed(
            translate(
                _("No row of headers was found: the first row names the columns, for example "
                  "“First name”, “Last name”, “Date of birth”.")
            )
        )  # fmt: skip


def _print_totals(totals: Totals, translate: Translate, *, written: bool) -> None:
    click.echo()
    for sheet, columns in totals.sheets.items():
        if columns is None:
            click.echo(
                translate(_("${sheet}: no headers found, left out.", mapping={"sheet": sheet}))
            )
        elif columns.unknown:
            left = ", ".join(columns.unknown)
            click.echo(
                translate(
                    _("${sheet}: columns left out, because no field has this name: ${columns}.",
                      mapping={"sheet": sheet, "columns": left})
                )
            )  # fmt: skip
    labels = [(translate(label), getattr(totals, name)) for name, label in SUMMARY]
    width = max(len(label) for label, _count in labels)
    for label, count in labels:
        click.echo(f"{label:<{width}}  {count:>8}")
    click.echo()
    if not written:
        click.echo(translate(_("Nothing was written. Run the command again with --write.")))
    else:
        click.echo(translate(_("${count} clients were imported.", mapping={"count": totals.good})))
