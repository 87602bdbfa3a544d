"""Check-in cards: a random code for one client, that says nothing of them and can be taken back.

The table is searched by the code's hash. The code itself is sealed, so that the card can be printed
again without becoming another one.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import secrets
import uuid

from sqlalchemy import DateTime, Index, LargeBinary, func, literal_column, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.db.types import uuid7

CODE_BYTES = 16
# Letters and digits alone: scanners type them the same on every keyboard.
CODE = re.compile(r"[A-Z2-7]{26}")
PLACE = "groups_card|{id}"


class CheckInCard(AgencyScoped, Base):
    """A card that a client may carry; one at a time works."""

    __tablename__ = "groups_card"

    client_id: Mapped[uuid.UUID] = reference("client")
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"sealed": PLACE})
    made_by_id: Mapped[uuid.UUID] = reference("staff")
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_groups_card_code", "agency_id", "code_hash", unique=True),
        Index(
            "ix_groups_card_client",
            "agency_id",
            "client_id",
            postgresql_where=literal_column("ended_at is null"),
        ),
    )


def hash_of(code: str) -> bytes:
    """Return what the table keeps of a code."""
    return hashlib.sha256(b"check-in card:" + code.encode()).digest()


def as_code(typed: str) -> str | None:
    """Return the code that a scanner typed, or None if it is none of ours."""
    found = re.sub(r"\s", "", typed).upper()
    return found if CODE.fullmatch(found) else None


class CardService:
    """Makes cards and takes them back."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def of_client(self, client: Client) -> CheckInCard | None:
        """Return the client's card that works, if there is one."""
        return self._db.scalars(
            select(CheckInCard)
            .where(CheckInCard.client_id == client.id, CheckInCard.ended_at.is_(None))
            .order_by(CheckInCard.made_at.desc())
            .limit(1)
        ).first()

    def make(self, client: Client, staff: Staff) -> CheckInCard:
        """Give a client a new card; the one before stops working."""
        self._db.execute(select(Client.id).where(Client.id == client.id).with_for_update())
        self.end(client)
        code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
        key = uuid7()
        card = CheckInCard(
            id=key,
            client_id=client.id,
            code_hash=hash_of(code),
            sealed=self._db.info["vault"].seal(self._db, code, PLACE.format(id=key)),
            made_by_id=staff.id,
        )
        self._db.add(card)
        record_change(self._db, "check_in_card", client.id, (), action="made")
        self._db.flush()
        return card

    def end(self, client: Client) -> None:
        """Take back the cards of a client, at once."""
        working = self._db.scalars(
            select(CheckInCard).where(
                CheckInCard.client_id == client.id, CheckInCard.ended_at.is_(None)
            )
        ).all()
        for card in working:
            card.ended_at = dt.datetime.now(dt.UTC)
        if working:
            record_change(self._db, "check_in_card", client.id, (), action="taken back")
        self._db.flush()

    def code_of(self, card: CheckInCard) -> str:
        """Return a card's code, to print it."""
        opened: str = self._db.info["vault"].open(self._db, card.sealed, PLACE.format(id=card.id))
        return opened
