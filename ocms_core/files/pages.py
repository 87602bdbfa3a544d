"""What pages show of files: on the client's tab and on the page of a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pyramid.request import Request

from ocms_core.clients.models import Client
from ocms_core.files.lookups import FILE_KIND, FILE_SCOPE, PROGRAM, SHORT_SCOPE
from ocms_core.files.models import ClientFile
from ocms_core.files.services import MEGABYTE, FileService, Limits
from ocms_core.files.sniffing import ACCEPT, BY_MEDIA_TYPE
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.settings import Settings
from ocms_core.web.formats import Formats

KILOBYTE = 1024


def limits_of(settings: Settings) -> Limits:
    """Return the settings' limits in bytes."""
    return Limits(file=settings.file_max_mb * MEGABYTE, agency=settings.files_quota_mb * MEGABYTE)


def file_service(request: Request) -> FileService:
    """Return the service for this request."""
    registry = request.registry
    limits = limits_of(registry["settings"])
    return FileService(request.db, registry["file_storage"], limits, registry["file_scanner"])


def size_text(request: Request, size: int) -> str:
    """Return a size as people read it: 340 KB, 1.2 MB."""
    formats = Formats(request.locale_name)
    if size < MEGABYTE:
        number = formats.number(max(1, -(-size // KILOBYTE)))
        sentence = _("${number} KB", mapping={"number": number})
    else:
        number = formats.number(Decimal(size / MEGABYTE).quantize(Decimal("0.1")))
        sentence = _("${number} MB", mapping={"number": number})
    return str(request.localizer.translate(sentence))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file as a list shows it. form_url, form_title: of the form it belongs to."""

    file: ClientFile
    kind: str
    type_label: str
    size: str
    who: str
    scope: str | None
    may_keep: bool
    thumbnail_url: str | None
    form_url: str | None = None
    form_title: str | None = None


def lines_of(
    request: Request, service: FileService, files: Iterable[ClientFile], *, with_form: bool = True
) -> list[FileLine]:
    """Return files as lines, without any statement."""
    kinds = request.plugins.forms
    locale = request.locale_name
    lines = []
    for file in files:
        form = file.form if with_form and file.form_id is not None else None
        model = kinds.get(form.kind) if form is not None else None
        known = BY_MEDIA_TYPE.get(file.media_type)
        lines.append(
            FileLine(
                file=file,
                kind=FILE_KIND.label(file.kind, locale),
                type_label=known.label if known else file.media_type,
                size=size_text(request, file.size),
                who=file.author.name,
                scope=SHORT_SCOPE.get(file.scope),
                may_keep=service.may_keep(file),
                thumbnail_url=request.route_path("files.thumbnail", id=file.id)
                if file.thumbnail_as
                else None,
                form_url=request.route_path("forms.edit", id=form.id) if form else None,
                form_title=model.__form__.title if model else None,
            )
        )
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What the part of a page needs that takes files. scopes: empty where the form decides."""

    url: str
    kinds: list[tuple[str, str]]
    scopes: list[tuple[str, str]]
    accept: str
    limit: int
    limit_bytes: int


def upload_of(request: Request, url: str, *, with_scope: bool) -> Upload:
    """Return what an upload needs on this page."""
    locale, staff = request.locale_name, request.staff
    scopes = [
        (one.code, one.label(locale))
        for one in FILE_SCOPE.codes
        if one.code != PROGRAM or staff.default_program_id is not None
    ]
    limit = request.registry["settings"].file_max_mb
    return Upload(
        url=url,
        kinds=[(one.code, one.label(locale)) for one in FILE_KIND.codes],
        scopes=scopes if with_scope else [],
        accept=ACCEPT,
        limit=limit,
        limit_bytes=limit * MEGABYTE,
    )


def of_client(request: Request, client: Client) -> Upload | None:
    """Return the upload of a client's page, for who may change the profile."""
    if not request.identity.may(Permission.CLIENT_WRITE):
        return None
    url = request.route_path("files.add", number=client.number)
    return upload_of(request, url, with_scope=True)


def attachments(request: Request, form: ServiceForm) -> dict[str, Any]:
    """Return what the page of a form shows of its files: one statement."""
    if form.client_id is None:
        return {"file_lines": [], "upload": None}
    service = file_service(request)
    lines = lines_of(request, service, service.of_form(form), with_form=False)
    upload = None
    if request.identity.may(Permission.SESSION_WRITE):
        url = request.route_path("files.add_to_form", id=form.id)
        upload = upload_of(request, url, with_scope=False)
    return {"file_lines": lines, "upload": upload}
