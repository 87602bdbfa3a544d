"""From an agency's questions to questions of the form engine, read once a request.

They are asked after those of the declaration, under one heading, and keep their answers in the
record's ``custom``. What is asked depends on the day: of service, or of opening a profile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ocms_core.forms.ask import LONG_TEXT_LENGTH, TEXT_LENGTH, Question, Section
from ocms_core.forms.conditions import Condition
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import BoundQuestion, questions_of
from ocms_core.i18n import _
from ocms_core.lookups import Code, CodeList
from ocms_core.lookups.codelist import fold
from ocms_core.questions.lookups import WITH_CHOICES
from ocms_core.questions.models import AgencyQuestion

CUSTOM = "custom"
SECTION = Section(_("Questions of our agency"), order=1000, key="agency")
CLIENT, FORM, SESSION = "client", "form", "session"
LONG_AGO = dt.date(1900, 1, 1)
LENGTHS = {"text": TEXT_LENGTH, "long_text": LONG_TEXT_LENGTH}


class AgencyCodes(CodeList):
    """The choices of one question. People may word two alike, which a list of ours may not."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {item.code: item for item in self.codes})
        by_text: dict[str, str] = {}
        for item in self.codes:
            for text in (item.en, item.fr, item.code):
                by_text.setdefault(fold(text), item.code)
        object.__setattr__(self, "_by_text", by_text)

    __hash__ = CodeList.__hash__


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a record, and what is not now but may hold answers others depend on."""

    asked: tuple[BoundQuestion, ...] = ()
    dormant: tuple[BoundQuestion, ...] = ()


NOTHING = Asked()


def subject_of(model: Any, record: Any = None) -> str | None:
    """Return whose questions a record of a model is asked; None for what has none."""
    if isinstance(model, type) and issubclass(model, ServiceForm):
        return f"{FORM}:{model.__form__.key}"
    key = model.__form__.key
    if key == CLIENT:
        return CLIENT
    if key == "service_session" and record is not None:
        return f"{SESSION}:{record.session_type}"
    return None


class AgencyQuestions:
    """The questions of one agency, read by one statement when something is asked.

    asked_of: the subjects that have any, if that is known; for others nothing is read.
    """

    def __init__(
        self, db: Session | None, locale: str = "en", asked_of: frozenset[str] | None = None
    ) -> None:
        self._db = db
        self._asked_of = asked_of
        self._locale = locale
        self._rows: dict[str, list[AgencyQuestion]] | None = None

    @property
    def rows(self) -> dict[str, list[AgencyQuestion]]:
        """The questions by subject in their order, those that were taken away among them."""
        if self._rows is None:
            self._rows = {}
            found = [] if self._db is None or self._asked_of == frozenset() else _read(self._db)
            for question in found:
                self._rows.setdefault(question.subject, []).append(question)
        return self._rows

    def asked(
        self,
        model: Any,
        record: Any = None,
        *,
        locale: str,
        today: dt.date,
        only: Iterable[str] | None = None,
    ) -> Asked:
        """Return what is asked of a record; nothing where `only` asks for none of them."""
        subject = subject_of(model, record)
        if subject is None or (only is not None and not any(is_own(key) for key in only)):
            return NOTHING
        if self._asked_of is not None and subject not in self._asked_of:
            return NOTHING
        questions = self.rows.get(subject, [])
        if not questions:
            return NOTHING
        day = getattr(record, "service_date", None) or today
        made = bind(questions, model, locale)
        return Asked(
            tuple(bound for question, bound in made if question.is_active(day)),
            tuple(bound for question, bound in made if not question.is_active(day)),
        )

    def of(
        self, subject: str, model: Any, locale: str
    ) -> list[tuple[AgencyQuestion, BoundQuestion]]:
        """Return every question of a subject with its engine question, removed ones too."""
        return list(bind(self.rows.get(subject, []), model, locale))

    def titled(
        self, model: Any, locale: str, translate: Callable[[Any], str]
    ) -> list[tuple[str, BoundQuestion]]:
        """Return every question of a model's records with a title that says if it is over."""
        made = self.of(subject_of(model) or "", model, locale)
        return [(title_of(question, bound, translate), bound) for question, bound in made]

    def label(self, key: str) -> str:
        """Return the words of a question by its id or its key, also of one no longer asked."""
        wanted = key.removeprefix(f"{CUSTOM}.").replace("-", "")
        for questions in self.rows.values():
            for question in questions:
                if question.key == wanted:
                    return question.label(self._locale)
        return ""


def title_of(
    question: AgencyQuestion, bound: BoundQuestion, translate: Callable[[Any], str]
) -> str:
    """Return the words of a question where also those stand that are no longer asked."""
    if not question.is_removed:
        return bound.label
    return translate(_("${question} (no longer asked)", mapping={"question": bound.label}))


def is_own(key: str) -> bool:
    """Whether a key is that of an agency's own question, or of all of them."""
    return key == CUSTOM or key.startswith(f"{CUSTOM}.")


def _read(db: Session) -> list[AgencyQuestion]:
    statement = (
        select(AgencyQuestion)
        .options(joinedload(AgencyQuestion.choices))
        .order_by(AgencyQuestion.subject, AgencyQuestion.position, AgencyQuestion.id)
    )
    return list(db.scalars(statement).unique())


def codes_of(question: AgencyQuestion) -> AgencyCodes:
    """Return the choices of a question as a list of the engine's."""
    return AgencyCodes(
        f"{CUSTOM}.{question.key}",
        tuple(
            Code(
                choice.code,
                choice.label_en,
                choice.label_fr or choice.label_en,
                until=LONG_AGO if choice.withdrawn else None,
            )
            for choice in question.choices
        ),
        question.label_en,
        question.label_fr or question.label_en,
    )


def bind(
    questions: Iterable[AgencyQuestion], model: Any, locale: str
) -> Iterator[tuple[AgencyQuestion, BoundQuestion]]:
    """Yield each with its engine question, a question after those that it depends on."""
    waiting = {f"{CUSTOM}.{question.key}": question for question in questions}
    known: dict[str, Question] = {bound.key: bound.question for bound in questions_of(model)}

    def place(key: str) -> Iterator[tuple[AgencyQuestion, BoundQuestion]]:
        question = waiting.pop(key, None)
        if question is None:
            return
        for trigger in triggers_of(question):
            yield from place(trigger)
        bound = _bound(question, locale, known)
        known[key] = bound.question
        yield question, bound

    for key in list(waiting):
        yield from place(key)


def triggers_of(question: AgencyQuestion) -> list[str]:
    """Return the keys of the questions that decide whether this one is asked."""
    return list(dict.fromkeys(pair.rpartition("=")[0] for pair in condition_of(question)))


def condition_of(question: AgencyQuestion) -> list[str]:
    """Return the answers of which one must be given: "key=code" each."""
    return list((question.condition or {}).get("any", ()))


def _bound(question: AgencyQuestion, locale: str, known: dict[str, Question]) -> BoundQuestion:
    kind = str(question.kind)
    asked = Question(
        kind=kind,
        label=question.label(locale),
        hint=question.hint(locale),
        green=bool(question.green),
        codes=codes_of(question) if kind in WITH_CHOICES else None,
        max_length=LENGTHS.get(kind),
        shown_if=_condition(question, known),
        report=kind != "long_text",
    )
    asked.section, asked.grid = SECTION, None
    return BoundQuestion(
        key=f"{CUSTOM}.{question.key}",
        question=asked,
        block=CUSTOM,
        attribute=question.key,
        label=asked.label,
        green=asked.green,
        kept_in=CUSTOM,
    )


def _condition(question: AgencyQuestion, known: dict[str, Question]) -> Condition | None:
    wanted: dict[Question, list[Any]] = {}
    for pair in condition_of(question):
        key, _sign, code = pair.rpartition("=")
        trigger = known.get(key)
        if trigger is not None:
            answer = code == "yes" if trigger.kind == "yes_no" else code
            wanted.setdefault(trigger, []).append(answer)
    return Condition.on_answers(wanted) if wanted else None
