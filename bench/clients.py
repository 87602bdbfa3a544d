"""Clients of the data set: each a judged profile with a name, numbers and days of its own."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import psycopg

from bench.agencies import AgencyRows
from bench.lines import Batch, as_uuid, copy_text, identifiers, template
from bench.variants import PersonVariant
from ocms_core.agencies.models import AgencyCounter
from ocms_core.clients.keys import search_names, stored_keys
from ocms_core.clients.matching import name_key
from ocms_core.clients.models import (
    Client,
    ClientAddress,
    ClientIdentifier,
    ClientPhone,
    Family,
)
from ocms_core.db.types import uuid7

ROWS_A_BATCH = 20_000
SECOND_NAME = 0.3
IN_FAMILIES = 0.3
OWN = (
    "agency_id", "id", "number", "family_id", "registered_by_id", "privacy_statement_id",
    "privacy_answered_at", "name_key", "search_names", "search_keys", "first_name",
    "last_name", "preferred_name", "birth_date", "email", "registration_date",
    "registration_site_id", "custom", "created_at", "updated_at",
)  # fmt: skip
ROW = ("agency_id", "id", "client_id")


class ClientLines:
    """Writes the clients of one agency, the longest registered first."""

    def __init__(
        self,
        random: Random,
        variants: list[PersonVariant],
        rows: AgencyRows,
        today: dt.date,
        years: int,
    ) -> None:
        self.random = random
        self.variants = variants
        self.rows = rows
        self.today = today
        self.days = years * 365 + 730
        self.make_id = identifiers(random)
        self.profiles: dict[int, str] = {}

    def write(self, driver: psycopg.Connection[Any], count: int) -> list[str]:
        """Write `count` clients; return their ids in the order of registration."""
        tables = [
            model.__table__ for model in (Family, Client, ClientPhone, ClientAddress,
                                          ClientIdentifier, AgencyCounter)
        ]  # fmt: skip
        self.batch = Batch(tables)
        made: list[str] = []
        family = None
        for number in range(1, count + 1):
            if family is None or self.random.random() > 0.6:
                family = self._family(number) if self.random.random() < IN_FAMILIES else None
            made.append(self._client(number, count, family))
            if number % ROWS_A_BATCH == 0:
                self.batch.write(driver)
        counter = {"agency_id": self.rows.agency_id, "id": uuid7(), "kind": "client",
                   "next_value": count + 1}  # fmt: skip
        self.batch.lines[AgencyCounter.__table__].append(
            template(AgencyCounter.__table__, counter, ())
        )
        self.batch.write(driver)
        return made

    def _family(self, number: int) -> str:
        made = self.make_id(dt.datetime.now(dt.UTC))
        values = {"agency_id": self.rows.agency_id, "id": made, "code": f"F{number:07d}"}
        self.batch.lines[Family.__table__].append(template(Family.__table__, values, ()))
        return made

    def _client(self, number: int, count: int, family: str | None) -> str:
        random, variant = self.random, random_choice(self.random, self.variants)
        registered = self.today - dt.timedelta(days=int(self.days * (1 - number / (count + 1))))
        moment = dt.datetime.combine(registered, dt.time(15), tzinfo=dt.UTC)
        made = self.make_id(moment)
        gender = variant.columns["gender"] or "woman"
        origin = variant.origin
        name = origin.name(random, gender, origin.family(random) if origin.surnames else ())
        first = name.first
        if first is not None and random.random() < SECOND_NAME:
            first = f"{first} {random.choice(origin.given(gender)).split('=')[-1]}"
            first = first.replace("_", " ")
        born = variant.columns["birth_date"]
        if born is not None and len(born) == len("1979-05-12"):
            born = f"{born[:4]}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
        names = search_names(first, name.last, name.preferred)
        values = {
            "agency_id": self.rows.agency_id,
            "id": made,
            "number": number,
            "family_id": family,
            "registered_by_id": random.choice(self.rows.staff),
            "privacy_statement_id": self.rows.statement,
            "privacy_answered_at": moment,
            "name_key": name_key(first, name.last, name.preferred),
            "search_names": names,
            "search_keys": [str(key) for key in stored_keys(names, born)],
            "first_name": first,
            "last_name": name.last,
            "preferred_name": name.preferred,
            "birth_date": born,
            "email": f"person{number}@example.org" if variant.columns["email"] else None,
            "registration_date": registered,
            "registration_site_id": random.choice(self.rows.sites),
            "custom": {},
            "created_at": moment,
            "updated_at": moment,
        }
        line = self._profile(variant) % {key: copy_text(value) for key, value in values.items()}
        self.batch.lines[Client.__table__].append(line)
        self._phones(variant, made)
        self._addresses(variant, made)
        self._identifiers(variant, made)
        return made

    def _profile(self, variant: PersonVariant) -> str:
        ready = self.profiles.get(id(variant))
        if ready is None:
            fixed = {
                column.name: variant.columns.get(column.name) for column in Client.__table__.columns
            }
            fixed |= {"kind": "named", "state": variant.state, "revision": 1, "status": "active",
                      "privacy_locale": "en", "withheld": []}  # fmt: skip
            ready = self.profiles[id(variant)] = template(Client.__table__, fixed, OWN)
        return ready

    def _row(self, model: Any, client_id: str, position: int, values: dict[str, Any]) -> None:
        fixed = {column.name: values.get(column.name) for column in model.__table__.columns}
        fixed |= {
            "agency_id": self.rows.agency_id,
            "id": values.get("id") or self.make_id(dt.datetime.now(dt.UTC)),
            "client_id": client_id,
            "position": position,
        }
        self.batch.lines[model.__table__].append(template(model.__table__, fixed, ()))

    def _phones(self, variant: PersonVariant, client_id: str) -> None:
        for position, phone in enumerate(variant.phones):
            area, line = self.random.choice(("416", "647", "905")), self.random.randint(0, 9999999)
            number = f"{area}-{line:07d}"
            self._row(ClientPhone, client_id, position, {**phone, "id": None, "number": number})

    def _addresses(self, variant: PersonVariant, client_id: str) -> None:
        for position, address in enumerate(variant.addresses):
            self._row(ClientAddress, client_id, position, {**address, "id": None})

    def _identifiers(self, variant: PersonVariant, client_id: str) -> None:
        for position, held in enumerate(variant.identifiers):
            made = self.make_id(dt.datetime.now(dt.UTC))
            clear = f"{held['sealed'][:1]}{self.random.randint(0, 10**7 - 1):07d}"
            sealed, blind = self.rows.seal(clear, f"client_identifier|{as_uuid(made)}|value")
            values = {"id": made, "type": held["type"], "sealed": sealed, "blind_index": blind}
            self._row(ClientIdentifier, client_id, position, values)


def random_choice(random: Random, of: list[PersonVariant]) -> PersonVariant:
    """Return one of a list: what ``random.choice`` does, in half the time."""
    return of[int(random.random() * len(of))]
