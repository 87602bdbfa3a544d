"""Accounts are global: an e-mail is one person over the whole host (decisions A3)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocms_core.agencies.models import Agency
from ocms_core.db.base import Base
from ocms_core.db.types import uuid7


class Account(Base):
    """A person who can sign in. The password is an argon2id hash, or none before the invitation."""

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None]
    locale: Mapped[str] = mapped_column(Text, default="en")
    keyboard_shortcuts: Mapped[bool] = mapped_column(Boolean, default=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    # Where to look for staff of this account when it signs in: staff stand behind the walls.
    agency_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, server_default="{}"
    )
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (
        Index("uq_account_email", text("lower(email)"), unique=True),
        CheckConstraint("locale in ('en', 'fr')", name="locale"),
    )


class HostOperator(Base):
    """An account that runs the installation; it is staff of no agency by this."""

    __tablename__ = "host_operator"

    account_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )


class AccountToken(Base):
    """A mailed single-use link, kept only as a hash."""

    __tablename__ = "account_token"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    account_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    expires_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    account: Mapped[Account] = relationship()

    __table_args__ = (CheckConstraint("purpose in ('invitation', 'reset')", name="purpose"),)


class WebSession(Base):
    """A sign-in. The cookie holds a random token; the table holds its hash."""

    __tablename__ = "web_session"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    agency_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("agency.id", ondelete="CASCADE")
    )
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    last_seen_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    ended_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    # When the person last typed the password again, for what asks for it (accounts/confirming.py).
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    address: Mapped[str | None]
    browser: Mapped[str | None]

    account: Mapped[Account] = relationship()
    agency: Mapped[Agency | None] = relationship()


class SignInAttempt(Base):
    """A try to sign in or to have a link mailed; guessing is limited by counting these."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[str]
    kind: Mapped[str]
    succeeded: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (
        Index("ix_sign_in_attempt_email", "email_hash", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )
