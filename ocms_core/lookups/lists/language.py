"""Languages, with the funder's label of each."""

from ocms_core.lookups.codelist import Code, CodeList

LANGUAGE = CodeList(
    "language",
    (
        Code("eng", "English", "Anglais", group="official"),
        Code("fra", "French", "Français", group="official"),
        Code("ara", "Arabic", "Arabe", group="spoken"),
        Code("spa", "Spanish", "Espagnol", group="spoken"),
    ),
    "Language",
    "Langue",
    alphabetical=True,
)
