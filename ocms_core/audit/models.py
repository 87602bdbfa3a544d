"""Append-only records of reading and of changing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import DateTime, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference


class AccessLog(AgencyScoped, Base):
    """That a person was shown clients: one row a request, in its transaction (decisions B3)."""

    __tablename__ = "access_log"

    staff_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    action: Mapped[str]
    client_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(UUID(as_uuid=True)))
    detail: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None]

    __table_args__ = (
        Index("ix_access_log_at", "agency_id", "at"),
        Index("ix_access_log_clients", "client_ids", postgresql_using="gin"),
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
