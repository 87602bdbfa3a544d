"""The few questions of the account pages, drawn by the same macros as every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ocms_core.agencies.extras import Extra, Extras, ExtraSection, Raw
from ocms_core.forms.rendering import FormView


def asked(
    translate: Callable[[str], str],
    title: str,
    extras: list[Extra],
    raw: Raw,
    errors: Mapping[str, str],
) -> FormView:
    """Return the form of these questions; passwords are never sent back to the page."""
    shown = {extra.key: raw.get(extra.key, []) for extra in extras}
    shown.update({extra.key: [] for extra in extras if extra.input_type == "password"})
    form = FormView(title=translate(title), sections=[], errors=[])
    Extras([ExtraSection(title, extras)], translate).add_to(form, shown, errors)
    for field in form.fields:
        field.autocomplete = AUTOCOMPLETE.get(field.key)
    return form


AUTOCOMPLETE = {
    "email": "username",
    "old_password": "current-password",
    "password": "new-password",
    "again": "new-password",
}
