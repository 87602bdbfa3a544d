"""The demo agency's own questions, one of each kind, and answers to some of them."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.models import ServiceForm
from ocms_core.plugins.manager import registries
from ocms_core.questions.catalogue import CLIENT, CUSTOM, FORM, SESSION, AgencyQuestions
from ocms_core.questions.models import AgencyQuestion, AgencyQuestionChoice
from ocms_core.service_sessions.models import ServiceSession

ORIENTATION, NEEDS = "information_orientation", "needs_assessment"
OTHER, VISIT = "non_specified", "direct_service"
ANSWERED = 60
# subject, kind, English, French, choices in both languages
QUESTIONS: tuple[tuple[str, str, str, str | None, Any], ...] = (
    (
        CLIENT, "choice", "How did the client hear of us?", "Comment nous a-t-on connus?",
        (
            ("A friend or relative", "Une connaissance"),
            ("A school", "Une école"),
            ("Another agency", "Un autre organisme"),
            ("A poster or the Internet", "Une affiche ou Internet"),
        ),
    ),
    (CLIENT, "yes_no", "Does the client drive?", "La personne conduit-elle?", ()),
    (
        CLIENT, "many", "On which days could the client drive others?",
        "Quels jours la personne pourrait-elle en conduire d’autres?",
        (("Weekdays", "En semaine"), ("Evenings", "Le soir"), ("Weekends", "La fin de semaine")),
    ),
    (f"{FORM}:{ORIENTATION}", "number", "Transit tickets given", "Titres de transport remis", ()),
    (f"{FORM}:{ORIENTATION}", "money", "Gift cards given", "Valeur des cartes-cadeaux", ()),
    (f"{FORM}:{ORIENTATION}", "yes_no", "Was the welcome kit given?", "Trousse remise?", ()),
    (f"{FORM}:{NEEDS}", "date", "When may we call again?", "Quand pouvons-nous rappeler?", ()),
    (f"{FORM}:{NEEDS}", "long_text", "What does the client hope for in a year?", None, ()),
    (f"{FORM}:{OTHER}", "text", "Desk or room", "Guichet ou salle", ()),
    (
        f"{SESSION}:{VISIT}", "choice", "Where did you meet?", "Où a eu lieu la rencontre?",
        (
            ("At our office", "À notre bureau"),
            ("At the client’s home", "Au domicile"),
            ("In a library", None),
        ),
    ),
)  # fmt: skip
HOPES = (
    "To work in the old profession again, and an apartment with a room for each child.",
    "To speak English without fear, and to bring the parents over.",
)


class QuestionMaker:
    """Writes the questions, and answers them on some records as the pages would."""

    def __init__(self, db: Session, random: Random, today: dt.date, locale: str) -> None:
        self._db = db
        self._random = random
        self._today = today
        self._choices = AgencyChoices(db, locale)

    def write(self) -> None:
        """Write questions and answers."""
        made = [self._question(place, *line) for place, line in enumerate(QUESTIONS)]
        driver, days = made[1], made[2]
        days.condition = {"any": [f"{CUSTOM}.{driver.key}=yes"]}
        # Needed from next month on: what is complete stays complete.
        made[5].green = True
        made[5].active_from = (self._today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        self._db.add_all(made)
        self._db.flush()
        questions = AgencyQuestions(self._db)
        people = select(Client).where(Client.kind == NAMED).order_by(Client.number.desc())
        self._answer(questions, Client, people)
        for kind in (ORIENTATION, NEEDS, OTHER):
            model = registries().forms.every().get(kind)
            if model is not None:
                latest = select(model).order_by(ServiceForm.service_date.desc(), ServiceForm.id)
                self._answer(questions, model, latest)
        visits = select(ServiceSession).where(ServiceSession.session_type == VISIT)
        visits = visits.order_by(ServiceSession.service_date.desc(), ServiceSession.id)
        self._answer(questions, ServiceSession, visits)

    def _question(
        self, place: int, subject: str, kind: str, en: str, fr: str | None, choices: Any
    ) -> AgencyQuestion:
        return AgencyQuestion(
            id=uuid7(),
            subject=subject,
            kind=kind,
            label_en=en,
            label_fr=fr,
            position=place,
            condition={},
            choices=[
                AgencyQuestionChoice(id=uuid7(), label_en=one, label_fr=other, position=number)
                for number, (one, other) in enumerate(choices)
            ],
        )

    def _answer(self, questions: AgencyQuestions, model: Any, statement: Any) -> None:
        # Nobody looks on while the demo is written.
        latest = statement.limit(ANSWERED).execution_options(beyond_visibility=True)
        for record in self._db.scalars(latest).unique():
            own = questions.asked(model, record, locale="en", today=self._today)
            editor = Editor(
                model,
                self._choices,
                locale="en",
                today=self._today,
                only=(CUSTOM,),
                extra=own.asked,
                dormant=own.dormant,
            )
            raw = {
                bound.key: self._texts(bound.question)
                for bound in editor.questions
                if self._random.random() < 0.7
            }
            submission = editor.judge(raw, record=record)
            if submission.can_be_saved:
                editor.apply(record, submission)
        self._db.flush()

    def _texts(self, question: Any) -> list[str]:
        dice = self._random
        if question.codes is not None:
            return [dice.choice([code.code for code in question.codes])]
        day = self._today + dt.timedelta(days=dice.randint(7, 60))
        return [
            {
                "yes_no": dice.choice(["yes", "no"]),
                "number": str(dice.randint(1, 6)),
                "money": dice.choice(["20.00", "50.00", "75.00"]),
                "date": day.isoformat(),
                "text": dice.choice(["Desk 2", "Room B", "Desk 4"]),
                "long_text": dice.choice(HOPES),
            }[question.kind]
        ]


def write_questions(db: Session, random: Random, today: dt.date, locale: str) -> None:
    """Write the agency's own questions and some answers."""
    QuestionMaker(db, random, today, locale).write()
