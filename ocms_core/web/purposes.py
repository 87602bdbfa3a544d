"""What an export is for: asked before every one, and kept in the access log."""

from __future__ import annotations

from typing import Any

from ocms_core.audit.purposes import EXPORT_PURPOSE, LONGEST_WORDS, SHORTEST_WORDS
from ocms_core.errors import BadInputError
from ocms_core.i18n import _

NO_PURPOSE = _("Choose what the file is for: it is kept in the access log.")
NO_WORDS = _("Say in a few words who gets the file and why.")


def purpose_of(post: Any) -> tuple[str, str, dict[str, str]]:
    """Return the purpose, the words, and what is missing by the name of its input."""
    purpose, words = post.get("purpose", ""), post.get("words", "")
    if not isinstance(purpose, str) or not isinstance(words, str):
        raise BadInputError("a purpose is text")
    words = " ".join(words.split())
    if len(words) > LONGEST_WORDS:
        raise BadInputError("the words are too long")
    errors = {}
    if purpose not in EXPORT_PURPOSE:
        errors["purpose"] = NO_PURPOSE
    if len(words) < SHORTEST_WORDS:
        errors["words"] = NO_WORDS
    return purpose, words, errors
