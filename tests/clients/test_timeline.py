"""A client's timeline: every source in one statement, filters that keep one another, pages."""

import datetime as dt
import re

import pytest

from ocms_core.clients.models import Client
from ocms_core.clients.timeline import entry
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.notes.models import CaseNote
from ocms_core.privacy.models import ConsentEntry
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.testing.statements import count_statements
from tests.functional.conftest import complete, north

__all__ = ["complete", "north"]
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def past(app, world):
    """Return a maker of notes in the past of the client or of another."""

    def make(count, first=DAY, client=None, program=0, **values):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            for turn in range(count):
                session.add(
                    CaseNote(
                        client_id=(client or world.north.client).id,
                        author_id=world.north.staff["worker"].id,
                        program_id=world.north.programs[program].id,
                        about_on=first - dt.timedelta(days=turn),
                        **{
                            "kind": "visit",
                            "scope": "agency",
                            "text": f"note {turn} of {first.year}",
                            **values,
                        },
                    )
                )
            session.commit()

    return make


@pytest.fixture
def relative(app, world):
    """Return a second member of the client's family."""
    with app.open_session() as session:
        session.expire_on_commit = False
        scope.enter(session, world.north.id)
        from ocms_core.clients.models import Family

        family = Family(code="F1")
        session.add(family)
        session.flush()
        person = Client(id=uuid7(), number=2, first_name="Bashir", family_id=family.id)
        session.add(person)
        session.get(Client, (world.north.id, world.north.client.id)).family_id = family.id
        session.commit()
        session.expunge_all()
    return person


def lines(page):
    return page.html.select("#timeline-lines .timeline > li")


def texts(page):
    return [line.get_text(" ", strip=True) for line in lines(page)]


def test_services_notes_and_sessions_stand_in_one_list_newest_first(north, past, app, world):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    past(1, first=dt.date(2026, 1, 20))
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        bare = ServiceSession(
            id=uuid7(),
            session_type="direct_service",
            created_by_id=world.north.staff["worker"].id,
            service_date=dt.date(2026, 1, 10),
        )
        bare_id = bare.id
        session.add(bare)
        session.flush()
        bare.clients.append(SessionClient(client_id=world.north.client.id))
        session.commit()
    page = north.app.get("/clients/1")
    told = texts(page)
    assert len(told) == 3
    assert "note 0" in told[0]
    assert f"/forms/{form_id}" in str(lines(page)[1])
    assert f"/sessions/{bare_id}" in str(lines(page)[2])


def test_filters_narrow_and_keep_one_another(north, past, relative):
    north.sign_in("worker")
    north.begin_session()
    past(2, first=dt.date(2025, 5, 5))
    past(1, first=dt.date(2026, 5, 5), program=1)
    past(1, first=dt.date(2025, 6, 6), client=relative)
    assert len(lines(north.app.get("/clients/1"))) == 4
    assert len(lines(north.app.get("/clients/1?kind=notes"))) == 3
    assert len(lines(north.app.get("/clients/1?kind=notes&year=2025"))) == 2
    page = north.app.get("/clients/1?family=all&kind=notes&year=2025")
    assert len(lines(page)) == 3
    assert any("Bashir" in told for told in texts(page))
    program = page.html.select_one("#timeline-program option:last-child")["value"]
    assert len(lines(north.app.get(f"/clients/1?program={program}"))) in {1, 3}
    # Every link to another year, and the switch of the family, keeps what else was chosen.
    links = [a["href"] for a in page.html.select(".years a")]
    assert links
    assert all("family=all" in link and "kind=notes" in link for link in links)
    alone = next(a for a in page.html.select("a") if "alone" in a.get_text())["href"]
    assert "year=2025" in alone
    assert "family" not in alone
    back = north.app.get(alone)
    assert len(lines(back)) == 2
    whole = next(a for a in back.html.select("a") if "whole family" in a.get_text())["href"]
    assert "year=2025" in whole
    # The form of the other filters carries family and year along.
    form = next(f for f in page.forms.values() if "kind" in f.fields)
    assert (form["family"].value, form["year"].value) == ("all", "2025")


def test_a_filter_that_leaves_nothing_offers_the_way_back(north, past):
    north.sign_in("worker")
    past(1)
    page = north.app.get("/clients/1?year=1999")
    assert "Nothing of this kind" in page
    assert 'href="/clients/1"' in page
    # What the filters offer is there all the same.
    assert page.html.select("#timeline-kind option[value=notes]")


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "program=x",
        "program=1",
        "year=x",
        "year=99999",
        "year=-1",
        "family=x",
        "page=0",
        "page=x",
        "other=1",
        "year=2025&year=2026",
    ],
)
def test_what_no_link_would_ask_is_refused(north, query):
    north.sign_in("worker")
    north.app.get(f"/clients/1?{query}", status=400)


def test_a_foreign_program_leaves_nothing(north, past, world):
    north.sign_in("worker")
    past(1)
    assert lines(north.app.get(f"/clients/1?program={world.south.programs[0].id}")) == []


def test_pages_of_thirty_show_every_line_once(north, past):
    north.sign_in("worker")
    past(70)
    past(5, first=DAY)
    seen = []
    for number in (1, 2, 3):
        page = north.app.get(f"/clients/1?page={number}")
        seen += re.findall(r"/notes/([0-9a-f-]{36})", str(page.html.select_one("#timeline")))
        assert len(lines(page)) == (30 if number < 3 else 15)
    assert len(set(seen)) == len(seen) == 75


def test_what_others_may_not_open_is_a_restricted_line_or_none(north, complete, past):
    north.sign_in("worker")
    _session, shared = north.begin_session()
    north.post_form(shared, [*complete, ("notes", "of the program")], status=303)
    _session, private = north.begin_session(service_date="2026-01-16")
    north.post_form(private, [*complete, ("private", "yes"), ("notes", "mine alone")], status=303)
    past(1, scope="program", text="note of the program")
    past(1, scope="private", text="note of mine")
    assert len(lines(north.app.get("/clients/1"))) == 4
    north.sign_in("stranger")
    page = north.app.get("/clients/1")
    (told,) = texts(page)
    assert "Restricted" in told
    for secret in ("of the program", "mine alone", "note of", "Worker North"):
        assert secret not in told
    assert shared not in page
    # The restricted line is of the kind it is of, and of its program.
    assert len(lines(north.app.get("/clients/1?kind=services"))) == 1
    assert lines(north.app.get("/clients/1?kind=notes")) == []


def test_changes_of_the_profile_show_for_who_asks(north):
    north.sign_in("worker")
    page = north.app.get("/clients/1/edit")
    form = north.form(page, "first_name")
    form["preferred_name"] = "Mina"
    form.submit(status=303)
    assert "Preferred name" not in str(north.app.get("/clients/1").html.select_one("#timeline"))
    (told,) = texts(north.app.get("/clients/1?kind=changes"))
    assert "Preferred name" in told
    assert "Mina" not in told
    assert "Worker North" in told


def test_answers_of_the_consent_ledger_stand_in_it(north, app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        for answer, day in (("given", 1), ("withdrawn", 5)):
            session.add(
                ConsentEntry(
                    client_id=world.north.client.id,
                    purpose="research",
                    answer=answer,
                    answered_on=DAY.replace(day=day),
                    how="in_person",
                    taken_by_id=world.north.staff["worker"].id,
                )
            )
        session.commit()
    north.sign_in("stranger")
    withdrawn, given = texts(north.app.get("/clients/1?kind=consents"))
    assert "Future research or consultation Withdrawn" in withdrawn
    assert "Future research or consultation Given" in given


def test_the_statements_do_not_grow_with_lines_sources_or_family(
    north, past, relative, connection, complete
):
    north.sign_in("worker")
    north.begin_session()
    for path in ("/clients/1", "/clients/1?family=all", "/clients/1?kind=notes&year=2026"):
        with count_statements(connection) as few:
            north.app.get(path)
        past(40)
        past(3, kind="hand_over")
        with count_statements(connection) as many:
            north.app.get(path)
        assert len(many) <= len(few) <= 12, f"{path}: {len(many)}\n{many}"


def test_a_source_gives_the_columns_that_the_timeline_has():
    assert [column.name for column in entry()][:3] == ["id", "client_id", "day"]
    with pytest.raises(ValueError, match="no columns"):
        entry(colour=1)
