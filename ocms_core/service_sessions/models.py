"""A service session and who took part. It has no columns of its type (decisions D5)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import Date, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.agencies.models import Funder, Site, Staff
from ocms_core.clients.models import Client
from ocms_core.db.base import (
    AgencyScoped,
    Base,
    Timestamped,
    reference,
    tenant_children,
    tenant_relationship,
)
from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_core.i18n import _
from ocms_core.lookups import DELIVERY_METHOD


class ServiceSession(AgencyScoped, Timestamped, Base):
    """An occasion of service: its forms say what was done."""

    __tablename__ = "service_session"
    __form__: ClassVar[FormSpec] = FormSpec(key="service_session", title=_("Session"))

    session_type: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[uuid.UUID] = reference("staff")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")

    service_date: Mapped[dt.date] = mapped_column(
        Date,
        info={
            "question": ask.Question(
                kind="date", label=_("Date of service"), required=True, maximum="today"
            )
        },
    )
    site_id: Mapped[uuid.UUID | None] = ask.pick("site", _("Site"), required=True)
    delivery_method: Mapped[str | None] = ask.choice(
        DELIVERY_METHOD, _("Delivery method"), required=True, default="in_person"
    )
    start_time: Mapped[dt.time | None] = ask.time(_("Start time"))
    minutes: Mapped[int | None] = ask.minutes(_("Length"), minimum=0, maximum=24 * 60)
    also_present: Mapped[str | None] = ask.text(
        _("Also present"), hint=_("Family, friends, an interpreter."), max_length=200
    )

    forms: Mapped[list[ServiceForm]] = tenant_children(
        "ServiceForm", "session_id", back_populates="session"
    )
    clients: Mapped[list[SessionClient]] = tenant_children("SessionClient", "session_id")
    funders: Mapped[list[SessionFunder]] = tenant_children("SessionFunder", "session_id")
    workers: Mapped[list[SessionWorker]] = tenant_children("SessionWorker", "session_id")
    site: Mapped[Site | None] = tenant_relationship("Site", "site_id")

    __table_args__ = (Index("ix_service_session_date", "agency_id", "service_date"),)


class SessionClient(AgencyScoped, Base):
    """That a client took part in a session."""

    __tablename__ = "session_client"

    session_id: Mapped[uuid.UUID] = reference("service_session", ondelete="cascade")
    client_id: Mapped[uuid.UUID] = reference("client")

    client: Mapped[Client] = tenant_relationship("Client", "client_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "session_id", "client_id"),
        Index("ix_session_client_client", "agency_id", "client_id"),
    )


class SessionFunder(AgencyScoped, Base):
    """That a funder pays for the session."""

    __tablename__ = "session_funder"

    session_id: Mapped[uuid.UUID] = reference("service_session", ondelete="cascade")
    funder_id: Mapped[uuid.UUID] = reference("funder")

    funder: Mapped[Funder] = tenant_relationship("Funder", "funder_id")

    __table_args__ = (UniqueConstraint("agency_id", "session_id", "funder_id"),)


class SessionWorker(AgencyScoped, Base):
    """That a member of staff worked in the session."""

    __tablename__ = "session_worker"

    session_id: Mapped[uuid.UUID] = reference("service_session", ondelete="cascade")
    staff_id: Mapped[uuid.UUID] = reference("staff")

    staff: Mapped[Staff] = tenant_relationship("Staff", "staff_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "session_id", "staff_id"),
        Index("ix_session_worker_staff", "agency_id", "staff_id"),
    )
