"""Histories: what the profile said before a change stays readable, with the day it ended.

It looks at what a page is about to write, so it runs after the answers are applied and before they
are flushed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func, inspect, literal, null, select, union_all
from sqlalchemy.orm import Session

from ocms_core.clients.matching import fold, phone_digits
from ocms_core.clients.models import (
    NAMED,
    Client,
    ClientAddress,
    ClientName,
    ClientPhone,
    PastAnswer,
)
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7

# Questions whose earlier answers are kept, with the question that says since when one is so.
KEPT_ANSWERS: Final = {
    "immigration_status": "immigration_status_since",
    "immigration_class": None,
    "status": "status_since",
    "marital_status": None,
    "housing": None,
    "employment_status": None,
    "email": None,
}
_ADDRESS: Final = (
    "street_number",
    "street_name",
    "street_type",
    "street_direction",
    "unit",
    "city",
    "province",
    "postal_code",
    "since",
    "avoid",
)
# Another one of these is another place; a unit or a province that is filled in later is not.
_PLACE: Final = ("street_number", "street_name", "city", "postal_code")
_PHONE: Final = ("number", "kind", "may_leave_message", "avoid")


def before(record: Any, name: str) -> Any:
    """Return what the database has of a column, whatever stands in it now."""
    history = inspect(record).attrs[name].history
    return history.deleted[0] if history.deleted else getattr(record, name)


def keep_what_was(db: Session, client: Client, today: dt.date) -> None:
    """Keep the answers, addresses, numbers and names that the changes of a client replace."""
    with db.no_autoflush:
        _keep_answers(db, client, today)
        if client.kind == NAMED:
            _keep_name(client)
            for name in _LISTS:
                _keep_rows(db, client, name, today)


def _keep_answers(db: Session, client: Client, today: dt.date) -> None:
    for question, since in KEPT_ANSWERS.items():
        was, now = before(client, question), getattr(client, question)
        if was in (None, now):
            continue
        began = before(client, since) if since else None
        told = getattr(client, since) if since else None
        ended = told if told is not None and told != began else today
        db.add(
            PastAnswer(client_id=client.id, question=question, answer=was, since=began, until=ended)
        )
        if since and told in (None, began):
            # Nobody said since when the new answer is so: since it was written down.
            setattr(client, since, today)


def _keep_name(client: Client) -> None:
    """Keep a name that was replaced; one that was completed, or only spelt better, is the same."""
    pairs = [(before(client, name), getattr(client, name)) for name in ("first_name", "last_name")]
    was = " ".join(old for old, _new in pairs if old)
    now = " ".join(new for _old, new in pairs if new)
    if not was or set(fold(was).split()) <= set(fold(now).split()):
        return
    if fold(was) not in {fold(row.name) for row in client.other_names}:
        client.other_names.append(
            ClientName(
                agency_id=client.agency_id,
                id=uuid7(),
                name=was,
                kind="previous",
                position=len(client.other_names),
            )
        )


def _is_other_number(row: ClientPhone) -> bool:
    return phone_digits(before(row, "number") or "") != phone_digits(row.number or "")


def _is_other_place(row: ClientAddress) -> bool:
    changes = [(before(row, name), getattr(row, name)) for name in _PLACE]
    return any(
        was and fold(was).replace(" ", "") != fold(now or "").replace(" ", "")
        for was, now in changes
    )


# Lists whose earlier rows are kept: the columns of a row, and what makes it another one.
_LISTS: Final[dict[str, tuple[tuple[str, ...], Callable[[Any], bool]]]] = {
    "phones": (_PHONE, _is_other_number),
    "addresses": (_ADDRESS, _is_other_place),
}


def _keep_rows(db: Session, client: Client, name: str, today: dt.date) -> None:
    columns, is_other = _LISTS[name]
    history = inspect(client).attrs[name].history
    kept = [row for row in history.unchanged if inspect(row).persistent]
    for row in (*history.deleted, *(row for row in kept if is_other(row))):
        was = {column: before(row, column) for column in columns}
        ended = getattr(row, "since", None) if row in kept else None
        if ended is not None and ended != was.get("since"):
            until = ended
        else:
            until = today
            if row in kept and hasattr(row, "since"):
                row.since = today
        db.add(
            type(row)(
                agency_id=client.agency_id,
                id=uuid7(),
                client_id=client.id,
                position=0,
                until=until,
                **was,
            )
        )


def past(db: Session, client: Client) -> dict[str, list[Any]]:
    """Return what was before, newest first: rows (question, what, since, until) by question.

    A past telephone number is of the question "phones", an address of "addresses".
    """
    street = [getattr(ClientAddress, name) for name in ("unit", "street_number", "street_name")]
    place = [getattr(ClientAddress, name) for name in ("city", "province", "postal_code")]
    agency_id = agency_of(db)
    answers = select(
        PastAnswer.question.label("question"),
        PastAnswer.answer.label("what"),
        PastAnswer.since.label("since"),
        PastAnswer.until.label("until"),
        PastAnswer.id.label("id"),
    ).where(PastAnswer.agency_id == agency_id, PastAnswer.client_id == client.id)
    phones = select(
        literal("phones"), ClientPhone.number, null(), ClientPhone.until, ClientPhone.id
    ).where(
        ClientPhone.agency_id == agency_id,
        ClientPhone.client_id == client.id,
        ClientPhone.until.is_not(None),
    )
    addresses = select(
        literal("addresses"),
        _joined(street, place),
        ClientAddress.since,
        ClientAddress.until,
        ClientAddress.id,
    ).where(
        ClientAddress.agency_id == agency_id,
        ClientAddress.client_id == client.id,
        ClientAddress.until.is_not(None),
    )
    found: dict[str, list[Any]] = {}
    rows = db.execute(union_all(answers, phones, addresses)).all()
    for row in sorted(rows, key=lambda row: (row.until, row.id), reverse=True):
        found.setdefault(row.question, []).append(row)
    return found


def _joined(street: list[Any], place: list[Any]) -> Any:
    return func.concat_ws(", ", func.concat_ws(" ", *street), func.concat_ws(" ", *place))
