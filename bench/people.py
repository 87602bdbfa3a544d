"""Made-up people for measuring the search: names of the demo's many scripts, drawn by a seed.

The demo has some twenty given and ten family names an origin, far fewer than there are; so most
people here have two of one or the other. Whether namesakes are as many as among real clients is
not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from ocms_core.demo.names import MAN, ORIGINS, WOMAN, Origin

TWO_GIVEN, TWO_FAMILIES = 0.85, 0.85
FIRST_OF_JANUARY = {"SY": 0.3, "IQ": 0.2, "AF": 0.4, "SO": 0.4, "ER": 0.2, "CD": 0.1, "BI": 0.1}
NATIVE, LATIN = 0, 1


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up person. native_*: the name in the own script, or None where that is Latin."""

    first: str
    last: str
    native_first: str | None
    native_last: str | None
    birth_date: str | None
    country: str
    other_name: str | None = None

    @property
    def full(self) -> str:
        """The whole name in Latin letters."""
        return f"{self.first} {self.last}".strip()

    def stored(self, random: Random, own_script: float) -> Made:
        """Return the person as registered: some in the own script, which is then the name."""
        if self.native_first is None or random.random() >= own_script:
            return self
        return replace(self, first=self.native_first, last=self.native_last or "")


def make_people(random: Random, count: int) -> Iterator[Made]:
    """Yield made-up people."""
    weights = [sum(origin.weights) for origin in ORIGINS]
    for origin in random.choices(ORIGINS, weights, k=count):
        yield make_person(random, origin)


def make_person(random: Random, origin: Origin) -> Made:
    """Return a made-up person of an origin."""
    gender = random.choice((WOMAN, MAN))
    families = origin.families.split()
    count = (2 if random.random() < TWO_GIVEN else 1) if families else random.choice((2, 2, 3))
    given = random.sample(origin.given(gender), count)
    if families:
        fewest = max(origin.surnames, 1)
        families = random.sample(families, fewest + (random.random() < TWO_FAMILIES))
    first, last = (
        [" ".join(_written(word, gender, place) for word in words) for place in (NATIVE, LATIN)]
        for words in (given, families)
    )
    native = first[NATIVE] != first[LATIN]
    return Made(
        first=first[LATIN],
        last=last[LATIN],
        native_first=first[NATIVE] if native else None,
        native_last=last[NATIVE] if native else None,
        birth_date=_birth_date(random, origin),
        country=origin.country,
    )


def _written(name: str, gender: str, place: int) -> str:
    native, _sign, latin = name.partition("=")
    chosen = latin if place == LATIN and latin else native
    forms = chosen.split("/")
    return forms[-1 if gender == WOMAN else 0].replace("_", " ")


def _birth_date(random: Random, origin: Origin) -> str | None:
    if random.random() < 0.02:
        return None
    year = round(random.triangular(1935, 2023, 1990))
    if random.random() < 0.02:
        return str(year) + "~"
    if random.random() < FIRST_OF_JANUARY.get(origin.country, 0.01):
        return f"{year}-01-01"
    return f"{year}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
