"""A condition means the same to the database, to the server and to the browser."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import and_, cast, func, literal, null, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.visitors import replacement_traverse

from ocms_core.forms import ask
from ocms_core.forms.conditions import Condition
from ocms_core.lookups import Code, CodeList

COLOURS = CodeList(
    "colour",
    tuple(Code(code, code.title(), f"{code} (fr)") for code in ("red", "green", "blue")),
    "Colour",
    "Couleur",
)


class Base(DeclarativeBase):
    """A registry of its own: these models are no tables of the application."""


class Sample(Base):
    """One question of every kind that a condition may look at."""

    __tablename__ = "sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreed: Mapped[bool | None] = ask.yes_no("Agreed?")
    colour: Mapped[str | None] = ask.choice(COLOURS, "Colour")
    colours: Mapped[list[str]] = ask.many(COLOURS, "Colours")
    count: Mapped[int | None] = ask.number("Count")
    day: Mapped[dt.date | None] = ask.date("Day")
    word: Mapped[str | None] = ask.text("Word")
    cost: Mapped[int | None] = ask.money("Cost")
    length: Mapped[int | None] = ask.minutes("Length")


COLUMNS = {
    name: Sample.__table__.c[name] for name in ("agreed", "colour", "colours", "count", "day")
}
ASKED = {name: column.info["question"] for name, column in COLUMNS.items()}
CODES = st.sampled_from(["red", "green", "blue"])
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 5))
COUNTS = st.integers(-2, 2)
ROWS = st.fixed_dictionaries(
    {
        "agreed": st.sampled_from([None, True, False]),
        "colour": st.none() | CODES,
        "colours": st.lists(CODES, unique=True),
        "count": st.none() | COUNTS,
        "day": st.none() | DAYS,
    }
)


def compared(name, constants):
    """Every comparison of one ordered question with a constant."""
    column = getattr(Sample, name)
    return st.builds(
        lambda test, value: test(column, value),
        st.sampled_from(
            [
                lambda c, v: c == v,
                lambda c, v: c != v,
                lambda c, v: c < v,
                lambda c, v: c <= v,
                lambda c, v: c > v,
                lambda c, v: c >= v,
                lambda c, v: c.in_([v]),
                lambda c, v: c.not_in([v]),
                lambda c, _v: c.is_(None),
                lambda c, _v: c.is_not(None),
            ]
        ),
        constants,
    )


LEAVES = st.one_of(
    st.sampled_from([True, False]).flatmap(
        lambda value: st.sampled_from(
            [
                Sample.agreed == value,
                Sample.agreed != value,
                Sample.agreed.is_(value),
                Sample.agreed.is_(None),
            ]
        )
    ),
    CODES.map(lambda code: Sample.colour == code),
    CODES.map(lambda code: Sample.colour != code),
    st.lists(CODES, min_size=1).map(Sample.colour.in_),
    st.lists(CODES, min_size=1).map(Sample.colour.not_in),
    st.lists(CODES, min_size=1).map(Sample.colours.contains),
    st.lists(CODES, min_size=1).map(Sample.colours.overlap),
    compared("count", COUNTS),
    compared("day", DAYS),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda joint, parts: joint(*parts),
        st.sampled_from([and_, or_]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=5,
)


def browser_holds(rule, posted):
    """Say what the rule means over posted texts, as the page's script does."""
    if "all" in rule:
        return all(browser_holds(part, posted) for part in rule["all"])
    if "any" in rule:
        return any(browser_holds(part, posted) for part in rule["any"])
    left, right = posted.get(rule["name"]), rule["value"]

    def same(one, other):
        return one is other if None in (one, other) else str(one) == str(other)

    def order(test):
        if left is None:
            return False
        return test(float(left), right) if isinstance(right, int) else test(left, right)

    tests = {
        "eq": lambda: same(left, right),
        "ne": lambda: left is not None and not same(left, right),
        "in": lambda: any(same(left, one) for one in right),
        "not_in": lambda: left is not None and not any(same(left, one) for one in right),
        "lt": lambda: order(lambda a, b: a < b),
        "le": lambda: order(lambda a, b: a <= b),
        "gt": lambda: order(lambda a, b: a > b),
        "ge": lambda: order(lambda a, b: a >= b),
        "has": lambda: set(right) <= set(left or ()),
        "has_any": lambda: bool(set(right) & set(left or ())),
    }
    return tests[rule["op"]]()


def as_posted(answer):
    """Return an answer as the browser holds it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer if answer is None or isinstance(answer, list) else str(answer)


def in_database(expression, row):
    """Return the expression over one row, as SQL."""

    def value(element, **_options):
        for name, column in COLUMNS.items():
            if element is column or getattr(element, "key", None) == name:
                if getattr(element, "info", {}).get("question") is not ASKED[name]:
                    continue
                given = null() if row[name] is None else literal(row[name], column.type)
                return cast(given, column.type)
        return None

    return func.coalesce(replacement_traverse(expression, {}, value), False)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tree=TREES, rows=st.lists(ROWS, min_size=4, max_size=8))
def test_database_server_and_browser_agree(connection, tree, rows):
    condition = Condition(tree)
    rule = condition.rule({asked: name for name, asked in ASKED.items()})
    stored = connection.execute(select(*(in_database(tree, row) for row in rows))).one()
    for row, truth in zip(rows, stored, strict=True):
        assert condition.holds({ASKED[name]: row[name] for name in row}) is truth, (rule, row)
        posted = {name: as_posted(answer) for name, answer in row.items()}
        assert browser_holds(rule, posted) is truth, (rule, row)


@pytest.mark.parametrize(
    "expression",
    [
        lambda: ~Sample.agreed,
        lambda: ~and_(Sample.agreed, Sample.colour == "red"),
        lambda: and_(Sample.agreed, Sample.colour == "red"),
        lambda: func.lower(Sample.colour) == "red",
        lambda: Sample.colour.like("r%"),
        lambda: Sample.count + 1 == 2,
        lambda: Sample.colour == Sample.word,
        lambda: Sample.id == 3,
        lambda: Sample.word.concat("x") == "yx",
        lambda: Sample.count.between(1, 2),
        lambda: Sample.colour.in_(["red", None]),
        lambda: Sample.cost > 100,
        lambda: Sample.length > 60,
        lambda: literal(1) == 1,
        lambda: Sample.colour,
    ],
)
def test_what_three_readers_would_not_read_alike_is_refused_at_declaration(expression):
    with pytest.raises(ValueError, match="condition"):
        Condition(expression())


def test_a_condition_names_the_questions_it_looks_at():
    condition = Condition(or_(Sample.agreed == True, Sample.colours.contains(["red"])))  # noqa: E712
    assert condition.questions() == {ASKED["agreed"], ASKED["colours"]}
    assert Condition.of(None) is None
    assert Condition.of(condition) is condition
