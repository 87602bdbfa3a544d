"""The client's files: list, upload, download, thumbnail, change, bin."""

from __future__ import annotations

from typing import Any

import structlog
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.files.lookups import AGENCY, FILE_KIND, FILE_SCOPE, FORM, PROGRAM
from ocms_core.files.models import ClientFile
from ocms_core.files.names import clean_name, content_disposition, with_ending
from ocms_core.files.pages import file_service, lines_of, of_client
from ocms_core.files.services import (
    BIN_DAYS,
    LONGEST_DESCRIPTION,
    NO_PROGRAM,
    THUMBNAIL,
    Filters,
    NewFile,
)
from ocms_core.files.sniffing import BY_MEDIA_TYPE, RefusedFileError
from ocms_core.files.storage import MissingFileError
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.views import form_service
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.sanity import close_body

log = structlog.get_logger(__name__)

PAGE = 50
PLACES = ("profile", "forms")
# A file is shown by no browser inside our pages, whatever it holds.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
NO_FILE = _("Choose at least one file.")
MISSING = _("This file cannot be read at the moment. Tell your admin; the list entry is kept.")


def _client(request: Request) -> Client:
    number = parse_number(request.matchdict["number"])
    client = request.db.scalar(select(Client).where(Client.number == number))
    if client is None:
        raise NotFoundError("no such client")
    return client


@view_config(
    route_name="clients.files",
    renderer="templates/list.pt",
    permission=Permission.CLIENT_READ,
    params=Params("kind", "place", "bin", "page"),
)
def list_files(request: Request) -> dict[str, Any]:
    """Show all files of a client, from the profile and from forms."""
    client, query = _client(request), request.GET
    kind, place = query.get("kind") or None, query.get("place") or None
    if (kind and kind not in FILE_KIND.by_code) or (place and place not in PLACES):
        raise BadInputError("no such filter")
    if query.get("bin", "") not in {"", "1"}:
        raise BadInputError("bin is 1 or nothing")
    filters = Filters(kind=kind, place=place, removed=query.get("bin") == "1")
    pager, service = Pager.of(request, PAGE), file_service(request)
    files = service.page(client, filters, limit=pager.limit, offset=pager.offset)
    return {
        "client": client,
        "file_lines": lines_of(request, service, pager.take(files)),
        "upload": of_client(request, client) if not filters.removed else None,
        "pager": pager,
        "filters": filters,
        "filtered": bool(kind or place),
        "kinds": [(one.code, one.label(request.locale_name)) for one in FILE_KIND.codes],
        "bin_days": BIN_DAYS,
    }


@view_config(
    route_name="files.add",
    request_method="POST",
    renderer="templates/refused.pt",
    permission=Permission.CLIENT_WRITE,
    params=Params("kind", "scope", "description", many=("files",)),
)
def add_to_client(request: Request) -> Any:
    """Take files for a client's profile."""
    client = _client(request)
    return _take(request, client, None, request.route_path("clients.files", number=client.number))


@view_config(
    route_name="files.add_to_form",
    request_method="POST",
    renderer="templates/refused.pt",
    permission=Permission.SESSION_WRITE,
    params=Params("kind", "description", many=("files",)),
)
def add_to_form(request: Request) -> Any:
    """Take files for a service form."""
    form = form_service(request).require(parse_uuid7(request.matchdict["id"]))
    if form.client is None:
        raise NotFoundError("this form has no client")
    back = request.route_path("forms.edit", id=form.id)
    return _take(request, form.client, form, back)


def _take(request: Request, client: Client, form: ServiceForm | None, back: str) -> Any:
    """Store what was sent; a script gets JSON, a page a redirect or what was refused."""
    request.add_finished_callback(_give_back)
    service = file_service(request)
    kind, scope = _word(request, "kind", FILE_KIND, "other"), _scope(request)
    description = _text(request, "description")
    sent = [one for one in request.POST.getall("files") if getattr(one, "file", None) is not None]
    told: list[dict[str, Any]] = []
    for one in sent:
        name = clean_name(one.filename or "")
        new = NewFile(name=name, kind=kind, scope=scope, description=description)
        try:
            service.add(one.file, new, client, request.staff, form)
        except RefusedFileError as refusal:
            problem = request.localizer.translate(refusal.sentence)
            told.append({"name": name, "problem": problem})
        else:
            told.append({"name": name, "problem": None})
    if not told:
        told.append({"name": "", "problem": request.localizer.translate(NO_FILE)})
    refused = [line for line in told if line["problem"]]
    if "application/json" in request.headers.get("Accept", ""):
        return Response(json_body={"files": told}, status=422 if refused else 200)
    stored = len(told) - len(refused)
    if not refused:
        one, many = _("The file is stored."), _("${n} files are stored.", mapping={"n": stored})
        request.flash(one if stored == 1 else many)
        return HTTPSeeOther(back)
    request.response.status_int = 422
    return {"client": client, "refused": refused, "stored": stored, "back": back}


def _give_back(request: Request) -> None:
    """Remove what the server kept of the upload, unless the request is to be tried again."""
    if request.exception is None:
        close_body(request)


def _text(request: Request, name: str) -> str:
    value = request.POST.get(name, "")
    if not isinstance(value, str):
        raise BadInputError(f"{name} is a text")
    return value


def _word(request: Request, name: str, codes: Any, fallback: str) -> str:
    value = _text(request, name) or fallback
    if value not in codes.by_code:
        raise BadInputError(f"{name} is not one of the list")
    return value


def _scope(request: Request) -> str:
    return _word(request, "scope", FILE_SCOPE, AGENCY)


@view_config(route_name="files.download", permission=Permission.CLIENT_READ, params=Params())
def download(request: Request) -> Response:
    """Send a file to be saved, never to be shown here."""
    service = file_service(request)
    file = service.require(parse_uuid7(request.matchdict["id"]))
    opened = service.open(file)
    return _sent(opened, disposition=content_disposition(opened.name))


def _sent(opened: Any, *, disposition: str | None = None) -> Response:
    response = Response(content_type=opened.media_type, app_iter=opened)
    if disposition is not None:
        response.headers["Content-Disposition"] = disposition
        response.content_length = opened.size
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@view_config(route_name="files.thumbnail", permission=Permission.CLIENT_READ, params=Params())
def thumbnail(request: Request) -> Response:
    """Send the small picture that we made of a picture."""
    service = file_service(request)
    # The page that shows it has told the access log of the client already.
    file = service.require(parse_uuid7(request.matchdict["id"]), with_client=False)
    return _sent(service.open(file, THUMBNAIL))


@view_config(context=MissingFileError, renderer="templates/missing.pt")
def missing(_error: MissingFileError, request: Request) -> dict[str, Any]:
    """Say that the storage lacks a file; the operator is told in the log."""
    log.error("stored_file_missing", path=request.path)
    request.response.status_int = 503
    return {"sentence": MISSING}


@view_defaults(
    route_name="files.edit", renderer="templates/edit.pt", permission=Permission.CLIENT_READ
)
class EditFile:
    """Name, kind, description, and who may open it: for the uploader, managers and admins."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = file_service(request)
        lock = request.method == "POST"
        self.file = self.service.require(parse_uuid7(request.matchdict["id"]), lock=lock)
        if not self.service.may_keep(self.file):
            raise NotFoundError("not this person's file")

    def _page(self, problems: dict[str, Any], **typed: str) -> dict[str, Any]:
        file, locale = self.file, self.request.locale_name
        scopes = [
            (one.code, one.label(locale))
            for one in FILE_SCOPE.codes
            if one.code != PROGRAM or file.program_id is not None
        ]
        return {
            "client": file.client,
            "file": file,
            "typed": {
                "name": file.name,
                "kind": file.kind,
                "scope": file.scope,
                "description": file.description or "",
                **typed,
            },
            "problems": problems,
            "kinds": [(one.code, one.label(locale)) for one in FILE_KIND.codes],
            "scopes": scopes if file.scope != FORM else [],
            "bin_days": BIN_DAYS,
            "longest": LONGEST_DESCRIPTION,
        }

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the four answers."""
        return self._page({})

    @view_config(request_method="POST", params=Params("name", "kind", "scope", "description"))
    def save(self) -> Any:
        """Save them."""
        request, file = self.request, self.file
        typed = {name: _text(request, name) for name in ("name", "kind", "description")}
        if file.scope != FORM:
            typed["scope"] = _scope(request)
        kind = _word(request, "kind", FILE_KIND, "other")
        problems = {}
        name = clean_name(typed["name"], fallback="")
        if not name.strip("."):
            problems["name"] = _("Type a name for the file.")
        if len(typed["description"]) > LONGEST_DESCRIPTION:
            problems["description"] = _(
                "Use at most ${limit} characters.", mapping={"limit": LONGEST_DESCRIPTION}
            )
        if typed.get("scope") == PROGRAM and file.program_id is None:
            problems["scope"] = NO_PROGRAM
        if problems:
            request.response.status_int = 422
            return self._page(problems, **typed)
        known = BY_MEDIA_TYPE.get(file.media_type)
        values = {
            "name": with_ending(name, known.endings) if known else name,
            "kind": kind,
            "description": typed["description"].strip() or None,
            "scope": typed.get("scope", file.scope),
        }
        changed = [key for key, value in values.items() if getattr(file, key) != value]
        for key in changed:
            setattr(file, key, values[key])
        if changed:
            record_change(request.db, "client_file", file.id, changed)
        request.flash(_("The file is changed."))
        return HTTPSeeOther(_home_of(request, file))


def _home_of(request: Request, file: ClientFile, **query: str) -> str:
    return str(request.route_path("clients.files", number=file.client.number, _query=query))


@view_config(
    route_name="files.remove",
    request_method="POST",
    permission=Permission.CLIENT_READ,
    params=Params(),
)
def remove(request: Request) -> HTTPSeeOther:
    """Put a file into the bin."""
    service, file = _own(request)
    service.remove(file, request.staff)
    request.flash(
        _("The file is in the bin. It is destroyed after ${days} days.", mapping={"days": BIN_DAYS})
    )
    return HTTPSeeOther(_home_of(request, file))


@view_config(
    route_name="files.restore",
    request_method="POST",
    permission=Permission.CLIENT_READ,
    params=Params(),
)
def restore(request: Request) -> HTTPSeeOther:
    """Take a file out of the bin."""
    service, file = _own(request)
    service.restore(file)
    request.flash(_("The file is back."))
    return HTTPSeeOther(_home_of(request, file))


def _own(request: Request) -> tuple[Any, ClientFile]:
    service = file_service(request)
    file = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    if not service.may_keep(file):
        raise NotFoundError("not this person's file")
    return service, file
