"""That somebody opened what other programs keep of a client; kept for good."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, DateTime, Index, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db.base import AgencyScoped, Base, reference, tenant_relationship


class EmergencyAccess(AgencyScoped, Base):
    """An opening: who, of whom, why, until when, and which manager has looked at it.

    programs: those whose services were restricted at that moment; their managers are told.
    """

    __tablename__ = "emergency_access"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    staff_id: Mapped[uuid.UUID] = reference("staff")
    reason: Mapped[str]
    programs: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid()))
    opened_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    expires_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    reviewed_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    client: Mapped[Client] = tenant_relationship("Client", "client_id")
    staff: Mapped[Staff] = tenant_relationship("Staff", "staff_id")
    reviewed_by: Mapped[Staff | None] = tenant_relationship("Staff", "reviewed_by_id")

    __table_args__ = (
        CheckConstraint("expires_at <= opened_at + interval '1 hour'", name="hour"),
        CheckConstraint("(reviewed_at is null) = (reviewed_by_id is null)", name="reviewed"),
        # Read with every request of the person.
        Index(
            "ix_emergency_access_staff",
            "agency_id",
            "staff_id",
            "expires_at",
            postgresql_include=["client_id"],
        ),
        Index("ix_emergency_access_client", "agency_id", "client_id"),
    )
