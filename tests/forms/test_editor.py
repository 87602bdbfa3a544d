"""The engine on every declared form: whatever is posted, nothing breaks and nothing is lost."""

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from webob.multidict import MultiDict

from ocms_core.clients.models import Client, ClientPhone
from ocms_core.clients.services import questions_for
from ocms_core.errors import BadInputError
from ocms_core.forms import ask
from ocms_core.forms.editor import MISSING
from ocms_core.forms.parsing import MAX_ROWS, row_class
from ocms_core.forms.rendering import Renderer
from ocms_core.forms.spec import FormSpec, Rule, asked_questions, row_questions
from ocms_core.forms.texts import as_texts
from ocms_core.lookups import Code, CodeList

from .conftest import OWN, every_form
from .posts import valid_posts

FORMS = every_form()
HOSTILE = [
    "",
    " ",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "'; drop table client; --",
    "${7*7} %s {0} %(x)s",
    "\x00\x1b[31m\x7f",
    "\ud800",
    "\u202e\u2066right-to-left",
    "👩‍👧‍👦🏳️‍🌈",
    "-__index__-",
    "x" * 30_000,
    "²",
    "٣٤",
    "9" * 40,
    "-1",
    "1e999",
    "NaN",
    "yes",
    "no",
    "true",
    "2026-02-30",
    "9999-99-99",
    "1979~",
    "about 999",
    "25:61",
    "00000000-0000-0000-0000-000000000000",
    "../../etc/passwd",
    "=1+1",
    "\r\nSet-Cookie: a=b",
]


def input_names(model):
    """Return every input's name on a form's page, two lines of each repeated row."""
    names = []
    for bound in asked_questions(model, model.__form__.version):
        if bound.question.kind == "rows":
            cells = [cell.key for cell in row_questions(row_class(bound))]
            names += [f"{bound.key}-{line}-{cell}" for line in (0, 7) for cell in ("id", *cells)]
        else:
            names.append(bound.key)
    return names


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_hostile_values_give_sentences_and_lose_nothing(editor_of, model, data):
    editor = editor_of(model)
    names = input_names(model)
    posted = data.draw(
        st.dictionaries(
            st.sampled_from(names), st.sampled_from(HOSTILE) | st.text(max_size=20), min_size=1
        )
    )
    submission = editor.read(MultiDict(posted))
    assert submission.raw == {name: [text] for name, text in posted.items()}
    assert set(submission.answers) == {bound.key for bound in editor.questions}
    for bound in editor.questions:
        if bound.key in submission.hidden:
            assert submission.answers[bound.key] in (None, [])
    view = Renderer(editor, str).form(submission)
    assert set(submission.errors) <= {*names, *editor.by_key}
    assert all(field.startswith("f-") and label for field, label, _text in view.errors)
    assert len(view.errors) == sum(map(len, submission.errors.values()))


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_every_field_takes_every_hostile_value(editor_of, model):
    editor = editor_of(model)
    names = input_names(model)
    for text in HOSTILE:
        submission = editor.read(MultiDict(dict.fromkeys(names, text)))
        assert submission.raw == {name: [text] for name in names}


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
@pytest.mark.parametrize(
    "name", ["colour", "id-0", "phones-²-number", "phones-00-number", "phones-1000-number"]
)
def test_names_that_no_page_has_are_refused(editor_of, model, name):
    with pytest.raises(BadInputError):
        editor_of(model).read(MultiDict({name: "x"}))


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_a_repeated_name_is_refused_unless_it_is_many(editor_of, model):
    editor = editor_of(model)
    for bound in editor.questions:
        if bound.question.kind == "rows":
            continue
        post = MultiDict([(bound.key, ""), (bound.key, "")])
        if bound.question.kind == "many":
            assert editor.read(post).raw == {bound.key: ["", ""]}
        else:
            with pytest.raises(BadInputError):
                editor.read(post)


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_conditions_look_only_at_questions_above(model):
    """The server judges in the page's order: a question below would count as unanswered."""
    above = set()
    for bound in asked_questions(model, model.__form__.version):
        conditions = [bound.question.shown_if, bound.question.required_if]
        if bound.question.grid is not None:
            conditions.append(bound.question.grid.shown_if)
        for condition in conditions:
            if condition is not None:
                assert condition.questions() <= above, bound.key
        above.add(bound.question)


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_answers_shown_and_posted_again_are_the_same(editor_of, model, data):
    editor = editor_of(model)
    first = editor.judge(
        data.draw(valid_posts(model, lambda source: [row[:2] for row in OWN[source] if row[2]]))
    )
    again = editor.judge(editor.raw_from(first.answers))
    assert again.answers == {
        key: [{**row, "id": row["id"] or None} for row in answer]
        if answer and isinstance(answer, list) and isinstance(answer[0], dict)
        else answer
        for key, answer in first.answers.items()
    }
    assert again.missing == first.missing
    assert again.hidden == first.hidden


# -- A small form with everything in it -----------------------------------------------------

SIZES = CodeList(
    "size",
    (
        Code("small", "Small", "Petit"),
        Code("large", "Large", "Grand"),
        Code("old", "Old", "Vieux", until=dt.date(2025, 12, 31)),
        Code("soon", "Soon", "Bientôt", since=dt.date(2027, 1, 1)),
        Code("ending", "Ending", "En fin", until=dt.date(2026, 12, 31)),
    ),
    "Size",
    "Taille",
)


class Base(DeclarativeBase):
    """A registry of its own: these models are no tables of the application."""


class Parcel(Base):
    """A form of three versions."""

    __tablename__ = "parcel"
    __form__ = FormSpec(
        key="parcel",
        title="Parcel",
        version=3,
        rules=(
            Rule(
                at="weight",
                message="A small parcel weighs at most 10.",
                test=lambda a: a.get("size") != "small" or (a.get("weight") or 0) <= 10,
            ),
            Rule(
                at="name",
                message="A parcel has a name.",
                test=lambda a: "name" not in a or a["name"] != "none",
            ),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = ask.text("Name", required=True)
    sent: Mapped[bool | None] = ask.yes_no("Sent?", green=True)
    size: Mapped[str | None] = ask.choice(SIZES, "Size", shown_if=sent == True)  # noqa: E712
    weight: Mapped[int | None] = ask.number(
        "Weight", shown_if=size.in_(["small", "large"]), required_if=size == "large"
    )
    marks: Mapped[list[str]] = ask.many(SIZES, "Marks", shown_if=weight > 5, at_least=2)
    stamp: Mapped[str | None] = ask.text("Stamp", until=1)
    seal: Mapped[str | None] = ask.text("Seal", since=2, until=2)
    label: Mapped[str | None] = ask.text("Label", since=3, shown_if=stamp == "x")


class Basket(Base):
    """Two answers, and what follows from them."""

    __tablename__ = "basket"
    __form__ = FormSpec(key="basket", title="Basket")

    id: Mapped[int] = mapped_column(primary_key=True)
    apples: Mapped[int | None] = ask.number("Apples")
    pears: Mapped[int | None] = ask.number("Pears")
    fruit: Mapped[int | None] = ask.number(
        "Fruit", computed=lambda a: (a["apples"] or 0) + (a["pears"] or 0)
    )
    price: Mapped[int | None] = ask.money("Price", shown_if=fruit > 2)
    half: Mapped[int | None] = ask.money(
        "Half the price", shown_if=fruit > 2, computed=lambda a: (a["price"] or 0) // 2
    )


def test_an_answer_follows_from_those_above_it_whatever_is_posted(editor_of):
    editor, record = editor_of(Basket), Basket()
    raw = {"apples": ["2"], "pears": ["3"], "fruit": ["99"], "price": ["10"], "half": ["7"]}
    submission = editor.judge(raw, record=record)
    assert submission.answers["fruit"] == 5
    assert set(editor.apply(record, submission)) == {"apples", "pears", "fruit", "price", "half"}
    assert (record.fruit, record.half) == (5, 500)
    shown = {field.key: field for field in Renderer(editor, str).form(submission).fields}
    assert (shown["fruit"].text, shown["fruit"].read_only) == ("5", True)
    assert (shown["half"].raw, shown["price"].raw) == ("5.00", "10")


def test_an_answer_that_follows_is_emptied_where_it_is_hidden(editor_of):
    editor, record = editor_of(Basket), Basket(fruit=5, half=500)
    submission = editor.judge({"apples": ["1"], "price": ["10"]}, record=record)
    assert submission.hidden == {"price", "half"}
    editor.apply(record, submission)
    assert (record.fruit, record.price, record.half) == (1, None, None)


def test_hidden_questions_are_emptied_in_chain(editor_of):
    raw = {
        "name": ["a"],
        "sent": ["yes"],
        "size": ["large"],
        "weight": ["9"],
        "marks": ["small", "large"],
    }
    editor = editor_of(Parcel)
    shown = editor.judge(raw)
    assert shown.hidden == {"label"}
    assert shown.answers["marks"] == ["small", "large"]
    hidden = editor.judge({**raw, "sent": ["no"]})
    assert hidden.hidden == {"size", "weight", "marks", "label"}
    assert hidden.answers == {
        **hidden.answers,
        "size": None,
        "weight": None,
        "marks": [],
    }
    assert hidden.raw["weight"] == ["9"]
    assert hidden.missing == []
    nonsense = editor.judge({**raw, "sent": ["no"], "size": ["xl"], "weight": ["many"]})
    assert nonsense.can_be_saved


def test_green_and_the_rest_make_incomplete_but_only_required_stops(editor_of):
    editor = editor_of(Parcel)
    nothing = editor.judge({})
    assert nothing.errors == {"name": [MISSING]}
    assert nothing.missing == ["sent"]
    assert not nothing.is_complete
    large = editor.judge({"name": ["a"], "sent": ["yes"], "size": ["large"]})
    assert large.can_be_saved
    assert large.missing == ["weight"]
    few = editor.judge(
        {"name": ["a"], "sent": ["yes"], "size": ["large"], "weight": ["9"], "marks": ["small"]}
    )
    assert few.missing == ["marks"]
    assert editor.judge({"name": ["a"], "sent": ["no"]}).is_complete


def test_an_unreadable_required_answer_has_one_sentence(editor_of):
    submission = editor_of(Parcel).judge({"name": ["x" * 300]})
    assert len(submission.errors["name"]) == 1
    assert "Shorten" in submission.errors["name"][0]


def test_every_broken_rule_is_told_at_once_but_not_beside_unreadable_answers(editor_of):
    raw = {"name": ["none"], "sent": ["yes"], "size": ["small"], "weight": ["11"]}
    editor = editor_of(Parcel)
    assert set(editor.judge(raw).errors) == {"weight", "name"}
    assert set(editor.judge({**raw, "weight": ["heavy"]}).errors) == {"weight"}
    assert "digits" in editor.judge({**raw, "weight": ["heavy"]}).errors["weight"][0]


@pytest.mark.parametrize(("version", "asked"), [(1, "stamp"), (2, "seal"), (3, "label")])
def test_a_version_asks_its_own_questions(editor_of, version, asked):
    editor = editor_of(Parcel, version=version)
    keys = {bound.key for bound in editor.questions}
    assert keys & {"stamp", "seal", "label"} == {asked}
    assert set(editor.judge({}).answers) == keys
    assert asked in {field.key for field in Renderer(editor, str).form(editor.judge({})).fields}
    for other in {"stamp", "seal", "label"} - {asked}:
        with pytest.raises(BadInputError):
            editor.read(MultiDict({other: "x"}))


def test_the_newest_version_is_asked_unless_another_is_named(editor_of):
    assert editor_of(Parcel).version == 3


def test_withdrawn_codes_may_not_be_chosen_but_stay_where_they_are_stored(editor_of):
    editor = editor_of(Parcel)
    raw = {
        "name": ["a"],
        "sent": ["yes"],
        "size": ["large"],
        "weight": ["9"],
        "marks": ["old", "small"],
    }
    for code in ("old", "soon", "xl"):
        assert "size" in editor.judge({**raw, "marks": [], "size": [code]}).errors
    assert "marks" in editor.judge(raw).errors
    assert editor.judge({**raw, "size": ["ending"], "marks": []}).can_be_saved
    stored = Parcel(name="a", sent=True, size="old", weight=None, marks=["old"])
    assert editor.judge({**raw, "size": ["old"]}, record=stored).can_be_saved
    kept = editor.judge(raw, record=stored)
    assert kept.answers["marks"] == ["small", "old"]
    fields = {field.key: field for field in Renderer(editor, str).form(kept).fields}
    assert [(o.code, o.selected) for o in fields["marks"].options] == [
        ("small", True),
        ("large", False),
        ("ending", False),
        ("old", True),
    ]


def test_what_was_stored_stays_although_it_may_not_be_chosen_any_more(editor_of):
    editor = editor_of(Client)
    gone = OWN["site"][2][0]
    assert "registration_site_id" in editor.judge({"registration_site_id": [gone]}).errors
    import uuid

    stored = Client(registration_site_id=uuid.UUID(gone))
    submission = editor.judge({"registration_site_id": [gone]}, record=stored)
    assert "registration_site_id" not in submission.errors
    stored.phones = [ClientPhone(number="6475550123", kind="pager")]
    raw = {"phones-0-number": ["6475550123"], "phones-0-kind": ["pager"]}
    assert "phones-0-kind" not in editor.judge(raw, record=stored).errors
    assert "phones-0-kind" in editor.judge(raw).errors


def test_too_many_lines_are_told_and_none_is_lost(editor_of):
    editor = editor_of(Client)
    raw = {f"phones-{line}-number": [f"64755501{line:02}"] for line in range(11)}
    submission = editor.judge({"first_name": ["A"], **raw})
    assert list(submission.errors) == ["phones"]
    assert len(submission.answers["phones"]) == 11
    many = {f"phones-{line}-number": [f"6475550{line:03}"] for line in range(MAX_ROWS + 20)}
    assert len(editor.judge(many).answers["phones"]) == MAX_ROWS + 20


def test_a_blank_line_is_no_line_and_a_half_one_says_what_it_lacks(editor_of):
    editor = editor_of(Client)
    raw = {
        "first_name": ["A"],
        "phones-0-number": [" "],
        "phones-0-kind": [""],
        "phones-3-kind": ["mobile"],
    }
    submission = editor.judge(raw)
    assert submission.errors == {"phones-3-number": [MISSING]}
    view = Renderer(editor, str).form(submission)
    assert view.errors == [("f-phones-3-number", "Telephone numbers: Telephone number", MISSING)]


def test_the_blank_lines_template_may_be_posted_too(editor_of):
    post = MultiDict({"first_name": "A", "phones-__index__-number": "x"})
    assert editor_of(Client).read(post).can_be_saved


@pytest.mark.parametrize("kind", ["named", "anonymous"])
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_profiles_are_drawn_whatever_part_of_them_is_asked(editor_of, kind, locale):
    editor = editor_of(Client, locale=locale, **questions_for(kind))
    view = Renderer(editor, str).form(editor.judge(editor.raw_of(Client())))
    assert view.fields
    assert not any(re.search(r"__", field.name) for field in view.fields)


def test_arrival_before_birth_is_told_to_the_day(editor_of):
    editor = editor_of(Client)

    def wrong(birth, arrival):
        raw = {"first_name": ["A"], "birth_date": [birth], "arrival_date": [arrival]}
        return "arrival_date" in editor.judge(raw).errors

    assert wrong("1988-06-01", "1988-05-31")
    assert wrong("1988-06", "1988-05-31")
    assert wrong("1988", "1987-12-31")
    assert not wrong("1988-06-01", "1988-06-01")
    assert not wrong("1988-06", "1988-06-01")
    assert not wrong("1988", "1988-01-01")
    assert not wrong("1988~", "1988-01-01")


def test_texts_of_stored_answers():
    assert as_texts(None, "text") == []
    assert as_texts(80, "minutes") == ["1:20"]
    assert as_texts(-5, "money") == ["-0.05"]
    assert as_texts(dt.time(9, 5), "time") == ["09:05"]
    assert as_texts(True, "yes_no") == ["yes"]  # noqa: FBT003
