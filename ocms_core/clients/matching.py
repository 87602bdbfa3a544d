"""How names, telephone numbers and dates are compared, wherever they come from.

One folding for what is stored (``Client.name_key``), searched and imported: the same person is
found however the worker's keyboard, the passport or another agency's file spells the name.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# Letters that Unicode does not take apart into a Latin letter and an accent.
_LATIN = {
    "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ĸ": "k", "ł": "l", "ŋ": "n", "ø": "o", "œ": "oe",
    "æ": "ae", "þ": "th", "ŧ": "t", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k",
}  # fmt: skip
# As in passports (ICAO 9303), because that is what people show at the desk.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ђ": "d", "ј": "j",
    "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o",
    "ұ": "u", "ү": "u", "һ": "h",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
# One letter in Arabic, Persian and Urdu writing, typed as different signs by different keyboards.
_ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ـ": "", "ٱ": "ا"}
_LETTERS = str.maketrans({**_LATIN, **_CYRILLIC, **_GREEK, **_ARABIC})
# Inside a name these join letters: O'Brien is one word. Other marks, the hyphen too, part words.
_JOINING = str.maketrans(dict.fromkeys("'’‘ʼʻʿʾ`´′\u200c\u200d", ""))
# Below 10 stand signs that belong to the letter, as in Devanagari and Japanese; above, accents.
_FIRST_ACCENT_CLASS: Final = 10
# Written without spaces: every sign is a word, so that one name is found typed as one or as two.
_SIGN_WORDS = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003134f])")

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv", "feb february fevrier fevr fev", "mar march mars",
            "apr april avril avr", "may mai", "jun june juin", "jul july juillet juil",
            "aug august aout", "sep sept september septembre", "oct october octobre",
            "nov november novembre", "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = "(?P<year>(?:19|20)[0-9]{2})"
_DATES = tuple(
    re.compile(rf"(?<![0-9a-z]){pattern}(?![0-9a-z])")
    for pattern in (
        rf"{_YEAR}\s?[-/.]\s?(?P<month>[0-9]{{1,2}})\s?[-/.]\s?(?P<day>[0-9]{{1,2}})",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"(?P<one>[0-9]{{1,2}})\s?[-/.]\s?(?P<two>[0-9]{{1,2}})\s?[-/.]\s?{_YEAR}",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|er)?[\s.-]+(?P<name>{_MONTH})\.?[\s,.-]+{_YEAR}",
        rf"(?P<name>{_MONTH})\.?\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,]+{_YEAR}",
        rf"{_YEAR}[\s-]+(?P<name>{_MONTH})\.?[\s-]+(?P<day>[0-9]{{1,2}})",
        rf"(?P<name>{_MONTH})\.?[\s,-]+{_YEAR}",
        rf"{_YEAR}-(?P<month>[0-9]{{1,2}})",
    )
)
_LONE_YEAR = re.compile(rf"(?<![0-9a-z]){_YEAR}(?![0-9a-z])")


def fold(text: str | None) -> str:
    """Return the words of a name as they are compared: Latin where there is a usual way."""
    lowered = unicodedata.normalize("NFC", text or "").casefold().translate(_JOINING)
    lowered = lowered.replace("ου", "ou").replace("ού", "ou")
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", lowered)
        if unicodedata.combining(sign) < _FIRST_ACCENT_CLASS
    )
    plain = unicodedata.normalize("NFKC", bare.translate(_LETTERS)).casefold()
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain)
    return " ".join(_SIGN_WORDS.sub(r" \1 ", kept).split())


def name_key(first: str | None, last: str | None, preferred: str | None = None) -> str:
    """Return the folded names in the order "last first preferred", each name once."""
    parts = [fold(last), fold(first)]
    chosen = fold(preferred)
    if chosen and not set(chosen.split()) <= set(" ".join(parts).split()):
        parts.append(chosen)
    return " ".join(part for part in parts if part)


def phone_digits(text: str) -> str:
    """Return the digits of a telephone number."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def client_number(text: str) -> int | None:
    """Return the client number somebody typed ("412", "#412", "no 412"), or None."""
    found = re.fullmatch(r"(?:#|no\.?|nº|n°)?\s*([0-9]{1,12})", text.strip().casefold())
    return int(found.group(1)) if found else None


def take_dates(text: str) -> tuple[list[str], str]:
    """Return the dates in a text and the text without them.

    Dates are partial ("1990-05-12", "1990-05", "1990"), the likeliest reading first: 12/05/1990
    may be either of two days.
    """
    rest = _without_accents(text)
    found: list[str] = []
    for pattern in (*_DATES, _LONE_YEAR):
        for match in list(pattern.finditer(rest)):
            readings = _readings(match.groupdict())
            if readings:
                found += readings
                start, end = match.span()
                rest = rest[:start] + " " * (end - start) + rest[end:]
    return list(dict.fromkeys(found)), "".join(
        sign if kept != " " or sign == " " else " " for sign, kept in zip(text, rest, strict=True)
    )


def read_date(text: str, *, day_first: bool | None = None) -> list[str]:
    """Return what a cell that holds one date may mean; empty when it is no date.

    day_first: how 12/05/1990 is read; None leaves both readings.
    """
    bare = _without_accents(text).strip()
    for pattern in (*_DATES, _LONE_YEAR):
        match = pattern.fullmatch(bare)
        if match:
            return _readings(match.groupdict(), day_first=day_first)
    return []


def broken_dates(text: str) -> list[str]:
    """Return what is written as a whole date and is none ("1990-13-42"), as year-month-day."""
    found = []
    for pattern in _DATES[:3]:
        for match in pattern.finditer(_without_accents(text)):
            parts = match.groupdict()
            if not _readings(parts):
                month, day = (
                    (parts["two"], parts["one"])
                    if parts.get("one")
                    else (parts["month"], parts["day"])
                )
                found.append(f"{parts['year']}-{int(month or 0):02d}-{int(day or 0):02d}")
    return list(dict.fromkeys(found))


def neighbours(date: str) -> list[str]:
    """Return the real days that differ from a whole date by one digit, or by two exchanged."""
    digits = date.replace("-", "")
    tried = [
        digits[:place] + digit + digits[place + 1 :]
        for place in range(len(digits))
        for digit in "0123456789"
        if digit != digits[place]
    ]
    tried += [
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        for place in range(len(digits) - 1)
    ]
    real = (_real(each[:4], each[4:6], each[6:]) for each in tried if each[:2] in {"19", "20"})
    return list(dict.fromkeys(day for day in real if day is not None))


def swapped(date: str) -> str | None:
    """Return a whole date with day and month exchanged, if that is another real day."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date) and date[5:7] != date[8:10]:
        return _real(date[:4], date[8:10], date[5:7])
    return None


def date_span(date: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a partial date can mean."""
    year, month, day = (int(part) for part in f"{date}-0-0".split("-")[:3])
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    last_month = month or 12
    following = dt.date(year + last_month // 12, last_month % 12 + 1, 1)
    return dt.date(year, month or 1, 1), following - dt.timedelta(days=1)


def _readings(parts: dict[str, str | None], *, day_first: bool | None = None) -> list[str]:
    year, day = parts["year"], parts.get("day")
    if parts.get("one"):
        one, two = parts["one"], parts["two"]
        orders = {None: [(two, one), (one, two)], True: [(two, one)], False: [(one, two)]}
        tried: Iterable[tuple[str | None, str | None]] = orders[day_first]
    elif parts.get("name"):
        tried = [(str(MONTHS[parts["name"] or ""]), day)]
    else:
        tried = [(parts.get("month"), day)]
    real = (_real(year, month, day_of) for month, day_of in tried)
    return list(dict.fromkeys(date for date in real if date is not None))


def _real(year: str | None, month: str | None, day: str | None) -> str | None:
    try:
        dt.date(int(year or 0), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join([str(year), *(f"{int(part):02d}" for part in (month, day) if part is not None)])


def _without_accents(text: str) -> str:
    """Return text of the same length, in lower case and without accents, for the patterns."""
    return "".join(
        (unicodedata.normalize("NFKD", sign)[:1] or sign).lower()[:1] or sign for sign in text
    )
