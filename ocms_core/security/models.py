"""The agency's wrapped keys."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base

DATA, INDEX = "data", "index"


class AgencyKey(AgencyScoped, Base):
    """A key of one agency, wrapped by a root key that lies outside the database.

    purpose: "data" seals values, the newest row's key those that are sealed from now on; "index"
    makes the blind indexes and stays when data keys change. root: the name of the root key; empty
    in rows of the time when there was one.
    """

    __tablename__ = "agency_key"

    purpose: Mapped[str] = mapped_column(Text, default=DATA, server_default=DATA)
    root: Mapped[str | None]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (
        CheckConstraint("purpose in ('data', 'index')", name="purpose"),
        Index(
            "uq_agency_key_index",
            "agency_id",
            unique=True,
            postgresql_where=text("purpose = 'index'"),
        ),
    )
