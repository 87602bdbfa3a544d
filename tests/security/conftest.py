"""The flows' worker at the browser, for reviews that need a session and its forms."""

from tests.functional.conftest import north

__all__ = ["north"]
