"""The page of one question: what is asked about it, and what it may depend on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pyramid.request import Request

from ocms_core.forms.ask import Question, Section
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.pages import today_of
from ocms_core.forms.spec import BoundQuestion, asked_questions
from ocms_core.i18n import _
from ocms_core.lookups import Code
from ocms_core.questions.catalogue import LONG_AGO, AgencyCodes, bind
from ocms_core.questions.lookups import WITH_CHOICES
from ocms_core.questions.models import AgencyQuestion
from ocms_core.questions.services import QuestionService
from ocms_core.questions.subjects import Subject

CONDITION = "condition.any"
CONDITION_SECTION = Section(_("Only after other answers"), order=4)
TRIGGERS = frozenset({"yes_no", "choice", "many"})
MOST_CODES = 30
KIND_STAYS = _(
    "People have answered this question, so its kind stays. Take this question away, and add "
    "another of the new kind."
)
CHOICE_STAYS = _(
    "Somebody’s answer is a choice that you removed. Bring it back by leaving the page, and mark "
    "it as no longer offered."
)


def question_editor(request: Request, subject: Subject, question: AgencyQuestion) -> Editor:
    """Return the editor of a question, with what its condition may choose from."""
    return Editor(
        AgencyQuestion,
        request.choices,
        locale=request.locale_name,
        today=today_of(request),
        extra=[_condition(request, subject, question)],
    )


def _condition(request: Request, subject: Subject, question: AgencyQuestion) -> BoundQuestion:
    codes = AgencyCodes(
        f"{CONDITION}.{question.id}", tuple(_answers(request, subject, question)), "", ""
    )
    asked = Question(
        kind="many",
        label=_("Asked only after one of these answers"),
        hint=_("Choose none, and it is always asked."),
        codes=codes,
    )
    asked.section, asked.grid = CONDITION_SECTION, None
    return BoundQuestion(
        CONDITION, asked, "condition", "any", asked.label, green=False, kept_in="condition"
    )


def _answers(request: Request, subject: Subject, question: AgencyQuestion) -> Iterator[Code]:
    """Yield each answer of the questions that stand above this one."""
    translate, locale = request.localizer.translate, request.locale_name
    model = subject.model
    own = bind(request.agency_questions.rows.get(subject.key, []), model, locale)
    above: list[tuple[BoundQuestion, dt.date | None]] = [
        (bound, None) for bound in asked_questions(model, model.__form__.version)
    ]
    for other, bound in own:
        if other.id == question.id:
            break
        above.append((bound, LONG_AGO if other.is_removed else None))
    for bound, until in above:
        if bound.question.kind not in TRIGGERS or bound.question.grid is not None:
            continue
        for code, answer in _words(bound, translate, locale):
            label = f"{translate(bound.label)}: {answer}"
            yield Code(f"{bound.key}={code}", label, label, until=until)


def _words(bound: BoundQuestion, translate: Any, locale: str) -> list[tuple[str, str]]:
    codes = bound.question.codes
    if codes is None:
        return [("yes", translate(_("Yes"))), ("no", translate(_("No")))]
    return [] if len(codes) > MOST_CODES else codes.choices(locale)


def judge_change(service: QuestionService, question: AgencyQuestion, posted: Submission) -> None:
    """Refuse what would make answers unreadable: another kind, or a choice that is an answer."""
    if posted.answers.get("kind") != question.kind and service.is_answered(question):
        posted.errors["kind"] = [KIND_STAYS]
        return
    if question.kind not in WITH_CHOICES:
        return
    kept = {row["id"] for row in posted.answers.get("choices") or ()}
    gone = [choice.code for choice in question.choices if str(choice.id) not in kept]
    if service.chosen_codes(question, gone):
        posted.errors["choices"] = [CHOICE_STAYS]
