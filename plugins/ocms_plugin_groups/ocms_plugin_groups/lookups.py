"""Lists of group activities, beside those that they share with direct services."""

from ocms_core.lookups import Code, CodeList

RATINGS = range(10, 51)

# Paper forms are averaged by hand, to one decimal.
AVERAGE_RATING = CodeList(
    "average_rating",
    tuple(
        Code(
            f"rating_{tenths // 10}_{tenths % 10}",
            f"{tenths // 10}.{tenths % 10}",
            f"{tenths // 10},{tenths % 10}",
        )
        for tenths in RATINGS
    ),
    "Average rating",
    "Note moyenne",
)
