"""Lists that describe who a person is."""

from ocms_core.lookups.codelist import Code, CodeList

GENDER = CodeList(
    "gender",
    (
        Code("woman", "Woman", "Femme"),
        Code("man", "Man", "Homme"),
        Code("another_gender", "Another gender", "Autre genre"),
        Code("prefer_not_to_say", "Prefer not to say", "Préfère ne pas répondre"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Gender",
    "Genre",
)
