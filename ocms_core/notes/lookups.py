"""What a note is about, and who may read it."""

from __future__ import annotations

from ocms_core.lookups import Code, CodeList

HAND_OVER = "hand_over"

NOTE_KIND = CodeList(
    "note_kind",
    (
        Code("conversation", "Conversation", "Conversation"),
        Code("phone", "Telephone call", "Appel téléphonique"),
        Code("email", "E-mail or letter", "Courriel ou lettre"),
        Code("visit", "Visit", "Visite"),
        Code("observation", "Observation", "Observation"),
        Code("no_contact", "Tried, not reached", "Tentative sans réponse"),
        Code(HAND_OVER, "Hand-over to colleagues", "Relève aux collègues"),
        Code("other", "Other", "Autre"),
    ),
    "Kind of note",
    "Genre de note",
)

AGENCY, PROGRAM, PRIVATE = "agency", "program", "private"

NOTE_SCOPE = CodeList(
    "note_scope",
    (
        Code(PROGRAM, "The members of the program", "Les membres du programme"),
        Code(AGENCY, "Everybody in the agency", "Tout le personnel de l’organisme"),
        Code(
            PRIVATE,
            "Only me, the managers of the program and agency admins",
            "Moi seulement, les gestionnaires du programme et l’administration de l’organisme",
        ),
    ),
    "Who may read it",
    "Qui peut la lire",
)
