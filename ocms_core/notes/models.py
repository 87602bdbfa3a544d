"""Case notes: what a worker wants the next one to know, beside the service forms.

A note is never deleted. A change keeps the text that stood before, and a note that should not
stand is withdrawn with a reason.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    Text,
    func,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, Timestamped, reference, tenant_relationship
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.notes.lookups import HAND_OVER, NOTE_KIND, NOTE_SCOPE, PRIVATE, PROGRAM

if TYPE_CHECKING:
    from ocms_core.agencies.models import Program, Staff
    from ocms_core.clients.models import Client

SCOPES = "scope in ('agency', 'program', 'private')"


class CaseNote(AgencyScoped, Timestamped, Base):
    """A note about one client; tied to a session or a form, or to none."""

    __tablename__ = "case_note"
    __form__: ClassVar[FormSpec] = FormSpec(
        key="case_note",
        title=_("Note"),
        rules=(
            Rule(
                at="program_id",
                message=_("Choose the program whose members may read the note."),
                test=lambda answers: (
                    answers.get("scope") != PROGRAM or answers.get("program_id") is not None
                ),
            ),
        ),
    )

    client_id: Mapped[uuid.UUID] = reference("client")
    session_id: Mapped[uuid.UUID | None] = reference(
        "service_session", ondelete="set null", nullable=True
    )
    form_id: Mapped[uuid.UUID | None] = reference(
        "service_form", ondelete="set null", nullable=True
    )
    author_id: Mapped[uuid.UUID] = reference("staff")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    with ask.section(_("What should the next person know?")):
        text: Mapped[str] = mapped_column(
            Text,
            info={
                "question": ask.Question(
                    kind="long_text",
                    label=_("Note"),
                    required=True,
                    max_length=20_000,
                    report=False,
                )
            },
        )
        kind: Mapped[str] = mapped_column(
            Text,
            info={
                "question": ask.Question(
                    kind="choice",
                    label=_("Kind"),
                    codes=NOTE_KIND,
                    required=True,
                    default="conversation",
                )
            },
        )
        about_on: Mapped[dt.date] = mapped_column(
            Date,
            info={
                "question": ask.Question(
                    kind="date", label=_("Date it is about"), required=True, maximum="today"
                )
            },
        )
        scope: Mapped[str] = mapped_column(
            Text,
            info={
                "question": ask.Question(
                    kind="choice", label=_("Who may read it?"), codes=NOTE_SCOPE, required=True
                )
            },
        )
        program_id: Mapped[uuid.UUID | None] = ask.pick("program", _("Program"))

    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    done_by_id: Mapped[uuid.UUID | None] = reference("staff", nullable=True)

    client: Mapped[Client] = tenant_relationship("Client", "client_id")
    author: Mapped[Staff] = tenant_relationship("Staff", "author_id")
    program: Mapped[Program | None] = tenant_relationship("Program", "program_id")

    __table_args__ = (
        CheckConstraint(SCOPES, name="scope"),
        CheckConstraint("scope <> 'program' or program_id is not null", name="program"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_reason is null)", name="withdrawn"),
        Index("ix_case_note_client", "agency_id", "client_id", "about_on"),
        Index("ix_case_note_author", "agency_id", "author_id", "created_at"),
        Index("ix_case_note_latest", "agency_id", "about_on", "id"),
        Index("ix_case_note_session", "agency_id", "session_id"),
        Index("ix_case_note_form", "agency_id", "form_id"),
        Index(
            "ix_case_note_words",
            "agency_id",
            literal_column("note_words(text)").label("words"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    @property
    def is_private(self) -> bool:
        """Whether only its author, managers of its program and admins read it."""
        return self.scope == PRIVATE

    @property
    def is_open_hand_over(self) -> bool:
        """Whether it stands on top of the client's overview."""
        return self.kind == HAND_OVER and self.done_at is None and self.withdrawn_at is None


class NoteVersion(AgencyScoped, Base):
    """What a note said before somebody changed it. Rows are added and never touched again."""

    __tablename__ = "note_version"

    note_id: Mapped[uuid.UUID] = reference("case_note", ondelete="cascade")
    author_id: Mapped[uuid.UUID] = reference("staff")
    revision: Mapped[int] = mapped_column(Integer)
    replaced_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    replaced_by_id: Mapped[uuid.UUID] = reference("staff")
    kind: Mapped[str] = mapped_column(Text)
    about_on: Mapped[dt.date] = mapped_column(Date)
    scope: Mapped[str] = mapped_column(Text)
    program_id: Mapped[uuid.UUID | None] = reference("program", nullable=True)
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint(SCOPES, name="scope"),
        Index("ix_note_version_note", "agency_id", "note_id", "revision"),
    )
