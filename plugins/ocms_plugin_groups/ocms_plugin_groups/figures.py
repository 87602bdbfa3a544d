"""What the reports of activities count: everybody on a list, who came or not, and head counts.

Like all facts of reports they read plain tables, and name the agency themselves. Beside complete
forms there are those of people who stayed away, which other reports leave out. What an activity was
(name, partner, topics, evaluation) stands on the session's own form, found once.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Numeric,
    Table,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.selectable import NamedFromClause

from ocms_core.clients.models import NAMED
from ocms_core.forms.blocks import SupportChild
from ocms_core.forms.models import COMPLETE, NOT_COUNTED
from ocms_core.reports.facts import FORM, SESSION, Facts, Scope
from ocms_core.reports.measures import answer, average, total
from ocms_core.reports.report import Dimension, Measure
from ocms_plugin_groups.activities import CommunityActivity, OrientationActivity
from ocms_plugin_groups.attendees import ATTENDEES
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.models import GroupActivity, Headcount

MAIN = tuple(model.__form__.key for model in (OrientationActivity, CommunityActivity))
OF_PEOPLE = tuple(model.__form__.key for model in ATTENDEES)
RATING_BEGINS = len("rating_") + 1
ENVELOPE = (
    "agency_id",
    "id",
    "kind",
    "client_id",
    "session_id",
    "service_date",
    "program_id",
    "worker_id",
    "author_id",
    "private",
    "site_id",
    "funder_id",
    "service_language",
    "referred_by",
    "minutes",
    "volunteer_minutes",
)


class GroupFacts(Facts):
    """The forms of activities and of those on their lists, answered, whether they came or not."""

    lists_forms = True

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.form: NamedFromClause = _forms(scope)

    def _is_counted(self) -> ColumnElement[bool]:
        """Leave none out: an activity nobody came to took place."""
        return true()

    @cached_property
    def activity(self) -> NamedFromClause:
        """What the session's own form says; nothing where it was never begun."""
        found = _activities(self.scope)
        same = and_(
            found.c.agency_id == self.scope.agency_id, found.c.session_id == self.form.c.session_id
        )
        self._joins.append((found, same, True))
        return found


def _forms(scope: Scope) -> NamedFromClause:
    form, session = FORM.alias("answered"), SESSION.alias("held")
    child: Table = SupportChild.__table__  # type: ignore[assignment]
    # Where people are named each says which children they brought, even if all at once.
    says_children = form.c.client_id.is_not(None) | session.c.session_type.like(
        "%!_anonymous", escape="!"
    )
    children = (
        select(func.count())
        .where(child.c.agency_id == scope.agency_id, child.c.form_id == form.c.id)
        .correlate(form)
        .scalar_subquery()
    )
    complete = form.c.state == COMPLETE
    return (
        select(
            *(form.c[name] for name in ENVELOPE),
            literal(COMPLETE).label("state"),
            case((complete, form.c.attendances), else_=0).label("attendances"),
            case((complete & says_children, children), else_=0).label("children"),
            case((complete, 0), else_=1).label("stayed_away"),
        )
        .select_from(
            form.outerjoin(
                session,
                and_(session.c.agency_id == scope.agency_id, session.c.id == form.c.session_id),
            )
        )
        .where(
            form.c.agency_id == scope.agency_id,
            form.c.kind.in_((*MAIN, *OF_PEOPLE)),
            form.c.state.in_((COMPLETE, NOT_COUNTED)),
        )
        .subquery("form")
    )


def _activities(scope: Scope) -> NamedFromClause:
    head = FORM.alias("head")
    activity: Table = GroupActivity.__table__  # type: ignore[assignment]
    orientation: Table = OrientationActivity.__table__  # type: ignore[assignment]
    source: Any = head
    for other in (activity, orientation):
        same = and_(other.c.agency_id == scope.agency_id, other.c.id == head.c.id)
        source = source.join(other, same, isouter=other is orientation)
    return (
        select(
            head.c.agency_id,
            head.c.session_id,
            activity.c.name_id,
            activity.c.partner_id,
            orientation.c.topics_given,
        )
        .ext(distinct_on(head.c.session_id))
        .select_from(source)
        .where(
            head.c.agency_id == scope.agency_id,
            head.c.client_id.is_(None),
            head.c.kind.in_(MAIN),
        )
        .order_by(head.c.session_id, head.c.id)
        .subquery("activity")
    )


def _topic(facts: Any) -> ColumnElement[Any]:
    """Return each topic of the activity: a form counts once for each."""
    code: ColumnElement[Any] = facts.each(facts.activity.c.topics_given, "activity_topics")
    return code


ACTIVITY = Dimension(
    key="group_activity",
    title=_("Activity"),
    source="list:group_activity",
    without=_("Not named yet"),
    expression=lambda facts: facts.activity.c.name_id,
)
DAY = Dimension(
    key="day",
    title=_("Date"),
    source="day",
    expression=lambda facts: facts.form.c.service_date,
)
PARTNER = Dimension(
    key="group_partner",
    title=_("Partner organization"),
    source="partner",
    without=_("Without a partner"),
    expression=lambda facts: facts.activity.c.partner_id,
)


def topics(codes: Any) -> Dimension:
    """Return the dimension of the topics that orientation activities gave information on."""
    return Dimension(key="group_topic", title=_("Topic"), codes=codes, expression=_topic)


ACTIVITIES = Measure(
    key="activities",
    title=_("Activities"),
    definition=_(
        "Activities with a complete form: the activity’s own, or that of somebody on its list."
    ),
    expression=lambda rows: func.count(distinct(rows.c.session_id)),
    per_session=True,
)
ATTENDED = Measure(
    key="attended",
    title=_("Attended"),
    definition=_("All who came: by name, and counted without names."),
    expression=lambda rows: (
        func.coalesce(func.sum(rows.c.services), 0) + func.coalesce(func.sum(rows.c.attendances), 0)
    ),
)
BY_NAME = Measure(
    key="by_name",
    title=_("By name"),
    definition=_("Complete attendee forms that say that the client attended."),
    expression=lambda rows: func.coalesce(func.sum(rows.c.services), 0),
)
COUNTED = Measure(
    key="counted",
    title=_("Counted without names"),
    definition=_("People counted on the activities’ own forms."),
    expression=lambda rows: func.coalesce(func.sum(rows.c.attendances), 0),
)
UNIQUE = Measure(
    key="unique",
    title=_("Unique clients"),
    definition=_(
        "Named clients who came at least once. Each is counted once in a line and once in a total, "
        "so lines may add up to more than their total."
    ),
    expression=lambda rows: func.count(distinct(rows.c.client_id)).filter(
        rows.c.client_kind == NAMED, rows.c.services > 0
    ),
)
NO_SHOWS = total(
    "no_shows",
    lambda facts: facts.form.c.stayed_away,
    title=_("Did not come"),
    definition=_("People on the list whose form says that they did not attend."),
)
CHILDREN = total(
    "children",
    lambda facts: facts.form.c.children,
    title=_("Children cared for"),
    definition=_(
        "Children on the forms of those who attended; where nobody is named, on the activity’s own."
    ),
)
VOLUNTEER_HOURS = Measure(
    key="volunteer_hours",
    title=_("Volunteer hours"),
    definition=_("Volunteer time on the forms of the activities and of those who attended."),
    adds={
        "volunteer_minutes": lambda facts: case(
            (facts.form.c.stayed_away == 0, facts.form.c.volunteer_minutes)
        )
    },
    expression=lambda rows: func.round(
        cast(func.coalesce(func.sum(rows.c.volunteer_minutes), 0), Numeric) / 60, 2
    ),
    unit="hours",
)
HANDED_OUT = total(
    "handed_out",
    answer(GroupActivity, "forms_handed_out"),
    title=_("Forms handed out"),
    definition=_("Evaluation forms handed out at the activities."),
)
RETURNED = total(
    "returned",
    answer(GroupActivity, "forms_returned"),
    title=_("Forms returned"),
    definition=_("Evaluation forms that came back."),
)


def rating_number(code: Any) -> ColumnElement[Any]:
    """Return an average rating, stored as rating_4_5, as a number."""
    return cast(func.replace(func.substr(code, RATING_BEGINS), "_", "."), Numeric)


def _returned(facts: Any) -> ColumnElement[Any]:
    return func.greatest(facts.beside(GroupActivity).c.forms_returned, 1)


def _of_a_client(facts: Any) -> ColumnElement[Any]:
    return case(
        (
            facts.form.c.stayed_away == 0,
            func.coalesce(*(facts.beside(model).c.rating for model in ATTENDEES)),
        )
    )


FORMS_RATING = average(
    "forms_rating",
    lambda facts: rating_number(facts.beside(GroupActivity).c.average_rating),
    weight=_returned,
    title=_("Average rating on the forms"),
    definition=_(
        "From 1 to 5, as written on the activities’ forms; an activity weighs as much as forms "
        "were returned."
    ),
)
CLIENTS_RATING = average(
    "clients_rating",
    _of_a_client,
    title=_("Average rating by clients"),
    definition=_("From 1 to 5, of the attendees whose form holds a rating."),
)
SERVICE_RATING = average(
    "service_rating",
    answer(GroupActivity, "service_rating"),
    title=_("Rating of the service"),
    definition=_("From 1 to 5, of the activities whose form holds it."),
)
PEOPLE = total(
    "people",
    lambda facts: facts.rows(Headcount).c.people,
    title=_("People"),
    definition=_(
        "People counted on complete forms of activities, never named. They are no unique clients: "
        "who comes to two activities is counted twice."
    ),
)
