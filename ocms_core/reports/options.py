"""Additional options: every reportable question of the profile and of every form, as a filter.

They are found in the declarations, so a new question of a plugin can be filtered by at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocms_core.clients.models import Client
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import BoundQuestion, questions_of
from ocms_core.i18n import _
from ocms_core.reports.option import CHOICES, DATES, NUMBERS, Option
from ocms_core.reports.reckoned import reckoned_options

KINDS = {
    "choice": CHOICES,
    "many": CHOICES,
    "yes_no": CHOICES,
    "pick": CHOICES,
    "person": CHOICES,
    "number": NUMBERS,
    "minutes": NUMBERS,
    "money": NUMBERS,
    "date": DATES,
}
CRITERIA_ALREADY = frozenset({"funder_id", "program_id"})


def _option(prefix: str, group: str, bound: BoundQuestion, holder: Any) -> Option | None:
    question = bound.question
    kind = KINDS.get(question.kind)
    if kind is None or not question.report:
        return None
    choices = {"yes": _("Yes"), "no": _("No")} if question.kind == "yes_no" else None
    return Option(
        key=f"{prefix}.{bound.attribute}",
        group=group,
        label=bound.label,
        kind=kind,
        holder=holder,
        column=bound.column.name,
        question=question.kind,
        codes=question.codes_in_all_words,
        source=question.source,
        choices=choices,
        unit=question.kind if question.kind in {"minutes", "money"} else None,
    )


def offered_options(forms: Mapping[str, Any]) -> dict[str, Option]:
    """Return the options by key, for these forms: the profile's first, then every form's own."""
    found: dict[str, Option] = {}
    every_form = _("Every service form")
    inherited = {bound.attribute for bound in questions_of(ServiceForm)}
    candidates: list[Option | None] = [*reckoned_options()]
    candidates += [
        _option("client", Client.__form__.title, bound, "client") for bound in questions_of(Client)
    ]
    candidates += [
        _option("service", every_form, bound, "service")
        for bound in questions_of(ServiceForm)
        if bound.attribute not in CRITERIA_ALREADY
    ]
    for key, model in forms.items():
        for bound in questions_of(model):
            if bound.column is not None and bound.block is not None:
                candidates.append(_option(bound.block, every_form, bound, bound.column.table))
            elif bound.attribute not in inherited:
                candidates.append(_option(key, model.__form__.title, bound, model.__table__))
    for option in candidates:
        if option is None:
            continue
        known = found.setdefault(option.key, option)
        # Forms may ask a block's question with more answers than others do.
        if known.codes and option.codes and len(option.codes) > len(known.codes):
            found[option.key] = option
    return found
