"""Who is in the file twice, and who is known already: looked up for some hundred rows at a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import Session

from ocms_core.clients.matching import name_key
from ocms_core.clients.models import Client, ClientIdentifier
from ocms_core.i18n import _
from ocms_core.imports.models import MADE, UPDATED, ImportRow
from ocms_core.imports.reading import Judged

CERTAIN: Final = 100
WHOLE_DAY: Final = len("1990-05-12")
IDENTIFIER, PERSON, ROW = "identifier", "person", "row"

SENTENCES: Final = {
    # What is the same, in a row of this file and in a client.
    IDENTIFIER: (
        _("The same identifier stands in row ${row} of this file."),
        _("Client ${number} has this identifier already."),
    ),
    PERSON: (
        _("The same name and date of birth stand in row ${row} of this file."),
        _("Client ${number} has this name and date of birth already."),
    ),
    ROW: (
        _("Row ${row} of this file says the same."),
        _("This row was imported before, as client ${number}."),
    ),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody whom a row may be: a client, or an earlier row of the file. score: of 100."""

    score: int
    sentence: Any
    client_id: uuid.UUID | None = None
    position: int | None = None


@dataclass(slots=True)
class Person:
    """A good row, and what must not be there twice: each mark with its kind."""

    position: int
    row_number: int
    judged: Judged
    digest: bytes
    marks: dict[Any, str] = field(default_factory=dict)


def row_digest(db: Session, texts: Mapping[str, Sequence[str]], family: str | None) -> bytes:
    """Return what tells that two rows say the same; nobody can guess a row from it."""
    said = [f"{name}={'|'.join(values)}" for name, values in sorted(texts.items())]
    plain = hashlib.sha256("\x1f".join([*said, family or ""]).encode()).hexdigest()
    digest: bytes = db.info["vault"].blind(db, plain)
    return digest


class Doubles:
    """Compares rows with the clients of the agency, and with the rows seen before."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._seen: dict[Any, tuple[int, int]] = {}

    def look(self, people: Sequence[Person]) -> dict[int, list[Likeness]]:
        """Return by position whom the rows may be, the likeliest first; remember the rows."""
        for person in people:
            person.marks = self._marks(person)
        known = self.known(people)
        found: dict[int, list[Likeness]] = {}
        for person in people:
            likely = self._likenesses(person, known)
            if likely:
                found[person.position] = likely
            for mark in person.marks:
                self._seen.setdefault(mark, (person.position, person.row_number))
        return found

    def look_in_base(self, people: Sequence[Person]) -> dict[int, list[Likeness]]:
        """Return by position which clients the rows certainly are; remember nothing."""
        for person in people:
            person.marks = self._marks(person)
        known = self.known(people)
        found = {person.position: self._likenesses(person, known) for person in people}
        return {position: likely for position, likely in found.items() if likely}

    def known(self, people: Iterable[Person]) -> dict[Any, tuple[uuid.UUID, int]]:
        """Return which marks clients bear: mark to the client's id and number."""
        marks = {mark: kind for person in people for mark, kind in person.marks.items()}
        known = self._of_rows([mark for mark, kind in marks.items() if kind == ROW])
        known |= self._of_people([mark for mark, kind in marks.items() if kind == PERSON])
        return known | self._of_identifiers(
            [mark for mark, kind in marks.items() if kind == IDENTIFIER]
        )

    def _likenesses(
        self, person: Person, known: Mapping[Any, tuple[uuid.UUID, int]]
    ) -> list[Likeness]:
        likely: dict[Any, Likeness] = {}
        for mark, kind in person.marks.items():
            of_row, of_client = SENTENCES[kind]
            if mark in known:
                client_id, number = known[mark]
                sentence = _(str(of_client), mapping={"number": number})
                likely.setdefault(client_id, Likeness(CERTAIN, sentence, client_id=client_id))
            if mark in self._seen:
                position, row_number = self._seen[mark]
                sentence = _(str(of_row), mapping={"row": row_number})
                likely.setdefault(position, Likeness(CERTAIN, sentence, position=position))
        return list(likely.values())

    def _marks(self, person: Person) -> dict[Any, str]:
        answers = person.judged.submission.answers
        vault = self._db.info["vault"]
        marks: dict[Any, str] = {
            vault.blind(self._db, row["sealed"]): IDENTIFIER
            for row in answers.get("identifiers") or ()
        }
        if answers.get("birth_date"):
            names = name_key(answers.get("first_name"), answers.get("last_name"))
            marks[names, answers["birth_date"]] = PERSON
        marks[person.digest] = ROW
        return marks

    def _of_identifiers(self, marks: list[Any]) -> dict[Any, tuple[uuid.UUID, int]]:
        if not marks:
            return {}
        found = self._db.execute(
            select(ClientIdentifier.blind_index, Client.id, Client.number)
            .join(Client, Client.id == ClientIdentifier.client_id)
            .where(ClientIdentifier.blind_index.in_(marks))
        )
        return {bytes(index): (key, number) for index, key, number in found}

    def _of_people(self, marks: list[Any]) -> dict[Any, tuple[uuid.UUID, int]]:
        if not marks:
            return {}
        days = {dt.date.fromisoformat(day) for _names, day in marks if len(day) == WHOLE_DAY}
        # A preferred name lengthens the stored key: those clients are looked up by the day.
        found = self._db.execute(
            select(
                Client.first_name, Client.last_name, Client.birth_date, Client.id, Client.number
            ).where(
                or_(
                    tuple_(Client.name_key, Client.birth_date).in_(marks),
                    and_(Client.preferred_name.is_not(None), Client.born_on.in_(days)),
                )
            )
        )
        return {
            (name_key(first, last), born): (key, number) for first, last, born, key, number in found
        }

    def _of_rows(self, marks: list[Any]) -> dict[Any, tuple[uuid.UUID, int]]:
        if not marks:
            return {}
        found = self._db.execute(
            select(ImportRow.digest, Client.id, Client.number)
            .join(Client, Client.id == ImportRow.client_id)
            .where(ImportRow.digest.in_(marks), ImportRow.outcome.in_([MADE, UPDATED]))
        )
        return {bytes(digest): (key, number) for digest, key, number in found}
