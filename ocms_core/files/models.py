"""Files about a client: what they are and who may open them; the content lies elsewhere."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference, tenant_relationship

if TYPE_CHECKING:
    from ocms_core.agencies.models import Staff
    from ocms_core.clients.models import Client
    from ocms_core.forms.models import ServiceForm


class ClientFile(AgencyScoped, Base):
    """One file of a client, from the profile or from a service form.

    scope: "form" follows the form; else who may open it, see lookups.py. program_id: of the one
    who uploaded, whose managers may open and remove it. stored_as, thumbnail_as: names in the
    storage; wrapped_key: the file's own key, sealed by the agency's. removed_at: it lies in the
    bin and is destroyed after 14 days.
    """

    __tablename__ = "client_file"

    client_id: Mapped[uuid.UUID] = reference("client")
    form_id: Mapped[uuid.UUID | None] = reference("service_form", ondelete="cascade", nullable=True)
    scope: Mapped[str] = mapped_column(Text)
    program_id: Mapped[uuid.UUID | None] = reference("program", nullable=True)
    author_id: Mapped[uuid.UUID] = reference("staff")
    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    stored_as: Mapped[str] = mapped_column(Text)
    thumbnail_as: Mapped[str | None] = mapped_column(Text)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary, info={"sealed": "client_file|{id}|key"})
    removed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    removed_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)

    client: Mapped[Client] = tenant_relationship("Client", "client_id")
    form: Mapped[ServiceForm | None] = tenant_relationship("ServiceForm", "form_id")
    author: Mapped[Staff] = tenant_relationship("Staff", "author_id")

    __table_args__ = (
        CheckConstraint("scope in ('form', 'agency', 'program', 'private')", name="scope"),
        CheckConstraint("(scope = 'form') = (form_id is not null)", name="form"),
        CheckConstraint("scope <> 'program' or program_id is not null", name="program"),
        CheckConstraint("size >= 0", name="size"),
        Index("ix_client_file_client", "agency_id", "client_id", "created_at"),
        Index("ix_client_file_form", "agency_id", "form_id"),
        Index("ix_client_file_size", "agency_id", "size"),
        Index("ix_client_file_removed", "agency_id", "removed_at"),
    )

    @property
    def is_removed(self) -> bool:
        """Whether it lies in the bin."""
        return self.removed_at is not None

    @property
    def key_place(self) -> str:
        """What the file's key is bound to."""
        return f"client_file|{self.id}|key"
