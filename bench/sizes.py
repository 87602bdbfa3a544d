"""How much data a run is measured on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Agencies, clients and forms in all; `largest` is the share of the first agency."""

    key: str
    agencies: int
    clients: int
    forms: int
    largest: float = 0.2
    years: int = 3

    def shares(self, total: int) -> list[int]:
        """Return `total` split over the agencies: the first has its share, the others the rest."""
        if self.agencies == 1:
            return [total]
        first = round(total * self.largest)
        each, left = divmod(total - first, self.agencies - 1)
        return [first, *(each + (place < left) for place in range(self.agencies - 1))]


SIZES = {
    size.key: size
    for size in (
        Size(key="small", agencies=2, clients=2_000, forms=6_000, largest=0.6),
        Size(key="default", agencies=40, clients=200_000, forms=1_000_000),
        Size(key="full", agencies=40, clients=1_000_000, forms=5_000_000),
    )
}
