"""Which column of a file answers which question of the client profile.

A header may be the key of a field ("first_name", "phones-1-number"), its label in English or
French, or one of the usual other words of `words.py`. A field's name may carry what the column
implies: "phones-0-number:kind=mobile".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ocms_core.forms.ask import Question
from ocms_core.forms.editor import Editor
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import row_questions
from ocms_core.i18n import _
from ocms_core.imports.tables import TableError
from ocms_core.imports.words import LEFT_OUT_WORDS, OTHER_WORDS, header_key

SEVERAL_ROWS: Final = re.compile(r"^(?P<list>[a-z_]+)-(?P<place>[0-9]+)-(?P<cell>[a-z_]+)$")
FEWEST_KNOWN: Final = 2
MOST_ROWS: Final = 10
OFFERED_ROWS: Final = 2
COMMON_CELLS: Final = frozenset(key.partition(":")[0] for key in OTHER_WORDS)
COMMON_LISTS: Final = frozenset(
    found["list"] for found in map(SEVERAL_ROWS.match, COMMON_CELLS) if found is not None
)
FAMILY: Final = "family_code"
FAMILY_QUESTION: Final = Question(kind="text", label=_("Family code"), max_length=20)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: the name of an input, its question, and what it implies.

    group: the heading or the list it stands under; implied: input name to code.
    """

    name: str
    question: Any
    label: str
    group: str
    implied: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""

    def at_place(self, place: int) -> Target:
        """Return the same cell of another row of the list."""
        found = SEVERAL_ROWS.match(self.name)
        if found is None:
            return self
        begin = f"{found['list']}-{place}-"
        implied = {begin + key.rpartition("-")[2]: value for key, value in self.implied.items()}
        return replace(self, name=begin + found["cell"], implied=implied)

    @property
    def full_name(self) -> str:
        """The name with what the column implies, as mappings keep it."""
        return self.name + self.suffix

    @property
    def list_key(self) -> str:
        """Return the list whose row it fills, or "" for a question of its own."""
        found = SEVERAL_ROWS.match(self.name)
        return found["list"] if found else ""

    @property
    def place(self) -> int:
        """Return which row of a list it fills."""
        found = SEVERAL_ROWS.match(self.name)
        return int(found["place"]) if found else 0

    @property
    def maximum(self) -> int:
        """Return how many rows the import fills at most."""
        return MOST_ROWS if SEVERAL_ROWS.match(self.name) else 1


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns of one sheet: where its headers stand, what they say, and what they are."""

    header_row: int
    headers: tuple[str, ...]
    targets: Mapping[int, Target]
    unknown: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Return the field of every column, "" for those left out."""
        return [
            self.targets[place].full_name if place in self.targets else ""
            for place in range(len(self.headers))
        ]


class Columns:
    """Knows the words for every question that a named client is asked."""

    def __init__(self, editor: Editor, translate: Sequence[Callable[[Any], str]]) -> None:
        self._by_word: dict[str, Target] = {}
        targets = list(self._targets(editor))
        self._by_name = {target.name: target for target in targets}
        single = [target for target in targets if target.maximum == 1]
        several = [target for target in targets if target.maximum > 1]
        # The first word given wins: a label of the person's own, then what people usually mean by
        # "telephone", then the cells of lists: "City", or in full "Addresses: City".
        for target in single:
            self._learn(target, (turn(target.label) for turn in translate))
        self._variants: dict[str, Target] = {}
        for key, words in OTHER_WORDS.items():
            found = self._with_implied(key)
            if found is None:
                continue
            if found.implied:
                self._variants[found.full_name] = found
            self._learn(found, words.split(", "))
        for target in several:
            # "Name" alone is nobody's emergency contact.
            if target.list_key in COMMON_LISTS:
                self._learn(target, (turn(target.label) for turn in translate))
        for target in targets:
            both = (f"{turn(target.group)}: {turn(target.label)}" for turn in translate)
            self._learn(target, [*both, target.name])

    def _learn(self, target: Target, words: Iterable[str]) -> None:
        for word in words:
            self._by_word.setdefault(header_key(word), target)

    @staticmethod
    def _targets(editor: Editor) -> Iterator[Target]:
        for bound in editor.questions:
            if bound.question.read_only:
                continue
            if bound.question.kind != "rows":
                yield Target(bound.key, bound.question, bound.label, bound.section.title)
                continue
            for cell in row_questions(row_class(bound)):
                yield Target(f"{bound.key}-0-{cell.key}", cell.question, cell.label, bound.label)
        yield Target(FAMILY, FAMILY_QUESTION, FAMILY_QUESTION.label, _("Family"))

    def _with_implied(self, full_name: str) -> Target | None:
        """Return the target of a full name, None if there is no such field."""
        name, _colon, implied = full_name.partition(":")
        several = SEVERAL_ROWS.match(name)
        place = int(several["place"]) if several else 0
        first = f"{several['list']}-0-{several['cell']}" if several else name
        target = self._by_name.get(first)
        if target is None or place >= MOST_ROWS:
            return None
        if implied:
            cell, _equals, code = implied.partition("=")
            begin = first.rpartition("-")[0]
            other = self._by_name.get(f"{begin}-{cell}")
            if other is None or other.question.codes is None or code not in other.question.codes:
                return None
            target = replace(target, implied={f"{begin}-{cell}": code}, suffix=f":{implied}")
        return target.at_place(place)

    def find(self, header: Any) -> Target | None:
        """Return what a header means; "Telephone number 2" is the second row's."""
        key = header_key(header)
        if key in self._by_word:
            return self._by_word[key]
        named = self._with_implied(str(header or "").strip())
        if named is not None:
            return named
        numbered = re.fullmatch(r"(.+?) ?#?([2-9]|10)", key)
        if numbered is not None:
            target = self._by_word.get(numbered.group(1).strip())
            if target is not None and target.maximum > 1:
                return target.at_place(int(numbered.group(2)) - 1)
        return None

    def named(self, name: str) -> Target:
        """Return the target of a field's name; raise TableError if there is none."""
        target = self._with_implied(name) or self.find(name)
        if target is None:
            raise TableError(
                _("There is no field ${field}. The fields are: ${fields}.",
                  mapping={"field": name, "fields": ", ".join(self._by_name)})
            )  # fmt: skip
        return target

    def known(self, name: str) -> bool:
        """Whether a full name is a field's."""
        return self._with_implied(name) is not None

    def every(self) -> Iterator[tuple[Target, str]]:
        """Yield each target that may be chosen, with the label of what it implies or ""."""
        for target in self._by_name.values():
            rows = OFFERED_ROWS if target.maximum > 1 else 1
            variants = [found for found in self._variants.values() if found.name == target.name]
            for place in range(rows):
                yield target.at_place(place), ""
                for found in variants:
                    ((other, code),) = found.implied.items()
                    yield found.at_place(place), f"{other}={code}"

    def header_of(self, target: Target, translate: Callable[[Any], str]) -> str:
        """Return the shortest header that means this target."""
        label = translate(target.label)
        number = f" {target.place + 1}" if target.place else ""
        headers = [f"{translate(target.group)}: {label}"]
        if target.maximum == 1 or self.at_first(target) in COMMON_CELLS:
            headers.insert(0, label)
        for header in headers:
            found = self.find(header + number)
            if found is not None and found.name == target.name:
                return header + number
        return target.full_name

    @staticmethod
    def at_first(target: Target) -> str:
        """Return the name of a target's cell in the first row of its list."""
        return SEVERAL_ROWS.sub(r"\g<list>-0-\g<cell>", target.name)

    def implied_label(self, target: Target, locale: str) -> str:
        """Return in words what a target implies, or ""."""
        for name, code in target.implied.items():
            first = SEVERAL_ROWS.sub(r"\g<list>-0-\g<cell>", name)
            return str(self._by_name[first].question.codes.label(code, locale))
        return ""

    def guess(self, headers: Sequence[Any], given: Mapping[str, str] | None = None) -> list[str]:
        """Return the likely field of every column, "" where no field has such a name.

        given: header to field, where somebody said it; an empty field leaves the column out. Two
        columns for one field keep both its name: who maps them has to decide.
        """
        wanted = {header_key(header): name for header, name in (given or {}).items()}
        taken: set[str] = set()
        names = []
        for header in headers:
            key = header_key(header) if isinstance(header, str) else ""
            target = None
            if key in wanted:
                target = self.named(wanted[key]) if wanted[key] else None
            elif key:
                target = self.find(header)
            while target is not None and target.name in taken:
                if target.place + 1 >= target.maximum:
                    break
                target = target.at_place(target.place + 1)
            if target is not None:
                taken.add(target.name)
            names.append(target.full_name if target else "")
        return names

    def is_header(self, headers: Sequence[Any], names: Sequence[str]) -> bool:
        """Whether a row with these guesses holds the headers."""
        known = sum(bool(name) for name in names)
        filled = sum(1 for header in headers if isinstance(header, str) and header.strip())
        return known >= FEWEST_KNOWN or bool(known and filled == 1)

    def map_columns(
        self, header_row: int, headers: Sequence[Any], names: Sequence[str]
    ) -> ColumnMap:
        """Return the mapping; raise TableError when two columns are for one field."""
        shown = tuple(str(cell or "").strip() if isinstance(cell, str) else "" for cell in headers)
        targets: dict[int, Target] = {}
        taken: dict[str, int] = {}
        for place, name in enumerate(names[: len(shown)]):
            if not name:
                continue
            target = self.named(name)
            if target.name in taken:
                raise TableError(
                    _("Two columns are for the same field: ${header}. Rename one of them, "
                      "or leave it out.", mapping={"header": shown[place]})
                )  # fmt: skip
            taken[target.name] = place
            targets[place] = target
        unknown = [
            header
            for place, header in enumerate(shown)
            if header
            and place not in targets
            and header_key(header) not in LEFT_OUT_WORDS
            and self.find(header) is None
        ]
        return ColumnMap(header_row, shown, targets, tuple(unknown))


def headers_digest(headers: Sequence[Any]) -> str:
    """Return what tells whether two files have the same headers."""
    keys = [header_key(header) if isinstance(header, str) else "" for header in headers]
    while keys and not keys[-1]:
        keys.pop()
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()
