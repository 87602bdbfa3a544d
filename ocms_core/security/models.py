"""The agency's wrapped data keys."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base


class AgencyKey(AgencyScoped, Base):
    """A data key of one agency, wrapped by the root key that lies outside the database."""

    __tablename__ = "agency_key"

    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
