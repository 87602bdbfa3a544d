"""What the agency has written in English only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocms_core.i18n import _
from ocms_core.questions.lookups import WITH_CHOICES
from ocms_core.questions.models import AgencyQuestion
from ocms_core.questions.subjects import Subject


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A question with what of it has no French: pairs of what it is and the English words."""

    subject: Subject
    question: AgencyQuestion
    texts: list[tuple[str, str]]


def without_french(
    rows: Mapping[str, list[AgencyQuestion]], subjects: Mapping[str, Subject]
) -> list[Untranslated]:
    """Return the questions that are asked and lack French somewhere, by subject."""
    found = []
    for key, subject in subjects.items():
        for question in rows.get(key, ()):
            texts = [] if question.is_removed else _lacking(question)
            if texts:
                found.append(Untranslated(subject, question, texts))
    return found


def _lacking(question: AgencyQuestion) -> list[tuple[str, str]]:
    texts = [] if question.label_fr else [(_("Question"), question.label_en)]
    if question.hint_en and not question.hint_fr:
        texts.append((_("Hint"), question.hint_en))
    if question.kind in WITH_CHOICES:
        texts += [
            (_("Choice"), choice.label_en)
            for choice in question.choices
            if not choice.label_fr and not choice.withdrawn
        ]
    return texts
