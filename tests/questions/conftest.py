"""What the tests of the agency's own questions share: one of each kind, of any subject."""

import pytest

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.questions.models import AgencyQuestion, AgencyQuestionChoice
from ocms_core.testing.world import viewer

KINDS = ("text", "long_text", "number", "money", "date", "yes_no", "choice", "many")


def make_question(kind="text", subject="client", **values):
    """Return a question; choices: the English words of each."""
    choices = values.pop("choices", ("Bus", "Car", "On foot"))
    values.setdefault("label_en", f"What {kind}?")
    values.setdefault("label_fr", f"Quel {kind}?")
    values.setdefault("condition", {})
    question = AgencyQuestion(id=uuid7(), kind=kind, subject=subject, **values)
    if kind in {"choice", "many"}:
        question.choices = [
            AgencyQuestionChoice(
                id=uuid7(), position=place, label_en=words, label_fr=f"{words} (fr)"
            )
            for place, words in enumerate(choices)
        ]
    return question


@pytest.fixture
def ask(app, world):
    """Return a maker of stored questions of the north agency: ``ask("date", "client")``."""

    def make(kind="text", subject="client", agency=None, **values):
        where = agency or world.north
        with app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, where.id)
            session.info["viewer"] = viewer(where, "admin")
            question = make_question(kind, subject, **values)
            session.add(question)
            session.commit()
            session.refresh(question)
            assert question.choices is not None
            session.expunge_all()
            return question

    make.south = world.south
    return make
