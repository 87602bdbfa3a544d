"""A batch of clients brought in from a file: what was uploaded, every row's fate, saved columns.

What the file says is sealed as drafts are: it holds identifiers in clear, which the database never
does. Files, rows and reasons are purged some days after the end; which client came from which row
stays, so that a batch can be undone and the same row is not imported twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from ocms_core.agencies.models import Staff
from ocms_core.db.base import AgencyScoped, Base, Timestamped, reference, tenant_relationship

# What a batch waits for. In the states that end in -ing a job works, and nobody may change it.
READING, COLUMNS, CHECKING, CHECKED = "reading", "columns", "checking", "checked"
WRITING, DONE, UNDOING, UNDONE = "writing", "done", "undoing", "undone"
FAILED, DISCARDED = "failed", "discarded"
WORKING = frozenset({READING, CHECKING, WRITING, UNDOING})

GOOD, BAD, DOUBLE = "good", "bad", "double"
SKIP, CREATE, UPDATE = "skip", "create", "update"
MADE, UPDATED, REMOVED, RESTORED = "made", "updated", "removed", "restored"
FILE, ROWS = "file", "rows"


class ImportBatch(AgencyScoped, Timestamped, Base):
    """One import, from the upload to its undoing.

    step: the state that failed. part: which upload this is, the corrected rows being the next.
    sealed: what was understood of the file, as JSON. progress, total: rows, for the page.
    counts: of the present part, by what they count; made_count and so on are of all parts.
    """

    __tablename__ = "import_batch"

    file_name: Mapped[str] = mapped_column(Text)
    file_size: Mapped[int] = mapped_column(Integer)
    file_digest: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=READING)
    step: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[list[Any] | None] = mapped_column(JSONB)
    part: Mapped[int] = mapped_column(Integer, default=1)
    encoding: Mapped[str | None] = mapped_column(Text)
    day_first: Mapped[bool | None] = mapped_column(Boolean)
    sealed: Mapped[bytes | None] = deferred(
        mapped_column(LargeBinary, info={"sealed": "import_batch|{id}|layout"})
    )
    progress: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    made_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    updated_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    removed_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    started_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    started_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    ended_at: Mapped[dt.datetime | None]
    purged_at: Mapped[dt.datetime | None]

    started_by: Mapped[Staff | None] = tenant_relationship("Staff", "started_by_id")

    __table_args__ = (
        CheckConstraint(
            "state in ('reading', 'columns', 'checking', 'checked', 'writing', 'done', "
            "'undoing', 'undone', 'failed', 'discarded')",
            name="state",
        ),
        Index("ix_import_batch_started_at", "agency_id", "started_at"),
    )

    @property
    def is_working(self) -> bool:
        """Whether a job has it in hand."""
        return self.state in WORKING


class ImportChunk(AgencyScoped, Base):
    """A piece of the uploaded file, or some hundred of its rows as JSON; always sealed."""

    __tablename__ = "import_chunk"

    batch_id: Mapped[uuid.UUID] = reference("import_batch", ondelete="cascade")
    kind: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[int] = mapped_column(Integer, default=0)
    row_count: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, info={"sealed": "import_chunk|{batch_id}|{kind}|{position}"}
    )

    __table_args__ = (UniqueConstraint("agency_id", "batch_id", "kind", "position"),)


class ImportRow(AgencyScoped, Base):
    """What was found of one row, what is to be done with it, and what became of it.

    sealed: reasons, likenesses and the cells, of rows that somebody has to look at. digest: keyed,
    of what the row says; the same row is known again by it. like_client_id: the client it
    resembles most; like_position: the earlier row it resembles. score: of 100.
    """

    __tablename__ = "import_row"

    batch_id: Mapped[uuid.UUID] = reference("import_batch", ondelete="cascade")
    part: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[int] = mapped_column(Integer)
    row_number: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(Text)
    choice: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    like_client_id: Mapped[uuid.UUID | None] = reference(
        "client", nullable=True, ondelete="set null"
    )
    like_position: Mapped[int | None] = mapped_column(Integer)
    score: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"sealed": "import_row|{id}|finding"}
    )
    client_id: Mapped[uuid.UUID | None] = reference("client", nullable=True, ondelete="set null")
    outcome: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("agency_id", "batch_id", "part", "position"),
        CheckConstraint("verdict in ('good', 'bad', 'double')", name="verdict"),
        CheckConstraint("choice in ('skip', 'create', 'update')", name="choice"),
        Index("ix_import_row_verdict", "agency_id", "batch_id", "part", "verdict", "position"),
        Index("ix_import_row_digest", "agency_id", "digest"),
        Index(
            "ix_import_row_client",
            "agency_id",
            "client_id",
            postgresql_where=text("client_id is not null"),
        ),
        Index(
            "ix_import_row_like",
            "agency_id",
            "like_client_id",
            postgresql_where=text("like_client_id is not null"),
        ),
    )


class ImportMapping(AgencyScoped, Base):
    """What the columns of a file were, for the next file with the same headers."""

    __tablename__ = "import_mapping"

    headers_digest: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    day_first: Mapped[bool | None] = mapped_column(Boolean)
    used_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (UniqueConstraint("agency_id", "headers_digest"),)
