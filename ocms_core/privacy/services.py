"""Consents: what a client agreed to, what holds today, and what ends soon.

Of each purpose the newest answer holds; one that was given for a time holds until its last day.
Withdrawing writes a new answer, so it acts at the next request. What nobody asked yet holds for the
purposes that come with being served at all, and for no other.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, func, inspect, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased, joinedload

from ocms_core.agencies.models import Agency, PrivacyStatement, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.forms.models import ServiceForm
from ocms_core.privacy.lookups import (
    CONSENT_PURPOSE,
    EXPIRED,
    GIVEN,
    HOLDS_UNASKED,
    NOT_ASKED,
    REFUSED,
    RESEARCH,
    SERVICE,
    WITHDRAWN,
)
from ocms_core.privacy.models import ConsentEntry, ConsentPurpose

ENDS_WITHIN = dt.timedelta(days=60)
RECENT_SERVICE = dt.timedelta(days=365)
MOST_ENTRIES = 300
NEWEST = (
    ConsentEntry.answered_on.desc(),
    ConsentEntry.recorded_at.desc(),
    ConsentEntry.id.desc(),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """How the agency asks for one purpose. months: how long a consent lasts, None for no end."""

    purpose: str
    offered: bool = True
    at_registration: bool = False
    months: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What holds of one purpose today.

    answered_on: None if nobody asked. entry: the answer it follows from, where all were read.
    """

    purpose: str
    state: str
    answered_on: dt.date | None = None
    entry: ConsentEntry | None = None

    @property
    def holds(self) -> bool:
        """Whether the client's data may be used for the purpose."""
        return self.state == GIVEN or (self.state == NOT_ASKED and self.purpose in HOLDS_UNASKED)

    @property
    def is_refusal(self) -> bool:
        """Whether the client said no, or let the consent end."""
        return self.state not in {GIVEN, NOT_ASKED}


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or the last day of it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def today_at(db: Session) -> dt.date:
    """Return the day it is at the agency in scope."""
    agency = db.get_one(Agency, agency_of(db))
    return dt.datetime.now(ZoneInfo(agency.time_zone)).date()


def _tell_profile(client: Client, entry: ConsentEntry) -> None:
    """Let the profile's question say what the ledger says; a funder's file may then go again."""
    agreed = entry.answer == GIVEN
    if client.research_consent != agreed:
        client.research_consent = agreed
        client.research_answered_on = entry.answered_on
        client.revision += 1
        if agreed:
            client.research_refusal = None
        else:
            client.research_contact = []


def with_profile(client: Client, research: ConsentState) -> ConsentState:
    """Return what holds of research: where the ledger is silent, the profile's own answer."""
    if research.state != NOT_ASKED or client.research_consent is None:
        return research
    state = GIVEN if client.research_consent else REFUSED
    return ConsentState(RESEARCH, state, client.research_answered_on)


def allowed(client_id: Any, purpose: str, today: dt.date) -> ColumnElement[bool]:
    """Return the condition that a client's data may be used for a purpose, for bulk work."""
    entry = aliased(ConsentEntry)
    given = (
        select(
            and_(
                entry.answer == GIVEN,
                or_(entry.valid_until.is_(None), entry.valid_until >= today),
            )
        )
        .where(entry.client_id == client_id, entry.purpose == purpose)
        .order_by(entry.answered_on.desc(), entry.recorded_at.desc(), entry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(given, true() if purpose in HOLDS_UNASKED else false())


class ConsentService:
    """Reads and adds to the ledger of consents; `today` is the agency's."""

    def __init__(self, db: Session, today: dt.date) -> None:
        self._db = db
        self._today = today

    # -- how the agency asks -----------------------------------------------------------------

    def offers(self) -> dict[str, Offer]:
        """Return how the agency asks for each purpose, in the order of the list."""
        rows = {row.purpose: row for row in self._db.scalars(select(ConsentPurpose))}
        found = {}
        for code in CONSENT_PURPOSE:
            row = rows.get(code.code)
            found[code.code] = (
                Offer(code.code, at_registration=code.code == SERVICE)
                if row is None
                else Offer(code.code, row.offered, row.at_registration, row.months)
            )
        return found

    def set_offers(self, offers: Iterable[Offer]) -> list[str]:
        """Keep how the agency asks; return the purposes of which something changed."""
        rows = {row.purpose: row for row in self._db.scalars(select(ConsentPurpose))}
        before = self.offers()
        changed = [offer for offer in offers if offer != before[offer.purpose]]
        for offer in changed:
            row = rows.get(offer.purpose)
            if row is None:
                row = ConsentPurpose(purpose=offer.purpose)
                self._db.add(row)
            row.offered = offer.offered
            row.at_registration = offer.at_registration
            row.months = offer.months
        return [offer.purpose for offer in changed]

    # -- what holds --------------------------------------------------------------------------

    def may(self, client: Client, purpose: str) -> bool:
        """Whether a client's data may be used for a purpose today."""
        state = self.state(client.id, purpose)
        return (with_profile(client, state) if purpose == RESEARCH else state).holds

    def state(self, client_id: uuid.UUID, purpose: str) -> ConsentState:
        """Return what holds of one purpose today."""
        found = self.states_of([client_id], (purpose,))
        return found.get((client_id, purpose), ConsentState(purpose, NOT_ASKED))

    def states_of(
        self, client_ids: Sequence[uuid.UUID], purposes: Sequence[str], **options: Any
    ) -> dict[tuple[uuid.UUID, str], ConsentState]:
        """Return what holds for many clients in one statement; who was not asked is left out."""
        if not client_ids:
            return {}
        rows = self._db.execute(
            select(
                ConsentEntry.client_id,
                ConsentEntry.purpose,
                ConsentEntry.answer,
                ConsentEntry.valid_until,
                ConsentEntry.answered_on,
            )
            .where(ConsentEntry.client_id.in_(client_ids), ConsentEntry.purpose.in_(purposes))
            .ext(distinct_on(ConsentEntry.client_id, ConsentEntry.purpose))
            .order_by(ConsentEntry.client_id, ConsentEntry.purpose, *NEWEST),
            execution_options=options,
        )
        return {(row.client_id, row.purpose): self.judged(row) for row in rows}

    def judged(self, newest: Any) -> ConsentState:
        """Return what the newest answer to a purpose means today."""
        ended = newest.valid_until is not None and newest.valid_until < self._today
        state = EXPIRED if ended else newest.answer
        entry = newest if isinstance(newest, ConsentEntry) else None
        return ConsentState(newest.purpose, state, newest.answered_on, entry)

    def entries(self, client: Client) -> list[ConsentEntry]:
        """Return a client's answers, the newest first, with who took them."""
        return list(
            self._db.scalars(
                select(ConsentEntry)
                .where(ConsentEntry.client_id == client.id)
                .options(joinedload(ConsentEntry.taken_by), joinedload(ConsentEntry.statement))
                .order_by(*NEWEST)
                .limit(MOST_ENTRIES)
            )
        )

    def states(self, entries: Iterable[ConsentEntry]) -> dict[str, ConsentState]:
        """Return what holds of every purpose, from a client's answers, the newest first."""
        found: dict[str, ConsentState] = {}
        for entry in entries:
            found.setdefault(entry.purpose, self.judged(entry))
        return {
            code.code: found.get(code.code, ConsentState(code.code, NOT_ASKED))
            for code in CONSENT_PURPOSE
        }

    # -- adding to the ledger ----------------------------------------------------------------

    def add(self, entry: ConsentEntry, client: Client) -> None:
        """Write an answer; the profile's question on research follows it."""
        if entry.answer == GIVEN and entry.valid_until is None:
            months = self.offers()[entry.purpose].months
            if months is not None:
                entry.valid_until = add_months(entry.answered_on, months)
        entry.client_id = client.id
        if entry.purpose == RESEARCH:
            before = self.state(client.id, RESEARCH).answered_on
            if before is None or entry.answered_on >= before:
                _tell_profile(client, entry)
        self._db.add(entry)
        record_change(self._db, "client", client.id, ("consents",))
        self._db.flush()

    def follow_profile(self, client: Client) -> None:
        """Write the profile's answer on research into the ledger, if it was just changed.

        Not of a client who is just being imported: nobody asked them here, and an import that is
        undone must leave nothing. The profile's own answer counts for them.
        """
        if client.imported_as is not None and not inspect(client).persistent:
            return
        changed = inspect(client).attrs.research_consent.history
        before, now = next(iter(changed.deleted or ()), None), client.research_consent
        if not changed.has_changes() or before == now or not client.is_named:
            return
        if now is None and not before:
            return
        answer = WITHDRAWN if now is None else GIVEN if now else REFUSED
        with self._db.no_autoflush:
            months = self.offers()[RESEARCH].months
            newest = self.state(client.id, RESEARCH).answered_on
        day = client.research_answered_on or self._today
        if newest is not None and newest > day:
            # What was changed last on the profile is what the client said last.
            day = self._today
        until = add_months(day, months) if months and answer == GIVEN else None
        self._db.add(
            ConsentEntry(
                client_id=client.id,
                purpose=RESEARCH,
                answer=answer,
                answered_on=day,
                valid_until=until,
                how="oral",
                taken_by_id=self._db.info.get("staff_id"),
            )
        )

    def at_registration(
        self, client: Client, statement: PrivacyStatement, locale: str | None, staff: Staff
    ) -> None:
        """Write what answering Yes to the agency's statement agreed to."""
        for offer in self.offers().values():
            if not (offer.offered and offer.at_registration):
                continue
            if offer.purpose == RESEARCH and client.research_consent is not None:
                # Asked and answered by itself, on the profile.
                continue
            until = None if offer.months is None else add_months(self._today, offer.months)
            self._db.add(
                ConsentEntry(
                    client_id=client.id,
                    purpose=offer.purpose,
                    answer=GIVEN,
                    answered_on=self._today,
                    valid_until=until,
                    how="oral",
                    taken_by_id=staff.id,
                    statement_id=statement.id,
                    statement_locale=locale,
                )
            )
            if offer.purpose == RESEARCH:
                client.research_consent, client.research_answered_on = True, self._today

    # -- what ends soon ----------------------------------------------------------------------

    def ending(self, staff: Staff | None) -> Any:
        """Select (entry, client's name parts) of consents that end soon or have ended.

        Only of clients who were served in the last year: by `staff`, or by anybody for None.
        """
        newer, agency_id = aliased(ConsentEntry), agency_of(self._db)
        served = select(ServiceForm.id).where(
            ServiceForm.agency_id == agency_id,
            ServiceForm.client_id == ConsentEntry.client_id,
            ServiceForm.service_date >= self._today - RECENT_SERVICE,
        )
        if staff is not None:
            served = served.where(ServiceForm.worker_id == staff.id)
        overtaken = exists(
            select(newer.id).where(
                newer.client_id == ConsentEntry.client_id,
                newer.purpose == ConsentEntry.purpose,
                tuple_(newer.answered_on, newer.recorded_at, newer.id)
                > tuple_(ConsentEntry.answered_on, ConsentEntry.recorded_at, ConsentEntry.id),
            )
        )
        return (
            select(
                ConsentEntry.purpose,
                ConsentEntry.valid_until,
                Client.id,
                Client.number,
                Client.first_name,
                Client.last_name,
            )
            .join(
                Client,
                and_(Client.agency_id == agency_id, Client.id == ConsentEntry.client_id),
            )
            .where(
                ConsentEntry.answer == GIVEN,
                ConsentEntry.valid_until <= self._today + ENDS_WITHIN,
                ~overtaken,
                served.exists(),
            )
            .order_by(ConsentEntry.valid_until, Client.name_key, Client.id, ConsentEntry.purpose)
        )
