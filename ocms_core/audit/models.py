"""Append-only records of reading and of changing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import DateTime, Index, Integer, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference, tenant_children


class AccessLog(AgencyScoped, Base):
    """That a person was shown clients: one row a request, in its transaction (decisions B3).

    purpose and detail: what an export was for, as a code and in words. Refused attempts have rows,
    too: who was refused what, and whose page it was.
    """

    __tablename__ = "access_log"

    staff_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    action: Mapped[str]
    # What kind of reading it was (audit/actions.py): in the table, so that an index can find it.
    kind: Mapped[str] = mapped_column(Text, default="view", server_default="view")
    purpose: Mapped[str | None]
    client_count: Mapped[int | None] = mapped_column(Integer)
    detail: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None]

    clients: Mapped[list[AccessLogClient]] = tenant_children("AccessLogClient", "log_id")

    # Ids are ordered by time, so that each of these gives a page of the log in its order.
    __table_args__ = (
        Index("ix_access_log_at", "agency_id", "at"),
        Index("ix_access_log_staff", "agency_id", "staff_id", "id"),
        Index("ix_access_log_kind", "agency_id", "kind", "id"),
    )


class AccessLogClient(AgencyScoped, Base):
    """One client a request showed.

    A table and not an array on the log: array operators are not leakproof, so behind the wall no
    index would ever find "who has seen this client" (proofs 2).
    """

    __tablename__ = "access_log_client"

    log_id: Mapped[uuid.UUID] = reference("access_log", ondelete="cascade")
    client_id: Mapped[uuid.UUID] = mapped_column(Uuid)

    __table_args__ = (
        Index("ix_access_log_client_client", "agency_id", "client_id", "log_id"),
        Index("ix_access_log_client_log", "agency_id", "log_id"),
    )


class ChangeLog(AgencyScoped, Base):
    """That a record was made, changed or removed, and which of its fields: never their values."""

    __tablename__ = "change_log"

    staff_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    kind: Mapped[str]
    record_id: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __table_args__ = (Index("ix_change_log_record", "agency_id", "kind", "record_id", "at"),)
