"""Additional options: which there are, and what each leaves in."""

import datetime as dt

import pytest

from ocms_core.clients.models import ClientAddress
from ocms_core.forms.spec import questions_of
from ocms_core.reports.measures import SERVICES
from ocms_core.reports.option import CHOICES, NONE, TEXT, Answer
from ocms_core.reports.options import KINDS, offered_options


@pytest.fixture
def counted(agency, count):
    """Count the services that fit an answer."""
    options = offered_options(agency.forms)

    def counted(key, *values, first=None, last=None):
        answer = Answer(option=options[key], values=values, first=first, last=last)
        _, total = count(agency.scope(answers=(answer,)), (), (SERVICES,))
        return total["services"]

    return counted


def test_every_reportable_question_of_every_form_is_an_option(agency):
    options = offered_options(agency.forms)
    for model in agency.forms.values():
        for bound in questions_of(model):
            if bound.question.kind not in KINDS or not bound.question.report:
                continue
            if bound.attribute in {"program_id", "funder_id"}:
                continue
            holders = ("service", model.__form__.key, bound.block)
            assert any(f"{holder}.{bound.attribute}" in options for holder in holders)


def test_no_name_contact_or_identifier_is_an_option(agency):
    keys = offered_options(agency.forms)
    for word in ("name", "email", "phones", "identifiers", "comments", "notes", "addresses"):
        assert f"client.{word}" not in keys
        assert f"client.first_{word}" not in keys
        assert f"service.{word}" not in keys


def test_every_option_makes_a_statement_that_runs(agency, counted):
    agency.service(agency.client(), "2026-03-02")
    for key, option in offered_options(agency.forms).items():
        if option.kind == TEXT:
            assert counted(key, "Tor%") == 0
        elif option.kind == CHOICES:
            values = list(option.codes.by_code) if option.codes else list(option.choices or ())
            assert counted(key, *values[:2], NONE) >= 0
        else:
            bounds = (1, 2) if option.kind == "numbers" else (dt.date(2026, 1, 1),) * 2
            assert counted(key, first=bounds[0], last=bounds[1]) == 0


def test_options_of_the_profile(agency, counted):
    agency.service(
        agency.client(
            gender="woman",
            birth_date="1996-03-02",
            needs_interpreter=True,
            arrival_date=dt.date(2020, 5, 1),
        ),
        "2026-03-02",
    )
    agency.service(agency.client(gender="man", needs_interpreter=False), "2026-03-02")
    agency.service(agency.client(), "2026-03-02")
    assert counted("client.gender", "woman", "man") == 2
    assert counted("client.gender", "woman", NONE) == 2
    assert counted("client.needs_interpreter", "no") == 1
    assert counted("client.age", first=30, last=30) == 1
    assert counted("client.age", last=29) == 0
    assert counted("client.age_band", "age_30_44") == 1
    assert counted("client.years_in_canada", first=5) == 1
    assert counted("client.arrival_date", first=dt.date(2020, 5, 2)) == 0
    assert counted("client.arrival_date", last=dt.date(2020, 5, 1)) == 1
    assert counted("client.newness", "new") == 3


def test_options_of_the_present_address(agency, counted):
    client = agency.client()
    for position, (city, province, postal_code) in enumerate(
        (("North York", "ON", "m2n 5w9"), ("Calgary", "AB", "T2P 1J9"))
    ):
        agency.db.add(
            ClientAddress(
                client_id=client.id,
                position=position,
                city=city,
                province=province,
                postal_code=postal_code,
            )
        )
    # An earlier one is kept, and is not where the client lives.
    earlier = {"city": "Laval", "province": "QC", "until": dt.date(2025, 1, 1)}
    agency.db.add(ClientAddress(client_id=client.id, position=0, **earlier))
    agency.db.flush()
    agency.service(client, "2026-03-02")
    assert counted("client.city", "laval") == 0
    assert counted("client.province", "QC") == 0
    assert counted("client.city", "north y") == 1
    assert counted("client.city", "calgary") == 0
    assert counted("client.province", "ON") == 1
    assert counted("client.province", "AB") == 0
    assert counted("client.postal_code", "M2N") == 1
    assert counted("client.postal_code", "M2_") == 0


def test_options_of_forms_and_blocks(agency, counted):
    client = agency.client()
    blocks = agency.forms["information_orientation"]
    kinds = {name: getattr(blocks, name).property.mapper.class_ for name in ("support",)}
    agency.service(
        client,
        "2026-03-02",
        "information_orientation",
        topics_given=["housing", "health"],
        arrival_stage="post_arrival",
        minutes=45,
        support=kinds["support"](received=True, services=["translation"]),
    )
    agency.service(client, "2026-03-03", "information_orientation", topics_given=["education"])
    agency.service(client, "2026-03-03", "non_specified", private=True)
    assert counted("information_orientation.topics_given", "housing", "education") == 2
    assert counted("information_orientation.topics_given", "transportation") == 0
    assert counted("information_orientation.topics_referred", NONE) == 2
    assert counted("information_orientation.arrival_stage", "post_arrival") == 1
    assert counted("support.services", "translation", "child_care") == 1
    assert counted("support.received", "yes") == 1
    assert counted("service.minutes", first=45, last=45) == 1
    assert counted("service.private", "yes") == 1
