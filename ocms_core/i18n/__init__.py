"""Languages of the product: English and French, everywhere, switched at once."""

from __future__ import annotations

from typing import Final

from pyramid.i18n import TranslationStringFactory

LOCALES: Final = ("en", "fr")
DEFAULT_LOCALE: Final = "en"

_ = TranslationStringFactory("ocms_core")
