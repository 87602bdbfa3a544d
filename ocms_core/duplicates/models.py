"""Pairs of records that may be one person, the scans that find them, and the merges done."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import AT_MERGE, STAYS
from ocms_core.db.base import AgencyScoped, Base, reference, tenant_relationship

OPEN, NOT_SAME, MERGED = "open", "not_same", "merged"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


def _of_client(ondelete: str = "restrict") -> Any:
    """Declare a column that names a client and keeps naming it when the client is merged."""
    return reference("client", ondelete=ondelete, info={AT_MERGE: STAYS})


class ClientPair(AgencyScoped, Base):
    """Two records that may be one person, found by a scan or suggested by a worker.

    reasons: codes of why. A pair that somebody judged stays, so that it is never asked again.
    """

    __tablename__ = "client_pair"

    low_id: Mapped[uuid.UUID] = _of_client("cascade")
    high_id: Mapped[uuid.UUID] = _of_client("cascade")
    score: Mapped[float] = mapped_column(Float, default=0.0)
    reasons: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    found_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    suggested_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    judged_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    judged_at: Mapped[dt.datetime | None]
    note: Mapped[str | None]

    suggested_by: Mapped[Staff | None] = tenant_relationship("Staff", "suggested_by_id")
    judged_by: Mapped[Staff | None] = tenant_relationship("Staff", "judged_by_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="order"),
        CheckConstraint("state in ('open', 'not_same', 'merged')", name="state"),
        Index("ix_client_pair_state", "agency_id", "state", "score", "id"),
        Index("ix_client_pair_high", "agency_id", "high_id"),
    )


class ClientScan(AgencyScoped, Base):
    """One comparison of all clients of the agency with one another, done by the worker."""

    __tablename__ = "client_scan"

    asked_by_id: Mapped[uuid.UUID] = reference("staff")
    asked_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    state: Mapped[str] = mapped_column(Text, default=WAITING)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    found: Mapped[int] = mapped_column(Integer, default=0)
    new_pairs: Mapped[int] = mapped_column(Integer, default=0)
    finished_at: Mapped[dt.datetime | None]

    asked_by: Mapped[Staff] = tenant_relationship("Staff", "asked_by_id")

    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),
    )


class ClientMerge(AgencyScoped, Base):
    """That one record was merged into another, and what it takes to undo that.

    moved: which rows went from whom to whom, by table and column: ids alone. sealed: the values
    that were replaced and the rows that were left out, under the agency's key, since they are
    personal data.
    """

    __tablename__ = "client_merge"

    survivor_id: Mapped[uuid.UUID] = _of_client()
    merged_id: Mapped[uuid.UUID] = _of_client()
    merged_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    merged_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    note: Mapped[str | None]
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"sealed": "client_merge|{id}|sealed"}
    )
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)

    merged_by: Mapped[Staff | None] = tenant_relationship("Staff", "merged_by_id")
    undone_by: Mapped[Staff | None] = tenant_relationship("Staff", "undone_by_id")

    __table_args__ = (
        CheckConstraint("survivor_id <> merged_id", name="two"),
        Index("ix_client_merge_survivor", "agency_id", "survivor_id"),
        # A record is merged once, until that is undone.
        Index(
            "uq_client_merge_standing",
            "agency_id",
            "merged_id",
            unique=True,
            postgresql_where=text("undone_at is null"),
        ),
    )
