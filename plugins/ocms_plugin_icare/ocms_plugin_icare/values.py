"""How an answer is written in an iCARE cell: one function a kind of value.

Each takes what OCMS holds and returns the text of the cell, None when there is nothing to write,
or a Problem that names what is wrong. None of them guesses.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from translationstring import TranslationString

from ocms_plugin_icare.i18n import _
from ocms_plugin_icare.workbook import LONGEST_TEXT


@dataclass(frozen=True)
class Problem:
    """Why a value cannot be written; the sentence says what to do."""

    code: str
    sentence: TranslationString


Cell = str | None | Problem

DATE_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
POSTAL_FORM: Final = re.compile(r"(?:[A-Z][0-9]){3}")
PHONE_FORM: Final = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]{4}")
UCI_FORM: Final = re.compile(r"[0-9]{8}|[0-9]{10}")
LETTERS_AND_DIGITS: Final = re.compile(r"[A-Z0-9]+")

UCI_LABEL: Final = "FOSS/GCMS Client ID"

NOT_A_DATE = Problem("not_a_date", _("Give a whole date: year, month and day."))
NOT_A_POSTAL_CODE = Problem(
    "not_a_postal_code",
    _("Write the postal code as three pairs of a letter and a digit, like M5V 3A8."),
)
NOT_A_PHONE = Problem(
    "not_a_phone", _("Write the telephone number with its ten digits, like 416-555-0199.")
)
NOT_YES_OR_NO = Problem("not_yes_or_no", _("Answer yes or no."))
NOT_A_UCI = Problem(
    "not_a_uci", _("A FOSS/GCMS Client ID has 8 or 10 digits. Check it against the document.")
)
ODD_IDENTIFIER = Problem(
    "odd_identifier",
    _("The identifier holds signs that are neither letters nor digits. Check it."),
)
TOO_LONG = Problem("too_long", _("The text is too long for a cell. Shorten it."))


def date_text(value: date | str | None) -> Cell:
    """Return YYYY-MM-DD of a day, or of a partial date that is whole; others are a problem."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _in_form(value, DATE_FORM, NOT_A_DATE)
    if not isinstance(value, date) or isinstance(value, datetime):
        return NOT_A_DATE
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def postal_text(value: str | None) -> Cell:
    """Return A#A#A# in capitals without spaces or hyphens."""
    return _in_form(_joined(value), POSTAL_FORM, NOT_A_POSTAL_CODE)


def phone_text(value: str | None) -> Cell:
    """Return ###-###-####; a country code 1 is dropped, other countries are a problem."""
    if value is None or not value.strip():
        return None
    signs = re.sub(r"[\s().\-\u2010-\u2015]", "", _plain(value))
    found = re.fullmatch(r"(?:\+?1)?([0-9]{3})([0-9]{3})([0-9]{4})", signs)
    return "-".join(found.groups()) if found else NOT_A_PHONE


def yes_no_text(value: object) -> Cell:
    """Return Yes or No."""
    if value is None:
        return None
    if value is True:
        return "Yes"
    return "No" if value is False else NOT_YES_OR_NO


def identifier_text(kind: str | None, value: str | None) -> Cell:
    """Return an identifier in capitals without spaces and hyphens.

    `kind` is iCARE's label of the identifier. A FOSS/GCMS Client ID has 8 or 10 digits; no
    pattern is known for the others.
    """
    text = _joined(value)
    if text is not None and kind == UCI_LABEL:
        return _in_form(text, UCI_FORM, NOT_A_UCI)
    return _in_form(text, LETTERS_AND_DIGITS, ODD_IDENTIFIER)


def free_text(value: str | None) -> Cell:
    """Return text on one line without spaces at its ends."""
    if value is None:
        return None
    text = " ".join(value.split())
    if len(text.encode("utf-16-le", errors="surrogatepass")) > LONGEST_TEXT * 2:
        return TOO_LONG
    return text or None


def hours_and_minutes(minutes: int | None) -> tuple[str | None, str | None]:
    """Return whole hours and minutes by five, the nearest that the two lists offer (500:55)."""
    if minutes is None or minutes < 0:
        return None, None
    steps = min((minutes + 2) // 5, 500 * 12 + 11)
    return str(steps // 12), str(steps % 12 * 5)


def _plain(value: str) -> str:
    """Write full-width signs and the digits of other scripts as ASCII."""
    folded = unicodedata.normalize("NFKC", value)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)


def _joined(value: str | None) -> str | None:
    if value is None:
        return None
    return re.sub(r"[\s\-\u2010-\u2015\u200b-\u200f]", "", _plain(value)).upper() or None


def _in_form(text: str | None, form: re.Pattern[str], problem: Problem) -> Cell:
    if text is None or form.fullmatch(text):
        return text
    return problem
