"""Which column of a file answers which question of the client profile.

A header may be the key of a field ("first_name", "phones-1-number"), its label in English or
French, or one of the usual other words below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ocms_core.forms.editor import Editor
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import row_questions
from ocms_core.i18n import _
from ocms_core.imports.tables import TableError
from ocms_core.lookups.codelist import fold

# Other words for a field; ":" adds an answer that the column implies.
OTHER_WORDS: Final = {
    "first_name": "given name, given names, first names, forename, prenom, prenoms",
    "last_name": "surname, family name, last names, nom, nom de famille",
    "preferred_name": "known as, nickname, alias, nom usuel, nom prefere",
    "gender": "sex, sexe, genre",
    "birth_date": "birthdate, birth date, date of birth, dob, date de naissance, ne le, nee le, "
    "birthday",
    "arrival_date": "date of arrival, date d'arrivee, arrived on",
    "landing_date": "date of landing, landed on, date d'etablissement",
    "immigration_status": "status, status in canada, statut, statut d'immigration",
    "country_of_origin": "country of birth, country, pays, pays d'origine, pays de naissance",
    "official_language": "official language, langue officielle",
    "mother_tongue": "first language, native language, langue maternelle",
    "email": "email, e-mail address, email address, mail, courriel, adresse courriel",
    "registration_date": "registered on, date registered, intake date, date d'inscription",
    "registration_site_id": "site, location, office, bureau, point de service",
    "comments": "comment, notes, note, remarks, commentaires, remarques",
    "phones-0-number": "phone, phone number, telephone, tel, numero de telephone, main phone, "
    "telephone principal",
    "phones-0-number:kind=mobile": "mobile, mobile phone, cell, cell phone, cellphone, cellulaire",
    "phones-0-number:kind=home": "home phone, telephone au domicile, telephone domicile",
    "phones-0-number:kind=work": "work phone, business phone, telephone au travail",
    "addresses-0-street_number": "street no, house number, civic number, numero civique",
    "addresses-0-street_name": "street, address, address 1, rue, adresse, nom de rue",
    "addresses-0-unit": "apartment, apt, suite, appartement, app, unite",
    "addresses-0-city": "town, municipality, ville, municipalite",
    "addresses-0-province": "prov, state, province or territory, province ou territoire",
    "addresses-0-postal_code": "postal, postcode, post code, zip, zip code, code postal",
    "identifiers-0-sealed:type=gcms_client_id": "uci, client id, foss id, gcms id, iuc, "
    "unique client identifier, identificateur unique de client, foss/gcms client id",
}
SEVERAL_ROWS: Final = re.compile(r"^(?P<list>[a-z_]+)-(?P<place>[0-9]+)-(?P<cell>[a-z_]+)$")
FEWEST_KNOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: the name of an input, its question, and what it implies."""

    name: str
    question: Any
    label: str
    implied: Mapping[str, str] = field(default_factory=dict)

    def at_place(self, place: int) -> Target:
        """Return the same cell of another row of the list."""
        found = SEVERAL_ROWS.match(self.name)
        if found is None:
            return self
        begin = f"{found['list']}-{place}-"
        implied = {begin + key.rpartition("-")[2]: value for key, value in self.implied.items()}
        return replace(self, name=begin + found["cell"], implied=implied)

    @property
    def place(self) -> int:
        """Return which row of a list it fills."""
        found = SEVERAL_ROWS.match(self.name)
        return int(found["place"]) if found else 0

    @property
    def maximum(self) -> int:
        """Return how many rows the import fills at most."""
        return 10 if SEVERAL_ROWS.match(self.name) else 1


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns of one sheet by their place, the whole row, and the headers nobody knows."""

    row: tuple[str, ...]
    targets: Mapping[int, Target]
    headers: Mapping[int, str]
    unknown: tuple[str, ...]


def header_key(text: Any) -> str:
    """Return a header as it is compared."""
    plain = fold(str(text or "")).replace("_", " ")
    return " ".join(re.sub(r"[*:?.]|\(.*\)", " ", plain).split())


class Columns:
    """Knows the words for every question that a named client is asked."""

    def __init__(self, editor: Editor, translate: Sequence[Callable[[Any], str]]) -> None:
        self._by_name: dict[str, Target] = {}
        self._by_word: dict[str, Target] = {}
        for target in self._targets(editor):
            self._by_name[target.name] = target
            for word in (target.name, *(turn(target.label) for turn in translate)):
                self._by_word.setdefault(header_key(word), target)
        for key, words in OTHER_WORDS.items():
            name, _colon, implied = key.partition(":")
            if name not in self._by_name:
                continue
            target = self._by_name[name]
            if implied:
                cell, _equals, code = implied.partition("=")
                begin = name.rpartition("-")[0]
                target = replace(target, implied={f"{begin}-{cell}": code})
            for word in words.split(", "):
                self._by_word.setdefault(header_key(word), target)

    @staticmethod
    def _targets(editor: Editor) -> Iterator[Target]:
        for bound in editor.questions:
            if bound.question.kind != "rows":
                yield Target(bound.key, bound.question, bound.label)
                continue
            for cell in row_questions(row_class(bound)):
                yield Target(f"{bound.key}-0-{cell.key}", cell.question, cell.label)

    def find(self, header: Any) -> Target | None:
        """Return what a header means; "Telephone number 2" is the second row's."""
        key = header_key(header)
        if key in self._by_word:
            return self._by_word[key]
        named = SEVERAL_ROWS.match(str(header or "").strip())
        if named is not None:
            first = self._by_name.get(f"{named['list']}-0-{named['cell']}")
            return first.at_place(int(named["place"])) if first else None
        numbered = re.fullmatch(r"(.+?) ?#?([2-9]|10)", key)
        if numbered is not None:
            target = self._by_word.get(numbered.group(1).strip())
            if target is not None and target.maximum > 1:
                return target.at_place(int(numbered.group(2)) - 1)
        return None

    def named(self, name: str) -> Target:
        """Return the target that ``--map`` names; raise TableError if there is none."""
        target = self._by_name.get(name) or self.find(name)
        if target is None:
            raise TableError(
                _("There is no field ${field}. The fields are: ${fields}.",
                  mapping={"field": name, "fields": ", ".join(self._by_name)})
            )  # fmt: skip
        return target

    def map_row(self, cells: Sequence[Any], given: Mapping[str, str]) -> ColumnMap | None:
        """Return the mapping if this row holds the headers, else None.

        given: header to field, from the command; an empty field leaves the column out.
        """
        wanted = {header_key(header): name for header, name in given.items()}
        targets: dict[int, Target] = {}
        headers: dict[int, str] = {}
        unknown: list[str] = []
        taken: set[str] = set()
        known = 0
        for place, header in enumerate(cells):
            key = header_key(header) if isinstance(header, str) else ""
            if not key:
                continue
            headers[place] = str(header).strip()
            if key in wanted:
                known += 1
                target = self.named(wanted[key]) if wanted[key] else None
            else:
                target = self.find(header)
                if target is None:
                    unknown.append(headers[place])
            if target is None:
                continue
            while target.name in taken:
                if target.place + 1 >= target.maximum:
                    raise TableError(
                        _("Two columns are for the same field: ${header}. Rename one of them, "
                          "or leave it out with --map “${header}=”.",
                          mapping={"header": headers[place]})
                    )  # fmt: skip
                target = target.at_place(target.place + 1)
            taken.add(target.name)
            targets[place] = target
            known += 1
        if known < FEWEST_KNOWN and not (known and len(headers) == 1):
            return None
        return ColumnMap(tuple(str(cell or "") for cell in cells), targets, headers, tuple(unknown))
