"""What the agency keeps in simple tables, declared once: sites, programs, funders, list values.

A register is a model with questions and an ``active`` switch. The pages that list, add, edit and
switch its rows are the same for all (views/registers.py); rows are never deleted, since what was
recorded with them stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ocms_core.agencies.models import Funder, Program, Site
from ocms_core.i18n import _
from ocms_core.lookups import STREET_DIRECTION, STREET_TYPE
from ocms_core.lookups.models import AgencyListItem
from ocms_core.security.permissions import Permission


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list. value: from the row, the language and the page's `facts`."""

    title: str
    value: Callable[[Any, str, dict[Any, Any]], Any]
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One table that the agency keeps.

    key: first part of the route names; kind: what the change log calls a row; unique: the question
    whose answer no two rows share; the other texts are whole sentences of its pages.
    """

    key: str
    path: str
    kind: str
    model: Any
    permission: Permission
    unique: str
    title: str
    lead: str
    add: str
    none: str
    saved: str
    taken: str
    off_hint: str
    columns: tuple[Column, ...]


YES_NO = {True: _("Yes"), False: _("No"), None: None}


def name_of(row: Any, locale: str) -> str:
    """Return a row's name in a language; names without French are the same in both."""
    if isinstance(row, AgencyListItem):
        return row.label_fr if locale == "fr" else row.label_en
    return row.name_fr or row.name if locale == "fr" else row.name


def address_of(site: Site, locale: str) -> str:
    """Return a site's street and city on one line, as each language writes streets."""
    kind = STREET_TYPE.label(site.street_type, locale) if site.street_type else None
    side = STREET_DIRECTION.label(site.street_direction, locale) if site.street_direction else None
    name = [kind, site.street_name] if locale == "fr" else [site.street_name, kind]
    street = " ".join(part for part in (site.street_number, *name, side) if part)
    unit = f"{site.unit}-" if site.unit and street else ""
    return ", ".join(part for part in (unit + street, site.city) if part)


SITES = Register(
    key="sites",
    path="/sites",
    kind="site",
    model=Site,
    permission=Permission.AGENCY_MANAGE,
    unique="name",
    title=_("Sites"),
    lead=_("Where your agency serves clients. The postal code goes into funders’ files."),
    add=_("Add a site"),
    none=_("Your agency has no site yet."),
    saved=_("The site is saved."),
    taken=_("Another site has this name. Choose a name that tells the two apart."),
    off_hint=_("No longer offered on new records. What was recorded with it stays as it is."),
    columns=(
        Column(_("Address"), lambda site, locale, _facts: address_of(site, locale)),
        Column(_("Postal code"), lambda site, _locale, _facts: site.postal_code),
    ),
)

PROGRAMS = Register(
    key="programs",
    path="/programs",
    kind="program",
    model=Program,
    permission=Permission.AGENCY_MANAGE,
    unique="name",
    title=_("Programs"),
    lead=_(
        "A program is a team and its services. Staff see the sessions and forms of their own "
        "programs; to everybody else these are restricted."
    ),
    add=_("Add a program"),
    none=_("Your agency has no program yet."),
    saved=_("The program is saved."),
    taken=_("Another program has this name. Choose a name that tells the two apart."),
    off_hint=_("No longer offered on new records. What was recorded with it stays as it is."),
    columns=(
        Column(
            _("Members"),
            lambda row, _locale, facts: facts["members"].get(row.id, 0),
            is_number=True,
        ),
        Column(
            _("Managers"),
            lambda row, _locale, facts: ", ".join(facts["managers"].get(row.id, ())),
        ),
        Column(
            _("Usual funder"),
            lambda row, _locale, facts: facts["funders"].get(row.default_funder_id),
        ),
        Column(_("First form"), lambda row, _locale, facts: facts["forms"].get(row.first_form)),
    ),
)

FUNDERS = Register(
    key="funders",
    path="/funders",
    kind="funder",
    model=Funder,
    permission=Permission.AGENCY_MANAGE,
    unique="name",
    title=_("Funders"),
    lead=_("Who pays for your services. Each session and form names its funders."),
    add=_("Add a funder"),
    none=_("Your agency has no funder yet."),
    saved=_("The funder is saved."),
    taken=_("Another funder has this name. Choose a name that tells the two apart."),
    off_hint=_("No longer offered on new records. What was recorded with it stays as it is."),
    columns=(
        Column(_("Agreement number"), lambda row, _locale, _facts: row.agreement_number),
        Column(_("Reports to iCARE"), lambda row, _locale, _facts: YES_NO[row.reports_to_icare]),
    ),
)

LIST_ITEMS = Register(
    key="lists.items",
    path="/lists/{list}",
    kind="agency_list_item",
    model=AgencyListItem,
    permission=Permission.LIST_MANAGE,
    unique="label_en",
    title=_("Own lists"),
    lead=_("Your agency’s own values of this list, in both languages."),
    add=_("Add a value"),
    none=_("This list has no values yet."),
    saved=_("The value is saved."),
    taken=_("The list has this value already."),
    off_hint=_("No longer offered on new records. What was recorded with it stays as it is."),
    columns=(
        Column(
            _("In the other language"),
            lambda row, locale, _facts: name_of(row, "en" if locale == "fr" else "fr"),
        ),
    ),
)
