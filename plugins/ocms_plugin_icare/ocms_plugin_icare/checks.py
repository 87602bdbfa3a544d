"""What iCARE would send a row back for, and what it probably expects.

An error keeps the record out of the file. A warning never does: it stands for a rule that was
inferred from the template and never confirmed. A check sees the row and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from translationstring import TranslationString

from ocms_plugin_icare.conditions import Row, Severity
from ocms_plugin_icare.rules import rules


@dataclass(frozen=True)
class Finding:
    """One rule that a row breaks; `field` is where to mend it, None when no form asks for it."""

    code: str
    severity: Severity
    sentence: TranslationString
    column: str
    field: str | None


def check(template_key: str, row: Row) -> list[Finding]:
    """Return what is wrong with a row, in the order of the template's columns."""
    return [
        Finding(rule.code, rule.severity, rule.sentence, rule.column, rule.field)
        for rule in rules(template_key)
        if rule.broken(row)
    ]


def is_good(findings: Iterable[Finding]) -> bool:
    """Say whether a record with these findings goes into the file."""
    return all(finding.severity is not Severity.ERROR for finding in findings)
