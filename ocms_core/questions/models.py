"""An agency's own questions and their choices; the answers lie with the records they are about.

A record keeps its answers in its column ``custom``, by the question's key: a question that is taken
away leaves them there, and finds them again when it is brought back.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, Timestamped, reference
from ocms_core.forms import ask
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.i18n import _
from ocms_core.questions.lookups import QUESTION_KIND, WITH_CHOICES

LABEL_LENGTH, HINT_LENGTH = 200, 400
MOST_CHOICES = 100


class AgencyQuestionChoice(AgencyScoped, Base):
    """One answer that may be chosen; answers keep its code, so that its words may change."""

    __tablename__ = "agency_question_choice"

    question_id: Mapped[uuid.UUID] = reference("agency_question", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    label_en: Mapped[str] = ask.text(_("In English"), required=True, max_length=LABEL_LENGTH)
    label_fr: Mapped[str | None] = ask.text(_("In French"), max_length=LABEL_LENGTH)
    withdrawn: Mapped[bool | None] = ask.yes_no(_("No longer offered"))

    __table_args__ = (Index("ix_agency_question_choice_question", "agency_id", "question_id"),)

    @property
    def code(self) -> str:
        """What answers keep."""
        return self.id.hex


def _days_in_order(answers: Any) -> bool:
    first, last = answers.get("active_from"), answers.get("active_until")
    return first is None or last is None or first <= last


class AgencyQuestion(AgencyScoped, Timestamped, Base):
    """A question of the agency's own.

    subject: what it is asked of: "client", "form:<kind>" or "session:<type>". condition: of which
    answers one must be given for it to be asked, ``{"any": ["custom.<key>=<code>", ...]}``.
    """

    __tablename__ = "agency_question"
    __form__: ClassVar[FormSpec] = FormSpec(
        key="agency_question",
        title=_("Question of your agency"),
        rules=(
            Rule(
                at="active_until",
                message=_("The last day is before the first: correct one of the two."),
                test=_days_in_order,
            ),
            Rule(
                at="choices",
                message=_("Add the choices that people can answer with."),
                test=lambda answers: (
                    answers.get("kind") not in WITH_CHOICES or bool(answers.get("choices"))
                ),
            ),
        ),
    )

    subject: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    removed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    condition: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")

    with ask.section(_("Question"), order=1):
        label_en: Mapped[str] = ask.text(
            _("Question in English"), required=True, max_length=LABEL_LENGTH
        )
        label_fr: Mapped[str | None] = ask.text(
            _("Question in French"),
            hint=_("Without it, people who work in French read the English words."),
            max_length=LABEL_LENGTH,
        )
        hint_en: Mapped[str | None] = ask.text(_("Hint in English"), max_length=HINT_LENGTH)
        hint_fr: Mapped[str | None] = ask.text(_("Hint in French"), max_length=HINT_LENGTH)
    with ask.section(_("Answer"), order=2):
        kind: Mapped[str | None] = ask.choice(
            QUESTION_KIND, _("Kind of question"), required=True, default="text"
        )
        choices: Mapped[list[AgencyQuestionChoice]] = ask.rows(
            "AgencyQuestionChoice",
            _("Choices"),
            column="question_id",
            maximum=MOST_CHOICES,
            shown_if=kind.in_(WITH_CHOICES),
        )
    with ask.section(_("When it is asked"), order=3):
        green: Mapped[bool | None] = ask.yes_no(
            _("Needed to complete the record"),
            hint=_("A record can always be saved without it. It counts when it is complete."),
        )
        active_from: Mapped[dt.date | None] = ask.date(
            _("First day"),
            hint=_("The day of the service decides, of a profile the day it is opened."),
        )
        active_until: Mapped[dt.date | None] = ask.date(_("Last day"))

    __table_args__ = (
        Index("ix_agency_question_subject", "agency_id", "subject", "position"),
        CheckConstraint(
            "kind in ({})".format(", ".join(f"'{code.code}'" for code in QUESTION_KIND)),
            name="kind",
        ),
    )

    @property
    def key(self) -> str:
        """By what records keep its answers; it never changes."""
        return self.id.hex

    @property
    def is_removed(self) -> bool:
        """Whether it is no longer asked of anything."""
        return self.removed_at is not None

    def label(self, locale: str) -> str:
        """Return the words of the question, English where there is no French."""
        return self.label_fr or self.label_en if locale.startswith("fr") else self.label_en

    def hint(self, locale: str) -> str | None:
        """Return the hint in the same way."""
        return self.hint_fr or self.hint_en if locale.startswith("fr") else self.hint_en

    def is_active(self, day: dt.date) -> bool:
        """Whether it is asked about a day."""
        if self.is_removed or (self.active_from is not None and day < self.active_from):
            return False
        return self.active_until is None or day <= self.active_until
