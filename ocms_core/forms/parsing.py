"""From what a browser posts to typed answers: one WTForms field a kind of question.

Every field takes text and gives the typed answer, None or an empty list when nothing was typed, or
a sentence that says what to type. Which answers are missing is the editor's business.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import Field, FieldList, FormField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from ocms_core.forms.partial_dates import about_age
from ocms_core.forms.spec import BoundQuestion, row_questions
from ocms_core.i18n import _

FIRST_YEAR = 1900
OLDEST = 120
MAX_ROWS = 50
ROW_INDEX = re.compile(r"^(?:0|[1-9][0-9]{0,2})$", re.ASCII)
FEWEST_DIGITS = 7
POSTAL_CODE = re.compile(r"^[A-Z][0-9][A-Z][0-9][A-Z][0-9]$")
PARTIAL_DATE = re.compile(r"^([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?$")
# "About 34" is an age, "about 1992" a year, and so is what our own pages write: "vers 1992".
_NEAR = r"(?:about|around|circa|ca?\.?|age|aged|environ|env\.?|vers|autour\s+de|âge|~|±|≈)"
ABOUT = re.compile(
    rf"^(?:{_NEAR}\s*(?P<year>[0-9]{{4}})"
    rf"|(?:{_NEAR}\s*)?(?P<age>[0-9]{{1,3}})(?:\s*(?:years?(?:\s+old)?|ans?|yrs?|y))?)$",
    re.IGNORECASE,
)
CLOCK = re.compile(r"^([0-9]{1,2})\s*[:hH]\s*([0-9]{2})?$")
LENGTH = re.compile(
    r"^(?:(?P<hours>[0-9]{1,4})\s*(?::|h)\s*(?P<rest>[0-5]?[0-9])?\s*(?:min\.?|m)?"
    r"|(?P<minutes>[0-9]{1,5})\s*(?:min\.?|m)?)$",
    re.IGNORECASE,
)

# Commas part thousands, or the cents of somebody who works in French.
AMOUNT = re.compile(
    r"^(?P<sign>[+-]?)(?P<dollars>[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{0,10})"
    r"(?:[.,](?P<cents>[0-9]{0,2}))?$"
)

NOT_LISTED = _("Choose one of the answers of the list.")
NO_DATE = _("Type the date as year-month-day, for example 2026-11-23.")
FUTURE = _("This day is in the future: correct the date.")
TOO_OLD = _("Check the year of this date.")


def clean(text: str, *, lines: bool = False) -> str:
    """Return text without control characters, in one Unicode form, trimmed."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n\t" if lines else ""
    text = "".join(
        sign if sign in kept or unicodedata.category(sign) not in {"Cc", "Cs"} else " "
        for sign in text
    )
    return text.strip() if lines else " ".join(text.split())


class Meta(DefaultMeta):
    """What every engine form shares: our own CSRF, no guesses about fields."""

    csrf = False


class AnswerField(Field):
    """Takes the posted text; subclasses say how it becomes an answer."""

    several = False

    def __init__(
        self, *, bound: BoundQuestion, today: dt.date, allowed: Any = None, **rest: Any
    ) -> None:
        super().__init__(label="", **rest)
        self.question = bound.question
        self.today = today
        self.allowed = allowed
        self.data: Any = [] if self.several else None

    def process_data(self, _value: Any) -> None:
        """Ignore stored data: answers come from the post alone."""
        self.data = [] if self.several else None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Turn the posted text into the answer."""
        texts = [text for text in valuelist if isinstance(text, str)]
        if self.several:
            self.data = self.parse_many([text for text in texts if text])
            return
        text = clean(texts[0], lines=self.question.kind == "long_text") if texts else ""
        self.data = self.parse(text) if text else None

    def parse(self, text: str) -> Any:
        """Return the answer, or raise ValueError with the sentence for the page."""
        raise NotImplementedError

    def parse_many(self, texts: list[str]) -> list[str]:
        """Return the codes in the order of the list, or raise ValueError."""
        raise NotImplementedError


class TextAnswer(AnswerField):
    """Text, long or short, with the checks its input type asks for."""

    def parse(self, text: str) -> str:
        """Check length and form."""
        limit = self.question.max_length
        if limit is not None and len(text) > limit:
            raise ValueError(
                _(
                    "Shorten this to ${limit} characters; now it has ${now}.",
                    mapping={"limit": limit, "now": len(text)},
                )
            )
        check = _TEXT_CHECKS.get(self.question.input_type or "")
        return check(text) if check else text


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(_("Type the whole e-mail address, for example name@agency.ca.")) from None


def _postal_code(text: str) -> str:
    compact = re.sub(r"[\s-]", "", text.upper())
    if not POSTAL_CODE.match(compact):
        raise ValueError(_("Type a Canadian postal code, for example M5V 2T6."))
    return f"{compact[:3]} {compact[3:]}"


def _telephone(text: str) -> str:
    if len(re.sub(r"[^0-9]", "", text)) < FEWEST_DIGITS:
        raise ValueError(_("Type the whole telephone number, at least 7 digits."))
    return text


def _noc(text: str) -> str:
    found = re.fullmatch(r"(?:NOC|CNP)?[\s:.-]*([0-9]{5})", text, re.IGNORECASE)
    if not found:
        raise ValueError(_("A code of NOC 2021 has five digits, for example 31301."))
    return found[1]


def _year(text: str) -> str:
    if text.casefold() in {"unknown", "inconnu", "inconnue"}:
        return "unknown"
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise ValueError(_("Type a year of four digits, or “unknown”."))
    return text


_TEXT_CHECKS = {
    "email": _email,
    "noc": _noc,
    "postal_code": _postal_code,
    "tel": _telephone,
    "year": _year,
}


def _in_bounds(question: Any, value: int, *, low: str, high: str) -> int:
    if question.minimum is not None and value < question.minimum:
        raise ValueError(low)
    if question.maximum is not None and value > question.maximum:
        raise ValueError(high)
    return value


class NumberAnswer(AnswerField):
    """A whole number."""

    def parse(self, text: str) -> int:
        """Read digits, with a sign."""
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text.replace(" ", "")):
            raise ValueError(_("Type a whole number, in digits."))
        q = self.question
        return _in_bounds(
            q,
            int(text.replace(" ", "")),
            low=_("Type ${limit} or more.", mapping={"limit": q.minimum}),
            high=_("Type ${limit} or less.", mapping={"limit": q.maximum}),
        )


class MoneyAnswer(AnswerField):
    """Dollars as people write them in both languages; the answer is cents."""

    def parse(self, text: str) -> int:
        """Read "1,234.50", "1 234,50 $" or "1234"."""
        found = AMOUNT.match(re.sub(r"[\s$]", "", text))
        if found is None or not (found["dollars"] or found["cents"]):
            raise ValueError(_("Type an amount in dollars, for example 1234.50."))
        cents = int(found["dollars"].replace(",", "") or 0) * 100
        cents += int((found["cents"] or "").ljust(2, "0"))
        if found["sign"] == "-":
            cents = -cents
        q = self.question
        return _in_bounds(
            q, cents, low=_("The amount is too small."), high=_("The amount is too large.")
        )


class DateAnswer(AnswerField):
    """A day."""

    def parse(self, text: str) -> dt.date:
        """Read the ISO form that browsers post."""
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(NO_DATE) from None
        if self.question.maximum == "today" and day > self.today:
            raise ValueError(FUTURE)
        if day.year < FIRST_YEAR or day.year > self.today.year + OLDEST:
            raise ValueError(TOO_OLD)
        return day


class PartialDateAnswer(AnswerField):
    """A day, a month, a year, or an age ("about 34"), kept as text."""

    told_age: int | None = None

    def process_data(self, value: Any) -> None:
        """Forget the age too: a form may read one record after another."""
        super().process_data(value)
        self.told_age = None

    def reckon_again(self, told_on: dt.date) -> None:
        """Count an age from the day on which it was told instead of today."""
        if self.told_age is not None and not self.process_errors:
            self.data = about_age(self.told_age, told_on)

    def parse(self, text: str) -> str:
        """Return "1979-05-12", "1979-05", "1979" or, of an age, "1979~"."""
        if about := ABOUT.match(text):
            if about["year"]:
                return f"{self._checked(about['year'])}~"
            self.told_age = self._age(int(about["age"]))
            return about_age(self.told_age, self.today)
        if text.endswith("~"):
            return f"{self._checked(text[:-1])[:4]}~"
        return self._checked(text.replace("/", "-"))

    def _age(self, years: int) -> int:
        if years > OLDEST:
            raise ValueError(TOO_OLD)
        return years

    def _checked(self, text: str) -> str:
        found = PARTIAL_DATE.match(text)
        if not found:
            raise ValueError(
                _("Type 1979-05-12, or only 1979-05 or 1979, or “about 34” for an age.")
            )
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # noqa: S101  the pattern has it
        try:
            first = dt.date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError(NO_DATE) from None
        if first > self.today:
            raise ValueError(FUTURE)
        if self.today.year - year > OLDEST:
            raise ValueError(TOO_OLD)
        parts = [f"{year:04d}"]
        parts += [f"{part:02d}" for part in (month, day) if part is not None]
        return "-".join(parts)


class TimeAnswer(AnswerField):
    """A time of day."""

    def parse(self, text: str) -> dt.time:
        """Read "9:30", "09:30" or "9 h 30"."""
        found = CLOCK.match(text)
        if found:
            hour, minute = int(found.group(1)), int(found.group(2) or 0)
            if hour < 24 and minute < 60:  # noqa: PLR2004  hours of a day
                return dt.time(hour, minute)
        raise ValueError(_("Type the time as 9:30 or 14:05."))


class MinutesAnswer(AnswerField):
    """A length of time; the answer is minutes."""

    def parse(self, text: str) -> int:
        """Read "1:20", "1 h 20", "80 min" or "80"."""
        found = LENGTH.match(text)
        if not found:
            raise ValueError(_("Type the time as 1:20 for an hour and twenty, or 45 for minutes."))
        minutes = int(found["minutes"] or 0) + 60 * int(found["hours"] or 0)
        minutes += int(found["rest"] or 0)
        q = self.question
        return _in_bounds(
            q,
            minutes,
            low=_("Type a longer time."),
            high=_("This is too long: check the hours."),
        )


class YesNoAnswer(AnswerField):
    """Yes or no."""

    def parse(self, text: str) -> bool:
        """Read what the two radio buttons post."""
        if text not in {"yes", "no"}:
            raise ValueError(_("Answer yes or no."))
        return text == "yes"


class ChoiceAnswer(AnswerField):
    """One code of a list."""

    def parse(self, text: str) -> str:
        """Accept what is offered today, or what is stored already."""
        if text not in self.allowed:
            raise ValueError(NOT_LISTED)
        return text


class ManyAnswer(AnswerField):
    """Any number of codes of a list."""

    several = True

    def parse_many(self, texts: list[str]) -> list[str]:
        """Return the codes in the order of the list, each once."""
        if any(text not in self.allowed for text in texts):
            raise ValueError(NOT_LISTED)
        chosen = set(texts)
        return [code for code in self.allowed if code in chosen]


class PickAnswer(AnswerField):
    """One row of the agency's own."""

    def parse(self, text: str) -> uuid.UUID:
        """Accept the ids that are offered, or what is stored already."""
        if text not in self.allowed:
            raise ValueError(NOT_LISTED)
        return uuid.UUID(text)


ANSWERS: dict[str, type[AnswerField]] = {
    "text": TextAnswer,
    "long_text": TextAnswer,
    "sealed": TextAnswer,
    "number": NumberAnswer,
    "money": MoneyAnswer,
    "date": DateAnswer,
    "partial_date": PartialDateAnswer,
    "time": TimeAnswer,
    "minutes": MinutesAnswer,
    "yes_no": YesNoAnswer,
    "choice": ChoiceAnswer,
    "many": ManyAnswer,
    "pick": PickAnswer,
    "person": PickAnswer,
}


class RowForm(BaseForm):
    """The fields of one repeated row, and the id of the row it changes."""


class RowId(AnswerField):
    """The id of a stored row, posted back by the page; empty for a new one."""

    def parse(self, text: str) -> str:
        """Keep the text: the editor looks it up among the record's own rows."""
        return text


def answer_field(bound: BoundQuestion, today: dt.date, allowed: Any, locales: Any) -> UnboundField:
    """Return the WTForms field of a question; `allowed` answers which codes may be posted."""
    if bound.question.kind != "rows":
        kind = ANSWERS[bound.question.kind]
        return UnboundField(kind, bound=bound, today=today, allowed=allowed(bound), name=bound.key)
    cells = {
        cell.key: answer_field(cell, today, allowed, locales)
        for cell in row_questions(row_class(bound))
    }
    cells["id"] = UnboundField(RowId, bound=bound, today=today, name="id")

    made: dict[str, RowForm] = {}

    def make_row(formdata: Any = None, prefix: str = "", **_unused: Any) -> RowForm:
        row = made.get(prefix)
        # WTForms numbers rows anew where numbers are left out: such a one has another name now.
        if row is None or not row["id"].name.startswith(prefix):
            row = made[prefix] = RowForm(cells, prefix=prefix, meta=Meta())
        row.process(formdata)
        return row

    return UnboundField(FieldList, UnboundField(FormField, make_row), label="", name=bound.key)


def row_index(text: str) -> int | None:
    """Return the number of a line in an input's name, as our pages write it, or None."""
    return int(text) if ROW_INDEX.match(text) else None


def row_class(bound: BoundQuestion) -> Any:
    """Return the model of a question's rows, which it names as text."""
    return _class_named(str(bound.question.row_model))


@lru_cache(maxsize=256)
def _class_named(name: str) -> Any:
    from ocms_core.db.base import Base

    for mapper in Base.registry.mappers:
        if mapper.class_.__name__ == name:
            return mapper.class_
    raise LookupError(name)
