"""Blocks that forms share (forms.md 0.B to 0.D): core tables keyed by the form.

A form takes one by naming it in its ``FormSpec(blocks=...)``. Reports over all forms, such as
support services, read these tables whatever the form.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart
from ocms_core.i18n import _
from ocms_core.lookups import (
    CHILD_AGE,
    CHILD_CARE_TYPE,
    ESSENTIAL_SKILL,
    LANGUAGE,
    LIFE_SKILL,
    SUPPORT_SERVICE,
    TARGET_GROUP,
    CodeList,
)

BLOCKS = 70
# Life skills stand in this list only in Community Connections.
TRAINING = CodeList(
    "essential_skill_direct",
    tuple(code for code in ESSENTIAL_SKILL if code.group != "community_connections"),
    ESSENTIAL_SKILL.title_en,
    ESSENTIAL_SKILL.title_fr,
)


def _belongs_to_form() -> tuple[Any, ...]:
    return (
        ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            ondelete="CASCADE",
        ),
    )


class TargetGroup(FormPart, AgencyScoped, Base):
    """Whether the service was meant for a particular group (0.C)."""

    __tablename__ = "form_target_group"
    __table_args__ = _belongs_to_form()

    with ask.section(_("Target group"), order=BLOCKS):
        directed: Mapped[bool | None] = ask.yes_no(_("Directed at a specific target group"))
        groups: Mapped[list[str]] = ask.many(
            TARGET_GROUP,
            _("Target groups"),
            shown_if=directed == True,  # noqa: E712  SQL, not Python
            at_least=1,
        )


class EssentialSkills(FormPart, AgencyScoped, Base):
    """Essential skills training, life skills and citizenship information (0.D)."""

    __tablename__ = "form_essential_skills"
    __table_args__ = _belongs_to_form()

    with ask.section(_("Essential skills and citizenship"), order=BLOCKS + 2):
        training_received: Mapped[bool | None] = ask.yes_no(
            _("Was essential skills and aptitude training received as part of this service?")
        )
        training: Mapped[list[str]] = ask.many(
            TRAINING,
            _("Training received"),
            shown_if=training_received == True,  # noqa: E712
            at_least=1,
        )
        life_received: Mapped[bool | None] = ask.yes_no(
            _("Was life skills or responsibilities of citizenship information received?")
        )
        life: Mapped[list[str]] = ask.many(
            LIFE_SKILL,
            _("Information received"),
            shown_if=life_received == True,  # noqa: E712
            at_least=1,
        )


class SupportChild(FormPart, AgencyScoped, Base):
    """A child cared for while the parent received a service."""

    __tablename__ = "form_support_child"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("form_support", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    age: Mapped[str | None] = ask.choice(CHILD_AGE, _("Age of the child"), green=True)
    care_type: Mapped[str | None] = ask.choice(CHILD_CARE_TYPE, _("Type of care"), green=True)

    __table_args__ = (Index("ix_form_support_child_form", "agency_id", "form_id"),)


class SupportReceived(FormPart, AgencyScoped, Base):
    """Support services the client received with the service (0.B)."""

    __tablename__ = "form_support"
    __table_args__ = _belongs_to_form()

    with ask.section(_("Support services received"), order=BLOCKS + 4):
        received: Mapped[bool | None] = ask.yes_no(_("Support services received"))
        services: Mapped[list[str]] = ask.many(
            SUPPORT_SERVICE,
            _("Which support services?"),
            shown_if=received == True,  # noqa: E712
            at_least=1,
        )
        children: Mapped[list[SupportChild]] = ask.rows(
            "SupportChild",
            _("Children cared for"),
            column="form_id",
            shown_if=services.contains(["child_care"]),
            at_least=1,
            maximum=5,
        )
        translation_from: Mapped[str | None] = ask.choice(
            LANGUAGE,
            _("Translation between"),
            shown_if=services.contains(["translation"]),
        )
        translation_to: Mapped[str | None] = ask.choice(
            LANGUAGE, _("Translation and"), shown_if=services.contains(["translation"])
        )
        interpretation_from: Mapped[str | None] = ask.choice(
            LANGUAGE,
            _("Interpretation between"),
            shown_if=services.contains(["interpretation"]),
        )
        interpretation_to: Mapped[str | None] = ask.choice(
            LANGUAGE, _("Interpretation and"), shown_if=services.contains(["interpretation"])
        )
