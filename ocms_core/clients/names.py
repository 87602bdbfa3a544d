"""Which given names are one name: short forms, and spellings that no rule of sounds joins.

Each line of ``given_names.txt`` is a family of names, by their folded Latin letters; the first
stands for all of them. Made by hand from common usage in the languages of newcomers to Canada; a
name may stand in several families. A change there wants a
migration that makes the keys anew, as core_0015 does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FAMILIES: Final = tuple(
    line.split()
    for line in (Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").splitlines()
)


def _index() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for family in FAMILIES:
        for name in family:
            found.setdefault(name, set()).add(family[0])
    return {name: frozenset(heads) for name, heads in found.items()}


HEADS: Final = _index()

# Small words of a name: they are written or left out as the form has room.
_SMALL = """
    al el ul ad ar as az an ibn ibnu bin ben bint bnt bu abu de da do das dos del della di du des
    la las le les los van von der den ter y e i mc mac ni nic ou ud uz lal
"""
PARTICLES: Final = frozenset(_SMALL.split())


def heads_of(word: str) -> frozenset[str]:
    """Return the names that this one is a form of; empty for a name of no family."""
    return HEADS.get(word, frozenset())


def one_family(one: str, other: str) -> bool:
    """Whether two folded names are forms of one name."""
    heads = HEADS.get(one)
    return heads is not None and not heads.isdisjoint(HEADS.get(other, frozenset()))
