"""The transactional outbox: a lost message loses nothing, a repeated one changes nothing twice."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Integer, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import Base
from ocms_core.db.types import uuid7


class Outbox(Base):
    """One piece of work to do. The payload is ids only, never text or tokens (decisions B4)."""

    __tablename__ = "outbox"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    task: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str | None]
    run_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    done_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint("state in ('waiting', 'done', 'failed')", name="state"),
        Index("ix_outbox_waiting", "run_at", postgresql_where=text("state = 'waiting'")),
    )
