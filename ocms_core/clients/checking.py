"""Is somebody of these registered already? Asked for many people at once, as an import does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ocms_core.clients.search import ClientSearch
from ocms_core.clients.weights import PROBABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who may be new. birth_date: partial; identifiers: in clear, of any type."""

    first_name: str | None = None
    last_name: str | None = None
    preferred_name: str | None = None
    birth_date: str | None = None
    phones: Sequence[str] = ()
    identifiers: Sequence[str] = ()
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A client who may be that person. score: in bits; reasons: codes of ``search.REASONS``.

    is_probable: whether a person would be asked before the client is made anew.
    """

    client_id: uuid.UUID
    number: int
    score: float
    reasons: tuple[str, ...]
    is_probable: bool


def check_many(db: Session, people: Sequence[NewPerson], limit: int = 3) -> list[list[Alike]]:
    """Return for each person, in their order, who of the agency may be that person, best first.

    Give some hundreds at once: the statements are shared. Only clients in the database are
    compared, never the people with one another.
    """
    search = ClientSearch(db)
    answers = []
    for person in people:
        found = search.like(
            names=[person.first_name, person.last_name, person.preferred_name],
            birth_date=person.birth_date,
            phones=person.phones,
            identifiers=person.identifiers,
            email=person.email,
            limit=limit,
        )
        answers.append(
            [
                Alike(
                    match.client.id,
                    match.client.number,
                    match.score,
                    match.reason_codes,
                    is_probable=match.score >= PROBABLE,
                )
                for match in found
            ]
        )
    return answers
