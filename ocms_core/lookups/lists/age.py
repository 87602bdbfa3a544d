"""Age bands of reports; the age is the one on the day of the service."""

from ocms_core.lookups.codelist import Code, CodeList

AGE_GROUP = CodeList(
    "age_group",
    (
        Code("children", "Children (0 to 14)", "Enfants (0 à 14 ans)"),
        Code("youth", "Youth (15 to 24)", "Jeunes (15 à 24 ans)"),
        Code("adults", "Adults (25 to 64)", "Adultes (25 à 64 ans)"),
        Code("seniors", "Seniors (65 and over)", "Personnes aînées (65 ans et plus)"),
    ),
    "Age group",
    "Groupe d’âge",
)

# First and last age of each band, and the age group it rolls up to; None is without end.
_BANDS: tuple[tuple[int, int | None, str], ...] = (
    (0, 5, "children"),
    (6, 12, "children"),
    (13, 14, "children"),
    (15, 18, "youth"),
    (19, 24, "youth"),
    (25, 29, "adults"),
    (30, 44, "adults"),
    (45, 54, "adults"),
    (55, 64, "adults"),
    (65, None, "seniors"),
)


def _band(first: int, last: int | None, group: str) -> Code:
    if last is None:
        return Code(f"age_{first}_over", f"{first} and over", f"{first} ans et plus", group=group)
    return Code(f"age_{first}_{last}", f"{first} to {last}", f"{first} à {last} ans", group=group)


AGE_BAND = CodeList("age_band", tuple(_band(*band) for band in _BANDS), "Age band", "Tranche d’âge")

# Code of a band -> its first and its last age, both included; None is without end.
AGE_BAND_LIMITS: dict[str, tuple[int, int | None]] = {
    item.code: (first, last) for item, (first, last, _) in zip(AGE_BAND.codes, _BANDS, strict=True)
}


def age_band(age: int) -> str:
    """Return the code of the band an age in whole years belongs to; ValueError if negative."""
    for code, (first, last) in AGE_BAND_LIMITS.items():
        if first <= age and (last is None or age <= last):
            return code
    raise ValueError(f"No age band holds the age {age}.")
