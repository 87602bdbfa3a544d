"""What clients agreed to, and which members of staff may not see them.

The ledger of consents is append-only, and the database holds it: a row may change its client, so
that a merge can move it and an undone merge can move it back, and nothing else of it. It goes only
when its client is deleted.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.agencies.models import PrivacyStatement, Staff
from ocms_core.clients.models import Client
from ocms_core.db.base import AgencyScoped, Base, reference, tenant_relationship
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.privacy.lookups import (
    CONSENT_ANSWER,
    CONSENT_HOW,
    CONSENT_PURPOSE,
    GIVEN,
)

PURPOSES = ", ".join(f"'{code.code}'" for code in CONSENT_PURPOSE)
ANSWERS = ", ".join(f"'{code.code}'" for code in CONSENT_ANSWER)


class ConsentPurpose(AgencyScoped, Base):
    """How an agency asks for the consent to one purpose; without a row, as the code says."""

    __tablename__ = "consent_purpose"

    purpose: Mapped[str]
    offered: Mapped[bool] = mapped_column(Boolean, default=True)
    at_registration: Mapped[bool] = mapped_column(Boolean, default=False)
    months: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("agency_id", "purpose"),
        CheckConstraint(f"purpose in ({PURPOSES})", name="purpose"),
        CheckConstraint("months between 1 and 120", name="months"),
    )


class ConsentEntry(AgencyScoped, Base):
    """One answer of a client to one purpose. The newest is what holds; none is ever changed."""

    __tablename__ = "consent_entry"
    __form__: ClassVar[FormSpec] = FormSpec(
        key="consent_entry",
        title=_("Consent"),
        rules=(
            Rule(
                at="valid_until",
                message=_("The consent ends before it is given: correct one of the two dates."),
                test=lambda answers: (
                    not answers.get("valid_until")
                    or not answers.get("answered_on")
                    or answers["valid_until"] >= answers["answered_on"]
                ),
            ),
        ),
    )

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    recorded_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    statement_id: Mapped[uuid.UUID | None] = reference("privacy_statement", nullable=True)
    statement_locale: Mapped[str | None]

    client: Mapped[Client] = tenant_relationship("Client", "client_id")
    statement: Mapped[PrivacyStatement | None] = tenant_relationship(
        "PrivacyStatement", "statement_id"
    )
    taken_by: Mapped[Staff | None] = tenant_relationship("Staff", "taken_by_id")

    with ask.section(_("The answer")):
        purpose: Mapped[str] = mapped_column(
            Text,
            info={
                "question": ask.Question(
                    kind="choice", label=_("For what"), codes=CONSENT_PURPOSE, required=True
                )
            },
        )
        answer: Mapped[str] = mapped_column(
            Text,
            info={
                "question": ask.Question(
                    kind="choice", label=_("Answer"), codes=CONSENT_ANSWER, required=True
                )
            },
        )
        answered_on: Mapped[dt.date] = mapped_column(
            Date,
            info={
                "question": ask.Question(
                    kind="date", label=_("Date of the answer"), required=True, maximum="today"
                )
            },
        )
        valid_until: Mapped[dt.date | None] = ask.date(
            _("Valid until"),
            hint=_("The last day. Leave it empty for the agency’s usual time."),
            shown_if=answer == GIVEN,
        )
        how: Mapped[str | None] = ask.choice(CONSENT_HOW, _("How"), required=True)
        taken_by_id: Mapped[uuid.UUID | None] = ask.person(_("Taken by"), required=True)
        guardian: Mapped[str | None] = ask.text(
            _("Guardian who answered"),
            hint=_("Only when somebody answered for the client, such as a parent."),
            max_length=120,
            autocomplete="off",
        )
        note: Mapped[str | None] = ask.long_text(_("Note"), max_length=2000)

    __table_args__ = (
        CheckConstraint(f"purpose in ({PURPOSES})", name="purpose"),
        CheckConstraint(f"answer in ({ANSWERS})", name="answer"),
        CheckConstraint("valid_until is null or answer = 'given'", name="valid_until"),
        Index(
            "ix_consent_entry_newest",
            "agency_id",
            "client_id",
            "purpose",
            "answered_on",
            "recorded_at",
        ),
        Index(
            "ix_consent_entry_ends",
            "agency_id",
            "valid_until",
            postgresql_where=text("valid_until is not null"),
        ),
    )


class ConflictBlock(AgencyScoped, Base):
    """That a member of staff may not see a client; lifted, it stays as history."""

    __tablename__ = "conflict_block"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    staff_id: Mapped[uuid.UUID] = reference("staff")
    reason: Mapped[str]
    barred_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    barred_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    lifted_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    lifted_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    client: Mapped[Client] = tenant_relationship("Client", "client_id")
    staff: Mapped[Staff] = tenant_relationship("Staff", "staff_id")
    barred_by: Mapped[Staff | None] = tenant_relationship("Staff", "barred_by_id")
    lifted_by: Mapped[Staff | None] = tenant_relationship("Staff", "lifted_by_id")

    __table_args__ = (
        Index("ix_conflict_block_client", "agency_id", "client_id"),
        # Read with every request of the person: by them, and only what stands.
        Index(
            "ix_conflict_block_staff",
            "agency_id",
            "staff_id",
            postgresql_include=["client_id"],
            postgresql_where=text("lifted_at is null"),
        ),
    )


class ConflictAttempt(AgencyScoped, Base):
    """That a barred person asked for something of the client; append-only like the ledger."""

    __tablename__ = "conflict_attempt"

    client_id: Mapped[uuid.UUID] = reference("client", ondelete="cascade")
    staff_id: Mapped[uuid.UUID] = reference("staff")
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    action: Mapped[str]
    address: Mapped[str | None]

    client: Mapped[Client] = tenant_relationship("Client", "client_id")
    staff: Mapped[Staff] = tenant_relationship("Staff", "staff_id")

    __table_args__ = (Index("ix_conflict_attempt_client", "agency_id", "client_id", "at"),)
