"""The form engine: one declaration drives table, page, validation, draft, print and reports.

It has no form of its own. A plugin's form is a model of ``ask`` fields and a migration; see
``docs/developer/forms.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    from ocms_core.forms.late import keep_late_post
    from ocms_core.forms.offered import offered_forms
    from ocms_core.forms.pages import choices_of

    config.include("ocms_core.forms.routes")
    config.registry["keep_late_post"] = keep_late_post
    config.include("ocms_core.forms.timeline")
    config.include("ocms_core.forms.alone")
    config.add_request_method(choices_of, "choices", reify=True)
    config.add_request_method(offered_forms, reify=True)
    config.scan("ocms_core.forms")
