"""The three forms, declared (forms.md F1, F2 and F4)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import (
    ARRIVAL_STAGE,
    GROUP_SIZE,
    IO_TOPIC,
    ORIENTATION_LENGTH,
    ORIENTATION_SERVICE,
    SUPPORT_SERVICE,
    YES_NO_UNKNOWN,
)
from ocms_plugin_settlement import lookups
from ocms_plugin_settlement.i18n import _

DETAILS = 30


def _ends_after_start(answers: Mapping[str, Any]) -> bool:
    start, end = answers.get("start_date"), answers.get("end_date")
    return start is None or end is None or end >= start


ENDS_AFTER_START = Rule(
    at="end_date",
    message=_("The end is before the start: correct one of the two dates."),
    test=_ends_after_start,
)


class InformationOrientation(ServiceForm):
    """Topics on which a client was informed or referred (F1)."""

    __tablename__ = "settlement_information_orientation"
    __form__ = FormSpec(
        key="information_orientation",
        title=_("Information and orientation"),
        description=_("Topics you informed the client about, and where you referred them."),
        blocks=("target_group", "skills", "support"),
        rules=(ENDS_AFTER_START,),
    )

    with ask.section(_("Orientation"), order=DETAILS):
        arrival_stage: Mapped[str | None] = ask.choice(
            ARRIVAL_STAGE, _("Before or after arrival"), green=True, default="post_arrival"
        )
        services_received: Mapped[str | None] = ask.choice(
            ORIENTATION_SERVICE, _("Services received")
        )
        group_size: Mapped[str | None] = ask.choice(
            GROUP_SIZE,
            _("Number of clients in the group"),
            shown_if=services_received == "group",
        )
        orientation_length: Mapped[str | None] = ask.choice(
            ORIENTATION_LENGTH,
            _("Total length of orientation"),
            hint=_("Or give hours and minutes under “Time spent”."),
        )
    with ask.section(_("Topics"), order=DETAILS + 1):  # noqa: SIM117
        with ask.grid(IO_TOPIC, _("Topics discussed")):
            topics_given: Mapped[list[str]] = ask.tick_column(
                _("Information given"), at_least=1, green=True
            )
            topics_referred: Mapped[list[str]] = ask.tick_column(_("Referral made"), refers=True)


class NeedsAssessment(ServiceForm):
    """What a client needs to settle, what exists already, and where they were referred (F2)."""

    __tablename__ = "settlement_needs_assessment"
    __form__ = FormSpec(
        key="needs_assessment",
        title=_("Needs assessment and referrals"),
        description=_("The client’s needs and aims, usually at the first visit."),
        blocks=("support",),
        labels={
            "start_date": _("Start date of assessment"),
            "end_date": _("End date of assessment"),
        },
        rules=(ENDS_AFTER_START,),
    )

    with ask.section(_("Settlement needs"), order=DETAILS):
        with ask.grid(lookups.NEED_AREA, _("What does the client want to achieve?")):
            needs: Mapped[list[str]] = ask.tick_column(_("Need"))
            needs_referred: Mapped[list[str]] = ask.tick_column(_("Referral made"), refers=True)
        language_skills_reason: Mapped[str | None] = ask.choice(
            lookups.REASON_TO_IMPROVE,
            _("Improve language skills to"),
            shown_if=needs.contains(["language_skills"]),
        )
        other_skills_reason: Mapped[str | None] = ask.choice(
            lookups.REASON_TO_IMPROVE,
            _("Improve other skills to"),
            shown_if=needs.contains(["other_skills"]),
        )
    with ask.section(_("Employment"), order=DETAILS + 1):
        employment_timeframe: Mapped[str | None] = ask.choice(
            lookups.EMPLOYMENT_TIMEFRAME,
            _("When does the client want to find employment?"),
            shown_if=needs.contains(["find_employment"]),
        )
        work_experience: Mapped[str | None] = ask.choice(
            lookups.WORK_EXPERIENCE,
            _("At least one year of work experience?"),
            shown_if=needs.contains(["find_employment"]),
        )
        noc_skill_level: Mapped[str | None] = ask.choice(
            lookups.NOC_SKILL_LEVEL,
            _("Skill level of the intended occupation (National Occupational Classification)"),
            shown_if=needs.contains(["find_employment"]),
        )
        credential_intention: Mapped[str | None] = ask.choice(
            YES_NO_UNKNOWN,
            _("Intends to have credentials recognized or obtain a licence to work in Canada?"),
            shown_if=needs.contains(["find_employment"]),
        )
    with ask.section(_("Citizenship and plan"), order=DETAILS + 2):
        citizenship_intention: Mapped[str | None] = ask.choice(
            YES_NO_UNKNOWN, _("Does the client intend to become a Canadian citizen?")
        )
        settlement_plan_shared: Mapped[bool | None] = ask.yes_no(
            _("Settlement plan completed and shared with the client")
        )
        objectives: Mapped[str | None] = ask.long_text(_("Settlement objectives"))
        strengths: Mapped[str | None] = ask.long_text(
            _("Strengths and assets"),
            hint=_("Skills, languages, family and friends, savings: what the client can build on."),
        )
        priority: Mapped[str | None] = ask.choice(lookups.PLAN_PRIORITY, _("Priority"))
        is_urgent: Mapped[bool | None] = ask.yes_no(_("Something must happen this week"))
    with ask.section(_("Support services the client may need"), order=DETAILS + 3):
        support_required: Mapped[bool | None] = ask.yes_no(_("Support services may be required"))
        support_required_services: Mapped[list[str]] = ask.many(
            SUPPORT_SERVICE,
            _("Support services required"),
            shown_if=support_required == True,  # noqa: E712
            at_least=1,
        )
    with ask.section(_("Services not funded by IRCC"), order=DETAILS + 4):
        community_services_needed: Mapped[bool | None] = ask.yes_no(
            _("Does the client need services that IRCC does not fund?")
        )
        with ask.grid(
            lookups.COMMUNITY_NEED,
            _("Services needed"),
            shown_if=community_services_needed == True,  # noqa: E712
        ):
            community_needs: Mapped[list[str]] = ask.tick_column(_("Need"), at_least=1)
            community_needs_referred: Mapped[list[str]] = ask.tick_column(
                _("Referral made"), refers=True
            )


class NonSpecified(ServiceForm):
    """A simple service that needs little data; no funder's file ever reads it (F4)."""

    __tablename__ = "settlement_non_specified"
    __form__ = FormSpec(
        key="non_specified",
        title=_("Non-specified service"),
        description=_("Anything simple that fits no other form. It never goes into iCARE."),
        blocks=("support",),
        without=frozenset({"institution_type"}),
        rules=(ENDS_AFTER_START,),
    )

    with ask.section(_("Topic"), order=DETAILS):
        topic_id: Mapped[uuid.UUID | None] = ask.pick(
            "list:non_specified_topic", _("Topic or name of the service"), green=True
        )
        other_topic: Mapped[str | None] = ask.text(_("In other words"))
