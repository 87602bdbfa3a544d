"""Taking clients' data out: for a stated purpose, with the password, and never unseen."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import uuid
from typing import Any

from pyramid.request import Request
from pyramid.response import FileIter, Response
from pyramid.view import view_config, view_defaults
from sqlalchemy import func, select

from ocms_core.audit.actions import EXPORT
from ocms_core.audit.models import AccessLog
from ocms_core.audit.purposes import EXPORT_PURPOSE
from ocms_core.audit.services import note_clients
from ocms_core.clients.exporting import (
    NUMBER,
    ClientExport,
    ExportColumn,
    Words,
    export_columns,
    write_csv,
    write_xlsx,
)
from ocms_core.clients.models import Client
from ocms_core.clients.selecting import FILTERS, ClientFilter, filter_choices
from ocms_core.errors import BadInputError
from ocms_core.exports.tables import XLSX
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.pages import today_of
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.purposes import purpose_of

UNPROCESSABLE = 422
MOST_IN_AN_HOUR = 20
USUAL = frozenset({NUMBER, "first_name", "last_name", "birth_date", "gender", "status"})
NO_COLUMN = _("Choose at least one column.")
TOO_MANY = _("You made many files in the last hour. Wait a while, or ask another admin.")


@view_defaults(
    route_name="clients.export",
    renderer="ocms_core.clients:templates/export.pt",
    permission=Permission.CLIENT_EXPORT,
)
class ExportClients:
    """Choose the clients, the columns and the purpose; then the file."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.columns = export_columns(
            request.agency_questions.titled(
                Client, request.locale_name, request.localizer.translate
            )
        )
        self.choices = AgencyChoices(request.db, request.locale_name)

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show what may be chosen."""
        return self._page({}, USUAL, {})

    @view_config(
        request_method="POST",
        params=Params(*FILTERS, "format", "purpose", "words", many=("column",)),
        confirmed=True,
    )
    def make(self) -> Any:
        """Give the file; its purpose and every client in it go into the access log."""
        request, post = self.request, self.request.POST
        form, asked = post.get("format", "xlsx"), post.getall("column")
        if form not in {"csv", "xlsx"} or not set(asked) <= set(self.columns):
            raise BadInputError("no such column or kind of file")
        wanted = ClientFilter.of(post)
        purpose, words, errors = purpose_of(post)
        if not asked:
            errors["column"] = NO_COLUMN
        elif not errors and self._made_lately() >= MOST_IN_AN_HOUR:
            errors["purpose"] = TOO_MANY
        if errors:
            request.response.status_code = UNPROCESSABLE
            return self._page(post, frozenset(asked), errors)
        request.environ["ocms.access_purpose"] = purpose
        request.environ["ocms.access_detail"] = words
        chosen = [column for key, column in self.columns.items() if key in asked]
        return self._file(ClientExport(wanted, chosen, purpose), chosen, form)

    def _file(self, export: ClientExport, columns: list[ExportColumn], form: str) -> Response:
        request = self.request
        client_ids: set[uuid.UUID] = set()
        translate = request.localizer.translate
        words = Words(self.choices, translate, request.locale_name)
        rows = export.rows(request.db, words, client_ids)
        # A file without a name, which is gone when the answer is sent.
        file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
        write = write_csv if form == "csv" else write_xlsx
        try:
            write(file, [translate(column.title) for column in columns], rows)
        except BaseException:
            file.close()
            raise
        note_clients(request.db, client_ids)
        length = file.seek(0, io.SEEK_END)
        file.seek(0)
        answer = Response(app_iter=FileIter(file), content_type="text/csv")
        if form == "xlsx":
            answer.content_type = XLSX
        else:
            answer.charset = "utf-8"
        answer.content_length = length
        name = f"clients_{today_of(request):%Y-%m-%d}.{form}"
        answer.content_disposition = f'attachment; filename="{name}"'
        return answer

    def _made_lately(self) -> int:
        """Return how many exports this person made in the last hour."""
        lately = select(func.count()).where(
            AccessLog.staff_id == self.request.staff.id,
            AccessLog.kind == EXPORT,
            AccessLog.at > func.now() - dt.timedelta(hours=1),
        )
        return self.request.db.scalar(lately) or 0

    def _page(self, typed: Any, asked: frozenset[str], errors: dict[str, str]) -> dict[str, Any]:
        sections: dict[str, list[tuple[str, str, bool]]] = {}
        for column in self.columns.values():
            sections.setdefault(column.section, []).append(
                (column.key, column.title, column.key in asked)
            )
        return {
            "sections": list(sections.items()),
            "offered": filter_choices(self.choices, self.request.locale_name),
            "chosen": {name: typed.get(name, "") for name in FILTERS},
            "typed": {name: typed.get(name, "") for name in ("purpose", "words")},
            "purposes": EXPORT_PURPOSE.choices(self.request.locale_name),
            "errors": errors,
        }
