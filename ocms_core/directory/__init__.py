"""The directory: employers, mentors, tutors, volunteers, and who fits a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(_config: Configurator) -> None:
    """Add the pages of the directory."""
