"""What a client said of reporting and research decides what funders' files say."""

import datetime as dt

import pytest

from ocms_core.exports.services import check, problems_of, verdicts
from ocms_core.privacy.models import ConsentEntry
from ocms_core.testing.world import viewer
from tests.exports.conftest import desk, desk_class

__all__ = ["desk", "desk_class"]

PROFILE, ORIENTATION = "client_profile", "information_orientation"


def agree(desk, client, purpose, answer, *, until=None):
    desk.db.add(
        ConsentEntry(
            client_id=client.id,
            purpose=purpose,
            answer=answer,
            answered_on=dt.date(2026, 6, 1),
            valid_until=until,
            how="oral",
        )
    )
    desk.db.flush()


def judged(desk, key=PROFILE):
    """Return the verdicts of a file by client number."""
    return {
        one.line.client_number: one
        for batch in verdicts(desk.db, desk.selection(key))
        for one in batch
    }


@pytest.mark.parametrize(
    ("answer", "until", "words"),
    [
        ("refused", None, "refused reporting"),
        ("withdrawn", None, "withdrew the consent"),
        ("given", dt.date(2026, 6, 2), "has expired"),
    ],
)
def test_a_no_to_reporting_holds_the_client_and_the_services_back(desk, answer, until, words):
    kept, other = desk.client(), desk.client()
    for client in (kept, other):
        desk.orientation(client)
    agree(desk, kept, "funder_reporting", answer, until=until)
    for key in (PROFILE, ORIENTATION):
        found = judged(desk, key)
        assert {number: one.state for number, one in found.items()} == {
            kept.number: "held",
            other.number: "good",
        }
        (problem,) = problems_of(desk.selection(key), found[kept.number])
        assert words in problem.sentence
        assert problem.is_of_consent
    agree(desk, kept, "funder_reporting", "given")
    assert {one.state for one in judged(desk).values()} == {"good"}


def test_the_file_says_of_research_what_the_ledger_says(desk):
    client = desk.client()
    desk.orientation(client)
    assert judged(desk)[client.number].cells["consent_ind"] == "Yes"
    agree(desk, client, "research", "given", until=dt.date(2026, 6, 2))
    assert judged(desk)[client.number].cells["consent_ind"] == "No", "the consent has expired"
    agree(desk, client, "research", "given")
    assert judged(desk)[client.number].cells["consent_ind"] == "Yes"
    agree(desk, client, "research", "withdrawn")
    assert judged(desk)[client.number].cells["consent_ind"] == "No"


def test_a_barred_person_is_told_the_numbers_and_no_name(desk, world):
    bad, other = desk.client(research_consent=None), desk.client(research_consent=None)
    for client in (bad, other):
        desk.orientation(client)
    desk.db.info["viewer"] = viewer(world.north, "operator", barred=[bad.id])
    found = check(desk.db, desk.selection(PROFILE))
    assert found.bad == 2
    assert {problem.line.client_id for problem in found.problems} == {other.id}
