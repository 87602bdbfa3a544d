"""A client's overview: who it is, what was done, what was left by a colleague, what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.clients.families import FamilyService
from ocms_core.clients.frame import client_panels, pinned_panels
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.services import ClientService, questions_for
from ocms_core.clients.timeline import Timeline, read_timeline, sources_of
from ocms_core.clients.views.family import others_of
from ocms_core.clients.views.profile import profile_needs
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.exports.exporter import CLIENT
from ocms_core.exports.readiness import fields_of, files_of
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.pages import make_editor
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import BoundQuestion, questions_of, row_questions
from ocms_core.lookups import GENDER, IMMIGRATION_STATUS
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager

PAGE = 30
WHOLE = "all"
YEARS = range(1900, 2200)
ALWAYS_READ = frozenset({"phones"})
"""Lists that the head of the page shows."""


@view_config(
    route_name="clients.detail",
    renderer="ocms_core.clients:templates/client.pt",
    permission=Permission.CLIENT_READ,
    params=Params("family", "year", "kind", "program", "page"),
)
def show_client(request: Request) -> dict[str, Any]:
    """Show the overview of a client."""
    lists = needed_lists(request)
    service = ClientService(request.db)
    client = service.require(int(request.matchdict["number"]), lists=lists)
    whole = request.GET.get("family") == WHOLE
    people = [client]
    if whole:
        people = FamilyService(request.db).members(client, others_of(request, client))
    filters = Filters(request)
    pager = Pager.of(request, PAGE)
    timeline = filters.read([person.id for person in people], pager)
    if whole:
        names = {person.id: person.name for person in people}
        for line in timeline.lines:
            line.facts.insert(0, names[line.row.client_id])
    return {
        "client": client,
        "whole_family": whole,
        "timeline": timeline,
        "filters": filters,
        "pager": pager,
        "needs": client_needs(request, client, lists),
        "panels": client_panels(request, client),
        "pinned": pinned_panels(request, client),
        "may_note": request.identity.may(Permission.SESSION_WRITE),
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
        "genders": GENDER,
        "statuses": IMMIGRATION_STATUS,
    }


class Filters:
    """What the reader narrows the timeline to; each filter keeps the others in its links."""

    def __init__(self, request: Request) -> None:
        self._request = request
        given = request.GET
        self.family = given.get("family", "")
        self.kind = given.get("kind", "")
        self.program = given.get("program", "")
        self.year = given.get("year", "")
        if self.family not in {"", WHOLE}:
            raise BadInputError("unknown family")
        if self.kind and self.kind not in {source.key for source in sources_of(request)}:
            raise BadInputError("unknown kind")
        if self.program and parse_uuid7(self.program) is None:
            raise BadInputError("unknown program")
        if self.year and parse_number(self.year) not in YEARS:
            raise BadInputError("unknown year")

    def read(self, people: list[uuid.UUID], pager: Pager) -> Timeline:
        """Return the page of the timeline that the filters leave."""
        return read_timeline(
            self._request,
            people,
            pager,
            source=self.kind or None,
            program_id=parse_uuid7(self.program) if self.program else None,
            year=parse_number(self.year) if self.year else None,
        )

    @property
    def any(self) -> bool:
        """Whether something is narrowed."""
        return bool(self.kind or self.program or self.year)

    def url(self, **changed: Any) -> str:
        """Return the address of the first page with some filters changed and the others kept."""
        query = {
            name: str(changed.get(name, getattr(self, name)) or "")
            for name in ("family", "kind", "program", "year")
        }
        return str(
            self._request.route_path(
                "clients.detail",
                number=self._request.matchdict["number"],
                _query={name: value for name, value in query.items() if value},
            )
        )


def _row_lists() -> Iterator[BoundQuestion]:
    return (bound for bound in questions_of(Client) if bound.question.kind == "rows")


def needed_lists(request: Request) -> frozenset[str]:
    """Return the keys of the lists that tell whether the profile is complete."""
    needed = set(ALWAYS_READ)
    for bound in _row_lists():
        cells = row_questions(row_class(bound))
        if bound.green or bound.question.at_least or any(cell.green for cell in cells):
            needed.add(bound.key)
    for exporter, file in files_of(request, CLIENT):
        fields = fields_of(exporter.key, file.key).values()
        needed |= {field.question_key for field in fields if field.is_rows}
    return frozenset(needed)


def client_needs(request: Request, client: Client, lists: frozenset[str]) -> dict[str, list[str]]:
    """Return the labels of what a profile still lacks, green and yellow, by the lists at hand."""
    stored = StoredChoices(request.db, request.locale_name)
    options = questions_for(client.kind)
    absent = {bound.key for bound in _row_lists() if bound.key not in lists}
    if "only" in options:
        options["only"] = options["only"] - absent
    else:
        options["without"] = options["without"] | absent
    editor = make_editor(request, Client, choices=stored, **options)
    submission = editor.judge_stored(client)
    translate = request.localizer.translate
    yellow = profile_needs(request, client, submission.answers) if client.kind == NAMED else []
    return {
        "green": [translate(editor.by_key[key].label) for key in dict.fromkeys(submission.missing)],
        "yellow": [translate(editor.by_key[key].label) for key in yellow if key in editor.by_key],
    }
