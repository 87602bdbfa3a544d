"""Pages of long lists, without counting what nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pyramid.request import Request

from ocms_core.errors import BadInputError

LAST_PAGE = 10_000


class Pager:
    """One page of a list. It reads one row more than it shows, to know whether more follow."""

    def __init__(self, request: Request, number: int, size: int) -> None:
        self._request = request
        self.number = number
        self.size = size
        self.has_more = False

    @classmethod
    def of(cls, request: Request, size: int) -> Pager:
        """Read ``page`` from the address; raise BadInputError if it is no page's number."""
        text = request.GET.get("page", "1")
        if not re.fullmatch("[0-9]{1,6}", text) or not 1 <= int(text) <= LAST_PAGE:
            raise BadInputError("page is a number from 1")
        return cls(request, int(text), size)

    @property
    def limit(self) -> int:
        """How many rows to read."""
        return self.size + 1

    @property
    def offset(self) -> int:
        """How many rows stand on the pages before."""
        return (self.number - 1) * self.size

    def take(self, rows: Sequence[Any]) -> list[Any]:
        """Return the rows of this page, and note whether more follow."""
        self.has_more = len(rows) > self.size
        return list(rows[: self.size])

    @property
    def last(self) -> int:
        """The number of the last page known to be there."""
        return self.number + self.has_more

    def url(self, number: int) -> str:
        """Return the address of another page, with the other parameters kept."""
        query = {**self._request.GET, "page": str(number)}
        return str(
            self._request.route_path(
                self._request.matched_route.name, _query=query, **self._request.matchdict
            )
        )
