"""Yellow: what the agency's funders' files still need of a record. It never blocks anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pyramid.request import Request
from sqlalchemy import select

from ocms_core.agencies.models import Funder
from ocms_core.clients.models import Client
from ocms_core.exports.exporter import CLIENT, Exporter, ExportFile, Severity
from ocms_core.exports.fields import Field, OneRecord, resolve
from ocms_core.plugins.manager import registries


class Need(NamedTuple):
    """One answer that a funder's file lacks.

    key: of the question, on the page of the form or of the client (`on_client`).
    """

    key: str
    sentence: str
    title: str
    on_client: bool


@cache
def fields_of(exporter_key: str, file_key: str) -> dict[str, Field]:
    """Return the resolved fields of a file of an installed exporter."""
    file = registries().exporters.every()[exporter_key].file(file_key)
    return resolve(file, registries().forms.every())


def files_of(request: Request, kind: str) -> Iterator[tuple[Exporter, ExportFile]]:
    """Yield the files that records of a kind go into, of the exporters the agency has on."""
    for exporter in request.plugins.exporters.values():
        for file in exporter.files:
            if file.source == kind:
                yield exporter, file


def yellow_fields(
    request: Request, kind: str, funder: Funder | None = None
) -> dict[str, list[str]]:
    """Return the questions of a form kind, or of "client", that files need: {key: [titles]}.

    With a funder, only the files that this funder takes. A form page gives the form's funder; while
    none is chosen, it shows what may become necessary.
    """
    found: dict[str, list[str]] = {}
    for exporter in request.plugins.exporters.values():
        if funder is not None and not exporter.pays(funder):
            continue
        if kind == CLIENT and not has_payers(request, exporter):
            continue
        title = request.localizer.translate(exporter.title)
        for file in exporter.files:
            if kind not in {file.source, CLIENT}:
                continue
            for key in needed_keys(exporter, file, on_client=kind == CLIENT):
                titles = found.setdefault(key, [])
                if title not in titles:
                    titles.append(title)
    return found


def needed_keys(exporter: Exporter, file: ExportFile, *, on_client: bool) -> list[str]:
    """Return the keys of the questions that a file needs of the form, or of its client."""
    fields = fields_of(exporter.key, file.key)
    return [
        fields[key].question_key
        for key in file.fields
        if key in file.needed and fields[key].is_of_client == on_client
    ]


def record_needs(
    request: Request,
    record: Any,
    *,
    client: Client | None = None,
    funder: Funder | None = None,
    answers: Mapping[str, Any] | None = None,
) -> list[Need]:
    """Return what the files still need of a service form or a client.

    client and funder: of the form, when the page has them at hand. answers: what the page holds
    and has not stored (``Submission.answers``). A form whose funder takes no file needs nothing,
    and a client of an agency without such a funder neither.
    """
    if isinstance(record, Client):
        return _of_client(request, record, answers)
    paying = funder if funder is not None else _funder(request, record, answers)
    person = client if client is not None else record.client
    if paying is None or person is None or not person.is_named:
        return []
    found: list[Need] = []
    for exporter, file in files_of(request, record.kind):
        if exporter.pays(paying):
            fields = fields_of(exporter.key, file.key)
            reader = OneRecord(fields, record, person, answers)
            found += _needs(request, exporter, file, reader)
    return found


def _of_client(request: Request, client: Client, answers: Mapping[str, Any] | None) -> list[Need]:
    found: list[Need] = []
    if client.is_named:
        for exporter, file in files_of(request, CLIENT):
            if has_payers(request, exporter):
                reader = OneRecord(fields_of(exporter.key, file.key), client, client, answers)
                found += _needs(request, exporter, file, reader)
    return found


def _funder(request: Request, record: Any, answers: Mapping[str, Any] | None) -> Funder | None:
    chosen = (answers or {}).get("funder_id", record.funder_id)
    return None if chosen is None else request.db.get(Funder, (request.agency.id, chosen))


def _needs(
    request: Request, exporter: Exporter, file: ExportFile, reader: OneRecord
) -> Iterator[Need]:
    fields = fields_of(exporter.key, file.key)
    title = request.localizer.translate(exporter.title)
    for finding in file.check(file.row(reader)):
        if finding.severity == Severity.ERROR and finding.field is not None:
            field = fields[finding.field]
            sentence = request.localizer.translate(finding.sentence)
            yield Need(field.question_key, sentence, title, field.is_of_client)


def has_payers(request: Request, exporter: Exporter) -> bool:
    """Whether the agency has a funder whose services go into an exporter's files."""
    return bool(paying_funders(request, exporter))


def paying_funders(request: Request, exporter: Exporter) -> list[Funder]:
    """Return the agency's funders that take an exporter's files, read once a request."""
    known: dict[str, list[Funder]] = request.environ.setdefault("ocms.paying_funders", {})
    if exporter.key not in known:
        known[exporter.key] = list(
            request.db.scalars(
                select(Funder).where(exporter.pays(Funder)).order_by(Funder.name, Funder.id)
            )
        )
    return known[exporter.key]


def keys(needs: Iterable[Need], *, on_client: bool = False) -> list[str]:
    """Return the question keys of needs, each once, for ``Renderer.form(needs=...)``."""
    return list(dict.fromkeys(need.key for need in needs if need.on_client == on_client))
