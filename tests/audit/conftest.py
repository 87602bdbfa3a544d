"""What the access log's tests share: the staff of the north agency at the browser."""

import pytest

from tests.functional.conftest import Worker


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Worker(app, world)
