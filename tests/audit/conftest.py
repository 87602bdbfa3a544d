"""What the access log's tests share: the staff of the north agency at the browser."""

import pytest

from ocms_core.db.models import load_core
from tests.functional.conftest import Worker

load_core()


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Worker(app, world)
