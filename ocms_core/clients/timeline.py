"""A client's timeline: what every domain has to tell of a client, read by ONE statement.

A domain adds a source in its ``includeme``::

    config.add_timeline_source(
        "notes", _("Notes"), select_notes, word_note, order=20, permission=Permission.SESSION_READ
    )

``select_notes(viewer)`` returns a select of :func:`entry` columns over mapped classes, for the
clients of ``PEOPLE``; visibility and the agency are added by the ORM as to any other select.
``word_note(request, row)`` makes a :class:`TimelineLine` of a row, without any statement.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    distinct,
    extract,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from ocms_core.agencies.models import Program, Staff
from ocms_core.db.scope import agency_of
from ocms_core.plugins.gate import plugin_of
from ocms_core.security.visibility import Viewer, viewer_of
from ocms_core.web.formats import Formats
from ocms_core.web.paging import Pager

PEOPLE = bindparam("people", expanding=True, type_=Uuid())
"""The clients whose timeline is read: ``Note.client_id.in_(PEOPLE)``."""

PEOPLE_TEXT = bindparam("people_text", expanding=True, type_=Text())
"""The same as text, for tables that name records of any kind by text."""

AGENCY = bindparam("agency", type_=BigInteger())
ZONE = bindparam("zone", type_=Text())

BEGINNING = 140
"""How many signs of a text stand in its line."""

COLUMNS: dict[str, Any] = {
    "id": Uuid(),
    "client_id": Uuid(),
    "day": Date(),
    "kind": Text(),
    "program_id": Uuid(),
    "staff_id": Uuid(),
    "session_id": Uuid(),
    "state": Text(),
    "scope": Text(),
    "minutes": Integer(),
    "title": Text(),
    "text": Text(),
    "restricted": Boolean(),
}


def entry(**columns: Any) -> list[Any]:
    """Return the columns of a source's select, in their order; what is not given is null.

    id, client_id, day: of the record (`day` sorts the timeline). kind, state, scope, title: the
    source's own words, given back to its `word`. program_id, staff_id: whose; their names are read
    with the page. text: what is shown on demand. restricted: that it happened, and nothing else.
    """
    unknown = columns.keys() - COLUMNS.keys()
    if unknown:
        raise ValueError(f"the timeline has no columns {sorted(unknown)}")
    return [
        (columns[name] if name in columns else cast(null(), kind)).label(name)
        for name, kind in COLUMNS.items()
    ]


def day_of(moment: Any) -> Any:
    """Return the day of a moment in the agency's time zone, as a column."""
    return cast(func.timezone(ZONE, moment), Date)


@dataclass(frozen=True, slots=True)
class Badge:
    """A word beside the title. tone: "info", "good", "warning", "danger" or "plain"."""

    text: str
    tone: str = "plain"


@dataclass(slots=True, kw_only=True)
class TimelineLine:
    """One line as the page draws it. facts: short words in one line; text: shown on demand."""

    title: str
    url: str | None = None
    state: str | None = None
    badges: list[Badge] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    text: str | None = None
    text_title: str | None = None
    restricted: bool = False
    row: Any = None

    @property
    def start(self) -> str:
        """The beginning of the text, in one line: the rest is shown on demand."""
        words = " ".join((self.text or "").split())
        return words if len(words) <= BEGINNING else words[:BEGINNING].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineSource:
    """What one domain tells. by_default: whether it shows before anybody asks for it."""

    key: str
    title: str
    select: Callable[[Viewer], Select[Any] | Sequence[Select[Any]]]
    word: Callable[[Request, Any], TimelineLine]
    order: int = 100
    permission: str | None = None
    by_default: bool = True
    plugin: str | None = None


@dataclass(slots=True)
class Timeline:
    """A page of lines, and what the filters offer. programs: (id, name) pairs."""

    lines: list[TimelineLine]
    years: list[int]
    programs: list[tuple[str, str]]
    sources: list[TimelineSource]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known, whatever the filters say."""
        return not self.sources


def sources_of(request: Request) -> tuple[TimelineSource, ...]:
    """Return the sources this reader has, in their order."""
    return tuple(
        source
        for source in request.registry["timeline_sources"]
        if (source.plugin is None or source.plugin in request.plugins)
        and (source.permission is None or request.identity.may(source.permission))
    )


def read_timeline(
    request: Request,
    people: Iterable[uuid.UUID],
    pager: Pager,
    *,
    source: str | None = None,
    program_id: uuid.UUID | None = None,
    year: int | None = None,
) -> Timeline:
    """Return one page of the timeline of clients, newest first, by one statement."""
    db, offered = request.db, sources_of(request)
    keys = list(people)
    wanted = [s.key for s in offered if (s.by_default if source is None else s.key == source)]
    values: dict[str, Any] = {
        "people": keys,
        "people_text": [str(key) for key in keys],
        "agency": agency_of(db),
        "zone": request.agency.time_zone,
        "sources": wanted,
        "rows_limit": pager.limit,
        "rows_offset": pager.offset,
    }
    if program_id is not None:
        values["program"] = program_id
    if year is not None:
        values |= {"since": dt.date(year, 1, 1), "until": dt.date(year, 12, 31)}
    statement = _statement(
        viewer_of(db), offered, by_program=program_id is not None, by_year=year is not None
    )
    rows = db.execute(statement, values).all()
    facets = rows[0]
    by_key = {one.key: one for one in offered}
    return Timeline(
        lines=[
            _worded(request, by_key[row.source], row)
            for row in pager.take([row for row in rows if row.source is not None])
        ],
        years=sorted((int(one) for one in facets.years or ()), reverse=True),
        programs=sorted(
            (
                (key, french or name if request.locale_name == "fr" else name)
                for key, name, french in facets.programs or ()
            ),
            key=lambda pair: pair[1].casefold(),
        ),
        sources=[one for one in offered if one.key in set(facets.sources or ())],
    )


def _worded(request: Request, source: TimelineSource, row: Any) -> TimelineLine:
    line = source.word(request, row)
    line.row = row
    return line


@lru_cache(maxsize=512)
def _statement(
    viewer: Viewer, sources: tuple[TimelineSource, ...], *, by_program: bool, by_year: bool
) -> Select[Any]:
    """Return the statement for one viewer: made once, since making it costs more than running it.

    Its first columns are what the filters offer: they come even when the page has no line.
    """
    arms = [
        arm.add_columns(literal(source.key, Text()).label("source"))
        for source in sources
        for arm in _arms(source, viewer)
    ]
    entries = union_all(*arms).cte("entries")
    condition: list[Any] = [
        entries.c.source.in_(bindparam("sources", expanding=True, type_=Text()))
    ]
    if by_program:
        condition.append(entries.c.program_id == bindparam("program", type_=Uuid()))
    if by_year:
        since, until = bindparam("since", type_=Date()), bindparam("until", type_=Date())
        condition.append(entries.c.day.between(since, until))
    # Lines that are restricted have no id; those of one day and kind cannot be told apart anyway.
    order = (
        entries.c.day.desc(),
        entries.c.id.desc().nulls_last(),
        entries.c.source,
        entries.c.kind,
        entries.c.program_id,
    )
    page = (
        select(entries, func.row_number().over(order_by=order).label("place"))
        .where(*condition)
        .order_by(*order)
        .limit(bindparam("rows_limit", type_=Integer()))
        .offset(bindparam("rows_offset", type_=Integer()))
        .subquery("page")
    )
    facets = select(
        select(func.array_agg(distinct(extract("year", entries.c.day))))
        .scalar_subquery()
        .label("years"),
        select(func.array_agg(distinct(entries.c.source))).scalar_subquery().label("sources"),
        select(func.jsonb_agg(func.jsonb_build_array(Program.id, Program.name, Program.name_fr)))
        .where(Program.id.in_(select(entries.c.program_id)))
        .scalar_subquery()
        .label("programs"),
    ).subquery("facets")
    return (
        select(
            facets,
            page,
            Program.name.label("program_name"),
            Program.name_fr.label("program_name_fr"),
            (Staff.first_name + " " + Staff.last_name).label("staff_name"),
        )
        .select_from(facets)
        .outerjoin(page, true())
        .outerjoin(Program, (Program.agency_id == AGENCY) & (Program.id == page.c.program_id))
        .outerjoin(Staff, (Staff.agency_id == AGENCY) & (Staff.id == page.c.staff_id))
        .order_by(page.c.place)
    )


def _arms(source: TimelineSource, viewer: Viewer) -> Sequence[Select[Any]]:
    made = source.select(viewer)
    return (made,) if isinstance(made, Select) else tuple(made)


def formats_of(request: Request) -> Formats:
    """Return how this reader's language writes dates and lengths, made once a request."""
    known: Formats | None = request.environ.get("ocms.formats")
    if known is None:
        zone = request.agency.time_zone if request.agency else None
        known = request.environ["ocms.formats"] = Formats(request.locale_name, zone)
    return known


def program_of(request: Request, row: Any) -> str | None:
    """Return the name of a row's program in the reader's language."""
    french = row.program_name_fr if request.locale_name == "fr" else None
    name: str | None = french or row.program_name
    return name


def add_timeline_source(
    config: Configurator,
    key: str,
    title: str,
    select_entries: Callable[[Viewer], Any],
    word: Callable[[Request, Any], TimelineLine],
    *,
    order: int = 100,
    permission: str | None = None,
    by_default: bool = True,
) -> None:
    """Add to the timeline what a domain, or a plugin, has to tell of a client."""
    source = TimelineSource(
        key=key,
        title=title,
        select=select_entries,
        word=word,
        order=order,
        permission=permission,
        by_default=by_default,
        plugin=plugin_of(select_entries.__module__),
    )
    known = config.registry.setdefault("timeline_sources", [])
    known[:] = sorted([*(one for one in known if one.key != key), source], key=lambda s: s.order)


def includeme(config: Configurator) -> None:
    """Add the directive."""
    config.add_directive("add_timeline_source", add_timeline_source)
