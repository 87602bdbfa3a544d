"""Tasks and referrals: what is to happen after a service, and to whom people are sent.

One table holds the three kinds, since workers keep one list of what they must follow up. Partners
are the agency's own list; a partner that is switched off stays where it was written.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import (
    AgencyScoped,
    Base,
    Timestamped,
    reference,
    tenant_relationship,
)
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE, PROVINCE
from ocms_core.referrals.lookups import (
    EXTERNAL,
    FOLLOW_UP_KIND,
    FOLLOW_UP_NEED,
    FOLLOW_UP_STATUS,
    INTERNAL,
    OPEN,
    PARTNER_FUNDING,
    TASK,
    UNDER_WAY,
)

if TYPE_CHECKING:
    from ocms_core.agencies.models import Program, Staff
    from ocms_core.clients.models import Client

REASON_LENGTH = 500
UNDER_WAY_SQL = "status in ('open', 'contacted', 'accepted')"


class Partner(AgencyScoped, Timestamped, Base):
    """An organization to which the agency refers people."""

    __tablename__ = "partner"
    __form__: ClassVar[FormSpec] = FormSpec(key="partner", title=_("Partner organization"))

    name: Mapped[str] = ask.text(_("Name of the organization"), required=True, max_length=160)
    name_fr: Mapped[str | None] = ask.text(_("Name in French"), max_length=160)
    with ask.section(_("Contact")):
        contact_person: Mapped[str | None] = ask.text(_("Contact person"), max_length=120)
        phone: Mapped[str | None] = ask.text(_("Telephone"), input_type="tel", max_length=40)
        email: Mapped[str | None] = ask.text(_("E-mail"), input_type="email", max_length=200)
        website: Mapped[str | None] = ask.text(_("Website"), max_length=300)
        street: Mapped[str | None] = ask.text(_("Street and number"), max_length=160)
        city: Mapped[str | None] = ask.text(_("City"), max_length=80)
        province: Mapped[str | None] = ask.choice(PROVINCE, _("Province"))
        postal_code: Mapped[str | None] = ask.text(
            _("Postal code"), input_type="postal_code", max_length=10
        )
    with ask.section(_("Services")):
        services: Mapped[list[str]] = ask.many(FOLLOW_UP_NEED, _("Needs they help with"))
        languages: Mapped[list[str]] = ask.many(LANGUAGE, _("Languages of service"))
        is_francophone: Mapped[bool | None] = ask.yes_no(_("Francophone service provider"))
        funded_by: Mapped[str | None] = ask.choice(
            PARTNER_FUNDING,
            _("Funded by"),
            hint=_("Reports tell referrals apart by it, and leave out what counts as none."),
        )
        comments: Mapped[str | None] = ask.long_text(
            _("What workers should know"), max_length=2_000
        )
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (UniqueConstraint("agency_id", "name"),)


class PartnerProgram(AgencyScoped, Base):
    """That a partner is offered to a program; a partner without any is offered to all."""

    __tablename__ = "partner_program"

    partner_id: Mapped[uuid.UUID] = reference("partner", ondelete="cascade")
    program_id: Mapped[uuid.UUID] = reference("program", ondelete="cascade")

    __table_args__ = (UniqueConstraint("agency_id", "partner_id", "program_id"),)


def _no_sooner(first: str, second: str) -> Any:
    def test(answers: Mapping[str, Any]) -> bool:
        begun, done = answers.get(first), answers.get(second)
        return begun is None or done is None or done >= begun

    return test


class FollowUp(AgencyScoped, Timestamped, Base):
    """A task or a referral of one client; of a form or session, or of none.

    A task may be of no client, but of an activity or a course: of its session, and its own form.
    origin: what in the form it was made for, "topics_referred.housing"; a plan's own word, such as
    "checkpoint.3". private: its form was private and is gone. Who sees it: security/visibility.py.
    """

    __tablename__ = "follow_up"
    __form__: ClassVar[FormSpec] = FormSpec(
        key="follow_up",
        title=_("Task or referral"),
        rules=(
            Rule(
                at="reason",
                message=_("Choose a need, or say in a few words what it is about."),
                test=lambda answers: bool(answers.get("need") or answers.get("reason")),
            ),
            Rule(
                at="due_on",
                message=_("It is due before it was made: correct one of the two dates."),
                test=_no_sooner("made_on", "due_on"),
            ),
            Rule(
                at="outcome_on",
                message=_("The outcome is before it was made: correct one of the two dates."),
                test=_no_sooner("made_on", "outcome_on"),
            ),
        ),
    )

    client_id: Mapped[uuid.UUID | None] = reference("client", nullable=True)
    session_id: Mapped[uuid.UUID | None] = reference(
        "service_session", ondelete="set null", nullable=True
    )
    form_id: Mapped[uuid.UUID | None] = reference(
        "service_form", ondelete="set null", nullable=True
    )
    author_id: Mapped[uuid.UUID] = reference("staff")
    origin: Mapped[str | None] = mapped_column(Text)
    private: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    with ask.section(_("What is it about?")):
        kind: Mapped[str] = ask.choice(
            FOLLOW_UP_KIND, _("Type"), required=True, always=True, default=TASK
        )
        need: Mapped[str | None] = ask.choice(FOLLOW_UP_NEED, _("Need"))
        reason: Mapped[str | None] = ask.text(
            _("Reason"),
            hint=_("In a few words, as it should stand in the lists."),
            max_length=REASON_LENGTH,
        )
        to_program_id: Mapped[uuid.UUID | None] = ask.pick(
            "any_program",
            _("Referred to the program"),
            table="program",
            required=True,
            shown_if=kind == INTERNAL,
        )
        partner_id: Mapped[uuid.UUID | None] = ask.pick(
            "partner", _("Referred to"), required=True, shown_if=kind == EXTERNAL
        )
        contact_person: Mapped[str | None] = ask.text(
            _("Contact person"), shown_if=kind != TASK, max_length=120
        )
        shares_data: Mapped[bool | None] = ask.yes_no(
            _("May the partner be told about the client?"),
            hint=_("Needs the client’s consent to sharing with partner agencies."),
            shown_if=kind == EXTERNAL,
        )
    with ask.section(_("When, and who sees to it?")):
        made_on: Mapped[dt.date | None] = ask.date(_("Date made"), required=True, maximum="today")
        due_on: Mapped[dt.date | None] = ask.date(_("Due or follow-up date"))
        assigned_id: Mapped[uuid.UUID | None] = ask.person(_("Assigned to"))
        program_id: Mapped[uuid.UUID | None] = ask.pick(
            "program", _("Program it belongs to"), hint=_("Its members and managers see it.")
        )
        reminds_worker: Mapped[bool | None] = ask.yes_no(_("E-mail reminder to the worker"))
        worker_reminder_days: Mapped[int | None] = ask.number(
            _("Days before it is due, for the worker"),
            minimum=0,
            maximum=90,
            shown_if=reminds_worker == True,  # noqa: E712
        )
        reminds_client: Mapped[bool | None] = ask.yes_no(_("E-mail reminder to the client"))
        client_reminder_days: Mapped[int | None] = ask.number(
            _("Days before it is due, for the client"),
            minimum=0,
            maximum=90,
            shown_if=reminds_client == True,  # noqa: E712
        )
    with ask.section(_("Status and outcome")):
        status: Mapped[str] = ask.choice(
            FOLLOW_UP_STATUS, _("Status"), required=True, always=True, default=OPEN
        )
        outcome_on: Mapped[dt.date | None] = ask.date(_("Date of the outcome"), maximum="today")
        outcome: Mapped[str | None] = ask.long_text(_("Notes on the outcome"), max_length=5_000)

    client: Mapped[Client | None] = tenant_relationship("Client", "client_id")
    author: Mapped[Staff] = tenant_relationship("Staff", "author_id")
    assigned: Mapped[Staff | None] = tenant_relationship("Staff", "assigned_id")
    program: Mapped[Program | None] = tenant_relationship("Program", "program_id")
    to_program: Mapped[Program | None] = tenant_relationship("Program", "to_program_id")
    partner: Mapped[Partner | None] = tenant_relationship("Partner", "partner_id")

    __table_args__ = (
        CheckConstraint("kind in ('task', 'internal', 'external')", name="kind"),
        CheckConstraint(
            "status in ('open', 'contacted', 'accepted', 'completed', 'declined_by_client', "
            "'declined_by_agency', 'unable_to_reach', 'cancelled')",
            name="status",
        ),
        CheckConstraint("kind = 'internal' or to_program_id is null", name="to_program"),
        CheckConstraint("kind = 'external' or partner_id is null", name="partner"),
        # A referral sends somebody. Not "or a session": a task outlives the session it came from.
        CheckConstraint("kind = 'task' or client_id is not null", name="somebody"),
        CheckConstraint("need is not null or reason is not null", name="about"),
        Index("ix_follow_up_client", "agency_id", "client_id", "made_on"),
        Index("ix_follow_up_form", "agency_id", "form_id"),
        Index("ix_follow_up_session", "agency_id", "session_id"),
        Index("ix_follow_up_report", "agency_id", "made_on"),
        *(
            Index(
                f"ix_follow_up_{name}",
                "agency_id",
                column,
                "due_on",
                postgresql_where=text(UNDER_WAY_SQL),
            )
            for name, column in (
                ("assigned", "assigned_id"),
                ("program", "program_id"),
                ("to_program", "to_program_id"),
            )
        ),
        # A plan made twice, or a tick recorded by two people at once, makes one row.
        Index(
            "uq_follow_up_origin",
            "agency_id",
            "form_id",
            "origin",
            unique=True,
            postgresql_where=text("form_id is not null and origin is not null"),
        ),
    )

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be done."""
        return self.status in UNDER_WAY

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it was to be done before today."""
        return self.is_under_way and self.due_on is not None and self.due_on < today
