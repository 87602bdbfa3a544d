"""What forms may choose of the partners: ``ask.pick("partner", ...)``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ocms_core.forms.choices import bring_choices
from ocms_core.referrals.models import Partner


def partners() -> Any:
    """Select the partner organizations that forms may name."""
    return select(Partner.id, Partner.name, Partner.name_fr, Partner.active)


bring_choices("partner", partners)
