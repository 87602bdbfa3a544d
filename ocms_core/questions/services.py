"""Keep the agency's own questions: their order, whether they are asked, who has answered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session, joinedload

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.errors import NotFoundError, OcmsError
from ocms_core.forms.models import ServiceForm
from ocms_core.questions.catalogue import CUSTOM, FORM, SESSION, triggers_of
from ocms_core.questions.models import AgencyQuestion
from ocms_core.service_sessions.models import ServiceSession

KIND = "agency_question"
UP, DOWN = "up", "down"
# Answers nobody here may see are answers all the same.
EVERYBODY = {"beyond_visibility": True, "with_merged": True}


class DependsError(OcmsError):
    """A question would stand above the one that decides whether it is asked."""


class QuestionService:
    """Changes questions; what people answered stays whatever happens to them."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def require(self, key: uuid.UUID | None, *, lock: bool = False) -> AgencyQuestion:
        """Return a question with its choices; raise NotFoundError if there is none."""
        statement = (
            select(AgencyQuestion)
            .where(AgencyQuestion.id == key)
            .options(joinedload(AgencyQuestion.choices))
        )
        if lock:
            statement = statement.with_for_update(of=AgencyQuestion)
            statement = statement.execution_options(populate_existing=True)
        found = self._db.scalars(statement).unique().one_or_none()
        if found is None:
            raise NotFoundError("no such question")
        return found

    def find(self, key: uuid.UUID) -> bool:
        """Whether there is such a question already: a second click makes no second one."""
        return (
            self._db.scalar(select(AgencyQuestion.id).where(AgencyQuestion.id == key)) is not None
        )

    def add(self, question: AgencyQuestion) -> None:
        """Put a new question after the others of its subject."""
        last = self._db.scalar(
            select(AgencyQuestion.position)
            .where(AgencyQuestion.subject == question.subject)
            .order_by(AgencyQuestion.position.desc())
            .limit(1)
        )
        question.position = 0 if last is None else last + 1
        self._db.add(question)

    def move(self, question: AgencyQuestion, where: str) -> None:
        """Change places with the question above or below; raise DependsError if it may not."""
        rows = [
            row
            for row in self._db.scalars(
                select(AgencyQuestion)
                .where(AgencyQuestion.subject == question.subject)
                .order_by(AgencyQuestion.position, AgencyQuestion.id)
                .with_for_update()
            )
            if not row.is_removed or row is question
        ]
        at = rows.index(question)
        other = at - 1 if where == UP else at + 1
        if not 0 <= other < len(rows):
            return
        upper, lower = rows[max(at, other)], rows[min(at, other)]
        if f"{CUSTOM}.{lower.key}" in triggers_of(upper):
            raise DependsError(question.subject)
        rows[at], rows[other] = rows[other], rows[at]
        for place, row in enumerate(rows):
            row.position = place
        record_change(self._db, KIND, question.id, ["position"])

    def switch(self, question: AgencyQuestion, *, asked: bool) -> None:
        """Take a question away, or ask it again; the answers stay where they are."""
        if asked != question.is_removed:
            return
        question.removed_at = None if asked else dt.datetime.now(dt.UTC)
        question.revision += 1
        record_change(
            self._db, KIND, question.id, action="switched_on" if asked else "switched_off"
        )

    def is_answered(self, question: AgencyQuestion) -> bool:
        """Whether anybody's record has an answer, seen or not."""
        model, asked = _answers(question)
        return self._any(model, asked, model.custom.has_key(question.key))

    def chosen_codes(self, question: AgencyQuestion, codes: Iterable[str]) -> bool:
        """Whether one of these choices is somebody's answer."""
        model, asked = _answers(question)
        tests: list[Any] = []
        for code in codes:
            answer: Any = [code] if question.kind == "many" else code
            tests.append(model.custom.contains({question.key: answer}))
        return bool(tests) and self._any(model, asked, or_(*tests))

    def _any(self, model: Any, asked: Any, test: Any) -> bool:
        statement = select(model.id).where(asked, test).limit(1)
        return self._db.execute(statement, execution_options=EVERYBODY).first() is not None


def _answers(question: AgencyQuestion) -> tuple[Any, Any]:
    """Return the model whose records answer a question, and which of them are asked."""
    name, _colon, kind = question.subject.partition(":")
    if name == FORM:
        return ServiceForm, ServiceForm.kind == kind
    if name == SESSION:
        return ServiceSession, ServiceSession.session_type == kind
    return Client, true()
