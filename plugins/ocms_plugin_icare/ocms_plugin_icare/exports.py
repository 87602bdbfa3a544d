"""The three files that this plugin declares to the export engine."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from ocms_core.exports.exporter import Exporter, ExportFile
from ocms_plugin_icare.checks import Finding, check
from ocms_plugin_icare.columns import column_fields, field_keys, row
from ocms_plugin_icare.i18n import _
from ocms_plugin_icare.templates import template
from ocms_plugin_icare.workbook import ROWS_PER_FILE, write_workbook

CLIENT_PROFILE = "client_profile"
DRAFT_BANNER = "DRAFT: NOT TO BE UPLOADED\n"

UNKNOWN_FORM_KEY = _(
    "iCARE’s own key of this form is not known: the first row of the hidden sheet LOV stays empty."
)
UNKNOWN_IDS = _(
    "iCARE’s numbers of some options are not known: those columns of the hidden sheet LOVIds stay "
    "empty. The labels that iCARE reads are complete."
)
COMPARE = _(
    "The layout is that of 2018. Before the first upload, compare a draft with the blank that "
    "iCARE’s Bulk Upload page offers."
)


def _write(
    key: str, rows: Iterable[Mapping[str, str | None]], stream: BinaryIO, *, draft: bool
) -> None:
    chosen = template(key)
    if draft:
        chosen = replace(chosen, banner=DRAFT_BANNER + chosen.banner)
    write_workbook(chosen, rows, stream)


def _check(key: str, cells: Mapping[str, str | None]) -> list[Finding]:
    return check(key, cells)


def needed_fields(key: str) -> frozenset[str]:
    """Return the fields without which iCARE sends a row back."""
    fields = column_fields(key)
    return frozenset(fields[column.id] for column in template(key).mandatory)


def remarks(key: str) -> tuple[Any, ...]:
    """Return what the page has to say about what is not known of a template."""
    unknown = template(key).unknown
    found = [UNKNOWN_FORM_KEY] if "form_key" in unknown else []
    found += [UNKNOWN_IDS] if set(unknown) - {"form_key"} else []
    return (*found, COMPARE)


def _file(key: str, source: str, **options: Any) -> ExportFile:
    return ExportFile(
        key=key,
        source=source,
        fields=field_keys(key),
        needed=needed_fields(key),
        row=partial(row, key),
        check=partial(_check, key),
        write=partial(_write, key),
        rows_per_file=ROWS_PER_FILE,
        sealed=frozenset({"client_validation_id"}),
        remarks=remarks(key),
        **options,
    )


ICARE = Exporter(
    key="icare",
    title=_("iCARE"),
    description=_("Monthly files for IRCC’s Bulk Upload page."),
    pays=lambda funder: funder.reports_to_icare == True,  # noqa: E712  SQL and Python at once
    files=(
        _file(
            CLIENT_PROFILE,
            "client",
            title=_("Client Profile"),
            description=_("One row for each client who was served."),
            file_stem="client-profile",
            goes_again=True,
        ),
        _file(
            "information_orientation",
            "information_orientation",
            title=_("Information and Orientation"),
            description=_("One row for each Information and Orientation form."),
            file_stem="information-orientation",
            follows=CLIENT_PROFILE,
        ),
        _file(
            "nars",
            "needs_assessment",
            title=_("Needs Assessment and Referrals"),
            description=_("One row for each Needs Assessment form."),
            file_stem="needs-assessment-referrals",
            follows=CLIENT_PROFILE,
        ),
    ),
    steps=(
        _("Make the Client Profile file first and upload it to iCARE."),
        _("Wait until iCARE shows it as Processed, with every client accepted."),
        _(
            "Then make and upload the files of services, within the first five working days "
            "of the new month."
        ),
        _("A file that iCARE shows as Pending is already in: never upload it again."),
        _(
            "Each agreement has an iCARE account of its own: upload to the account of the "
            "funder chosen."
        ),
    ),
)
