"""What the prints' tests share: people whose names come in many scripts, and reading a PDF."""

import datetime as dt

import pytest

from ocms_core.clients.models import Client, ClientAddress, ClientPhone
from ocms_core.db import scope
from ocms_core.db.types import uuid7

NAMES = {
    "arabic": ("محمد", "الأحمد"),
    "tamil": ("செல்வி", "கிருஷ்ணன்"),
    "chinese": ("小龙", "陈"),
    "cyrillic": ("Олександр", "Шевченко"),
    "devanagari": ("प्रीति", "श्रेष्ठ"),
    "amharic": ("ሰላም", "ተስፋዬ"),
    "vietnamese": ("Thị Phương", "Nguyễn"),
}
FONTS = {
    "arabic": "Arabic",
    "tamil": "Tamil",
    "chinese": "CJK",
    "cyrillic": "Noto-Sans",
    "devanagari": "Devanagari",
    "amharic": "Ethiopic",
    "vietnamese": "Noto-Sans",
}


@pytest.fixture
def people(app, world):
    """Register somebody of each script; return number by script."""
    numbers = {}
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        for number, (script, (first, last)) in enumerate(NAMES.items(), start=201):
            numbers[script] = number
            session.add(
                Client(
                    id=uuid7(),
                    number=number,
                    first_name=first,
                    last_name=last,
                    birth_date="1979~",
                    gender="woman",
                    status="active",
                    registration_date=dt.date(2026, 2, 3),
                    phones=[ClientPhone(number="416 555 0123", kind="mobile")],
                    addresses=[ClientAddress(city="Toronto", postal_code="M5V 2T6")],
                )
            )
        session.commit()
    return numbers
