"""Read what a list of the directory is narrowed by, and say what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request

from ocms_core.directory.lookups import NAICS_SECTOR, SUPPORTER_ROLE, SUPPORTER_STATUS
from ocms_core.directory.search import DirectoryFilter, DirectorySearch
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import active_codes
from ocms_core.forms.pages import today_of
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE, NOC_2021_BROAD, Code, CodeList

EMPLOYER_STATUS = CodeList(
    "employer_status",
    (Code("active", "In use", "Utilisé"), Code("off", "Switched off", "Désactivé")),
    "State",
    "État",
)
LISTS: dict[str, CodeList] = {
    "role": SUPPORTER_ROLE,
    "speaks": LANGUAGE,
    "category": NOC_2021_BROAD,
    "sector": NAICS_SECTOR,
}
PEOPLE = ("role", "status", "speaks", "category", "city", "free")
EMPLOYERS = ("sector", "status", "speaks", "category", "city", "placements")
FILTERS = {"people": PEOPLE, "employers": EMPLOYERS}
TICKS = frozenset({"free", "placements"})
LONGEST = 80
TITLES = {"people": _("Mentors, tutors and volunteers"), "employers": _("Employers")}


def statuses(what: str) -> CodeList:
    """Return the states that a list may be narrowed to."""
    return SUPPORTER_STATUS if what == "people" else EMPLOYER_STATUS


def filter_of(given: Mapping[str, str], what: str) -> DirectoryFilter:
    """Return the filter that parameters mean; raise BadInputError on a value no list has."""
    lists = {**LISTS, "status": statuses(what)}
    found: dict[str, Any] = {}
    for name in FILTERS[what]:
        text = given.get(name, "").strip()[:LONGEST]
        if name in lists and text and text not in lists[name]:
            raise BadInputError(f"unknown {name}")
        if name in TICKS and text not in {"", "yes"}:
            raise BadInputError(f"{name} is yes or nothing")
        found[name] = text == "yes" if name in TICKS else text
    found["language"] = found.pop("speaks")
    return DirectoryFilter(words=given.get("q", "").strip()[:LONGEST], **found)


def offered(locale: str, what: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return (code, label) pairs of each list that the filters choose from."""
    lists = {**LISTS, "status": statuses(what)}
    return {name: active_codes(codes, locale, None) for name, codes in lists.items()}


def search_of(request: Request) -> DirectorySearch:
    """Return the search for this request."""
    return DirectorySearch(request.db, today_of(request))
