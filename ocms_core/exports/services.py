"""Check what would go into a file, and say what is wrong, with whom, and where to mend it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ocms_core.exports.exporter import Severity
from ocms_core.exports.fields import Field
from ocms_core.exports.ledger import filled, last_cells
from ocms_core.exports.readiness import fields_of
from ocms_core.exports.records import BEYOND, Line, Reader, Selection
from ocms_core.i18n import _
from ocms_core.privacy.lookups import EXPIRED, FUNDER_REPORTING, REFUSED, RESEARCH, WITHDRAWN
from ocms_core.privacy.services import ConsentService, today_at
from ocms_core.security.visibility import barred_from

GOOD, BAD, HELD = "good", "bad", "held"
ERROR, WARNING = Severity.ERROR.value, Severity.WARNING.value
RANK = {ERROR: 0, HELD: 1, WARNING: 2}
SHOWN = 200
HELD_BACK = _(
    "Held back: the client’s profile is not ready, and a rejected client takes every service "
    "along. Correct the profile first."
)

NO_CONSENT = {
    EXPIRED: _(
        "Held back: the client’s consent to reporting to funders has expired. Ask the client, and "
        "record the answer under Consents."
    ),
    REFUSED: _("Held back: the client refused reporting to funders."),
    WITHDRAWN: _("Held back: the client withdrew the consent to reporting to funders."),
}
RESEARCH_FIELD = "client.research_consent"


@dataclass(slots=True)
class Verdict:
    """What became of one record: its cells, and what is wrong with them.

    state: good goes into the file; bad does not; held would, but for the client's profile or
    consent. findings: those of the record itself; gap: the first finding of the profile of its
    client; refusal: why the client's consent keeps it out.
    """

    line: Line
    cells: dict[str, str | None]
    state: str
    findings: list[Any]
    gap: Any = None
    refusal: Any = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the list of problems. field: where to mend it, None when no page asks for it.

    is_of_consent: whether the client's consent is what is missing.
    """

    severity: str
    line: Line
    field: Field | None
    sentence: Any
    is_of_consent: bool = False


@dataclass(slots=True)
class Check:
    """The result: every record is good, bad or held; `warned` counts good ones with a warning.

    problems: as many as the page shows, the worst first; `found` counts all of them.
    """

    good: int = 0
    bad: int = 0
    held: int = 0
    warned: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)
    by_worker: Counter[uuid.UUID | None] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many records were looked at."""
        return self.good + self.bad + self.held

    @property
    def is_valid(self) -> bool:
        """Whether all records go into the file."""
        return self.total > 0 and self.good == self.total


def verdicts(db: Session, selection: Selection) -> Iterator[list[Verdict]]:
    """Judge every record of a selection, batch by batch."""
    file, before = selection.file, selection.before
    consents = ConsentService(db, today_at(db))
    for lines in Reader(db, selection).batches():
        states = consents.states_of(
            list({line.client_id for line in lines}), (FUNDER_REPORTING, RESEARCH), **BEYOND
        )
        earlier = last_cells(db, selection, lines) if file.goes_again else {}
        profiles: dict[uuid.UUID, list[Any]] = {}
        judged = []
        for line in lines:
            research = states.get((line.client_id, RESEARCH))
            if research is not None and RESEARCH_FIELD in line.values:
                line.values[RESEARCH_FIELD] = research.holds
            reporting = states.get((line.client_id, FUNDER_REPORTING))
            cells = file.row(line)
            if reporting is not None and not reporting.holds:
                sentence = NO_CONSENT[reporting.state]
                judged.append(Verdict(line, cells, HELD, [], refusal=sentence))
                continue
            if earlier.get(line.id) == filled(cells):
                continue
            findings = list(file.check(cells))
            if before is not None:
                if line.client_id not in profiles:
                    profiles[line.client_id] = errors(before.check(before.row(line)))
                judged.append(_dependant(selection, line, cells, findings, profiles))
            else:
                state = BAD if errors(findings) else GOOD
                judged.append(Verdict(line, cells, state, findings))
        yield judged


def _dependant(
    selection: Selection,
    line: Line,
    cells: dict[str, str | None],
    findings: list[Any],
    profiles: Mapping[uuid.UUID, list[Any]],
) -> Verdict:
    """Judge a record that goes only when its client's profile is good.

    What is wrong with the client is told once, as one line, and not again for each service.
    """
    fields = fields_of(selection.exporter.key, selection.file.key)
    of_client = [f for f in findings if f.field in fields and fields[f.field].is_of_client]
    own = [finding for finding in findings if finding not in of_client]
    gaps = errors(profiles[line.client_id]) or errors(of_client)
    state = BAD if errors(own) else HELD if gaps else GOOD
    if not gaps:
        own = findings
    return Verdict(line, cells, state, own, gaps[0] if gaps else None)


def errors(findings: Iterable[Any]) -> list[Any]:
    """Return the findings that keep a record out."""
    return [finding for finding in findings if finding.severity == ERROR]


def check(db: Session, selection: Selection, *, worker_id: uuid.UUID | None = None) -> Check:
    """Count a selection's records and list its problems, of one worker or of all."""
    result = Check()
    ranked: dict[str, list[Problem]] = {severity: [] for severity in RANK}
    unseen = barred_from(db)
    for judged in verdicts(db, selection):
        for verdict in judged:
            _count(result, verdict)
            if verdict.line.client_id in unseen:
                continue
            for problem in problems_of(selection, verdict):
                result.by_worker[verdict.line.worker_id] += 1
                if worker_id is not None and verdict.line.worker_id != worker_id:
                    continue
                result.found += 1
                if len(ranked[problem.severity]) < SHOWN:
                    ranked[problem.severity].append(problem)
    for problems in ranked.values():
        result.problems += problems
    del result.problems[SHOWN:]
    return result


def _count(result: Check, verdict: Verdict) -> None:
    if verdict.state == GOOD:
        result.good += 1
        result.warned += bool(verdict.findings)
    elif verdict.state == BAD:
        result.bad += 1
    else:
        result.held += 1


def problems_of(selection: Selection, verdict: Verdict) -> Iterator[Problem]:
    """Yield the lines that the list of problems has for one record."""
    if verdict.refusal is not None:
        yield Problem(HELD, verdict.line, None, verdict.refusal, is_of_consent=True)
        return
    fields = fields_of(selection.exporter.key, selection.file.key)
    if verdict.gap is not None and selection.before is not None:
        of_profile = fields | fields_of(selection.exporter.key, selection.before.key)
        yield Problem(HELD, verdict.line, of_profile.get(verdict.gap.field), HELD_BACK)
    for finding in verdict.findings:
        place = None if finding.field is None else fields[finding.field]
        yield Problem(str(finding.severity), verdict.line, place, finding.sentence)
