"""The kinds of question an agency may ask."""

from __future__ import annotations

from ocms_core.lookups import Code, CodeList

QUESTION_KIND = CodeList(
    "question_kind",
    (
        Code("text", "Text of one line", "Texte d’une ligne"),
        Code("long_text", "Text of several lines", "Texte de plusieurs lignes"),
        Code("number", "Number", "Nombre"),
        Code("money", "Amount of money", "Montant d’argent"),
        Code("date", "Date", "Date"),
        Code("yes_no", "Yes or no", "Oui ou non"),
        Code("choice", "One choice of a list", "Un choix d’une liste"),
        Code("many", "Several choices of a list", "Plusieurs choix d’une liste"),
    ),
    "Kind of question",
    "Genre de question",
)
WITH_CHOICES = ("choice", "many")
