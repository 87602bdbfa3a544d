"""The profile, filled over months: part by part, with what was before, names, dates and alerts."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from ocms_core.clients.models import (
    Client,
    ClientAddress,
    ClientName,
    ClientPhone,
    PastAnswer,
)
from ocms_core.clients.search import ClientSearch
from ocms_core.clients.services import asked_of
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms import blocks  # noqa: F401  mapped before the forms that name them
from ocms_core.forms.models import Draft
from ocms_core.testing.statements import count_statements

PAGE, SAVE = 12, 20
NAMED_PARTS = [
    "name",
    "arrival",
    "contact",
    "safety",
    "language",
    "emergency",
    "household",
    "education",
    "work",
    "needs",
    "research",
    "registration",
]
ANONYMOUS_PARTS = ["name", "arrival", "contact", "registration"]
HOME = {
    "addresses-0-street_number": "12",
    "addresses-0-street_name": "King",
    "addresses-0-city": "Toronto",
    "addresses-0-postal_code": "M5V 2T6",
}


@pytest.fixture
def profile(north):
    """Return a poster of the north client's profile: the fields of one part, from its page."""
    north.sign_in("worker")

    def post(part, expect=303, number=1, **fields):
        page = north.app.get(f"/clients/{number}/edit/{part}")
        form = north.form(page, "revision")
        for name, value in fields.items():
            form[name] = value
        return form.submit(status=expect)

    return post


def client(north, number=1):
    """Return a client by number."""
    return north.rows(select(Client).where(Client.number == number))[0]


@pytest.mark.parametrize("part", NAMED_PARTS)
def test_each_part_has_a_page_that_changes_only_its_own(north, profile, part):
    profile("household", housing="own", household_size="4")
    profile("work", occupation="Nurse")
    before = client(north)
    answer = profile(part)
    assert answer.location.endswith("/clients/1/profile")
    after = client(north)
    for bound in asked_of("named"):
        if bound.column is not None:
            assert getattr(after, bound.attribute) == getattr(before, bound.attribute), bound.key
    assert (after.housing, after.household_size, after.occupation) == ("own", 4, "Nurse")


def test_every_question_is_in_one_of_the_parts():
    parts = {
        kind: [bound.section.key for bound in asked_of(kind)] for kind in ("named", "anonymous")
    }
    assert list(dict.fromkeys(parts["named"])) == NAMED_PARTS
    assert list(dict.fromkeys(parts["anonymous"])) == ANONYMOUS_PARTS


def test_a_part_that_there_is_not_is_not_found_and_takes_no_other_questions(north):
    north.sign_in("worker")
    north.app.get("/clients/1/edit/nothing", status=404)
    north.app.send("/clients/1/edit/work", {"revision": "1", "first_name": "A"}, status=400)


def test_a_part_completes_the_profile_when_it_was_the_last(north, profile):
    site = str(north.world.north.sites[0].id)
    profile("name", birth_date="1988-03-09")
    profile("arrival", arrival_date="2019-05-04", immigration_status="permanent_resident")
    profile("registration", registration_site_id=site)
    assert client(north).state == "incomplete"
    profile("contact", **{"phones-0-number": "416 555-0100"})
    assert client(north).state == "complete"
    profile("work", occupation="Nurse")
    assert client(north).state == "complete"
    profile("name", birth_date="")
    assert client(north).state == "incomplete"


def test_the_profile_is_read_in_few_statements_and_saved_in_few(north, profile, connection):
    for part in ("contact", "emergency", "language", "name"):
        profile(part)
    fill(north)
    for path in ("/clients/1/profile", "/clients/1/edit", "/clients/1/edit/contact"):
        north.app.get(path)
        with count_statements(connection) as sent:
            north.app.get(path)
        assert len(sent) <= PAGE, (path, len(sent))
    for path in ("/clients/1/edit", "/clients/1/edit/contact"):
        page = north.app.get(path)
        form = north.form(page, "revision")
        form["addresses-0-street_name"] = "Queen"
        form["phones-0-number"] = "416 555-0177"
        with count_statements(connection) as sent:
            form.submit(status=303)
        assert len(sent) <= SAVE, (path, len(sent))


def fill(north):
    """Give the north client three rows of everything."""
    fields = [("revision", str(client(north).revision)), ("first_name", "Amina")]
    for line in range(3):
        fields += [
            (f"phones-{line}-number", f"416 555-010{line}"),
            (f"addresses-{line}-city", f"Town {line}"),
            (f"other_names-{line}-name", f"Name {line}"),
            (f"emergency_contacts-{line}-name", f"Friend {line}"),
            (f"language_levels-{line}-listening", "clb_4"),
            (f"identifiers-{line}-type", "gcms_client_id"),
            (f"identifiers-{line}-sealed", f"1234567{line}"),
        ]
    north.app.send("/clients/1/edit", fields, status=303)


def test_one_name_only_can_be_complete_when_the_worker_says_so(north, profile):
    profile("name", first_name="", last_name="Suharto", birth_date="1970")
    page = north.app.get("/clients/1/edit/name")
    assert missing(page) == {"First name"}
    profile("name", has_one_name="yes")
    assert missing(north.app.get("/clients/1/edit/name")) == set()
    answer = profile("name", expect=422, first_name="Haji")
    assert "There are two names" in answer


def missing(page):
    """Return the labels of what a page says is still needed."""
    found = page.html.select("#form-needs li:has(.need-green) a")
    return {link.get_text(strip=True) for link in found}


def test_a_changed_name_is_kept_and_still_finds_the_client(north, profile):
    profile("name", last_name="Okafor")
    names = north.rows(select(ClientName))
    assert [(row.name, row.kind, row.name_key) for row in names] == [
        ("Amina Of North", "previous", "amina of north")
    ]
    page = north.app.get("/clients/1/profile")
    assert "Amina Of North" in page
    # Only spelt better: not another name.
    profile("name", last_name="Ókafor")
    assert len(north.rows(select(ClientName))) == 1
    profile("name", last_name="Okafor-Bello")
    assert len(north.rows(select(ClientName))) == 1


def test_moving_keeps_the_earlier_address_with_its_last_day(north, profile):
    profile("contact", **HOME)
    # What is filled in later is no move.
    profile("contact", **{"addresses-0-unit": "4", "addresses-0-province": "ON"})
    assert len(north.rows(select(ClientAddress))) == 1
    profile(
        "contact",
        **{
            "addresses-0-street_number": "9",
            "addresses-0-street_name": "Queen",
            "addresses-0-since": "2026-02-03",
        },
    )
    rows = north.rows(select(ClientAddress).order_by(ClientAddress.until.nulls_first()))
    assert [(row.street_name, row.until) for row in rows] == [
        ("Queen", None),
        ("King", dt.date(2026, 2, 3)),
    ]
    assert rows[1].unit == "4"
    page = north.app.get("/clients/1/profile")
    assert "4 12 King, Toronto ON M5V 2T6" in page
    form = north.form(north.app.get("/clients/1/edit/contact"), "revision")
    assert form["addresses-0-street_name"].value == "Queen"
    assert "addresses-1-street_name" not in form.fields
    assert client(north).postal_code == "M5V 2T6"


def test_a_number_that_is_changed_or_removed_is_kept_and_still_finds_the_client(north, profile):
    profile("contact", **{"phones-0-number": "416 555-0100", "phones-0-kind": "mobile"})
    profile("contact", **{"phones-0-number": "(416) 555 0100"})
    assert len(north.rows(select(ClientPhone))) == 1
    profile("contact", **{"phones-0-number": "647 555-0111"})
    revision = str(client(north).revision)
    north.app.send("/clients/1/edit/contact", {"revision": revision, "has_email": "no"}, status=303)
    rows = north.rows(select(ClientPhone))
    assert {row.number for row in rows} == {"(416) 555 0100", "647 555-0111"}
    assert all(row.until is not None for row in rows)
    with north.app.open_session() as session:
        scope.enter(session, north.world.north.id)
        found = ClientSearch(session).find("6475550111")
    assert [match.client.number for match in found] == [1]


def test_what_was_answered_before_is_kept_with_its_days(north, profile):
    profile(
        "arrival",
        immigration_status="refugee_claimant",
        immigration_status_since="2020-01-02",
    )
    profile(
        "arrival",
        immigration_status="protected_person",
        immigration_status_since="2022-03-04",
    )
    profile("arrival", immigration_status="permanent_resident")
    rows = north.rows(select(PastAnswer).order_by(PastAnswer.until))
    assert (rows[0].answer, rows[0].since, rows[0].until) == (
        "refugee_claimant",
        dt.date(2020, 1, 2),
        dt.date(2022, 3, 4),
    )
    assert (rows[1].answer, rows[1].since) == ("protected_person", dt.date(2022, 3, 4))
    # Nobody said since when: since it was written down.
    assert client(north).immigration_status_since == rows[1].until
    page = north.app.get("/clients/1/profile")
    assert "Refugee claimant" in page
    assert "until Mar 4, 2022" in page


def test_a_status_that_is_not_active_stands_on_every_page(north, profile):
    profile("registration", status="moved", status_since="2026-02-01", moved_to="Calgary")
    for path in ("/clients/1", "/clients/1/profile", "/clients/1/edit/work"):
        assert "Moved away: Calgary, since Feb 1, 2026" in north.app.get(path)
    page = north.app.get("/clients/1/edit/registration")
    # There is always a status, so it cannot be cleared.
    assert 'name="status" value=""' not in page
    form = north.form(page, "status")
    assert form["status"].value == "moved"


def test_safe_contact_and_the_interpreter_stand_on_every_page(north, profile):
    profile(
        "safety",
        may_phone="no",
        safe_hours="weekdays 9 to 3",
        contact_warning="Her husband must not know",
    )
    profile("language", needs_interpreter="yes", mother_tongue="prs")
    told = "Her husband must not know. Do not phone. Safe hours: weekdays 9 to 3"
    for path in ("/clients/1", "/clients/1/profile"):
        page = north.app.get(path)
        assert told in page
        assert "Needs an interpreter: Dari" in page
    profile("safety", may_phone="", safe_hours="", contact_warning="")
    assert client(north).may_phone is None
    assert "Do not phone" not in north.app.get("/clients/1")


def test_a_yes_or_no_and_a_choice_can_be_taken_back_without_a_script(north, profile):
    profile("contact", has_email="yes", email="amina@example.org", may_email="yes")
    assert client(north).may_email is True
    profile("contact", may_email="")
    assert client(north).may_email is None
    profile("safety", preferred_contact="text")
    profile("safety", preferred_contact="")
    assert client(north).preferred_contact is None


def test_several_languages_are_chosen_in_plain_selects(north, profile):
    page = north.app.get("/clients/1/edit/language")
    form = north.form(page, "revision")
    selects = form.fields["languages_spoken"]
    assert len(selects) == 2
    selects[0].value, selects[1].value = "prs", "eng"
    form.submit(status=303)
    assert set(client(north).languages_spoken) == {"prs", "eng"}
    page = north.app.get("/clients/1/edit/language")
    selects = north.form(page, "revision").fields["languages_spoken"]
    assert len(selects) == 4
    assert "Dari" in north.app.get("/clients/1/profile")
    # One empty option a select, not two.
    for select_ in page.html.select("select"):
        assert len(select_.select('option[value=""]')) == 1


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("gcms_client_id", "123456789", "has 8 or 10 digits"),
        ("gcms_client_id", "12-3456-789A", "has 8 or 10 digits"),
        ("permit_number", "U12", "letters and digits only"),
        ("imm_document_number", "see file", "letters and digits only"),
    ],
)
def test_an_identifier_that_cannot_be_one_is_told_at_once(north, profile, kind, value, sentence):
    fields = {"identifiers-0-type": kind, "identifiers-0-sealed": value}
    assert sentence in profile("arrival", expect=422, **fields)


def test_an_identifier_of_somebody_else_is_told_with_the_number(north, profile):
    fields = {"identifiers-0-type": "gcms_client_id", "identifiers-0-sealed": "12-3456-7890"}
    with north.app.open_session() as session:
        scope.enter(session, north.world.north.id)
        session.add(Client(id=uuid7(), number=77, first_name="Other"))
        session.commit()
    assert "has the same identifier" not in profile("arrival", number=77, **fields).follow()
    page = profile("arrival", **{**fields, "identifiers-0-sealed": "1234567890"}).follow()
    assert "Client 77 has the same identifier" in page
    # It is told when it is typed, not at each save.
    assert "has the same identifier" not in profile("arrival", landing_date="2020-01-01").follow()


def test_an_age_is_counted_from_the_day_of_registration(north):
    north.sign_in("worker")
    statement = re.search(r'name="statement" value="([^"]+)"', north.app.get("/clients/new").text)
    fields = {
        "id": str(uuid7()),
        "statement": statement.group(1) if statement else "",
        "locale": "en",
        "first_name": "Hodan",
        "birth_date": "about 34",
        "registration_date": "2021-05-06",
    }
    north.app.send("/clients/new/named", fields, status=303)
    assert client(north, 2).birth_date == "1987~"
    page = north.app.get("/clients/2")
    assert re.search(r"about 1987 \(about \d+\)", page.text)
    # Typed later, it is the age of that day.
    form = north.form(north.app.get("/clients/2/edit/name"), "birth_date")
    assert form["birth_date"].value == "about 1987"
    form.submit(status=303)
    assert client(north, 2).birth_date == "1987~"


def test_a_part_has_a_draft_of_its_own(north, profile):
    key = str(client(north).id)
    north.draft("client-work", key, occupation="Nurse", occupation_code="x")
    north.draft("client", key, first_name="Ami", last_name="Of North")
    page = north.app.get("/clients/1/edit/work")
    form = north.form(page, "occupation")
    assert (form["occupation"].value, form["occupation_code"].value) == ("Nurse", "x")
    assert "You see your draft" in page
    assert north.form(north.app.get("/clients/1/edit"), "first_name")["first_name"].value == "Ami"
    form["occupation_code"] = "NOC 31301"
    form.submit(status=303)
    assert client(north).occupation_code == "31301"
    assert [row.target for row in north.rows(select(Draft))] == [f"client:{key}"]
    north.app.send(f"/drafts/other-work/{key}", {"revision": "1"}, status=404)


def test_an_anonymous_client_has_its_own_parts_and_keeps_the_day_of_registration(north):
    north.sign_in("worker")
    page = north.app.get("/clients/new/anonymous").follow()
    form = north.form(page, "gender")
    form["gender"] = "woman"
    form["registration_date"] = "2026-01-05"
    form.submit(status=303)
    for part in set(NAMED_PARTS) - set(ANONYMOUS_PARTS):
        north.app.get(f"/clients/2/edit/{part}", status=404)
    for part in ANONYMOUS_PARTS:
        north.app.get(f"/clients/2/edit/{part}")
    form = north.form(north.app.get("/clients/2/edit/registration"), "comments")
    form["registration_date"].force_value("2026-03-03")
    form["comments"] = "Came twice"
    form.submit(status=303)
    someone = client(north, 2)
    assert (someone.registration_date, someone.comments) == (dt.date(2026, 1, 5), "Came twice")


def test_a_new_form_is_in_the_clients_official_language_or_the_workers(north, profile):
    _session, form_id = north.begin_session()
    form = north.form(north.app.get(f"/forms/{form_id}"), "service_language")
    assert form["service_language"].value == "eng"
    profile("language", official_language="fra")
    _session, form_id = north.begin_session()
    form = north.form(north.app.get(f"/forms/{form_id}"), "service_language")
    assert form["service_language"].value == "fra"


def test_the_rules_for_contact_stand_where_the_client_is_served(north, profile):
    profile("safety", may_phone="no")
    profile("contact", **{"phones-0-number": "416 555-0100", "phones-0-avoid": "yes"})
    session_id, form_id = north.begin_session()
    for path in (f"/sessions/{session_id}", f"/forms/{form_id}"):
        assert "Do not phone" in north.app.get(path), path
    assert "Do not use this number" in north.app.get("/clients/1")
