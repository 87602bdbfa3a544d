"""The pages: queue, comparison, merge, undo, suggestion, old numbers, identifying."""

import re

import pytest
from sqlalchemy import select

from ocms_core.audit.models import AccessLog
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.duplicates.models import NOT_SAME, OPEN, ClientMerge, ClientPair
from ocms_core.forms.models import ServiceForm
from ocms_core.privacy.models import ConflictBlock, ConsentEntry
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer

from .conftest import Registry


@pytest.fixture
def twins(app, world):
    """Return the numbers of two records of one person, and of somebody else."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        registry = Registry(session, world.north)
        one = registry.client(
            "Leila", "Haddad", birth_date="1988-03-09", phones=["416 555 0123"], uci="1111-2222"
        )
        other = registry.client(
            "Leyla", "Hadad", birth_date="1988-03-09", gender="woman", phones=["(416) 555-0123"]
        )
        third = registry.client("Oleksandr", "Kovalenko", birth_date="1971-01-02")
        registry.session(one, day=1)
        registry.session(other, day=2)
        session.commit()
        return one.number, other.number, third.number


def suggest(app, one, other, **fields):
    return app.send(f"/clients/{one}/duplicates", {"other": str(other), **fields})


@pytest.fixture
def pair(app, world, twins):
    """Return the address of the pair, seen by a manager."""
    app.sign_in(world.north.emails["manager"])
    return suggest(app, twins[0], twins[1], note="same telephone").location


def read(app, world, statement):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        return session.scalars(statement).all()


def merge(app, pair, **choices):
    page = app.get(pair)
    form = next(form for form in page.forms.values() if "keep" in form.fields)
    for name, value in choices.items():
        form[name.replace("__", "-")] = value
    return form.submit()


def test_a_search_for_duplicates_fills_the_queue(app, world, twins):
    app.sign_in(world.north.emails["manager"])
    page = app.get("/duplicates")
    assert "Nobody has searched" in page
    answer = page.forms[next(k for k, f in page.forms.items() if "scan" in f.action)].submit()
    page = answer.follow()
    assert "being compared" in page
    assert app.send("/duplicates/scan").follow().text.count("on its way already") == 1
    app.drain()
    page = app.get("/duplicates")
    assert "Leila Haddad" in page
    assert "Leyla Hadad" in page
    assert "Kovalenko" not in page
    assert "pairs found: 1, of them new: 1" in re.sub(r"\s+", " ", page.text)
    assert "Date of birth" in page


def test_not_the_same_is_remembered(app, world, twins):
    app.sign_in(world.north.emails["manager"])
    app.send("/duplicates/scan")
    app.drain()
    page = app.get("/duplicates")
    form = next(form for form in page.forms.values() if "judge" in form.action)
    page = form.submit("answer", value=NOT_SAME).follow()
    assert "Leila" not in page
    app.send("/duplicates/scan")
    app.drain()
    assert "Leila" not in app.get("/duplicates")
    page = app.get("/duplicates?state=not_same")
    assert "Leila" in page
    form = next(form for form in page.forms.values() if "judge" in form.action)
    assert "Leila" in form.submit("answer", value=OPEN).follow()


def test_a_worker_suggests_and_a_manager_merges(app, world, twins):
    one, other, _third = twins
    app.sign_in(world.north.emails["worker"])
    assert "Suggest a merge" in app.get(f"/clients/{one}")
    answer = suggest(app, one, other, note="same telephone")
    assert answer.location.endswith(f"/clients/{one}")
    assert "A manager will compare the two" in answer.follow()
    assert app.get("/duplicates", status=403)
    assert "Leyla Hadad" in app.get(f"/clients/{one}/duplicates")
    app.sign_in(world.north.emails["manager"])
    page = app.get("/duplicates")
    assert "same telephone" in page
    assert "Suggested by a colleague" in page
    page = page.click("Compare and merge")
    assert "Leila" in page
    assert "Leyla" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "No client has this number"), ("abc", "No client has"), ("99999", "No client has")],
)
def test_a_wrong_number_is_told(app, world, twins, typed, sentence):
    app.sign_in(world.north.emails["worker"])
    answer = app.send(f"/clients/{twins[0]}/duplicates", {"other": typed}, status=422)
    assert sentence in answer
    same = app.send(f"/clients/{twins[0]}/duplicates", {"other": str(twins[0])}, status=422)
    assert "This is the same record" in same


def test_merging_keeps_what_was_chosen_and_the_old_number_leads_on(app, world, twins, pair):
    one, other, _third = twins
    answer = merge(app, pair, **{"choose-first_name": "b"})
    assert answer.location.endswith(f"/clients/{one}")
    page = answer.follow()
    assert "The two records are one now" in page
    assert "Leyla Haddad" in page
    for path in ("", "/edit", "/duplicates"):
        answer = app.get(f"/clients/{other}{path}", status=303)
        assert answer.location.endswith(f"/clients/{one}{path}")
    assert app.get(f"/clients/{other}?year=2026", status=303).location.endswith("?year=2026")
    found = app.send("/clients", {"q": str(other)})
    assert f'href="/clients/{one}"' in found
    forms = read(app, world, select(ServiceForm.client_id).distinct())
    assert len(forms) == 1


def test_a_posted_change_of_the_old_record_is_refused_and_other_posts_arrive(
    app, world, twins, pair
):
    one, other, third = twins
    merge(app, pair)
    answer = app.send(f"/clients/{other}/family", {"action": "new"}, status=303)
    assert answer.location.endswith(f"/clients/{one}")
    assert "Nothing was saved" in answer.follow()
    answer = suggest(app, other, third)
    pairs = read(app, world, select(ClientPair).where(ClientPair.state == OPEN))
    assert len(pairs) == 1


def test_a_page_made_before_a_change_merges_nothing(app, world, twins, pair):
    page = app.get(pair)
    form = next(form for form in page.forms.values() if "keep" in form.fields)
    form["seen"] = "7-7"
    answer = form.submit(status=409)
    assert "Somebody changed one of the two meanwhile" in answer
    assert read(app, world, select(ClientMerge)) == []
    merge(app, pair)
    assert form.submit(status=404), "the second click finds no pair to merge"


def test_undo_parts_the_two(app, world, twins, pair):
    one, other, _third = twins
    merge(app, pair)
    page = app.get("/duplicates/merges")
    assert "Leyla Hadad" in page
    undo = next(form for form in page.forms.values() if "undo" in form.action)
    page = undo.submit().follow()
    assert "The two records are apart again, as they were" in page
    assert "Leyla Hadad" in app.get(f"/clients/{other}")
    assert "Leila Haddad" in app.get(f"/clients/{one}")
    assert "is undone already" in undo.submit().follow()
    assert "Leila" in app.get("/duplicates"), "asked again"


def test_the_access_log_of_both_is_the_survivors(app, world, twins, pair):
    one, other, _third = twins
    app.sign_in(world.north.emails["worker"])
    app.get(f"/clients/{other}")
    app.sign_in(world.north.emails["manager"])
    merge(app, pair)
    app.sign_in(world.north.emails["admin"])
    before = app.get(f"/clients/{one}/access")
    assert "Worker North" in before


@pytest.mark.parametrize("word", ["worker", "colleague", "operator", "seer"])
def test_only_managers_and_admins_merge(app, world, twins, pair, word):
    app.sign_in(world.north.emails[word])
    for path in ("/duplicates", "/duplicates/merges", pair):
        app.get(path, status=403)
    app.send(pair, {"keep": "a"}, status=403)
    app.send("/duplicates/scan", {}, status=403)


def test_the_other_agency_has_no_such_pair(app, world, twins, pair):
    app.sign_in(world.south.emails["admin"])
    app.get(pair, status=404)
    app.send(pair, {"keep": "a", "seen": "1-1"}, status=404)
    assert "Leila" not in app.get("/duplicates")


def test_the_merged_record_is_in_no_list(app, world, twins, pair):
    _one, other, _third = twins
    merge(app, pair)
    app.sign_in(world.north.emails["admin"])
    assert f'href="/clients/{other}"' not in app.get("/clients")
    assert f'href="/clients/{other}"' not in app.send("/clients", {"q": "Hadad"})
    numbers = read(app, world, select(Client.number))
    assert other not in numbers


def test_pages_are_cheap(app, world, twins, pair, connection):
    one = twins[0]
    budgets = {
        "/duplicates": 12,
        pair: 12,
        "/duplicates/merges": 12,
        f"/clients/{one}/duplicates": 12,
    }
    for path, budget in budgets.items():
        with count_statements(connection) as sent:
            app.get(path)
        assert len(sent) <= budget, f"{path}: {len(sent)}\n{sent}"
    page = app.get(pair)
    form = next(form for form in page.forms.values() if "keep" in form.fields)
    with count_statements(connection) as sent:
        form.submit()
    assert len(sent) <= 30, str(sent)


def bar(app, world, number, word):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        client_id = session.scalar(select(Client.id).where(Client.number == number))
        session.add(
            ConflictBlock(
                client_id=client_id, staff_id=world.north.staff[word].id, reason="A relative."
            )
        )
        session.commit()


def test_who_is_barred_from_one_of_the_two_sees_no_pair(app, world, twins, pair):
    bar(app, world, twins[1], "manager")
    assert "Leyla" not in app.get("/duplicates")
    app.get(pair, status=404)
    app.send(pair, {"keep": "a", "seen": "1-1"}, status=404)
    answer = app.send(f"/clients/{twins[0]}/duplicates", {"other": str(twins[1])}, status=422)
    assert "No client has this number" in answer


def test_a_block_of_the_merged_record_holds_for_the_survivor(app, world, twins, pair):
    bar(app, world, twins[1], "colleague")
    app.sign_in(world.north.emails["colleague"])
    app.get(f"/clients/{twins[0]}", status=200)
    app.sign_in(world.north.emails["manager"])
    merge(app, pair)
    app.sign_in(world.north.emails["colleague"])
    for number in twins[:2]:
        app.get(f"/clients/{number}", status=404)


class TestIdentifying:
    """An anonymous client gives a name later."""

    @pytest.fixture
    def walk_in(self, app, world):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            session.info["viewer"] = viewer(world.north, "admin")
            registry = Registry(session, world.north)
            client = registry.client(kind="anonymous", postal_code="M5V 2T6")
            registry.session(client, day=1)
            registry.session(client, day=9)
            session.commit()
            return client.number

    def agree(self, app, number):
        page = app.get(f"/clients/{number}").click("Identify this client")
        form = next(form for form in page.forms.values() if form.action.endswith("/who"))
        return form.submit("locale", value="en")

    def test_the_statement_comes_first(self, app, world, walk_in):
        app.sign_in(world.north.emails["worker"])
        for path in ("who", "profile"):
            app.get(f"/clients/{walk_in}/identify/{path}", status=400)
            app.get(f"/clients/{walk_in}/identify/{path}?statement=x&locale=en", status=400)
        app.send(f"/clients/{walk_in}/identify/profile", {"first_name": "Amal"}, status=400)
        app.send(f"/clients/{walk_in}/identify/same", {"other": "1"}, status=400)

    def test_a_profile_under_the_same_number(self, app, world, walk_in):
        app.sign_in(world.north.emails["worker"])
        page = self.agree(app, walk_in).click("Fill in the profile")
        form = next(form for form in page.forms.values() if "first_name" in form.fields)
        form["first_name"], form["last_name"] = "Amal", "Haddad"
        answer = form.submit(status=303)
        assert answer.location.endswith(f"/clients/{walk_in}")
        page = answer.follow()
        assert "Amal Haddad" in page
        assert "Identify this client" not in page
        (client,) = read(app, world, select(Client).where(Client.number == walk_in))
        assert (client.kind, client.privacy_locale) == ("named", "en")
        assert client.privacy_statement_id is not None
        forms = read(app, world, select(ServiceForm.id).where(ServiceForm.client_id == client.id))
        assert len(forms) == 2
        answers = select(ConsentEntry.answer).where(ConsentEntry.client_id == client.id)
        assert "given" in read(app, world, answers)
        app.get(f"/clients/{walk_in}/identify", status=404)

    def test_what_is_wrong_is_told_and_kept(self, app, world, walk_in):
        app.sign_in(world.north.emails["worker"])
        page = self.agree(app, walk_in).click("Fill in the profile")
        form = next(form for form in page.forms.values() if "first_name" in form.fields)
        form["first_name"], form["birth_date"] = "Amal", "yesterday-ish"
        answer = form.submit(status=422)
        assert 'value="Amal"' in answer
        (client,) = read(app, world, select(Client).where(Client.number == walk_in))
        assert client.kind == "anonymous"

    def test_a_registered_person_takes_up_the_history(self, app, world, walk_in, twins):
        app.sign_in(world.north.emails["manager"])
        page = self.agree(app, walk_in)
        form = next(
            form for form in page.forms.values() if "q" in form.fields and "who" in form.action
        )
        form["q"] = "Leila Haddad"
        page = form.submit()
        same = next(form for form in page.forms.values() if form.action.endswith("/same"))
        pair = same.submit("other", value=str(twins[0])).location
        page = app.get(pair)
        keep = next(form for form in page.forms.values() if "keep" in form.fields)
        assert [box._value for box in keep.fields["keep"]] != [], "only the named one can stay"
        answer = keep.submit()
        assert answer.location.endswith(f"/clients/{twins[0]}")
        assert app.get(f"/clients/{walk_in}", status=303).location.endswith(f"/clients/{twins[0]}")
        clients = read(app, world, select(Client.number).where(Client.kind == "anonymous"))
        assert walk_in not in clients

    def test_a_worker_suggests_it(self, app, world, walk_in, twins):
        app.sign_in(world.north.emails["worker"])
        form = self.agree(app, walk_in)
        statement = form.html.find("input", attrs={"name": "statement"})["value"]
        fields = {"other": str(twins[0]), "statement": statement, "locale": "en"}
        answer = app.send(f"/clients/{walk_in}/identify/same", fields, status=303)
        assert "A manager will compare the two" in answer.follow()
        (pair,) = read(app, world, select(ClientPair))
        assert pair.reasons == ["identified"]

    def test_pages_are_cheap(self, app, world, walk_in, connection):
        app.sign_in(world.north.emails["worker"])
        for path in ("", "/identify"):
            with count_statements(connection) as sent:
                app.get(f"/clients/{walk_in}{path}")
            assert len(sent) <= 12, str(sent)


def test_searching_writes_whom_the_pair_page_showed(app, world, twins, pair):
    app.get(pair)
    rows = read(app, world, select(AccessLog.action))
    assert "GET duplicates.pair" in rows
