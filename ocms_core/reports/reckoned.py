"""Additional options that are reckoned: age, years in Canada, new or returning, address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, select

from ocms_core.clients.models import Client, ClientAddress
from ocms_core.i18n import _
from ocms_core.lookups import AGE_BAND, PROVINCE
from ocms_core.reports.dimensions import NEWNESS
from ocms_core.reports.facts import Facts, age_band_on, age_on, newness
from ocms_core.reports.option import CHOICES, NUMBERS, TEXT, Option

ADDRESS: Table = ClientAddress.__table__  # type: ignore[assignment]


def _age(facts: Facts) -> Any:
    return age_on(facts.form.c.service_date, facts.client.c.born_on)


def _years_in_canada(facts: Facts) -> Any:
    return age_on(facts.form.c.service_date, facts.client.c.arrival_date)


def _age_band(facts: Facts) -> Any:
    return age_band_on(facts.form.c.service_date, facts.client.c.born_on)


def _present_address(column: str) -> Callable[[Facts], Any]:
    """Return what reads a column of the client's first address."""

    def read(facts: Facts) -> Any:
        address = ADDRESS.alias()
        return (
            select(address.c[column])
            .where(
                address.c.agency_id == facts.scope.agency_id,
                address.c.client_id == facts.form.c.client_id,
                address.c.position == 0,
                address.c.until.is_(None),
            )
            .correlate(facts.form)
            .limit(1)
            .scalar_subquery()
        )

    return read


def _newness(facts: Facts) -> Any:
    return newness(facts.scope, facts.client, facts.form.c.client_id)


def reckoned_options() -> Iterator[Option]:
    """Yield the options that no single question answers."""
    profile = Client.__form__.title
    yield Option(
        key="client.newness",
        group=profile,
        label=_("New or returning"),
        kind=CHOICES,
        codes=NEWNESS,
        question="choice",
        expression=_newness,
    )
    yield Option(
        key="client.age",
        group=profile,
        label=_("Age on the day of service"),
        kind=NUMBERS,
        question="number",
        expression=_age,
    )
    yield Option(
        key="client.age_band",
        group=profile,
        label=_("Age group on the day of service"),
        kind=CHOICES,
        codes=AGE_BAND,
        question="choice",
        expression=_age_band,
    )
    yield Option(
        key="client.years_in_canada",
        group=profile,
        label=_("Full years since arrival on the day of service"),
        kind=NUMBERS,
        question="number",
        expression=_years_in_canada,
    )
    yield Option(
        key="client.province",
        group=profile,
        label=_("Province of the present address"),
        kind=CHOICES,
        codes=PROVINCE,
        question="choice",
        expression=_present_address("province"),
    )
    yield Option(
        key="client.city",
        group=profile,
        label=_("City of the present address begins with"),
        kind=TEXT,
        expression=_present_address("city"),
    )
    yield Option(
        key="client.postal_code",
        group=profile,
        label=_("Postal code of the present address begins with"),
        kind=TEXT,
        expression=_present_address("postal_code"),
    )
