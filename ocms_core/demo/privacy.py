"""What the demo's clients agreed to, one conflict, and what members of families are."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency, Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.privacy.lookups import (
    FOLLOW_UP,
    FUNDER_REPORTING,
    GIVEN,
    PARTNER_SHARING,
    REFUSED,
    RESEARCH,
    SERVICE,
    WITHDRAWN,
)
from ocms_core.privacy.models import (
    ConflictAttempt,
    ConflictBlock,
    ConsentEntry,
    ConsentPurpose,
)
from ocms_core.privacy.services import add_months
from ocms_core.security.roles import Role

REPORTING_MONTHS, PARTNER_MONTHS = 24, 12
RENEWED_SHARE = 0.9
GENERATION = 16
REASONS = {
    "en": "They are sisters-in-law; she asked for it herself.",
    "fr": "Ce sont des belles-sœurs; elle l’a demandé elle-même.",
}


def write_privacy(db: Session, random: Random, agency: Agency, today: dt.date) -> None:
    """Write consents for every named client, one conflict block, and relationships."""
    db.add(ConsentPurpose(purpose=SERVICE, at_registration=True))
    db.add(ConsentPurpose(purpose=FUNDER_REPORTING, at_registration=True, months=REPORTING_MONTHS))
    db.add(ConsentPurpose(purpose=PARTNER_SHARING, months=PARTNER_MONTHS))
    clients = list(db.scalars(select(Client).where(Client.kind == NAMED).order_by(Client.number)))
    ledger = _Ledger(random, agency, today)
    for client in clients:
        ledger.registered(client)
    db.execute(insert(ConsentEntry), ledger.rows)
    _relate(clients, today)
    _bar(db, random, agency.locale)
    db.flush()


class _Ledger:
    """The entries of one agency, as rows of one statement."""

    def __init__(self, random: Random, agency: Agency, today: dt.date) -> None:
        self.rows: list[dict[str, Any]] = []
        self._random = random
        self._agency_id = agency.id
        self._zone = ZoneInfo(agency.time_zone)
        self._today = today

    def registered(self, client: Client) -> None:
        """Write what a client agreed to when registering, and what was asked later."""
        random, day = self._random, client.registration_date or self._today
        self._add(client, SERVICE, GIVEN, day)
        self._reporting(client, day)
        if client.research_consent is not None:
            self._add(client, RESEARCH, GIVEN if client.research_consent else REFUSED, day)
        dice = random.random()
        if dice < 0.02:
            self._add(client, FOLLOW_UP, REFUSED, self._later(day))
        elif dice < 0.12:
            self._add(client, FOLLOW_UP, GIVEN, self._later(day))
        if random.random() < 0.1:
            asked = self._later(day)
            self._add(client, PARTNER_SHARING, GIVEN, asked, PARTNER_MONTHS)
            if random.random() < 0.2:
                self._add(client, PARTNER_SHARING, WITHDRAWN, self._later(asked))

    def _reporting(self, client: Client, day: dt.date) -> None:
        while True:
            self._add(client, FUNDER_REPORTING, GIVEN, day, REPORTING_MONTHS)
            ends = add_months(day, REPORTING_MONTHS)
            if ends >= self._today or self._random.random() > RENEWED_SHARE:
                return
            day = ends

    def _later(self, day: dt.date) -> dt.date:
        return day + dt.timedelta(days=self._random.randint(0, max(0, (self._today - day).days)))

    def _add(
        self, client: Client, purpose: str, answer: str, day: dt.date, months: int | None = None
    ) -> None:
        at = dt.datetime.combine(day, dt.time(11, 0), tzinfo=self._zone)
        shown = purpose in {SERVICE, FUNDER_REPORTING}
        self.rows.append(
            {
                "agency_id": self._agency_id,
                "id": uuid7(),
                "client_id": client.id,
                "purpose": purpose,
                "answer": answer,
                "answered_on": day,
                "recorded_at": at,
                "valid_until": None if months is None else add_months(day, months),
                "how": "written" if self._random.random() < 0.3 else "oral",
                "taken_by_id": client.registered_by_id,
                "statement_id": client.privacy_statement_id if shown else None,
                "statement_locale": client.privacy_locale if shown else None,
            }
        )


def _relate(clients: list[Client], today: dt.date) -> None:
    """Say what members of families are to the eldest, as far as their ages tell."""
    in_families = [client for client in clients if client.family_id is not None]
    in_families.sort(key=lambda client: (str(client.family_id), client.born_on or today))
    for _family, members in groupby(in_families, key=lambda client: client.family_id):
        head, *others = members
        if head.born_on is None:
            continue
        head.family_role = "head"
        has_spouse = False
        for person in others:
            if person.born_on is None:
                continue
            if (person.born_on - head.born_on).days > GENERATION * 365:
                person.family_role = "child"
            else:
                person.family_role = "other" if has_spouse else "spouse"
                has_spouse = True


def _bar(db: Session, random: Random, locale: str) -> None:
    """Bar one worker from a client who was served by another."""
    staff = list(db.scalars(select(Staff).order_by(Staff.id)))
    admins = [person for person in staff if person.role == Role.ADMIN]
    workers = [person for person in staff if person.role == Role.WORKER]
    same = (Client.agency_id == ServiceForm.agency_id) & (Client.id == ServiceForm.client_id)
    served = db.execute(
        select(ServiceForm.client_id, ServiceForm.worker_id)
        .join(Client, same)
        .where(Client.kind == NAMED)
        .order_by(ServiceForm.service_date.desc(), ServiceForm.id)
        .limit(1)
        # Nobody looks while the demo is written.
        .execution_options(beyond_visibility=True)
    ).first()
    others = [person for person in workers if served and person.id != served.worker_id]
    if not (served and admins and others):
        return
    barred = random.choice(others)
    db.add(
        ConflictBlock(
            client_id=served.client_id,
            staff_id=barred.id,
            reason=REASONS[locale],
            barred_by_id=admins[0].id,
        )
    )
    for action in ("GET clients.detail", "GET clients.edit"):
        db.add(
            ConflictAttempt(
                client_id=served.client_id,
                staff_id=barred.id,
                action=action,
                address="192.0.2.17",
            )
        )
