"""The envelope that every service form shares (forms.md 0.A), and drafts.

A form adds its own table by joined inheritance. Lists and most reports read the envelope alone,
from a covering index (architecture 3, proofs 5).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import (
    AgencyScoped,
    Base,
    Timestamped,
    reference,
    tenant_children,
    tenant_relationship,
)
from ocms_core.db.models import load_core
from ocms_core.db.types import uuid7
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec
from ocms_core.i18n import _
from ocms_core.lookups import INSTITUTION_TYPE, LANGUAGE, REFERRED_BY, SERVICE_STATUS

if TYPE_CHECKING:
    from ocms_core.agencies.models import Funder, Program, Staff
    from ocms_core.clients.models import Client
    from ocms_core.forms.blocks import EssentialSkills, SupportReceived, TargetGroup
    from ocms_core.service_sessions.models import ServiceSession

INCOMPLETE, COMPLETE = "incomplete", "complete"
# Answered, and of a service that did not take place: somebody who did not come to an activity.
NOT_COUNTED = "not_counted"
HEADER, NOTES = 10, 90


class ServiceForm(AgencyScoped, Timestamped, Base):
    """A record of one service: the columns that forms of every kind have."""

    __tablename__ = "service_form"
    __form__: ClassVar[FormSpec] = FormSpec(key="service_form", title=_("Service form"))

    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, default=1)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(Text, default=INCOMPLETE)
    service_date: Mapped[dt.date] = mapped_column(Date)
    session_id: Mapped[uuid.UUID | None] = reference(
        "service_session", ondelete="cascade", nullable=True
    )
    client_id: Mapped[uuid.UUID | None] = reference("client", nullable=True)
    site_id: Mapped[uuid.UUID | None] = reference("site", nullable=True)
    author_id: Mapped[uuid.UUID] = reference("staff")
    worker_id: Mapped[uuid.UUID] = reference("staff")
    # Of a form that tells of a whole session, how many took part without a name; such a form is no
    # service of its own. None: a service.
    attendances: Mapped[int | None] = mapped_column(Integer)
    completed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    # How many green answers it lacked when it was saved; nothing for one that never was.
    missing_count: Mapped[int | None] = mapped_column(Integer)
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")

    with ask.section(_("Service"), order=HEADER):
        funder_id: Mapped[uuid.UUID | None] = ask.pick("funder", _("Service funded by"), green=True)
        program_id: Mapped[uuid.UUID | None] = ask.pick("program", _("Agency program"), green=True)
        status: Mapped[str | None] = ask.choice(SERVICE_STATUS, _("Status of service"), green=True)
        start_date: Mapped[dt.date | None] = ask.date(_("Start date of service"))
        end_date: Mapped[dt.date | None] = ask.date(_("End date of service"))
        minutes: Mapped[int | None] = ask.minutes(
            _("Time spent"), minimum=0, maximum=500 * 60 + 55, step=5
        )
        volunteer_minutes: Mapped[int | None] = ask.minutes(
            _("Volunteer time"), minimum=0, maximum=500 * 60
        )
        service_language: Mapped[str | None] = ask.choice(LANGUAGE, _("Language of service"))
        referred_by: Mapped[str | None] = ask.choice(REFERRED_BY, _("Referred by"))
        institution_type: Mapped[str | None] = ask.choice(
            INSTITUTION_TYPE, _("Type of institution where the client received services")
        )
        postal_code: Mapped[str | None] = ask.text(
            _("Postal code where the service was received"),
            input_type="postal_code",
            max_length=10,
        )
    with ask.section(_("Notes and privacy"), order=NOTES):
        notes: Mapped[str | None] = ask.long_text(_("Case notes"))
        private: Mapped[bool] = mapped_column(
            default=False,
            server_default="false",
            info={
                "question": ask.Question(
                    kind="yes_no",
                    label=_("Private form"),
                    hint=_("Only you, the managers of the program and agency admins can open it."),
                    default=False,
                )
            },
        )

    client: Mapped[Client | None] = tenant_relationship("Client", "client_id")
    session: Mapped[ServiceSession | None] = tenant_relationship(
        "ServiceSession", "session_id", back_populates="forms"
    )
    program: Mapped[Program | None] = tenant_relationship("Program", "program_id")
    funder: Mapped[Funder | None] = tenant_relationship("Funder", "funder_id")
    author: Mapped[Staff] = tenant_relationship("Staff", "author_id")
    worker: Mapped[Staff] = tenant_relationship("Staff", "worker_id")
    support: Mapped[SupportReceived | None] = tenant_children(
        "SupportReceived", "id", uselist=False
    )
    target_group: Mapped[TargetGroup | None] = tenant_children("TargetGroup", "id", uselist=False)
    skills: Mapped[EssentialSkills | None] = tenant_children("EssentialSkills", "id", uselist=False)

    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012  SQLAlchemy reads it
    __table_args__: Any = (
        CheckConstraint("state in ('incomplete', 'complete', 'not_counted')", name="state"),
        # Index-only scans for reports; `private` is in it, or the visibility rule would send
        # every report to the heap (proofs 5).
        Index(
            "ix_service_form_report",
            "agency_id",
            "service_date",
            postgresql_include=[
                "client_id",
                "kind",
                "program_id",
                "funder_id",
                "worker_id",
                "site_id",
                "minutes",
                "private",
                "author_id",
                "attendances",
            ],
            postgresql_where=text("state = 'complete'"),
        ),
        Index(
            "ix_service_form_client",
            "agency_id",
            "client_id",
            "service_date",
            postgresql_include=["program_id", "state"],
        ),
        Index("ix_service_form_session", "agency_id", "session_id"),
        # The words of the case notes, for find_notes().
        Index(
            "ix_service_form_words",
            "agency_id",
            literal_column("note_words(notes)").label("words"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=text("notes is not null"),
        ),
        # A worker's latest forms, on the first page of the day: without it every form is read.
        Index("ix_service_form_latest", "agency_id", "worker_id", "updated_at"),
        Index(
            "ix_service_form_to_complete",
            "agency_id",
            "worker_id",
            "service_date",
            postgresql_where=text("state = 'incomplete'"),
        ),
    )

    def __init_subclass__(cls, **arguments: Any) -> None:
        # A plugin's form may be the first model that anybody imports: its table needs ours.
        load_core()
        for name in ("__form__", "__tablename__"):
            if name not in vars(cls):
                raise TypeError(f"{cls.__name__} is a service form: it needs a {name} of its own")
        spec: FormSpec = cls.__form__
        cls.__mapper_args__ = {"polymorphic_identity": spec.key}
        cls.agency_id = mapped_column(BigInteger, primary_key=True)
        cls.id = mapped_column(Uuid, primary_key=True, default=uuid7)
        cls.__table_args__ = (
            *vars(cls).get("__table_args__", ()),
            ForeignKeyConstraint(
                ["agency_id", "id"],
                ["service_form.agency_id", "service_form.id"],
                ondelete="CASCADE",
            ),
        )
        super().__init_subclass__(**arguments)

    @property
    def is_complete(self) -> bool:
        """Whether its green questions are answered, so that reports count it."""
        return self.state == COMPLETE


class FormPart:
    """A row that belongs to a service form and is hidden with it; `form_key` is its column."""

    form_key: ClassVar[str] = "id"


class Draft(AgencyScoped, Base):
    """What a person typed and has not saved, sealed; seen by them alone, purged after 30 days.

    target: ``service_form:<id>`` or ``client:<id>``, the id minted when the page was opened.
    """

    __tablename__ = "draft"

    staff_id: Mapped[uuid.UUID] = reference("staff", ondelete="cascade")
    target: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"sealed": "draft|{staff_id}|{target}"})
    saved_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    __table_args__ = (UniqueConstraint("agency_id", "staff_id", "target"),)
