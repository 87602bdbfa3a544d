"""A barred person sees nothing of the client on any page, and coordinators see who tried."""

import re

import pytest
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.privacy.models import ConflictAttempt, ConflictBlock
from ocms_core.testing.statements import count_statements

NAME, SECRET = "Amina", "said in confidence"
PERIOD = "from=2026-01-01&to=2026-01-31"
WITHOUT_CLIENTS = (
    "/static/",
    "/help",
    "/account",
    "/staff",
    "/sites",
    "/programs",
    "/funders",
    "/lists",
    "/plugins",
    "/privacy-statement",
)


@pytest.fixture
def served(north, complete):
    """Return (session, form, session of two, other client): the worker served Amina."""
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    north.post_form(form_id, [("notes", SECRET), *complete], status=303)
    with north.app.open_session() as db:
        scope.enter(db, north.world.north.id)
        db.add(Client(id=uuid7(), number=50, first_name="Boris", last_name="Kim"))
        db.commit()
    both, _first = north.begin_session()
    add = {"client": "50", "form_id": str(uuid7())}
    north.app.send(f"/sessions/{both}/clients", add, status=303)
    north.app.send("/clients/1/family", {"action": "new"}, status=303)
    north.app.send("/clients/50/family", {"action": "join", "code": "F00001"}, status=303)
    return session_id, form_id, both


def crawl(app, beginnings):
    """Return every page that links lead to, by address; what a PDF says its page says."""
    found, waiting = {}, list(beginnings)
    while waiting:
        path = waiting.pop()
        if path in found or len(found) > 300:
            continue
        answer = app.get(path, status="*")
        found[path] = answer
        if answer.status_int in {302, 303}:
            waiting.append(re.sub("^https?://[^/]+", "", answer.location))
        if answer.content_type == "text/html":
            links = re.findall(r'href="(/[^"#]*)', answer.text)
            waiting += [
                link.replace("&amp;", "&")
                for link in links
                if not link.startswith(WITHOUT_CLIENTS) and ".pdf" not in link
            ]
    return found


@pytest.mark.parametrize("word", ["worker", "operator", "admin"])
def test_no_page_tells_a_barred_person_anything(north, served, word):
    session_id, form_id, both = served
    north.sign_in("admin")
    north.bar(word, reason="Former partner")
    north.sign_in(word)
    pages = crawl(
        north.app,
        [
            "/",
            "/?show=all",
            "/clients",
            "/clients/50",
            "/clients/50?family=all",
            "/clients/50/family",
            "/sessions?whose=all",
            f"/sessions/{both}",
            f"/sessions/{both}/edit",
            "/exports/my-month?month=2026-01",
            f"/reports/services_delivered?{PERIOD}",
            f"/reports/services_delivered/rows?{PERIOD}",
            f"/reports/client_list?{PERIOD}",
            "/exports/icare/client_profile?month=2026-01",
            "/exports/icare/information_orientation?month=2026-01",
            "/exports/icare/client_profile/problems.csv?month=2026-01",
            "/exports/icare/client_profile/draft?month=2026-01",
        ],
    )
    for path, page in pages.items():
        assert page.status_int < 500, path
        if not page.content_type.startswith("text/"):
            continue
        for telling in (NAME, SECRET, form_id, session_id, "Former partner", "/clients/1/"):
            assert telling not in page.text, (path, telling)
        assert "/clients/1" not in re.findall(r'href="([^"]*)"', page.text), path
    assert len(pages) > 15
    assert "Boris" in pages[f"/sessions/{both}"] or pages[f"/sessions/{both}"].status_int == 404
    for text in ("amina", "Of North", "#1", "1"):
        found = north.app.send("/clients", {"q": text})
        assert NAME not in found, text
        found = north.app.send("/clients", {"q": text}, headers={"HX-Request": "true"})
        assert NAME not in found, text


@pytest.mark.parametrize("word", ["worker", "admin"])
def test_every_address_of_the_client_is_not_found(north, served, word):
    session_id, form_id, both = served
    north.sign_in("admin")
    north.bar(word)
    north.sign_in(word)
    for path in (
        "/clients/1",
        "/clients/1/edit",
        "/clients/1/print",
        "/clients/1/family",
        "/clients/1/consents",
        "/sessions/new?client=1",
        f"/sessions/{session_id}",
        f"/sessions/{session_id}/edit",
        f"/forms/{form_id}",
        f"/forms/{form_id}/print",
    ):
        assert north.app.get(path, status=404), path
    never = north.app.get("/clients/999", status=404)
    barred = north.app.get("/clients/1", status=404)
    assert barred.text.replace("/clients/1", "") == never.text.replace("/clients/999", "")
    amina = str(north.world.north.client.id)
    for path, fields in (
        ("/clients/1/edit", {"first_name": "Mine"}),
        ("/clients/1/family", {"action": "leave"}),
        (f"/forms/{form_id}", {"notes": "mine"}),
        (f"/forms/{form_id}/delete", {}),
        (f"/sessions/{both}/clients", {"client": "1", "form_id": str(uuid7())}),
        (
            f"/sessions/{both}/forms",
            {"client": amina, "kind": "information_orientation", "form_id": str(uuid7())},
        ),
    ):
        assert north.app.send(path, fields, status=404), path
    (client,) = north.rows(select(Client).where(Client.number == 1))
    assert client.first_name == NAME
    assert client.family_id is not None
    assert len(north.forms_of(session_id)) == 1


def test_figures_count_the_client_and_their_rows_do_not_show(north, served):
    path = f"/reports/services_delivered/rows?{PERIOD}"
    north.sign_in("admin")
    whole = north.app.get(path)
    assert NAME in whole
    counted = tiles(whole)
    assert counted
    north.bar("admin")
    rows = north.app.get(path)
    assert NAME not in rows
    assert tiles(rows)[0] == counted[0]


def tiles(page):
    """Return the texts of the tiles above a list, of which the first counts all services."""
    return [tile.get_text(" ", strip=True) for tile in page.html.select(".tile")]


def test_the_others_see_as_before_and_lifting_gives_it_back(north, served):
    north.sign_in("manager")
    north.bar("worker")
    assert NAME in north.app.get("/clients/1")
    north.sign_in("colleague")
    assert NAME in north.app.get("/clients/1")
    north.sign_in("manager")
    (block,) = north.rows(select(ConflictBlock))
    north.app.send(f"/conflicts/{block.id}/lift", {}, status=303)
    page = north.app.get("/clients/1/conflicts")
    assert "A relative." in page, "the history keeps it"
    assert north.app.send(f"/conflicts/{block.id}/lift", {}, status=404)
    north.sign_in("worker")
    assert NAME in north.app.get("/clients/1")


def test_attempts_outlive_the_refusal_and_are_told_to_coordinators(north, served):
    session_id, form_id, _both = served
    north.sign_in("manager")
    north.bar("worker")
    north.sign_in("worker")
    north.app.get("/clients/1", status=404)
    north.app.get("/clients/999", status=404)
    north.app.get("/clients/50")
    north.app.get(f"/forms/{form_id}", status=404)
    north.app.get(f"/sessions/{session_id}", status=404)
    north.app.send("/clients/1/edit", {"first_name": "x"}, status=404)
    attempts = north.rows(select(ConflictAttempt).order_by(ConflictAttempt.id))
    assert [attempt.action for attempt in attempts] == [
        "GET clients.detail",
        "GET forms.edit",
        "GET sessions.detail",
        "POST clients.edit",
    ]
    assert {attempt.client_id for attempt in attempts} == {north.world.north.client.id}
    assert {attempt.address for attempt in attempts} == {"127.0.0.1"}
    north.sign_in("manager")
    for path in ("/clients/1/conflicts", "/conflicts"):
        page = north.app.get(path)
        assert "opened the profile" in page or "saved the profile" in page, path
        assert "Worker North" in page, path


def test_who_may_bar_and_lift(north):
    for word in ("worker", "operator", "seer"):
        north.sign_in(word)
        assert north.app.get("/clients/1/conflicts", status=403)
        assert north.app.get("/conflicts", status=403)
        assert north.bar("colleague", status=403)
    north.sign_in("manager")
    assert "Only an admin can bar an admin" in north.bar("admin", status=422)
    north.bar("manager")
    assert north.app.get("/clients/1/conflicts", status=404)
    (block,) = north.rows(select(ConflictBlock))
    assert north.app.send(f"/conflicts/{block.id}/lift", {}, status=404)
    assert "Manager North" not in re.sub(
        "(?s)<header.*?</header>", "", north.app.get("/conflicts").text
    )
    north.sign_in("admin")
    north.app.send(f"/conflicts/{block.id}/lift", {}, status=303)
    north.bar("admin")
    blocks = north.rows(select(ConflictBlock).where(ConflictBlock.lifted_at.is_(None)))
    north.sign_in("manager")
    north.app.send(f"/conflicts/{blocks[0].id}/lift", {}, status=303)
    assert len(north.rows(select(ConflictBlock).where(ConflictBlock.lifted_at.is_(None)))) == 1


def test_mistakes_are_told_and_the_same_block_is_set_once(north):
    north.sign_in("admin")
    page = north.app.send("/clients/1/conflicts", {"staff": "", "reason": ""}, status=422)
    assert "Choose the member of staff" in page
    assert "Say why" in page
    page = north.app.send("/clients/1/conflicts", {"staff": "", "reason": "kept"}, status=422)
    assert ">kept</textarea>" in page
    south = str(north.world.south.staff["worker"].id)
    for fields in (
        {"staff": south, "reason": "x"},
        {"staff": "nobody", "reason": "x"},
        {"staff": south, "reason": "x" * 2000},
        {"staff": south, "reason": "x", "lifted_at": "now"},
    ):
        assert north.app.send("/clients/1/conflicts", fields, status=400)
    north.bar("worker")
    north.bar("worker")
    assert len(north.rows(select(ConflictBlock))) == 1
    south_client = north.world.south.client
    assert south_client is not None
    north.app.sign_in(north.world.south.emails["admin"])
    (block,) = north.rows(select(ConflictBlock))
    assert north.app.send(f"/conflicts/{block.id}/lift", {}, status=404)


def test_a_job_works_with_the_blocks_of_who_asked(north):
    from ocms_core.jobs.rights import enter_as

    north.sign_in("admin")
    north.bar("worker")
    with north.app.open_session() as db:
        enter_as(db, north.world.north.id, north.world.north.staff["worker"].id)
        assert db.scalars(select(Client)).all() == []


def test_pages_of_conflicts_send_few_statements(north, connection):
    north.sign_in("admin")
    for word in ("worker", "colleague", "stranger", "seer"):
        north.bar(word)
    for path in ("/clients/1/conflicts", "/conflicts"):
        with count_statements(connection) as sent:
            north.app.get(path)
        assert len(sent) <= 12, f"{path}\n{sent}"
    north.sign_in("worker")
    for path in ("/", "/clients", "/sessions?whose=all"):
        with count_statements(connection) as sent:
            north.app.get(path)
        assert len(sent) <= 12, f"{path}\n{sent}"
