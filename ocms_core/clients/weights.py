"""How much each likeness between two people is worth: the one table of the matching.

A weight is in bits: the binary logarithm of how much oftener the likeness is met among two
records of one person than among two people taken by chance (Fellegi and Sunter). None of them is
estimated from data yet: they were set by hand, and the thresholds moved after looking at the
results on FEBRL 4, which `make bench-matching` is measured on too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weight:
    """One likeness. bits: what it adds. origin: where the figure is from."""

    bits: float
    origin: str


# A word of a name against the word it fits best.
NAME: Final = {
    "same": Weight(7.0, "set by hand: common names are met more often than rare ones"),
    "form": Weight(5.5, "judged: a nickname or another language's form is a little less than same"),
    "sound": Weight(5.0, "set by hand: one code of sounds, and written alike in one script"),
    "near": Weight(5.5, "set by hand: one letter typed wrongly in four or more"),
    "alike": Weight(3.0, "set by hand: Jaro-Winkler of 0.85 or more"),
    "begin": Weight(4.5, "judged: the word is still being typed"),
    "initial": Weight(1.0, "judged: one letter fits one name in twenty"),
    "other": Weight(-4.0, "set by hand: less, because people take another family name"),
    "missing": Weight(-1.0, "set by hand: a word that only one of the two has"),
}

# A date of birth against another, each whole or partial.
BIRTH_DATE: Final = {
    "same": Weight(13.0, "set by hand: one day of 36,500, less who shares it by chance"),
    "swapped": Weight(11.0, "set by hand: day and month exchanged"),
    "near": Weight(8.0, "set by hand: one digit wrong, or two exchanged"),
    "january": Weight(5.5, "judged: 1 January says little more than the year"),
    "month": Weight(8.5, "computed: one month of 1,200, where a day is not known"),
    "year": Weight(4.5, "computed: one year of 60, where one is not known closer"),
    "near_year": Weight(2.5, "judged: a year beside it, where one is an estimate"),
    "birthday": Weight(4.0, "set by hand: day and month agree, the year does not"),
    "some": Weight(0.0, "set by hand: the year agrees, the day and the month do not"),
    "other": Weight(-4.0, "set by hand: a date typed wholly wrongly is rare"),
}

CONTACT: Final = {
    "identifier": Weight(25.0, "judged: one number is given to one person"),
    "phone": Weight(11.0, "computed: one in 10,000,000, less the households that share it"),
    "email": Weight(13.0, "computed as the telephone; fewer people share one"),
    "postal_code": Weight(6.0, "set by hand"),
    "postal_near": Weight(4.0, "set by hand: two signs exchanged or one wrong"),
    "postal_other": Weight(-1.5, "set by hand: less, because people move"),
    "street": Weight(8.0, "set by hand: the words of the street agree"),
    "street_other": Weight(-1.0, "set by hand: less, because people move"),
    "street_number": Weight(4.5, "set by hand"),
    "city": Weight(4.5, "set by hand: less, because agencies serve one city"),
    "city_other": Weight(-1.0, "set by hand: less, because people move"),
}

# Words of one name go together, so what is above this counts by the share beneath it.
NAME_ENOUGH: Final = 15.0
NAME_FURTHER: Final = 0.25
# Three words and more in one order: tells apart those who share all their names.
IN_ORDER: Final = 1.0

# From so many bits on somebody is asked before a new client is made: of 250 people who were new to
# 100,000 made-up ones with names from small lists, 20 bits asked about 38 of 100, 24.5 about 8.
PROBABLE: Final = 24.5
# From so many bits on somebody is shown beside the page while it is filled, and nothing is asked.
POSSIBLE: Final = 18.0
# From so many bits on the whole-agency scan proposes a pair.
PAIR: Final = 15.0
# What the scan takes off two of one household whose given names differ.
HOUSEHOLD: Final = 20.0
# Below so many bits the best of the keys is not trusted, and letters are compared at large.
DOUBTFUL: Final = 15.0
# Below so many bits nobody is shown.
SHOWN: Final = 2.0
