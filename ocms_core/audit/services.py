"""Write who saw and who changed what."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ARRAY, Table, Uuid, bindparam, column, event, func, insert, select, true
from sqlalchemy.orm import Session

from ocms_core.audit.actions import REFUSED, VIEW
from ocms_core.audit.models import AccessLog, AccessLogClient, ChangeLog
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7

SHOWN = "shown_clients"

# Every page of clients writes this: one statement that the ORM need not build (decisions B3).
_LOG: Table = AccessLog.__table__  # type: ignore[assignment]
_SHOWN: Table = AccessLogClient.__table__  # type: ignore[assignment]
_log = (
    insert(_LOG)
    .values(
        agency_id=bindparam("agency"),
        id=bindparam("id"),
        staff_id=bindparam("staff"),
        action=bindparam("action"),
        kind=bindparam("kind"),
        purpose=bindparam("purpose"),
        client_count=bindparam("client_count"),
        detail=bindparam("detail"),
        address=bindparam("address"),
    )
    .returning(_LOG.c.agency_id, _LOG.c.id)
    .cte("log")
)
_row = (
    func.unnest(bindparam("rows", type_=ARRAY(Uuid)), bindparam("clients", type_=ARRAY(Uuid)))
    .table_valued(column("id", Uuid), column("client_id", Uuid))
    .render_derived("shown")
)
_LOG_ACCESS = insert(_SHOWN).from_select(
    ["agency_id", "log_id", "id", "client_id"],
    select(_log.c.agency_id, _log.c.id, _row.c.id, _row.c.client_id).select_from(
        _log.join(_row, true())
    ),
)


@event.listens_for(Client, "load")
def _note_loaded(client: Client, context: Any) -> None:
    """Note every client an open page reads, so that no view can forget to (decisions B3)."""
    shown = context.session.info.get(SHOWN)
    if shown is not None:
        shown.add(client.id)


def note_clients(db: Session, client_ids: Iterable[uuid.UUID]) -> None:
    """Note clients whose names a page shows without reading whole clients."""
    shown = db.info.get(SHOWN)
    if shown is not None:
        shown.update(client_ids)


def record_access(
    db: Session,
    action: str,
    *,
    address: str | None,
    kind: str = VIEW,
    purpose: str | None = None,
    detail: str | None = None,
) -> None:
    """Write the row that says whom this request showed, if it showed anybody.

    With a purpose, as an export has, the row is written also when nobody was in the file.
    """
    shown = db.info.get(SHOWN)
    if not shown and purpose is None:
        return
    _write(
        db,
        sorted(shown or ()),
        action=action,
        kind=kind,
        purpose=purpose,
        detail=detail,
        address=address,
    )
    if shown:
        shown.clear()


def record_work(
    db: Session,
    action: str,
    client_ids: Iterable[uuid.UUID],
    *,
    kind: str = VIEW,
    address: str | None = None,
) -> None:
    """Write the row for clients with whom a job did something, in the name of who asked for it.

    A kiosk, where nobody is signed in, writes it in the name of who opened it, with its address.
    """
    clients = sorted(client_ids)
    if clients:
        _write(db, clients, action=action, kind=kind, purpose=None, detail=None, address=address)


def _write(db: Session, clients: list[uuid.UUID], **values: Any) -> None:
    db.execute(
        _LOG_ACCESS,
        {
            **values,
            "agency": agency_of(db),
            "id": uuid7(),
            "staff": db.info.get("staff_id"),
            "client_count": len(clients),
            "rows": [uuid7() for _one in clients],
            "clients": clients,
        },
    )


def record_refusal(
    db: Session,
    staff_id: uuid.UUID,
    action: str,
    *,
    address: str | None,
    client_number: int | None = None,
) -> None:
    """Write that somebody was refused a page; for a session of its own (`apart`)."""
    row = AccessLog(
        id=uuid7(), staff_id=staff_id, action=action, kind=REFUSED, client_count=0, address=address
    )
    if client_number is not None:
        client_id = db.scalar(select(Client.id).where(Client.number == client_number))
        if client_id is not None:
            row.clients.append(AccessLogClient(client_id=client_id))
            row.client_count = 1
    db.add(row)


def record_change(
    db: Session, kind: str, record_id: object, fields: Iterable[str] = (), **detail: Any
) -> None:
    """Write that a record changed: which fields, never what they hold."""
    db.add(
        ChangeLog(
            staff_id=db.info.get("staff_id"),
            kind=kind,
            record_id=str(record_id),
            fields=list(fields),
            detail=detail or None,
        )
    )


@contextmanager
def apart(factory: Callable[[], Session], agency_id: int | None = None) -> Iterator[Session]:
    """Run work in a transaction of its own, so that it survives a roll back (decisions B2)."""
    from ocms_core.db import scope

    with factory() as session:
        if agency_id is not None:
            scope.enter(session, agency_id)
        yield session
        session.commit()
