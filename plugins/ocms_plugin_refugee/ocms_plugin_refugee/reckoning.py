"""What a RAP record begins with, and what follows from its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.db.scope import agency_of
from ocms_plugin_refugee import lookups

if TYPE_CHECKING:
    from ocms_core.forms.models import ServiceForm

Answers = Mapping[str, Any]
# Nothing was given yet: the line says that somebody looked, or what is still to come.
NOT_GIVEN = (None, "not_needed")
AT_THE_PORT = ("met", "transport_provided", "winter_clothing", "connecting_travel", "overnight")
FOR_HOUSING = ("housing_orientation", "search_started_on", "moved_in_on", "goods_delivered")


def first_answers(db: Session, form: ServiceForm) -> dict[str, Any]:
    """Return what the client's profile says already, and both checklists."""
    from ocms_core.clients.models import Client
    from ocms_plugin_refugee.models import EssentialProgramLink, OrientationGiven

    client = db.get(Client, (agency_of(db), form.client_id)) if form.client_id else None
    answers: dict[str, Any] = {
        "status": "ongoing",
        "program_links": [
            EssentialProgramLink(position=position, program=code.code)
            for position, code in enumerate(lookups.ESSENTIAL_PROGRAM)
        ],
        "orientation": [
            OrientationGiven(position=position, topic=code.code)
            for position, code in enumerate(lookups.ORIENTATION_TOPIC)
        ],
    }
    if client is None:
        return answers
    answers["arrival_date"] = client.arrival_date
    if client.immigration_class in lookups.CATEGORY:
        answers["category"] = client.immigration_class
    if client.family_id is not None:
        answers["family_size"] = db.scalar(
            select(func.count()).select_from(Client).where(Client.family_id == client.family_id)
        )
    return answers


def in_order(answers: Answers, earlier: str, later: str) -> bool:
    """Whether one day is not after the other, as far as both are known."""
    first, last = answers.get(earlier), answers.get(later)
    return first is None or last is None or first <= last


def each_program_once(answers: Answers) -> bool:
    """Whether no program stands in the checklist twice."""
    programs = [row.get("program") for row in answers.get("program_links") or ()]
    return len(set(programs)) == len(programs)


def nights(answers: Answers) -> int | None:
    """Return the nights between moving in and leaving."""
    first, last = answers.get("check_in"), answers.get("check_out")
    return (last - first).days if first and last and last >= first else None


def services_given(answers: Answers) -> list[str]:
    """Return which services of the program the answers tell of."""
    given: dict[str, Callable[[], bool]] = {
        "port_of_entry": lambda: any(answers.get(key) for key in AT_THE_PORT),
        "accommodation": lambda: bool(answers.get("check_in")),
        "needs_assessment": lambda: bool(answers.get("assessment_done")),
        "essential_programs": lambda: any(
            row.get("link_status") not in NOT_GIVEN for row in answers.get("program_links") or ()
        ),
        "financial_orientation": lambda: bool(answers.get("financial_topics")),
        "orientation": lambda: any(row.get("given_on") for row in answers.get("orientation") or ()),
        "housing": lambda: any(answers.get(key) for key in FOR_HOUSING),
        "life_skills": lambda: bool(
            answers.get("life_skills_sessions") or answers.get("life_skills_minutes")
        ),
        "exit_assessment": lambda: bool(answers.get("exit_assessed_on")),
    }
    return [code.code for code in lookups.RAP_SERVICE if given[code.code]()]
