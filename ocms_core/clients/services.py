"""Clients: register once, complete over time, keep families together."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, inspect, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ocms_core.agencies.models import PrivacyStatement, Staff
from ocms_core.clients.matching import name_key
from ocms_core.clients.models import (
    ANONYMOUS,
    ANONYMOUS_QUESTIONS,
    COMPLETE,
    INCOMPLETE,
    NAMED,
    NAMED_WITHOUT,
    Client,
    ClientAlias,
)
from ocms_core.db.scope import agency_of
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import MergedClientError, NotFoundError
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.spec import BoundQuestion, questions_of
from ocms_core.privacy.services import ConsentService, today_at

RENUMBERED = "renumbered_client"
"""Where a database session notes the present number of a client who was asked for by an old one."""

FAMILY_COPIES = (
    # What a new family member shares (forms.md 1): identity and contact of the household.
    "last_name",
    "arrival_date",
    "landing_date",
    "reentry_date",
    "official_language",
    "country_of_origin",
    "country_of_last_residence",
    "immigration_status",
    "immigration_class",
    "has_email",
    "email",
)

ADDRESS_COPIES = (
    "street_number",
    "street_name",
    "street_type",
    "street_direction",
    "unit",
    "city",
    "province",
    "postal_code",
    "since",
)

# The agency's own questions, by the name of their block, and the page of the profile they are.
OWN_QUESTIONS, OWN_PART = "custom", "agency"

# What the first conversation asks: the rest of the profile is filled over months, part by part.
AT_THE_DOOR = frozenset({"name", "arrival", "contact", "safety", "language", "registration"})
ALSO_AT_THE_DOOR = frozenset({"research_consent"})
NOT_AT_THE_DOOR = frozenset({"language_levels", "status", "status_since", "moved_to"})


def questions_for(kind: str) -> dict[str, Any]:
    """Return the editor's options for a kind of client: which questions it is asked."""
    if kind == ANONYMOUS:
        return {"only": ANONYMOUS_QUESTIONS}
    return {"without": NAMED_WITHOUT}


def questions_at_the_door(kind: str) -> dict[str, Any]:
    """Return the editor's options for registering a client: the essential questions."""
    if kind == ANONYMOUS:
        return questions_for(kind)
    asked = {
        bound.key
        for bound in asked_of(kind)
        if bound.section.key in AT_THE_DOOR or bound.key in ALSO_AT_THE_DOOR
    }
    return {"only": (asked - NOT_AT_THE_DOOR) | {OWN_QUESTIONS}}


def asked_of(kind: str) -> list[BoundQuestion]:
    """Return the questions that a kind of client is asked, in order."""
    options = questions_for(kind)
    only, without = options.get("only"), options.get("without", ())
    return [
        bound
        for bound in questions_of(Client)
        if bound.key not in without and (only is None or bound.key in only)
    ]


def part_of(kind: str, part: str) -> tuple[str, ...]:
    """Return the keys of the questions of one part of a profile; raise NotFoundError if none."""
    if part == OWN_PART and kind == NAMED:
        return (OWN_QUESTIONS,)
    keys = tuple(bound.key for bound in asked_of(kind) if bound.section.key == part)
    if not keys:
        raise NotFoundError("no such part")
    return keys


def green_questions(kind: str) -> tuple[str, ...]:
    """Return the keys of what a profile needs to be complete."""
    keys = [bound.key for bound in asked_of(kind) if bound.green or bound.question.at_least]
    return (*keys, OWN_QUESTIONS) if kind == NAMED else tuple(keys)


def questions_to_change(client: Client, part: str | None = None) -> dict[str, Any]:
    """Return the editor's options for changing a profile, or one part of it.

    An anonymous client's day of registration never changes once it is saved (forms.md 2).
    """
    options = questions_for(client.kind)
    if part is not None:
        options = {"only": part_of(client.kind, part)}
    if client.kind == ANONYMOUS and client.registration_date is not None:
        options["frozen"] = ("registration_date",)
    return options


class ClientService:
    """Registers and changes clients."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def require(
        self,
        number: int,
        *,
        lock: bool = False,
        lists: Iterable[str] | None = None,
        apart: Iterable[str] = (),
    ) -> Client:
        """Return a client by number, with phones, addresses and identifiers.

        lists: the names of those to read instead, all in the client's own statement. apart: of
        those to read by a statement each, since many of one and many of another multiply.

        The number of a record that was merged finds the one that took it up. With `lock`, for
        changing the record itself, it is a MergedClientError: what was typed was meant for
        the other.
        """
        client = self._read(Client.number == number, lock=lock, lists=lists, apart=apart)
        if client is None:
            client = self._now_called(number, lists)
            if lock and client is not None:
                raise MergedClientError(client.number)
        if client is None:
            raise NotFoundError("no such client")
        return client

    def _now_called(self, number: int, lists: Iterable[str] | None) -> Client | None:
        """Return the client who took up the record of an old number, and note the new one."""
        alias = select(ClientAlias.client_id).where(ClientAlias.number == number)
        client = self._read(Client.id == alias.scalar_subquery(), lists=lists)
        if client is not None:
            self._db.info[RENUMBERED] = client.number
        return client

    def former_ids(self, client: Client) -> Select[uuid.UUID]:
        """Return the ids of the records that were merged into a client, for ``in_()``."""
        return select(ClientAlias.former_id).where(
            ClientAlias.agency_id == agency_of(self._db), ClientAlias.client_id == client.id
        )

    def _read(
        self,
        condition: ColumnElement[bool],
        *,
        lock: bool = False,
        lists: Iterable[str] | None = None,
        apart: Iterable[str] = (),
    ) -> Client | None:
        loads = [
            selectinload(Client.phones),
            selectinload(Client.addresses),
            selectinload(Client.identifiers),
        ]
        if lists is not None:
            # A person has one or two of each: a few wider rows cost less than a statement a list.
            loads = [joinedload(getattr(Client, name)) for name in sorted(lists)]
            loads += [selectinload(getattr(Client, name)) for name in sorted(apart)]
        statement = select(Client).where(condition).options(*loads, joinedload(Client.family))
        if lock:
            statement = statement.with_for_update(of=Client)
        return self._db.scalars(statement).unique().one_or_none()

    def by_id(self, client_id: uuid.UUID) -> Client | None:
        """Return the client made with this id, if the page was posted before."""
        return self._db.scalar(select(Client).where(Client.id == client_id))

    def statement(self, posted_id: str | None = None) -> PrivacyStatement | None:
        """Return the agency's present privacy statement, or the version a page was made with."""
        statement = select(PrivacyStatement).order_by(PrivacyStatement.version.desc()).limit(1)
        if posted_id is not None:
            statement = statement.where(PrivacyStatement.id == parse_uuid7(posted_id))
        return self._db.scalar(statement)

    def start(self, client_id: uuid.UUID, number: int, kind: str, staff: Staff) -> Client:
        """Add an empty client to the session, for the editor to fill."""
        client = Client(
            id=client_id,
            number=number,
            kind=kind,
            registered_by_id=staff.id,
            registration_date=None,
        )
        self._db.add(client)
        return client

    def answered_statement(self, client: Client, statement_id: uuid.UUID, locale: str) -> None:
        """Note that the client read this version of the statement, in this language."""
        client.privacy_statement_id = statement_id
        client.privacy_locale = locale
        client.privacy_answered_at = dt.datetime.now(dt.UTC)

    def judge_saved(self, client: Client, submission: Submission) -> None:
        """Set what follows from the answers: the sort key, the postal code, the state."""
        client.name_key = name_key(client.first_name, client.last_name, client.preferred_name)
        if client.kind == NAMED:
            client.postal_code = client.addresses[0].postal_code if client.addresses else None
        client.state = COMPLETE if submission.is_complete else INCOMPLETE
        asked = inspect(client).attrs.research_consent
        if "research_consent" in submission.answers and asked.history.has_changes():
            ConsentService(self._db, today_at(self._db)).follow_profile(client)

    def judge_part(self, client: Client, submission: Submission, green: Editor) -> None:
        """Set the same when only a part was saved: `green` asks what completeness needs."""
        whole = green.judge(green.raw_of(client), record=client)
        if "research_consent" in submission.answers:
            whole.answers["research_consent"] = client.research_consent
        self.judge_saved(client, whole)


def shared_answers(editor: Editor, client: Client) -> dict[str, list[str]]:
    """Return what a new member of this client's family starts with."""
    answers = {key: getattr(client, key) for key in FAMILY_COPIES}
    answers["phones"] = [
        {"number": phone.number, "kind": phone.kind, "may_leave_message": phone.may_leave_message}
        for phone in client.phones
        if not phone.avoid
    ]
    answers["addresses"] = [
        {key: getattr(address, key) for key in ADDRESS_COPIES} for address in client.addresses[:1]
    ]
    return editor.raw_from(answers)
