"""What holds for every form that any plugin brings: the registry says which, new ones join by it.

One world and one record of each kind are made once; what a test does to them is undone after it.
"""

import csv
import datetime as dt
import io
from html import unescape

import pytest
from pyramid.i18n import make_localizer
from pyramid.interfaces import ITranslationDirectories
from sqlalchemy import select

from ocms_core.forms.models import COMPLETE, INCOMPLETE, Draft
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import asked_questions, row_questions
from ocms_core.plugins.manager import registries
from ocms_core.testing.app import OcmsApp
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import ROLES, make_world
from tests.common.answers import pairs_of
from tests.common.records import DAY, RecordMaker

FORMS = registries().forms.every()
KINDS = sorted(FORMS)
OPENING, SAVING = 12, 20
HOSTILE = {
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "signs": "👩‍👧‍👦 \u202e\u2066 \x1b[31m ² ٣ \ufffe",
    "sql": "'; drop table client; -- %s {0} ${1}",
}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


class Office:
    """The staff at their browsers, and a record of every kind."""

    def __init__(self, wsgi, connection):
        self.connection = connection
        self._wsgi = wsgi
        first = self.browser()
        self.world = make_world(first.open_session)
        self.maker = RecordMaker(first.open_session, self.world)
        self.maker.fill_lists()
        self.people = {word: self._signed_in(word) for word, *_rest in ROLES}
        self.people["manager"].send("/language/fr", {"next": "/"})
        self.records = {kind: self.maker.make(kind) for kind in KINDS}

    def browser(self):
        return OcmsApp(self._wsgi, self.connection, self._wsgi.registry["vault"])

    def _signed_in(self, word):
        browser = self.browser()
        browser.sign_in(self.world.north.emails[word])
        return browser

    def pairs(self, kind):
        """Return a post that makes the record complete."""
        made = self.records[kind]
        return [("revision", str(self.revision(made))), *pairs_of(self.maker.answers(made))]

    def revision(self, made):
        return self.maker.stored(made, "revision")[0]

    def say(self, text, language):
        """Return a text of ours as a page of a language says it."""
        folders = self._wsgi.registry.queryUtility(ITranslationDirectories, default=[])
        return plain(make_localizer(language, folders).translate(text))

    def services(self, kind):
        """Return how many services of a kind the agency's report counts."""
        period = f"from={DAY - dt.timedelta(days=60)}&to={DAY + dt.timedelta(days=60)}"
        answer = self.people["admin"].get(f"/reports/services_delivered?{period}&format=csv")
        lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
        start = next(at for at, line in enumerate(lines) if line == ["Services by form and month"])
        column = lines[start + 1].index("Services")
        title = self.say(FORMS[kind].__form__.title, "en")
        return sum(
            int(line[column])
            for line in lines[start + 2 :]
            if line and line[0] == title and "Total" not in line[1]
        )

    def complete(self, kind):
        """Fill the record in as the worker does; return where it is."""
        made = self.records[kind]
        self.people["worker"].send(f"/forms/{made.id}", self.pairs(kind), status=303)
        return made


@pytest.fixture(scope="module")
def whole_office(engine, wsgi):
    """Yield the office, made once; everything is undone in the end."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield Office(wsgi, connection)
        outer.rollback()


@pytest.fixture
def office(whole_office):
    """Return the office as it is in the morning."""
    with whole_office.connection.begin_nested() as today:
        yield whole_office
        today.rollback()


def own_form(page):
    """Return the page's form that holds the record."""
    return next(form for form in page.forms.values() if "revision" in form.fields)


def names_of(model):
    """Return every input's name on the form's page."""
    names = []
    for bound in asked_questions(model, model.__form__.version):
        if bound.question.kind == "rows":
            cells = [cell.key for cell in row_questions(row_class(bound))]
            names += [f"{bound.key}-0-{cell}" for cell in ("id", *cells)]
        else:
            names.append(bound.key)
    return names


@EVERY_KIND
def test_opened_drafted_left_resumed_and_completed(office, kind):
    worker, made = office.people["worker"], office.records[kind]
    path = f"/forms/{made.id}"
    assert own_form(worker.get(path))["revision"].value == "1"
    typed = "Half a sentence, then the telephone"
    worker.send(f"/drafts/service_form/{made.id}", {"revision": "1", "notes": typed})
    worker.get("/")
    resumed = own_form(worker.get(path))
    assert resumed["notes"].value == typed
    assert office.maker.stored(made, "notes", "state") == (None, INCOMPLETE)
    colleague = office.people["colleague"].get(path)
    assert typed not in colleague, "a draft is its author's own"
    answer = worker.send(path, office.pairs(kind), status=303)
    assert answer.follow().status_int == 200
    notes, state, revision = office.maker.stored(made, "notes", "state", "revision")
    assert (state, revision) == (COMPLETE, 2)
    assert notes == "One line\nand another"
    with office.maker.session() as db:
        assert not db.scalars(select(Draft).where(Draft.target == f"service_form:{made.id}")).all()
    again = own_form(worker.get(path))
    assert again["revision"].value == "2"
    again.submit(status=303)
    assert office.maker.stored(made, "state") == (COMPLETE,)


@EVERY_KIND
def test_a_page_without_javascript_saves_what_it_shows(office, kind):
    """The browser's own post, of the fields as they were drawn, changes nothing it should not."""
    made = office.complete(kind)
    before = office.maker.everything(made)
    page = own_form(office.people["worker"].get(f"/forms/{made.id}"))
    page.submit(status=303)
    assert office.maker.everything(made) == before
    assert office.revision(made) == 2


@EVERY_KIND
def test_two_people_at_once_are_shown_both_versions(office, kind):
    made = office.complete(kind)
    path = f"/forms/{made.id}"
    typed = "The colleague’s words"
    answer = office.people["colleague"].send(
        path, [("revision", "1"), ("notes", typed)], status="*"
    )
    assert answer.status_int == 409
    assert typed in answer
    assert "One line" in answer
    assert own_form(answer)["notes"].value == typed
    assert office.maker.stored(made, "notes") == ("One line\nand another",)


@EVERY_KIND
def test_it_is_printed_in_both_languages(office, kind):
    made = office.complete(kind)
    title = FORMS[kind].__form__.title
    for language in ("en", "fr"):
        page = office.people["worker"].get(f"/forms/{made.id}/print?language={language}")
        assert office.say(title, language) in plain(page.text)
        assert "and another" in page


@EVERY_KIND
def test_its_page_speaks_both_languages(office, kind):
    """Every label of the declaration stands on the page in the reader's words, not in others."""
    made = office.complete(kind)
    labels = labels_of(FORMS[kind])
    for word, language, other in (("worker", "en", "fr"), ("manager", "fr", "en")):
        page = office.people[word].get(f"/forms/{made.id}")
        assert page.html.find("html")["lang"].startswith(language)
        whole = plain(page.html.get_text(" "))
        words = {office.say(label, language) for label in labels}
        assert not {text for text in words if text not in whole}
        shown = {plain(found.get_text(" ")) for found in page.html.select("h2, .field-label, th")}
        assert not ({office.say(label, other) for label in labels} - words) & shown


@EVERY_KIND
@pytest.mark.parametrize("private", [False, True], ids=["open", "private"])
def test_it_is_seen_by_whom_it_concerns(office, kind, private):
    made = office.complete(kind)
    seen = {"worker", "manager", "admin"}
    if private:
        with office.maker.session() as db:
            form = db.scalars(select(FORMS[kind]).where(FORMS[kind].id == made.key)).one()
            form.private = True
            db.commit()
    else:
        seen |= {"colleague", "operator", "seer"}
    for word, browser in office.people.items():
        status = 200 if word in seen else 404
        for path in (f"/forms/{made.id}", f"/forms/{made.id}/print"):
            assert browser.get(path, status="*").status_int == status, (word, path)
    stranger, before = office.people["stranger"], office.maker.everything(made)
    stranger.send(f"/forms/{made.id}", {"revision": "2", "notes": "mine"}, status=404)
    stranger.send(f"/forms/{made.id}/delete", status=404)
    if made.number is not None:
        page = stranger.get(f"/clients/{made.number}")
        assert f"/forms/{made.id}" not in page
        # A match that its update picks is a form of its own, and an open one.
        assert private or "Restricted" in page
    assert office.maker.everything(made) == before


@EVERY_KIND
def test_hostile_posts_are_refused_and_nothing_is_lost(office, kind):
    made, worker = office.records[kind], office.people["worker"]
    path, names = f"/forms/{made.id}", names_of(FORMS[kind])
    before = office.maker.everything(made)
    # So many questions with so much text would be a post too large to be read at all.
    texts = {**HOSTILE, "long": "x" * min(30_000, 1_000_000 // len(names))}
    for what, text in texts.items():
        fields = dict.fromkeys(names, text)
        answer = worker.send(path, fields, status="*")
        assert answer.status_int == 422, what
        assert "There is a problem" in answer
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        if what in {"script", "sql"}:
            assert own_form(answer)["notes"].value == text
        draft = worker.send(f"/drafts/service_form/{made.id}", fields, status="*")
        assert draft.status_int < 500, what
        assert "<script>alert" not in worker.get(path).text
        worker.send(f"/drafts/service_form/{made.id}/discard", {"next": "/"})
    for refused in (
        [("unheard_of", "1")],
        [("status", "completed"), ("status", "ongoing")],
        [("notes", "a\x00b")],
    ):
        assert worker.send(path, refused, status="*").status_int == 400, refused
    worker.send(path, {"revision": "1"}, upload_files=[("notes", "a.txt", b"x")], status=400)
    assert office.maker.everything(made) == before
    assert office.revision(made) == 1


@EVERY_KIND
def test_it_opens_and_saves_within_its_budget(office, kind):
    made, worker = office.complete(kind), office.people["worker"]
    worker.get(f"/forms/{made.id}")
    with count_statements(office.connection) as opening:
        page = worker.get(f"/forms/{made.id}")
    assert len(opening) <= OPENING, str(opening)
    form = own_form(page)
    form["notes"] = "Said again"
    with count_statements(office.connection) as saving:
        form.submit(status=303)
    assert len(saving) <= SAVING, str(saving)
    assert office.maker.stored(made, "notes") == ("Said again",)


@EVERY_KIND
def test_switched_off_and_on_again_nothing_is_lost(office, kind):
    made = office.complete(kind)
    before, counted = office.maker.everything(made), office.services(kind)
    admin, plugin = office.people["admin"], registries().forms.owner(kind)
    admin.send(f"/plugins/{plugin}", {"enabled": "no"}, status=303)
    for path in (f"/forms/{made.id}", f"/forms/{made.id}/print"):
        office.people["worker"].get(path, status=404)
    for path in ("/", "/sessions", "/reports/services_delivered"):
        office.people["worker"].get(path)
    if made.number is not None:
        office.people["worker"].get(f"/clients/{made.number}")
    assert office.services(kind) == 0
    admin.send(f"/plugins/{plugin}", {"enabled": "yes"}, status=303)
    office.people["worker"].get(f"/forms/{made.id}")
    assert office.maker.everything(made) == before
    assert office.services(kind) == counted


@EVERY_KIND
def test_a_report_counts_it_once_it_is_complete(office, kind):
    others = office.services(kind)
    office.complete(kind)
    # The form of a whole session is no service of its own (ADR 13).
    of_a_session = FORMS[kind].__form__.attendances is not None
    assert office.services(kind) == others + (not of_a_session)


@EVERY_KIND
def test_what_is_left_to_do_leads_to_it(office, kind):
    """The home page lists it as long as it is incomplete; so do the client and the session."""
    made, worker = office.records[kind], office.people["worker"]
    address = f"/forms/{made.id}"
    places = ["/?show=all"]
    places += [f"/clients/{made.number}"] if made.number else []
    places += [f"/sessions/{made.session_id}"] if made.session_id else []
    assert all(address in worker.get(place) for place in places)
    office.complete(kind)
    left = worker.get("/?show=all").html.find(id="left-title").find_parent("section")
    assert address not in str(left)


def labels_of(model):
    """Return what the page words: labels of questions, and titles of grids and sections."""
    found = set()
    for bound in asked_questions(model, model.__form__.version):
        found |= {bound.label, bound.section.title}
        if bound.question.grid is not None:
            found.add(bound.question.grid.title)
        if bound.question.kind == "rows":
            found |= {cell.label for cell in row_questions(row_class(bound))}
    return found


def plain(text):
    """Return text as a reader sees it: entities read, blanks joined."""
    return " ".join(unescape(text).replace("\u00a0", " ").replace("\u202f", " ").split())
