"""How a name sounds, roughly: one code for its spellings in any script.

What is left is the row of consonants in a few classes (a vowel only where a name begins with
one), because vowels are what Arabic does not write and what every language spells its own way.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from ocms_core.clients.matching import fold
from ocms_core.clients.names import heads_of

LONGEST_CODE: Final = 8
# A dot that makes the vowel before it nasal, in the scripts of India: mostly written n.
_NASAL = re.compile("[\u0902\u0982\u0a02\u0a70\u0a82\u0b02\u0c02\u0c82\u0d02]")
# A consonant doubled in those scripts sounds once, as it does in Latin letters.
_DOUBLED = re.compile("(.)[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]\\1")
# Letters that Persian and Urdu read as z or s, and Arabic as d, dh or th.
_PERSIAN: Final = str.maketrans("ضظذث", "زززس")
_ARTICLE = re.compile("^(?:al|el|ul|abdel|abdul|abd)(?=.{4})")

# Read in this order, the longest first. What is not here sounds only where a name begins.
_SPELLINGS: Final = (
    ("shch", "s"), ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("dzh", "s"), ("chr", "kr"),
    ("chl", "kl"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("dj", "s"), ("dz", "s"), ("ts", "s"),
    ("tz", "s"), ("cz", "s"), ("sz", "s"), ("cs", "s"), ("ce", "s"), ("ci", "s"), ("cy", "s"),
    ("ph", "f"), ("th", "t"), ("dh", "t"), ("kh", "k"), ("gh", "k"), ("ck", "k"), ("qu", "k"),
    ("ks", "ks"), ("x", "ks"), ("b", "p"), ("p", "p"), ("f", "f"), ("d", "t"),
    ("t", "t"), ("c", "k"), ("k", "k"), ("q", "k"), ("g", "k"), ("s", "s"), ("z", "s"),
    ("j", "s"), ("l", "l"), ("r", "r"), ("m", "m"), ("n", "n"),
)  # fmt: skip
_ARABIC_VOWELS: Final = "اع"
_OFF = re.compile("ff?$")
_W = re.compile("^ou(?=[aeiy])")
_PARTS = re.compile("|".join(spelling for spelling, _code in _SPELLINGS) + "|.")
_CODES: Final = dict(_SPELLINGS)


def romanise(folded: str) -> str:
    """Return folded words in Latin letters, as far as letters alone tell; Latin stays as it is."""
    return folded if folded.isascii() else fold(anyascii(_NASAL.sub("n", folded)).replace("'", ""))


@lru_cache(maxsize=65536)
def sounds(word: str) -> tuple[str, ...]:
    """Return the codes of one folded word: itself, without its article, and what it is short for.

    Equal sets of people's spellings share a code: mohamed, muhammad and محمد; bill and william.
    """
    if not word:
        return ()
    bare = _without_article(word)
    persian = word.translate(_PERSIAN)
    latin = romanise(word).replace(" ", "")
    forms = [code_of(word)]
    if bare != word:
        forms.append(code_of(bare))
    if persian != word:
        forms.append(code_of(persian))
    forms += [code_of(head) for head in sorted(heads_of(latin))]
    return tuple(dict.fromkeys(form for form in forms if form))


@lru_cache(maxsize=65536)
def code_of(word: str) -> str:
    """Return the code of one folded word; a word without letters that sound is its own code."""
    # An alef inside a name is a vowel: the letters beside it are not one doubled letter.
    spaced = romanise(_DOUBLED.sub(r"\1", word[:1] + word[1:].replace("ا", "a")))
    latin = spaced.replace(" ", "")
    if not latin:
        return word
    written = word.isascii()
    code: list[str] = []
    before = ""
    for place, part in enumerate(_PARTS.findall(_W.sub("w", _OFF.sub("v", latin)))):
        sound = _CODES.get(part, "")
        if not sound and place == 0:
            # V and w are one letter to many, and a vowel inside a name.
            sound = "f" if part in "vw" else "a"
        elif part == "c" and not written:
            sound = "s"
        if sound and not (part == before and (written or part == "l")):
            code.append(sound)
        before = part
    if word[0] in _ARABIC_VOWELS and (not code or code[0] != "a"):
        code.insert(0, "a")
    return "".join(code)[:LONGEST_CODE] or word


def _without_article(word: str) -> str:
    if word.startswith("ال") and len(word) > 4:  # noqa: PLR2004
        return word[2:]
    return _ARTICLE.sub("", word) if word.isascii() else word
