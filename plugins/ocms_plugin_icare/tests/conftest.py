"""A record made of a plain dict, for tests that need no database."""

from datetime import date

import pytest

from ocms_core.lookups import Code


class PlainRecord:
    """Answers by field key from a dict; what is not in it is not filled in."""

    def __init__(self, answers):
        self.answers = answers

    def value(self, field):
        return self.answers.get(field)


def code(name: str, label: str = "") -> Code:
    return Code(name, label or name, name)


@pytest.fixture(scope="session")
def record():
    return PlainRecord


@pytest.fixture
def client_answers():
    """Give a complete client."""
    return {
        "client.identifiers": [
            {"type": code("gcms_client_id", "FOSS/GCMS Client ID"), "value": "11-2345-6789"}
        ],
        "client.birth_date": "1980-05-17",
        "client.addresses": [{"postal_code": "m5v 3a8"}, {"postal_code": "K1A 0B1"}],
        "client.official_language": code("eng", "English"),
        "client.research_consent": True,
        "client.has_email": False,
    }


@pytest.fixture
def orientation_answers(client_answers):
    """Give a one-on-one visit with one topic, as in the one real row that is known."""
    form = "information_orientation"
    return client_answers | {
        f"{form}.postal_code": "M1B 5K1",
        f"{form}.start_date": date(2026, 6, 5),
        f"{form}.end_date": date(2026, 6, 5),
        f"{form}.service_language": code("eng", "English"),
        f"{form}.institution_type": code("settlement_provider", "Settlement service provider"),
        f"{form}.referred_by": code("family_or_friends", "Family / friends"),
        f"{form}.services_received": code("one_on_one", "One-on-one orientation"),
        f"{form}.orientation_length": code("hours_1_2", "1 to 2 hours"),
        f"{form}.minutes": 90,
        f"{form}.topics_given": [code("becoming_a_citizen")],
        f"{form}.topics_referred": [],
        "skills.training_received": False,
        "skills.life_received": False,
        "support.received": False,
    }


@pytest.fixture
def needs_answers(client_answers):
    """Give an assessment that found one need and no support."""
    form = "needs_assessment"
    return client_answers | {
        f"{form}.postal_code": "M1B 5K1",
        f"{form}.start_date": date(2026, 6, 5),
        f"{form}.end_date": date(2026, 6, 8),
        f"{form}.service_language": code("fra", "French"),
        f"{form}.institution_type": code("settlement_provider", "Settlement service provider"),
        f"{form}.referred_by": code("not_referred", "Not referred"),
        f"{form}.needs": [code("life_in_canada")],
        f"{form}.needs_referred": [code("life_in_canada")],
        f"{form}.citizenship_intention": code("unknown", "Unknown/Not sure"),
        f"{form}.support_required": False,
        f"{form}.community_services_needed": False,
        f"{form}.settlement_plan_shared": True,
        "support.received": False,
    }
