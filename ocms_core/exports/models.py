"""Files that were made, and which record went out in which: a record goes out once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Integer, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.agencies.models import Funder, Staff
from ocms_core.db.base import (
    AgencyScoped,
    Base,
    reference,
    tenant_children,
    tenant_relationship,
)


class ExportBatch(AgencyScoped, Base):
    """One making of a funder's file or files, which are made again from its rows.

    digests: the SHA-256 of each file, in order. When a batch is undone its rows go, so that the
    records can go out again; the batch stays, with the reason.
    """

    __tablename__ = "export_batch"

    exporter: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(Text)
    funder_id: Mapped[uuid.UUID | None] = reference("funder", nullable=True)
    period_from: Mapped[dt.date] = mapped_column(Date)
    period_to: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    problem: Mapped[str | None]
    record_count: Mapped[int] = mapped_column(Integer, default=0)
    file_count: Mapped[int] = mapped_column(Integer, default=0)
    digests: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    bad_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    held_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    made_by_id: Mapped[uuid.UUID] = reference("staff")
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    uploaded_at: Mapped[dt.datetime | None]
    uploaded_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    undo_reason: Mapped[str | None]

    made_by: Mapped[Staff] = tenant_relationship("Staff", "made_by_id")
    uploaded_by: Mapped[Staff | None] = tenant_relationship("Staff", "uploaded_by_id")
    undone_by: Mapped[Staff | None] = tenant_relationship("Staff", "undone_by_id")
    funder: Mapped[Funder | None] = tenant_relationship("Funder", "funder_id")
    records: Mapped[list[ExportRecord]] = tenant_children(
        "ExportRecord", "batch_id", order_by="ExportRecord.position"
    )

    __table_args__ = (
        CheckConstraint("state in ('waiting', 'ready', 'failed', 'undone')", name="state"),
        Index("ix_export_batch_made_at", "agency_id", "made_at"),
    )


class ExportRecord(AgencyScoped, Base):
    """One row of a file: the record it came from, and the cells as they were sent.

    occasion: empty for what goes out once in its life; for what may go again, the account and the
    revision that it went with. Cells that the exporter calls sealed are encrypted.
    """

    __tablename__ = "export_record"

    batch_id: Mapped[uuid.UUID] = reference("export_batch", ondelete="cascade")
    exporter: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(Text)
    record_id: Mapped[uuid.UUID]
    occasion: Mapped[str] = mapped_column(Text, default="", server_default="")
    position: Mapped[int] = mapped_column(Integer)
    cells: Mapped[dict[str, Any]] = mapped_column(
        JSONB, info={"sealed_cells": "export_record|{id}|{cell}"}
    )

    __table_args__ = (
        # A record goes out once for each file of an exporter.
        UniqueConstraint(
            "agency_id",
            "exporter",
            "file_key",
            "record_id",
            "occasion",
            name="uq_export_record_once",
        ),
        Index("ix_export_record_batch", "agency_id", "batch_id", "position"),
    )
