"""The list of clients by name: who was served, new clients first.

Everybody counts; a name shows only to who may see at least one of the services counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from ocms_core.clients.models import NAMED, Client
from ocms_core.reports.engine import per_client
from ocms_core.reports.facts import CLIENT, NEW, Scope, newness
from ocms_core.security.visibility import Viewer, viewer_of, without_emergency

PAGE = 100


@dataclass(frozen=True, slots=True)
class ListedClient:
    """One client: without id, name and number when the reader may see none of the services."""

    client_id: uuid.UUID | None
    number: int | None
    name: str
    status: str | None
    newness: str
    services: int


def _rows(scope: Scope, viewer: Viewer) -> Select:
    grouped = per_client(scope.facts(), (), viewer=viewer).subquery("grouped")
    client = CLIENT.alias("client")
    kind = newness(scope, client, grouped.c.client_id)
    return (
        select(grouped.c.client_id, grouped.c.services, grouped.c.visible, kind.label("newness"))
        .join_from(
            grouped,
            client,
            and_(client.c.agency_id == scope.agency_id, client.c.id == grouped.c.client_id),
        )
        .where(client.c.kind == NAMED)
    )


def list_statement(scope: Scope, viewer: Viewer) -> Select:
    """Return the list: new clients first, by name, those whose names are hidden last."""
    # Materialized, or PostgreSQL looks for earlier services once more to sort by them.
    listed = _rows(scope, viewer).cte("listed").prefix_with("materialized")
    shown = aliased(Client, name="shown")
    return (
        select(
            shown.id,
            shown.number,
            shown.first_name,
            shown.last_name,
            shown.status,
            listed.c.newness,
            listed.c.services,
        )
        .select_from(listed)
        .outerjoin(
            shown,
            and_(
                shown.agency_id == scope.agency_id,
                shown.id == listed.c.client_id,
                listed.c.visible,
            ),
        )
        .order_by(
            case((listed.c.newness == NEW, 0), else_=1),
            shown.name_key.nulls_last(),
            listed.c.client_id,
        )
    )


def read_page(db: Session, scope: Scope, number: int | None) -> tuple[Sequence[ListedClient], bool]:
    """Return one page of the list, or all of it for None, and whether more follow."""
    statement = list_statement(scope, without_emergency(viewer_of(db)))
    if number is not None:
        statement = statement.limit(PAGE + 1).offset((number - 1) * PAGE)
    rows = [
        ListedClient(
            client_id,
            client_number,
            " ".join(part for part in (first, last) if part),
            status,
            kind,
            services,
        )
        for client_id, client_number, first, last, status, kind, services in db.execute(statement)
    ]
    if number is None:
        return rows, False
    return rows[:PAGE], len(rows) > PAGE


def count_named(db: Session, scope: Scope) -> int:
    """Return how many clients the list has."""
    listed = _rows(scope, without_emergency(viewer_of(db))).subquery("listed")
    return db.scalar(select(func.count()).select_from(listed)) or 0
