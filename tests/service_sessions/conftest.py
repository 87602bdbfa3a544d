"""The flows' worker at the browser."""

from tests.functional.conftest import complete, north

__all__ = ["complete", "north"]
