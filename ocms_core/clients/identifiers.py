"""What an immigration identifier of each kind looks like.

iCARE looks a client up by it, so a slip found while it is typed saves a rejected file. Nothing can
say here whether the number is really the client's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ocms_core.forms.spec import Rule
from ocms_core.i18n import _
from ocms_core.security.vault import identifier_key

UCI: Final = "gcms_client_id"
UCI_LENGTHS: Final = frozenset({8, 10})
# No pattern is published for permits and landing papers: they are letters and mostly digits.
_DOCUMENT: Final = re.compile(r"^(?=(?:[A-Z]*[0-9]){4})[A-Z0-9]{5,20}$")


def _is_uci(answers: Mapping[str, Any]) -> bool:
    value = answers.get("sealed")
    if answers.get("type") != UCI or not value:
        return True
    plain = identifier_key(value)
    return plain.isascii() and plain.isdigit() and len(plain) in UCI_LENGTHS


def _is_document(answers: Mapping[str, Any]) -> bool:
    value = answers.get("sealed")
    if answers.get("type") in {None, UCI} or not value:
        return True
    return _DOCUMENT.match(identifier_key(value)) is not None


IDENTIFIER_RULES: Final = (
    Rule(
        at="sealed",
        message=_("A FOSS/GCMS Client ID (UCI) has 8 or 10 digits: check the number."),
        test=_is_uci,
    ),
    Rule(
        at="sealed",
        message=_(
            "The number of a permit or of a landing paper has letters and digits only, at least "
            "4 digits: check it."
        ),
        test=_is_document,
    ),
)
