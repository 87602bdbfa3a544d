"""What people thought of one activity: ratings by those who came, and the forms handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ocms_core.forms.models import ServiceForm
from ocms_core.service_sessions.models import ServiceSession
from ocms_plugin_groups.models import RATING, GroupActivity

BEST_FIRST = range(RATING["maximum"], RATING["minimum"] - 1, -1)
ON_PAPER = ("average_rating", "forms_handed_out", "forms_returned", "service_rating")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Ratings of one activity. rated: how many clients gave each rating, the best first."""

    rated: tuple[tuple[int, int], ...]
    average_rating: str | None
    handed_out: int | None
    returned: int | None
    service_rating: int | None

    @property
    def people(self) -> int:
        """How many clients gave a rating."""
        return sum(count for _rating, count in self.rated)

    @property
    def average(self) -> float | None:
        """The mean of the clients' ratings, to one decimal."""
        if not self.people:
            return None
        return round(sum(rating * count for rating, count in self.rated) / self.people, 1)

    @property
    def is_empty(self) -> bool:
        """Whether nobody said anything yet."""
        on_paper = (self.average_rating, self.handed_out, self.returned, self.service_rating)
        return not self.people and all(value is None for value in on_paper)


def evaluation_columns(service_session: ServiceSession, model: Any | None) -> list[Any]:
    """Return what `evaluation_from` reads, as columns of a select.

    model: the attendees' form, None where nobody is named.
    """
    ratings: list[Any] = []
    if model is not None:
        ratings = [
            select(func.count())
            .select_from(model)
            .where(
                model.session_id == service_session.id,
                model.attended.is_(True),
                model.rating == rating,
            )
            .scalar_subquery()
            for rating in BEST_FIRST
        ]
    main = (
        select(ServiceForm.id)
        .where(ServiceForm.session_id == service_session.id, ServiceForm.client_id.is_(None))
        .scalar_subquery()
    )
    on_paper = [
        select(func.max(getattr(GroupActivity, key)))
        .where(GroupActivity.id.in_(main))
        .scalar_subquery()
        for key in ON_PAPER
    ]
    return [*ratings, *on_paper]


def evaluation_from(row: Sequence[Any]) -> Evaluation:
    """Return the evaluation that the columns hold, as far as the viewer may see."""
    ratings = row[: -len(ON_PAPER)]
    return Evaluation(tuple(zip(BEST_FIRST, ratings, strict=False)), *row[-len(ON_PAPER) :])
