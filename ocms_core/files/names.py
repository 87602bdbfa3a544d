"""Names of files: of any script, without what harms or deceives, and told to browsers right."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

LONGEST = 150
LONGEST_ENDING = 10
FORBIDDEN = frozenset('/\\:*?"<>|')
# They turn the order of letters around, so that "gpj.exe" reads like "exe.jpg".
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_name(given: str, fallback: str = "file") -> str:
    """Return a file's name without folders, control signs and signs that turn the text around.

    Joiners stay: Persian and many Indian scripts need them.
    """
    name = unicodedata.normalize("NFC", given or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        " " if sign in FORBIDDEN or sign.isspace() else sign
        for sign in name
        if sign.isspace()
        or (unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"} and sign not in TURNING)
    )
    kept = " ".join(kept.split()).strip(". ")
    stem, ending = split_name(kept)
    stem = stem.rstrip(". ")
    if not stem:
        return fallback + ending
    return _cut(stem, LONGEST - len(ending)) + ending


def _cut(text: str, length: int) -> str:
    """Return the beginning of a text, not between a letter and its marks."""
    if len(text) <= length:
        return text
    while length > 1 and unicodedata.combining(text[length]):
        length -= 1
    return text[:length].rstrip()


def split_name(name: str) -> tuple[str, str]:
    """Return the name and its ending with the dot; the ending is empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not 0 < len(ending) <= LONGEST_ENDING or not ending.isalnum():
        return name, ""
    return stem, f".{ending}"


def with_ending(name: str, endings: tuple[str, ...]) -> str:
    """Return a name that ends as its content is: the first of `endings` is added if none fits."""
    _stem, ending = split_name(name)
    if ending.lower().removeprefix(".") in endings:
        return name
    return f"{_cut(name, LONGEST)}.{endings[0]}"


def content_disposition(name: str) -> str:
    """Return the header that makes a browser save a file under its name (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(sign for sign in plain if sign.isalnum() or sign in " ._-()")
    stem, ending = split_name(plain)
    safe = (stem.strip() or "file") + ending
    # attr-char of RFC 5987; quote() keeps letters, digits and _.-~ by itself.
    encoded = quote(name, safe="!#$&+^`|")
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{encoded}"
