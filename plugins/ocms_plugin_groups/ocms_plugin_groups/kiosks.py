"""A kiosk: a device that may check people in to one activity, and nothing else.

Its link is signed, opened once, and gives the device a cookie of its own, which no other page
knows. Whoever stands before it learns nothing of anybody: each failure has the same answer.
Nobody is signed in there, so what it reads is read beyond visibility, and none of it is shown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Index, Integer, LargeBinary, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocms_core.agencies.models import Agency, AgencyPlugin, Staff
from ocms_core.audit.actions import CHANGE
from ocms_core.audit.services import record_change, record_work
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.db.scope import agency_of
from ocms_core.db.types import parse_number, parse_uuid7, uuid7
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.services import FormService
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_plugin_groups.cards import CheckInCard, as_code, hash_of

LINK_WORKS = dt.timedelta(minutes=15)
LONGEST = dt.timedelta(hours=12)
WRONG_TRIES = 8
TRIES_IN = dt.timedelta(minutes=10)
BEYOND = {"beyond_visibility": True}


class Kiosk(AgencyScoped, Base):
    """One device at one activity. device_hash: None until its link was opened, once."""

    __tablename__ = "groups_kiosk"

    session_id: Mapped[uuid.UUID] = reference("service_session", ondelete="cascade")
    opened_by_id: Mapped[uuid.UUID] = reference("staff")
    opened_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    device_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    shows_initials: Mapped[bool] = mapped_column(default=False, server_default="false")
    wrong_tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    wrong_since: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_groups_kiosk_session", "agency_id", "session_id"),
        Index("ix_groups_kiosk_device", "agency_id", "device_hash"),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the kiosk may tell: whether it worked, and initials if the worker allowed them."""

    checked_in: bool
    initials: str = ""
    must_wait: bool = False


def end_of_day(day: dt.date, time_zone: str) -> dt.datetime:
    """Return the end of a day in the agency's time zone."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(time_zone))
    return midnight.astimezone(dt.UTC)


def device_hash(token: str) -> bytes:
    """Return what the table keeps of a device's cookie."""
    return hashlib.sha256(b"kiosk device:" + token.encode()).digest()


def split_token(token: str) -> tuple[int, str] | None:
    """Return the agency and the rest of a token, or None."""
    agency, _dot, rest = token.partition(".")
    number = parse_number(agency)
    return None if number is None or not rest else (number, rest)


class KioskService:
    """Opens, closes and recognizes kiosks. now: the moment of the request."""

    def __init__(self, db: Session, now: dt.datetime) -> None:
        self._db = db
        self._now = now

    def of_session(self, service_session: ServiceSession) -> list[Kiosk]:
        """Return the kiosks of a session that still work, the newest first."""
        return list(
            self._db.scalars(
                select(Kiosk)
                .where(
                    Kiosk.session_id == service_session.id,
                    Kiosk.closed_at.is_(None),
                    Kiosk.expires_at > self._now,
                )
                .order_by(Kiosk.opened_at.desc())
            )
        )

    def open(
        self, service_session: ServiceSession, staff: Staff, until: dt.datetime, *, initials: bool
    ) -> Kiosk:
        """Open a kiosk that ends with the day of the session, or earlier."""
        kiosk = Kiosk(
            id=uuid7(),
            session_id=service_session.id,
            opened_by_id=staff.id,
            opened_at=self._now,
            expires_at=min(until, self._now + LONGEST),
            shows_initials=initials,
        )
        self._db.add(kiosk)
        record_change(self._db, "service_session", service_session.id, (), action="kiosk opened")
        self._db.flush()
        return kiosk

    def close(self, service_session: ServiceSession, kiosk_id: uuid.UUID | None) -> None:
        """End a kiosk at once."""
        for kiosk in self.of_session(service_session):
            if kiosk.id == kiosk_id:
                kiosk.closed_at = self._now
                action = "kiosk closed"
                record_change(self._db, "service_session", service_session.id, (), action=action)
        self._db.flush()

    def link_of(self, kiosk: Kiosk) -> str | None:
        """Return the token of a kiosk's link while it works: until it was opened, for minutes."""
        if kiosk.device_hash is not None or self._now > kiosk.opened_at + LINK_WORKS:
            return None
        return f"{agency_of(self._db)}.{kiosk.id}.{self._signature(kiosk.id)}"

    def _signature(self, kiosk_id: uuid.UUID) -> str:
        token: str = self._db.info["vault"].link_token(f"groups_kiosk|{kiosk_id}")
        return token

    def claim(self, token: str) -> tuple[Kiosk, str] | None:
        """Make the device that opened a link the kiosk; return its cookie's token, or None."""
        parts = split_token(token)
        if parts is None:
            return None
        key, _dot, signature = parts[1].partition(".")
        kiosk_id = parse_uuid7(key)
        if kiosk_id is None or not hmac.compare_digest(
            self._signature(kiosk_id).encode(), signature.encode(errors="backslashreplace")
        ):
            return None
        scope.enter(self._db, parts[0])
        kiosk = self._working(Kiosk.id == kiosk_id)
        if kiosk is None or self.link_of(kiosk) is None:
            return None
        secret = secrets.token_urlsafe(32)
        kiosk.device_hash = device_hash(secret)
        self._db.flush()
        return kiosk, f"{parts[0]}.{secret}"

    def by_device(self, token: str, *, lock: bool = False) -> Kiosk | None:
        """Return the kiosk of a device's cookie while it works."""
        parts = split_token(token)
        if parts is None:
            return None
        scope.enter(self._db, parts[0])
        return self._working(Kiosk.device_hash == device_hash(parts[1]), lock=lock)

    def _working(self, condition: Any, *, lock: bool = True) -> Kiosk | None:
        agency_id = agency_of(self._db)
        statement = (
            select(Kiosk)
            .join(Agency, Agency.id == Kiosk.agency_id)
            .join(
                AgencyPlugin,
                (AgencyPlugin.agency_id == agency_id) & (AgencyPlugin.plugin == "groups"),
            )
            .join(Staff, (Staff.agency_id == agency_id) & (Staff.id == Kiosk.opened_by_id))
            .where(
                condition,
                Kiosk.closed_at.is_(None),
                Kiosk.expires_at > self._now,
                Agency.active,
                Staff.active,
            )
            .execution_options(**BEYOND)
        )
        if lock:
            statement = statement.with_for_update(of=Kiosk)
        return self._db.scalars(statement).one_or_none()

    # -- checking in ------------------------------------------------------------------------

    def check_in(
        self,
        kiosk: Kiosk,
        code: str,
        number: str,
        birth_year: str,
        *,
        address: str | None = None,
    ) -> Outcome:
        """Check in whom a card or a number with the year of birth means; the access log has it."""
        if kiosk.wrong_since is not None and self._now - kiosk.wrong_since > TRIES_IN:
            kiosk.wrong_tries, kiosk.wrong_since = 0, None
        if kiosk.wrong_tries >= WRONG_TRIES:
            return Outcome(checked_in=False, must_wait=True)
        client = self._by_card(code) if code.strip() else None
        if client is None and not code.strip():
            client = self._by_number(kiosk, number, birth_year)
        if client is None or not self._came(kiosk, client):
            kiosk.wrong_tries += 1
            kiosk.wrong_since = kiosk.wrong_since or self._now
            self._db.flush()
            return Outcome(checked_in=False)
        record_work(self._db, "POST groups.kiosk", [client.id], kind=CHANGE, address=address)
        names = (client.first_name, client.last_name) if kiosk.shows_initials else ()
        return Outcome(checked_in=True, initials="".join(name[0].upper() for name in names if name))

    def _by_card(self, typed: str) -> Client | None:
        code = as_code(typed)
        if code is None:
            return None
        return self._db.scalars(
            select(Client)
            .join(
                CheckInCard,
                (CheckInCard.agency_id == Client.agency_id) & (CheckInCard.client_id == Client.id),
            )
            .where(CheckInCard.code_hash == hash_of(code), CheckInCard.ended_at.is_(None))
            .execution_options(**BEYOND)
        ).one_or_none()

    def _by_number(self, kiosk: Kiosk, number: str, birth_year: str) -> Client | None:
        """Return who is on the list by that number: others have to show a card."""
        wanted, year = parse_number(number.strip()), birth_year.strip()
        if wanted is None or len(year) != len("1979"):
            return None
        client = self._db.scalars(
            select(Client)
            .join(
                SessionClient,
                (SessionClient.agency_id == Client.agency_id)
                & (SessionClient.client_id == Client.id),
            )
            .where(Client.number == wanted, SessionClient.session_id == kiosk.session_id)
            .execution_options(**BEYOND)
        ).one_or_none()
        # A birth date may be a year alone, and about: 1979-05-12, 1979-05, 1979, 1979~.
        known = (client.birth_date or "")[:4] if client is not None else ""
        return client if known and hmac.compare_digest(known.encode(), year.encode()) else None

    def _came(self, kiosk: Kiosk, client: Client) -> bool:
        """Tick that a client came; put them on the list if need be. False if that cannot be."""
        record = self._db.scalars(
            select(ServiceSession)
            .where(ServiceSession.id == kiosk.session_id)
            .with_for_update(of=ServiceSession)
            .execution_options(**BEYOND)
        ).one_or_none()
        types, kinds = registries().session_types.every(), registries().forms.every()
        session_type = types.get(record.session_type) if record is not None else None
        if record is None or session_type is None or session_type.first_form is None:
            return False
        self._db.info["staff_id"] = kiosk.opened_by_id
        model: Any = kinds[session_type.first_form]
        forms = FormService(self._db, kinds)
        form = self._db.scalars(
            select(model)
            .where(model.session_id == record.id, model.client_id == client.id)
            .limit(1)
            # A worker may be saving it at this moment: neither takes the other's answers away.
            .with_for_update(of=ServiceForm)
            .execution_options(**BEYOND)
        ).first()
        if form is None:
            form = self._put_on_list(forms, record, model, client, kiosk)
        if form.attended is not True:
            form.attended = True
            editor = Editor(
                model,
                StoredChoices(self._db, "en"),
                locale="en",
                today=self._now.date(),
                version=form.version,
            )
            forms.judge_saved(form, editor.judge_stored(form))
            form.revision += 1
            kind = model.__form__.key
            record_change(self._db, kind, form.id, ["attended"], action="checked in at a kiosk")
        self._db.flush()
        return True

    def _put_on_list(
        self,
        forms: FormService,
        record: ServiceSession,
        model: Any,
        client: Client,
        kiosk: Kiosk,
    ) -> Any:
        """Add somebody with a card who was not expected, in the name of who opened the kiosk."""
        present = self._db.scalar(
            select(func.count())
            .select_from(SessionClient)
            .where(SessionClient.session_id == record.id, SessionClient.client_id == client.id)
            .execution_options(**BEYOND)
        )
        if not present:
            self._db.add(SessionClient(session_id=record.id, client_id=client.id))
            record_change(
                self._db, "service_session", record.id, (), action="client added at a kiosk"
            )
        staff = self._db.get_one(Staff, (kiosk.agency_id, kiosk.opened_by_id))
        return forms.attach(
            record, model.__form__.key, client.id, staff, form_id=uuid7(), today=None
        )
