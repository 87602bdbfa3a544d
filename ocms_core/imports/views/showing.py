"""The rows of an import as the pages list them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyramid.request import Request
from sqlalchemy import Select, select

from ocms_core.clients.models import Client
from ocms_core.clients.search import REASONS
from ocms_core.imports.models import BAD, DOUBLE, MADE, UPDATED, ImportBatch, ImportRow
from ocms_core.imports.services import Layouts, open_row
from ocms_core.imports.staging import unpack_column, unpack_sentence

FIRST = 5
SHOWN = ("bad", "double", "made", "updated")


@dataclass(slots=True)
class Like:
    """Somebody whom a row may be."""

    score: int
    sentence: Any
    reasons: list[Any]
    client: Client | None = None


@dataclass(slots=True)
class Shown:
    """A row on the page. reasons: pairs of a column's header, or "", and why."""

    row: ImportRow
    place: str
    name: str
    born: str | None
    reasons: list[tuple[Any, Any]] = field(default_factory=list)
    likely: list[Like] = field(default_factory=list)
    client: Client | None = None


def rows_shown(batch: ImportBatch, show: str) -> Select[Any]:
    """Select the rows that one list of a batch has."""
    rows = select(ImportRow).where(ImportRow.batch_id == batch.id)
    if show in {MADE, UPDATED}:
        return rows.where(ImportRow.outcome == show).order_by(ImportRow.part, ImportRow.position)
    verdict = BAD if show == "bad" else DOUBLE
    return rows.where(ImportRow.part == batch.part, ImportRow.verdict == verdict).order_by(
        ImportRow.position
    )


def first_rows(request: Request, batch: ImportBatch) -> dict[str, list[Shown]]:
    """Return the first rows with mistakes, and the first that resemble somebody."""
    found = {
        show: request.db.scalars(rows_shown(batch, show).limit(FIRST)).all()
        for show in ("bad", "double")
    }
    shown = show_rows(request, batch, [*found["bad"], *found["double"]])
    edge = len(found["bad"])
    return {"bad": shown[:edge], "doubles": shown[edge:]}


def show_rows(request: Request, batch: ImportBatch, rows: Sequence[ImportRow]) -> list[Shown]:
    """Return rows with what was found of them; two statements, whatever their number."""
    db = request.db
    names = [sheet.name for sheet in Layouts(db).load(batch)]
    findings = {row.id: open_row(db, row) for row in rows}
    wanted = {row.client_id for row in rows if row.client_id}
    for finding in findings.values():
        wanted |= {uuid.UUID(like["client"]) for like in _likely(finding) if like["client"]}
    clients = _clients(request, wanted)
    shown = []
    for row in rows:
        finding = findings[row.id]
        several = len(names) > 1 and row.sheet < len(names)
        shown.append(
            Shown(
                row=row,
                place=names[row.sheet] if several else "",
                name=finding.get("name") or "",
                born=finding.get("born"),
                reasons=[
                    (unpack_column(column), unpack_sentence(sentence))
                    for column, sentence in finding.get("reasons") or ()
                ],
                likely=[
                    Like(
                        like["score"],
                        unpack_sentence(like["sentence"]),
                        [REASONS[code] for code in like.get("reasons", ()) if code in REASONS],
                        clients.get(uuid.UUID(like["client"])) if like["client"] else None,
                    )
                    for like in _likely(finding)
                ],
                client=clients.get(row.client_id) if row.client_id else None,
            )
        )
    return shown


def _likely(finding: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return finding.get("likely") or ()


def _clients(request: Request, wanted: Iterable[uuid.UUID]) -> dict[uuid.UUID, Client]:
    keys = list(wanted)
    if not keys:
        return {}
    found = request.db.scalars(select(Client).where(Client.id.in_(keys)))
    return {client.id: client for client in found}
