"""Who fits a client: the order against the same weights in plain Python, reasons, walls."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from ocms_core.clients.models import Client, ClientAddress
from ocms_core.db.types import uuid7
from ocms_core.directory.matches import MatchService
from ocms_core.directory.matching import WEIGHTS, Matching, Wish
from ocms_core.testing.statements import count_statements
from tests.directory.conftest import TODAY

WISH = Wish(
    role="mentor",
    mother_tongue="ukr",
    languages=("ukr", "rus", "eng"),
    code="31301",
    category="3",
    words=("nurse",),
    city="Hamilton",
    area="L8P",
    times=(),
)


@pytest.fixture
def ranked(directory):
    """Return a reader of candidates of a wish."""

    def read(wish=WISH, **paging):
        with directory.session() as session:
            return Matching(session).candidates(wish, **{"limit": 100, **paging})

    return read


def plain_score(person, wish):
    """Return what the weights give, counted without the database."""
    occupation = (person.occupation or "").lower()
    category = person.occupation_category or (person.occupation_code or "")[:1]
    holds = {
        "mother_tongue": wish.mother_tongue in person.languages,
        "language": bool(set(wish.languages) & set(person.languages)),
        "occupation": person.occupation_code == wish.code,
        "category": category == wish.category,
        "words": any(word in occupation for word in wish.words),
        "area": (person.postal_code or "")[:3] == wish.area,
        "city": (person.city or "").lower() == wish.city.lower(),
        "online": bool(person.meets_online),
        "unmatched": True,
    }
    return sum(WEIGHTS[key] for key, true in holds.items() if true), holds


def test_the_order_and_the_reasons_are_those_of_the_weights(directory, ranked):
    chance = random.Random(4)  # noqa: S311  the same people each time
    people = [
        directory.supporter(
            last_name=f"Number {number:02}",
            languages=chance.sample(["ukr", "rus", "eng", "fra", "tir"], 2),
            occupation=chance.choice([None, "Nurse", "Cook"]),
            occupation_code=chance.choice([None, "31301", "63200"]),
            occupation_category=chance.choice([None, "3", "6"]),
            city=chance.choice([None, "Hamilton", "hamilton", "Guelph"]),
            postal_code=chance.choice([None, "L8P 1A1", "N1H 2B2"]),
            meets_online=chance.choice([None, True, False]),
        )
        for number in range(25)
    ]
    expected = {person.id: plain_score(person, WISH) for person in people}
    found = ranked()
    assert {one.supporter.id: one.score for one in found} == {
        key: score for key, (score, _holds) in expected.items()
    }
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        holds = expected[one.supporter.id][1]
        assert set(one.reasons) == {key for key, true in holds.items() if true}
    pages = [one.supporter.id for n in range(5) for one in ranked(limit=5, offset=n * 5)]
    assert pages == [one.supporter.id for one in found]


def test_reasons_are_sentences_and_the_stronger_stands_for_the_weaker(directory, ranked):
    directory.supporter(
        languages=["rus", "ukr"], occupation_code="31301", city="Hamilton", postal_code="L8P 1A1"
    )
    (one,) = ranked()
    english = [str(s.interpolate()) for s in one.sentences(WISH, "en")]
    assert english == [
        "Speaks the client’s mother tongue: Ukrainian, Russian",
        "Works in the client’s occupation (NOC 31301)",
        "Lives in the same postal area (L8P)",
        "Has no client at present",
    ]


@pytest.mark.parametrize(
    "answers",
    [
        {"status": "applied"},
        {"status": "paused"},
        {"roles": ["tutor", "volunteer"]},
        {"capacity": 0},
        {"police_check_expiry": dt.date(2020, 1, 1)},
    ],
)
def test_who_may_not_be_matched_is_not_among_them(directory, ranked, answers):
    directory.supporter(**answers)
    assert ranked() == []


def test_who_is_full_is_there_only_when_asked_for(directory, ranked):
    rosa = directory.supporter(capacity=1)
    with directory.session() as session:
        MatchService(session, TODAY).settle(
            directory.form(private=True), supporter_id=rosa.id, role="mentor", status="accepted"
        )
        session.commit()
    assert ranked() == []
    (one,) = ranked(Wish(role="mentor", full_too=True))
    assert (one.free, one.held) == (0, 1)
    assert "unmatched" not in one.reasons


def test_what_the_worker_asks_for_narrows(directory, ranked):
    directory.supporter(
        last_name="A", roles=["tutor"], subjects=["physics"], availability=["sunday"]
    )
    directory.supporter(last_name="B", roles=["tutor"], subjects=["french"], languages=["tir"])

    def last_names(**asked):
        return [one.supporter.last_name for one in ranked(Wish(role="tutor", **asked))]

    assert last_names(subject="physics") == ["A"]
    assert last_names(times=("sunday", "saturday")) == ["A"]
    assert last_names(language="tir") == ["B"]
    assert last_names(subject="french", times=("sunday",)) == []


@pytest.fixture
def oksana(directory):
    """Return a client with much that one can match by."""
    return directory.add(
        Client(
            id=uuid7(),
            number=41,
            first_name="Oksana",
            last_name="Bondar",
            name_key="bondar oksana",
            mother_tongue="ukr",
            languages_spoken=["rus"],
            official_language="eng",
            occupation_code="31301",
            intended_occupation="Registered nurse",
            addresses=[
                ClientAddress(city="Hamilton", postal_code="L8P 1A1", position=0),
            ],
        )
    )


def test_the_page_ranks_for_a_client_and_says_who_is_kept_out(app, world, directory, oksana):
    directory.supporter(last_name="Far", languages=["tir"])
    directory.supporter(last_name="Near", languages=["ukr"], occupation="Nurse", city="Hamilton")
    directory.supporter(last_name="Late", police_check_expiry=dt.date(2024, 1, 31))
    app.sign_in(world.north.emails["worker"])
    page = app.get(f"/clients/{oksana.number}").click("Find a mentor or tutor")
    found = [head.text for head in page.html.select(".directory-candidates h2")]
    assert found == ["Rosa Near", "Rosa Far"]
    reasons = [line.text for line in page.html.select(".directory-candidates li:first-child li")]
    assert "Speaks the client’s mother tongue: Ukrainian" in reasons
    assert "Lives in the same city (Hamilton)" in reasons
    assert "Rosa Late" in page.html.select_one("[aria-labelledby=kept-out-title]").text
    assert app.get(f"/clients/{oksana.number}/match?role=tutor").html.select(".empty")
    for query in ("role=volunteer", "when=never", "subject=magic", "speaks=zzz", "when=sunday&x=1"):
        app.get(f"/clients/{oksana.number}/match?{query}", status=400)


def test_matching_sends_one_statement(directory, app, connection):
    for number in range(4):
        directory.supporter(last_name=f"Number {number}")
    with directory.session() as session, count_statements(connection) as sent:
        assert len(Matching(session).candidates(WISH, limit=10)) == 4
    assert len([one for one in sent.texts if "FROM supporter" in one]) == 1


def test_a_match_is_seen_by_who_sees_the_form_and_others_are_told_that_there_are_more(
    app, world, directory, oksana
):
    rosa = directory.supporter(capacity=5)
    own = directory.form(oksana)
    hidden = directory.form(worker="stranger", program=1)
    with directory.session() as session:
        for form_id in (own, hidden):
            MatchService(session, TODAY).settle(
                form_id, supporter_id=rosa.id, role="mentor", status="active", since=TODAY
            )
        session.commit()
    path = f"/directory/people/{rosa.id}"
    app.sign_in(world.north.emails["worker"])
    page = app.get(path)
    assert "Oksana Bondar" in page
    assert "Amina Of North" not in page
    assert "Further matches that you may not see: 1" in page
    assert "3 of 5" in page
    assert "Rosa Lindqvist" in app.get(f"/clients/{oksana.number}")
    app.sign_in(world.north.emails["stranger"])
    page = app.get(path)
    assert "Oksana Bondar" not in page
    assert "Amina Of North" in page
    assert "Rosa Lindqvist" not in app.get(f"/clients/{oksana.number}")
    app.sign_in(world.north.emails["admin"])
    assert "Further matches" not in app.get(path)


def test_who_is_barred_from_a_client_sees_no_match_of_theirs(app, world, directory, oksana):
    rosa = directory.supporter()
    form_id = directory.form(oksana)
    with directory.session() as session:
        MatchService(session, TODAY).settle(
            form_id, supporter_id=rosa.id, role="mentor", status="active"
        )
        session.commit()
    barred = {"staff": str(world.north.staff["colleague"].id), "reason": "A relative."}
    app.sign_in(world.north.emails["manager"])
    app.send(f"/clients/{oksana.number}/conflicts", barred, status=303)
    app.sign_in(world.north.emails["colleague"])
    page = app.get(f"/directory/people/{rosa.id}")
    assert "Oksana" not in page
    assert "Further matches that you may not see: 1" in page
    app.get(f"/clients/{oksana.number}/match", status=404)


def test_seeing_a_match_is_in_the_access_log(app, world, directory, oksana):
    rosa = directory.supporter()
    form_id = directory.form(oksana)
    with directory.session() as session:
        MatchService(session, TODAY).settle(
            form_id, supporter_id=rosa.id, role="mentor", status="active"
        )
        session.commit()
    app.sign_in(world.north.emails["worker"])
    app.get(f"/directory/people/{rosa.id}")
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/clients/{oksana.number}/access")
    assert "saw the client among the matches of a mentor or tutor" in page
