"""Translate outside a request: for jobs and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyramid.i18n import make_localizer

from ocms_core.i18n import DEFAULT_LOCALE, LOCALES

LOCALE_FOLDER = Path(__file__).parent.parent / "locale"


@cache
def translators() -> Mapping[str, Callable[[Any], str]]:
    """Return a translator of the core's texts for each language; English needs no catalogue."""
    return {
        locale: make_localizer(locale, [str(LOCALE_FOLDER)] if locale != DEFAULT_LOCALE else [])
        .translate
        for locale in LOCALES
    }  # fmt: skip
