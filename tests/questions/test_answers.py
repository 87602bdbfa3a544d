"""From posted texts to JSONB and back, over all kinds: nothing lost, nothing made up."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.kept import KINDS as KEPT
from ocms_core.plugins.manager import registries
from ocms_core.questions.catalogue import bind
from ocms_core.questions.lookups import QUESTION_KIND
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.testing.world import viewer

from .conftest import KINDS, make_question

TODAY = dt.date(2026, 11, 23)
SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FORM = next(iter(registries().forms.every().values()))
VALID = {
    "text": ["Olena", "O’Brien-Łuk", "${name}", "<b>x</b>"],
    "long_text": ["one\ntwo", "🙂 " * 50],
    "number": ["0", "-5", "999999999"],
    "money": ["12.50", "1 234,5", "-3", "$7"],
    "date": ["2020-02-29", "2030-01-01"],
    "yes_no": ["yes", "no"],
}


def questions(subject="client"):
    """Return one question of each kind."""
    return [make_question(kind, subject, position=n) for n, kind in enumerate(KINDS)]


def editor_of(asked, model=Client, choices=None, **options):
    """Return an editor that asks these of a record and nothing else."""
    extra = [bound for _question, bound in bind(asked, model, options.pop("locale", "en"))]
    return Editor(
        model, choices, locale="en", today=TODAY, only=("custom",), extra=extra, **options
    )


def texts(question):
    """Return a strategy of right answers."""
    codes = [choice.code for choice in question.choices]
    if question.kind == "many":
        return st.lists(st.sampled_from(codes), unique=True)
    return st.sampled_from(codes or VALID[question.kind]).map(lambda text: [text])


def test_the_eight_kinds_are_those_that_json_can_keep():
    assert {code.code for code in QUESTION_KIND} == set(KINDS) == KEPT
    assert len(KINDS) == 8


@SETTINGS
@given(data=st.data())
@pytest.mark.parametrize("model", [Client, ServiceSession, FORM], ids=lambda model: model.__name__)
def test_what_is_applied_is_what_is_read(app, world, model, data):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        asked = questions()
        editor = editor_of(asked, model, AgencyChoices(session, "en"))
        raw = {f"custom.{one.key}": data.draw(st.just([]) | texts(one)) for one in asked}
        staff = world.north.staff["worker"]
        if model is Client:
            record = Client(number=424242, kind="named")
        elif model is ServiceSession:
            record = model(session_type="x", created_by_id=staff.id, service_date=TODAY)
        else:
            record = model(author_id=staff.id, worker_id=staff.id, service_date=TODAY)
        record.id = uuid7()
        session.add(record)
        submission = editor.judge(raw)
        assert submission.can_be_saved
        editor.apply(record, submission)
        session.flush()
        session.expire_all()
        assert editor.answers_of(record) == submission.answers
        assert set(record.custom) == {
            key.removeprefix("custom.")
            for key, answer in submission.answers.items()
            if answer not in (None, [])
        }
        again = editor.judge(editor.raw_of(record), record=record)
        assert again.can_be_saved
        assert editor.apply(record, again) == []
        assert not session.dirty


@SETTINGS
@given(data=st.data())
def test_hostile_values_are_refused_or_kept_as_text(data):
    asked = questions()
    editor = editor_of(asked, choices=AgencyChoices(None, "en"))
    hostile = st.lists(st.text(max_size=40) | st.sampled_from(["\x00", "NaN", "1e9", "[]", "{}"]))
    raw = {f"custom.{one.key}": data.draw(hostile) for one in asked}
    submission = editor.judge(raw)
    record = Client(custom={})
    if submission.can_be_saved:
        editor.apply(record, submission)
        assert editor.answers_of(record) == submission.answers
    assert set(submission.errors) <= set(raw)


@SETTINGS
@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_whatever_a_column_holds_a_page_can_be_made(value):
    asked = questions()
    editor = editor_of(asked, choices=AgencyChoices(None, "en"))
    record = Client(custom={one.key: value for one in asked})
    submission = editor.judge(editor.raw_of(record), record=record)
    assert set(submission.answers) == set(editor.by_key)
    editor.judge_stored(record)


def test_answers_are_typed_and_codes_outlive_their_words():
    asked = questions()
    editor = editor_of(asked, choices=AgencyChoices(None, "en"))
    by_kind = {one.kind: one for one in asked}
    raw = {f"custom.{one.key}": [VALID[one.kind][0]] for one in asked if one.kind in VALID}
    bus = by_kind["choice"].choices[0]
    raw[f"custom.{by_kind['choice'].key}"] = [bus.code]
    raw[f"custom.{by_kind['many'].key}"] = [c.code for c in by_kind["many"].choices[:2]]
    record = Client(custom={})
    editor.apply(record, editor.judge(raw))
    kept = {kind: record.custom[one.key] for kind, one in by_kind.items()}
    assert kept["date"] == "2020-02-29"
    assert kept["money"] == 1250
    assert kept["number"] == 0
    assert kept["yes_no"] is True
    assert kept["choice"] == bus.code
    bus.label_en = "Tram"
    bound = editor_of(asked, choices=AgencyChoices(None, "en")).by_key
    codes = bound[f"custom.{by_kind['choice'].key}"].question.codes
    assert codes.label(kept["choice"], "en") == "Tram"


def test_a_withdrawn_choice_stays_where_it_is_an_answer():
    asked = [make_question("choice")]
    asked[0].choices[0].withdrawn = True
    editor = editor_of(asked, choices=AgencyChoices(None, "en"))
    key, code = f"custom.{asked[0].key}", asked[0].choices[0].code
    assert editor.judge({key: [code]}).errors
    record = Client(custom={asked[0].key: code})
    assert editor.judge({key: [code]}, record=record).can_be_saved


def test_two_choices_may_have_the_same_words():
    asked = [make_question("choice", choices=("Pain", "Pain"))]
    asked[0].choices[1].label_fr = "Pain"
    assert len(editor_of(asked, choices=AgencyChoices(None, "en")).questions[0].question.codes) == 2


def test_a_question_is_asked_after_the_answer_it_depends_on():
    first = make_question("choice", position=0)
    other = make_question("text", position=1)
    wanted = f"custom.{first.key}={first.choices[1].code}"
    other.condition = {"any": [wanted]}
    # Whatever the order in the table, a question comes after what decides about it.
    editor = editor_of([other, first], choices=AgencyChoices(None, "en"))
    key, decides = f"custom.{other.key}", f"custom.{first.key}"
    assert [bound.key for bound in editor.questions] == [decides, key]
    hidden = editor.judge({decides: [first.choices[0].code], key: ["x"]})
    assert key in hidden.hidden
    assert hidden.answers[key] is None
    shown = editor.judge({decides: [first.choices[1].code], key: ["x"]})
    assert shown.answers[key] == "x"


def test_a_question_may_depend_on_one_of_the_declaration():
    other = make_question("text", green=True)
    other.condition = {"any": ["needs_interpreter=yes"]}
    extra = [bound for _question, bound in bind([other], Client, "en")]
    editor = Editor(
        Client,
        AgencyChoices(None, "en"),
        locale="en",
        today=TODAY,
        extra=extra,
        only=("needs_interpreter", "custom"),
    )
    key = f"custom.{other.key}"
    assert key in editor.judge({"needs_interpreter": ["yes"]}).missing
    assert key not in editor.judge({"needs_interpreter": ["no"]}).missing
    many = make_question("text")
    many.condition = {"any": ["high_needs=x", "gender=woman"]}
    assert list(bind([many], Client, "en"))


def test_dates_and_removal_decide_what_is_asked():
    day = dt.date(2026, 5, 1)
    question = make_question(active_from=day, active_until=day)
    assert question.is_active(day)
    assert not question.is_active(day - dt.timedelta(days=1))
    assert not question.is_active(day + dt.timedelta(days=1))
    question.removed_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert not question.is_active(day)


def test_french_falls_back_to_english():
    question = make_question(label_fr=None, hint_en="Why", hint_fr=None)
    assert question.label("fr") == question.label_en
    assert question.hint("fr") == "Why"
