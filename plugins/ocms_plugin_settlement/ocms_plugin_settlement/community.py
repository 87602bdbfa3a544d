"""Community Connections for one client, declared (forms.md F6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import (
    COMMUNITY_ACTIVITY,
    COMMUNITY_EVENT,
    COMMUNITY_LEAVE_REASON,
    COMMUNITY_OCCASION,
    COMMUNITY_SERVICE,
    COMMUNITY_SERVICE_TYPE,
    COMMUNITY_TOPIC,
    ESSENTIAL_SKILL,
    GROUP_SIZE,
    CodeList,
)
from ocms_plugin_settlement.i18n import _
from ocms_plugin_settlement.models import DETAILS, ENDS_AFTER_START

OVER = ["completed", "ended_early"]
GROUP_SESSIONS = ["community_group", "matching_group"]


def _fits_the_activity(key: str, codes: CodeList) -> Callable[[Mapping[str, Any]], bool]:
    """Return the test that a code which belongs to one activity is not chosen under the other."""

    def test(answers: Mapping[str, Any]) -> bool:
        code = codes.by_code.get(answers.get(key) or "")
        activity = answers.get("activity")
        return code is None or activity is None or code.group in (None, activity)

    return test


def _expected_after_start(answers: Mapping[str, Any]) -> bool:
    start, end = answers.get("start_date"), answers.get("projected_end_date")
    return start is None or end is None or end >= start


class CommunityConnections(ServiceForm):
    """An activity that brought a client together with the people around (F6)."""

    __tablename__ = "settlement_community_connections"
    __form__ = FormSpec(
        key="community_connections",
        title=_("Community connections"),
        description=_("Events, groups, matching and networking that connect a client."),
        blocks=("target_group", "skills", "support"),
        without=frozenset({"skills.life_received", "skills.life"}),
        lists={"skills.training": ESSENTIAL_SKILL},
        labels={"minutes": _("Total length of the service")},
        shown_if={"end_date": ServiceForm.status.in_(OVER)},
        rules=(
            ENDS_AFTER_START,
            Rule(
                at="projected_end_date",
                message=_("The service is expected to end before its start: correct a date."),
                test=_expected_after_start,
            ),
            Rule(
                at="topic",
                message=_(
                    "This topic does not belong to the activity that is chosen: choose another "
                    "topic, or the other activity."
                ),
                test=_fits_the_activity("topic", COMMUNITY_TOPIC),
            ),
            Rule(
                at="service",
                message=_(
                    "This service does not belong to the activity that is chosen: choose another "
                    "service, or the other activity."
                ),
                test=_fits_the_activity("service", COMMUNITY_SERVICE),
            ),
        ),
    )

    with ask.section(_("Activity"), order=DETAILS):
        activity: Mapped[str | None] = ask.choice(
            COMMUNITY_ACTIVITY, _("Activity under which the client received services")
        )
        occasion: Mapped[str | None] = ask.choice(
            COMMUNITY_OCCASION,
            _("Was it an event or a regular activity?"),
            shown_if=activity == "community",
        )
        event_type: Mapped[str | None] = ask.choice(
            COMMUNITY_EVENT,
            _("Type of event attended"),
            shown_if=(activity == "community") & (occasion == "event"),
        )
        service_type: Mapped[str | None] = ask.choice(
            COMMUNITY_SERVICE_TYPE,
            _("Type of service"),
            shown_if=(activity == "matching") | (occasion == "regular"),
        )
        topic: Mapped[str | None] = ask.choice(
            COMMUNITY_TOPIC, _("Main topic of the service received")
        )
        service: Mapped[str | None] = ask.choice(COMMUNITY_SERVICE, _("Service received"))
        group_size: Mapped[str | None] = ask.choice(
            GROUP_SIZE,
            _("Number of unique participants"),
            shown_if=service.in_(GROUP_SESSIONS),
        )
        volunteers_took_part: Mapped[bool | None] = ask.yes_no(
            _("Did volunteers from the host community take part?")
        )
    with ask.section(_("Going on, or ended early"), order=DETAILS + 1):
        projected_end_date: Mapped[dt.date | None] = ask.date(
            _("Projected end date"), shown_if=ServiceForm.status == "ongoing"
        )
        leave_reason: Mapped[str | None] = ask.choice(
            COMMUNITY_LEAVE_REASON,
            _("Reason for leaving"),
            shown_if=ServiceForm.status == "ended_early",
        )
