"""The two main forms of group activities, declared (forms.md F18 and F20): of no client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from ocms_core.db.base import tenant_children
from ocms_core.forms import ask
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import (
    ARRIVAL_STAGE,
    COMMUNITY_ACTIVITY,
    COMMUNITY_EVENT,
    COMMUNITY_OCCASION,
    COMMUNITY_SERVICE,
    COMMUNITY_SERVICE_TYPE,
    COMMUNITY_TOPIC,
    ESSENTIAL_SKILL,
    GROUP_SIZE,
    IO_TOPIC,
    ORIENTATION_LENGTH,
    CodeList,
)
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.models import (
    ENDS_AFTER_START,
    RETURNED_WERE_HANDED_OUT,
    GroupActivity,
    people_without_names,
)

DETAILS = 30
BLOCKS = ("activity", "target_group", "skills", "support")
# One of the two main forms owns the row, so the other must not call it an orphan.
OWNED = "save-update, merge, delete"
LABELS = {
    "start_date": _("First day of the activity"),
    "end_date": _("Last day of the activity"),
    "minutes": _("Length of the activity"),
    "institution_type": _("Type of institution where the activity took place"),
    "postal_code": _("Postal code where the activity took place"),
    "support.received": _("Support services for the whole activity"),
}
# Who sent somebody is a question to each of them.
WITHOUT = frozenset({"referred_by"})


class OrientationActivity(ServiceForm):
    """A group activity of information and orientation (F20)."""

    __tablename__ = "groups_orientation_activity"
    __form__ = FormSpec(
        key="io_group_activity",
        title=_("Information and orientation: group activity"),
        description=_("What was presented, by whom and where, and what people thought of it."),
        blocks=BLOCKS,
        without=WITHOUT,
        labels=LABELS,
        attendances=people_without_names,
        rules=(ENDS_AFTER_START, RETURNED_WERE_HANDED_OUT),
    )

    activity: Mapped[GroupActivity | None] = tenant_children(
        "GroupActivity", "id", uselist=False, cascade=OWNED
    )

    with ask.section(_("Orientation"), order=DETAILS):
        arrival_stage: Mapped[str | None] = ask.choice(
            ARRIVAL_STAGE, _("Before or after arrival"), green=True, default="post_arrival"
        )
        group_size: Mapped[str | None] = ask.choice(GROUP_SIZE, _("Number of clients in the group"))
        orientation_length: Mapped[str | None] = ask.choice(
            ORIENTATION_LENGTH,
            _("Total length of orientation"),
            hint=_("Or give hours and minutes under “Length of the activity”."),
        )
    with ask.section(_("Topics"), order=DETAILS + 1):  # noqa: SIM117
        with ask.grid(IO_TOPIC, _("Topics discussed")):
            topics_given: Mapped[list[str]] = ask.tick_column(
                _("Information given"), at_least=1, green=True
            )
            topics_referred: Mapped[list[str]] = ask.tick_column(_("Referral made"))


def _fits_the_activity(key: str, codes: CodeList) -> Callable[[Mapping[str, Any]], bool]:
    """Return the test that a code which belongs to one activity is not chosen under the other."""

    def test(answers: Mapping[str, Any]) -> bool:
        code = codes.by_code.get(answers.get(key) or "")
        activity = answers.get("community_activity")
        return code is None or activity is None or code.group in {None, activity}

    return test


def _expected_after_start(answers: Mapping[str, Any]) -> bool:
    start, end = answers.get("start_date"), answers.get("projected_end_date")
    return start is None or end is None or end >= start


class CommunityActivity(ServiceForm):
    """A group activity of Community Connections (F18)."""

    __tablename__ = "groups_community_activity"
    __form__ = FormSpec(
        key="cc_group_activity",
        title=_("Community connections: group activity"),
        description=_("What brought people together, where, and what they thought of it."),
        blocks=BLOCKS,
        without=WITHOUT | {"skills.life_received", "skills.life"},
        lists={"skills.training": ESSENTIAL_SKILL},
        labels=LABELS,
        attendances=people_without_names,
        rules=(
            ENDS_AFTER_START,
            RETURNED_WERE_HANDED_OUT,
            Rule(
                at="projected_end_date",
                message=_("The activity is expected to end before its start: correct a date."),
                test=_expected_after_start,
            ),
            Rule(
                at="topic",
                message=_(
                    "This topic does not belong to the kind of activity that is chosen: choose "
                    "another topic, or the other kind."
                ),
                test=_fits_the_activity("topic", COMMUNITY_TOPIC),
            ),
            Rule(
                at="service",
                message=_(
                    "This service does not belong to the kind of activity that is chosen: choose "
                    "another service, or the other kind."
                ),
                test=_fits_the_activity("service", COMMUNITY_SERVICE),
            ),
        ),
    )

    activity: Mapped[GroupActivity | None] = tenant_children(
        "GroupActivity", "id", uselist=False, cascade=OWNED
    )

    with ask.section(_("Kind of activity"), order=DETAILS):
        community_activity: Mapped[str | None] = ask.choice(
            COMMUNITY_ACTIVITY, _("Activity under which clients received services")
        )
        occasion: Mapped[str | None] = ask.choice(
            COMMUNITY_OCCASION,
            _("Was it an event or a regular activity?"),
            shown_if=community_activity == "community",
        )
        event_type: Mapped[str | None] = ask.choice(
            COMMUNITY_EVENT,
            _("Type of event attended"),
            shown_if=(community_activity == "community") & (occasion == "event"),
        )
        service_type: Mapped[str | None] = ask.choice(
            COMMUNITY_SERVICE_TYPE,
            _("Type of service"),
            shown_if=(community_activity == "matching") | (occasion == "regular"),
        )
        topic: Mapped[str | None] = ask.choice(
            COMMUNITY_TOPIC, _("Main topic of the service received")
        )
        service: Mapped[str | None] = ask.choice(COMMUNITY_SERVICE, _("Service received"))
        group_size: Mapped[str | None] = ask.choice(GROUP_SIZE, _("Number of unique participants"))
        volunteers_took_part: Mapped[bool | None] = ask.yes_no(
            _("Did volunteers from the host community take part?")
        )
        projected_end_date: Mapped[dt.date | None] = ask.date(
            _("Projected end date"), shown_if=ServiceForm.status == "ongoing"
        )
