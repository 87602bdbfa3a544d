"""Sector code lists as declarations: the database stores the code, people read the label.

A code never changes once used; a label may. What a funder's file wants, byte for byte, is kept
beside the readable label, so that exports stay exact and screens stay clean.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

_SAME_SIGN = str.maketrans(
    {"’": "'", "‘": "'", "‑": "-", "–": "-", "—": "-", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
)


def fold(text: str) -> str:
    """Return text as it is compared: no case, no accents, plain apostrophes, single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_SAME_SIGN))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list; `since` and `until` are the first and the last day it may be chosen."""

    code: str
    en: str
    fr: str
    since: date | None = None
    until: date | None = None
    funder_label: str | None = None
    group: str | None = None

    def label(self, locale: str) -> str:
        """Return the label for a locale name such as `fr` or `fr_CA`; English for the others."""
        return self.fr if locale.startswith("fr") else self.en

    @property
    def for_funder(self) -> str:
        """Return the label a funder's file expects, byte for byte."""
        return self.en if self.funder_label is None else self.funder_label

    def is_active(self, on: date | None) -> bool:
        """Say whether it may be chosen on a day; without a day, whether it is not withdrawn."""
        if on is None:
            return self.until is None
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named, ordered list of codes.

    An alphabetical list is offered in the order of the reader's language inside each group;
    groups keep the order in which they are declared.
    """

    key: str
    codes: tuple[Code, ...]
    title_en: str
    title_fr: str
    alphabetical: bool = False
    by_code: dict[str, Code] = field(init=False, repr=False, compare=False)
    _by_text: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code: dict[str, Code] = {}
        for item in self.codes:
            if item.code in by_code:
                raise ValueError(f"The list {self.key} has the code {item.code} twice.")
            by_code[item.code] = item
        by_text: dict[str, str] = {}
        for item in self.codes:
            for text in {fold(item.en), fold(item.fr), fold(item.for_funder)}:
                other = by_text.setdefault(text, item.code)
                if other != item.code:
                    raise ValueError(
                        f"In the list {self.key}, {text!r} means both {other} and {item.code}."
                    )
        for item in self.codes:
            by_text.setdefault(fold(item.code), item.code)
        object.__setattr__(self, "by_code", by_code)
        object.__setattr__(self, "_by_text", by_text)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __hash__(self) -> int:
        return hash(self.key)

    def title(self, locale: str) -> str:
        """Return the name of the list for a locale name."""
        return self.title_fr if locale.startswith("fr") else self.title_en

    def label(self, code: str, locale: str) -> str:
        """Return a code's label; a code the list does not know is returned as it is."""
        item = self.by_code.get(code)
        return code if item is None else item.label(locale)

    def active(self, on: date | None = None) -> tuple[Code, ...]:
        """Return the codes that may be chosen on a day, in declared order."""
        return tuple(item for item in self.codes if item.is_active(on))

    def in_group(self, *groups: str) -> tuple[Code, ...]:
        """Return the codes of the groups named, in declared order."""
        return tuple(item for item in self.codes if item.group in groups)

    def choices(self, locale: str, on: date | None = None) -> list[tuple[str, str]]:
        """Return (code, label) pairs in the order in which a reader of the locale expects them."""
        items = list(self.active(on))
        if self.alphabetical:
            groups = list(dict.fromkeys(item.group for item in self.codes))
            items.sort(key=lambda item: (groups.index(item.group), fold(item.label(locale))))
        return [(item.code, item.label(locale)) for item in items]

    def find(self, text: str) -> str | None:
        """Return the code that a text means: the code itself, a label (EN, FR, funder's), or None.

        An exact code comes first, then labels, then codes in another case: `aka` is the code of
        Akan, while `Aka` is the label of another language.
        """
        exact = text.strip()
        if exact in self.by_code:
            return exact
        return self._by_text.get(fold(text))


@lru_cache(maxsize=64)
def in_all_words(lists: tuple[CodeList, ...]) -> CodeList:
    """Return the first list with each code called what any of the lists calls it."""
    first = lists[0]

    def together(code: str, locale: str) -> str:
        labels = (codes.label(code, locale) for codes in lists if code in codes)
        return " / ".join(dict.fromkeys(labels))

    return replace(
        first,
        key=f"{first.key}_in_all_words",
        codes=tuple(
            replace(
                item,
                en=together(item.code, "en"),
                fr=together(item.code, "fr"),
                funder_label=item.for_funder,
            )
            for item in first
        ),
    )
