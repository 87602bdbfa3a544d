"""Copy what one form says of a visit to the forms of the others who were there, when asked to.

It fills what is empty and never changes what somebody typed. What is about the person stays.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.audit.services import record_change
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.models import INCOMPLETE, ServiceForm
from ocms_core.forms.services import FormService
from ocms_core.forms.spec import BoundQuestion, questions_of

PERSONAL_KINDS = frozenset({"long_text", "person", "rows", "sealed"})
SHARED_BLOCKS = frozenset({"target_group", "skills"})


def header_keys() -> frozenset[str]:
    """Return the questions of every form that a new form has first answers to."""
    return frozenset(bound.key for bound in questions_of(ServiceForm)) - {"notes", "private"}


def is_shared(bound: BoundQuestion, model: type[ServiceForm]) -> bool:
    """Whether an answer holds for everybody who took part."""
    spec, question = model.__form__, bound.question
    if bound.key in {"notes", "private"} or question.read_only:
        return False
    if question.kind in PERSONAL_KINDS:
        return False
    if bound.block is not None:
        return bound.block in SHARED_BLOCKS
    if bound.key in header_keys():
        return True
    return spec.shared is None or bound.key in spec.shared


@dataclass(frozen=True, slots=True)
class Copied:
    """What was done: answers filled in, in which forms; how many forms could not take them."""

    answers: int
    forms: Sequence[ServiceForm]
    refused: int


class AnswerCopier:
    """Copies the shared answers of one form to others of its kind and session."""

    def __init__(
        self, db: Session, forms: FormService, editor_of: Callable[[ServiceForm], Editor]
    ) -> None:
        self._db = db
        self._forms = forms
        self._editor_of = editor_of

    def targets(self, source: ServiceForm) -> list[ServiceForm]:
        """Return the other clients' incomplete forms of this kind in the session, locked."""
        keys = self._db.scalars(
            select(ServiceForm.id).where(
                ServiceForm.session_id == source.session_id,
                ServiceForm.kind == source.kind,
                ServiceForm.state == INCOMPLETE,
                ServiceForm.client_id.is_not(None),
                ServiceForm.client_id != source.client_id,
            )
        ).all()
        return self._forms.require_many(source.kind, keys) if keys else []

    def copy(self, source: ServiceForm, targets: Sequence[ServiceForm]) -> Copied:
        """Fill in the targets; return how much."""
        answers = refused = 0
        filled: list[ServiceForm] = []
        given = {
            key: texts for key, texts in self._editor_of(source).raw_of(source).items() if texts
        }
        changes: list[tuple[uuid.UUID, list[str]]] = []
        for target in targets:
            changed = self._fill(target, given)
            if changed is None:
                refused += 1
            elif changed:
                filled.append(target)
                answers += len(changed)
                changes.append((target.id, changed))
        self._db.flush()
        for key, changed in changes:
            record_change(self._db, source.kind, key, changed, copied_from=str(source.id))
        return Copied(answers, filled, refused)

    def _fill(self, target: ServiceForm, given: dict[str, list[str]]) -> list[str] | None:
        """Fill one form; return what changed, or None if the answers do not go together there."""
        editor, model = self._editor_of(target), type(target)
        stored, raw = editor.answers_of(target), editor.raw_of(target)
        first = header_keys() if target.revision == 1 else frozenset()
        for key, texts in given.items():
            bound = editor.by_key.get(key)
            if bound is None or not is_shared(bound, model):
                continue
            if is_empty(stored[key]) or key in first:
                raw[key] = texts
        submission = editor.judge(raw, record=target)
        if submission.errors or self._loses(submission, stored, first):
            return None
        changed = editor.apply(target, submission)
        if changed:
            self._forms.judge_saved(target, submission)
            target.revision += 1
        return changed

    @staticmethod
    def _loses(submission: Submission, stored: dict[str, Any], first: frozenset[str]) -> bool:
        """Whether something that was typed would be hidden, and so cleared, by what is copied."""
        return any(
            not is_empty(answer)
            and key not in first
            and key in submission.answers
            and is_empty(submission.answers[key])
            for key, answer in stored.items()
        )


def is_empty(answer: Any) -> bool:
    """Whether a question has no answer."""
    return answer is None or answer in ([], "")
