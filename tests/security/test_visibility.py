"""Who sees which form: the criteria against the truth table, over many random forms."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from ocms_plugin_settlement.models import InformationOrientation, NonSpecified
from sqlalchemy import delete, func, select, union_all, update
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import aliased, joinedload

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.errors import OcmsError
from ocms_core.files.models import ClientFile
from ocms_core.forms.blocks import SupportReceived
from ocms_core.forms.models import ServiceForm
from ocms_core.notes.models import CaseNote, NoteVersion
from ocms_core.security.visibility import NoViewerError, restricted_lines
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import ROLES, viewer

WORDS = [row[0] for row in ROLES]
TODAY = dt.date(2026, 6, 1)


def sees(who, fact):
    """Say what the truth table says (decisions A10), in plain Python."""
    _id, author, worker, program, private, _session, kind = fact
    if kind not in who.kinds:
        return False
    if who.is_admin or author == who.staff_id or program in who.managed:
        return True
    if private:
        return False
    return who.sees_all or worker == who.staff_id or program in who.programs


@pytest.mark.parametrize("word", WORDS)
def test_every_spelling_of_a_select_shows_what_the_truth_table_says(forms, world, word):
    session, facts = forms
    who = session.info["viewer"] = viewer(world.north, word)
    expected = {fact[0] for fact in facts if sees(who, fact)}
    assert set(session.scalars(select(ServiceForm.id))) == expected
    assert {form.id for form in session.scalars(select(ServiceForm))} == expected
    other = aliased(ServiceForm)
    assert set(session.scalars(select(other.id))) == expected
    subquery = select(ServiceForm.id).subquery()
    assert session.scalar(select(func.count()).select_from(subquery)) == len(expected)
    cte = select(ServiceForm.id).cte()
    assert set(session.scalars(select(cte.c.id))) == expected
    both = union_all(select(InformationOrientation.id), select(NonSpecified.id)).subquery()
    assert set(session.scalars(select(both.c.id))) == expected
    exists = select(ServiceForm.id).where(ServiceForm.client_id == Client.id).exists()
    assert (session.scalar(select(Client.id).where(exists)) is not None) == bool(expected)
    kinds = {fact[0] for fact in facts if fact[6] == "information_orientation"}
    answers = session.execute(
        select(InformationOrientation.id, InformationOrientation.topics_given)
    )
    assert {row.id for row in answers} == expected & kinds
    assert set(session.scalars(select(SupportReceived.id))) == expected
    for fact in facts[:12]:
        found = session.get(ServiceForm, (world.north.id, fact[0]))
        assert (found is not None) == (fact[0] in expected)


@pytest.mark.parametrize("word", WORDS)
def test_a_session_shows_to_who_worked_in_it_or_sees_a_form_of_it(forms, world, word):
    session, facts = forms
    session.info["viewer"] = viewer(world.north, "admin")
    every = {
        record.id: (record.created_by_id, {line.staff_id for line in record.workers})
        for record in session.scalars(select(ServiceSession))
    }
    session.expunge_all()
    who = session.info["viewer"] = viewer(world.north, word)
    expected = {
        key
        for key, (creator, workers) in every.items()
        if who.is_admin
        or who.sees_all
        or who.staff_id in {creator, *workers}
        or any(fact[5] == key and sees(who, fact) for fact in facts)
    }
    assert set(session.scalars(select(ServiceSession.id))) == expected


@pytest.mark.parametrize("word", WORDS)
def test_restricted_lines_tell_of_hidden_forms_but_never_of_private_ones(forms, world, word):
    session, facts = forms
    who = session.info["viewer"] = viewer(world.north, word)
    lines = restricted_lines(session, world.north.client)
    hidden = [fact for fact in facts if not sees(who, fact) and not fact[4]]
    assert len(lines) == len(hidden)
    assert sorted(line.kind for line in lines) == sorted(fact[6] for fact in hidden)


def test_a_plugin_switched_off_takes_its_forms_out_of_sight(forms, world):
    session, facts = forms
    who = viewer(world.north, "admin")
    session.info["viewer"] = type(who)(
        staff_id=who.staff_id,
        programs=who.programs,
        managed=who.managed,
        kinds=frozenset({"non_specified"}),
        is_admin=True,
    )
    assert set(session.scalars(select(ServiceForm.id))) == {
        fact[0] for fact in facts if fact[6] == "non_specified"
    }


def test_nobody_looking_is_an_error_not_a_list(forms):
    session, _facts = forms
    session.info.pop("viewer", None)
    with pytest.raises(NoViewerError):
        session.scalars(select(ServiceForm))


def test_forms_are_not_changed_or_deleted_in_bulk(forms, world):
    session, _facts = forms
    session.info["viewer"] = viewer(world.north, "worker")
    for statement in (
        update(ServiceForm).values(minutes=1),
        delete(ServiceForm),
        update(InformationOrientation).values(group_size=None),
        delete(SupportReceived),
    ):
        with pytest.raises(OcmsError):
            session.execute(statement)


def test_a_statement_without_its_join_is_refused_instead_of_leaking(forms, world):
    session, facts = forms
    session.info["viewer"] = viewer(world.north, "stranger")
    from sqlalchemy import exists

    with pytest.raises(SAWarning, match="cartesian product"):
        session.scalar(select(Client.id).where(exists().where(NonSpecified.id == facts[0][0])))


def test_a_session_read_with_its_form_is_judged_by_itself(app, world):
    """Under a joined alias the criteria must not speak of just any session."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "worker")
        read = select(ServiceForm).options(joinedload(ServiceForm.session))
        with count_statements(session.connection()) as sent:
            session.execute(read).unique().all()
    (text,) = sent.texts
    assert text.count("FROM session_worker AS seen_session_worker WHERE") == 1
    assert "service_session AS" in text
    assert text.count("service_session AS") == text.count("JOIN service_session AS")


@pytest.fixture
def notes(app, world):
    """Return a session with eighty notes of every mixture, each with what it said before."""
    dice = random.Random(11)  # noqa: S311  the same mixture every time
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        staff, programs = list(world.north.staff.values()), world.north.programs
        facts = []
        for _turn in range(80):
            author = dice.choice(staff)
            scopes = ("agency", "program", "private")
            now, then = (
                (dice.choice(scopes), dice.choice(programs)),
                (
                    dice.choice(scopes),
                    dice.choice(programs),
                ),
            )
            if now[0] != "program" and dice.random() < 0.3:
                now = (now[0], None)
            note = CaseNote(
                client_id=world.north.client.id,
                author_id=author.id,
                text="a",
                kind="visit",
                about_on=TODAY,
                scope=now[0],
                program_id=now[1].id if now[1] else None,
            )
            session.add(note)
            session.flush()
            version = NoteVersion(
                note_id=note.id,
                author_id=author.id,
                replaced_by_id=author.id,
                revision=1,
                text="b",
                kind="visit",
                about_on=TODAY,
                scope=then[0],
                program_id=then[1].id,
            )
            session.add(version)
            session.flush()
            facts.append(
                (
                    (note.id, author.id, note.scope, note.program_id),
                    (version.id, author.id, version.scope, version.program_id),
                )
            )
        session.expunge_all()
        yield session, facts


def reads(who, fact):
    """Say who reads a note, in plain Python."""
    _id, author, note_scope, program = fact
    if who.is_admin or author == who.staff_id or note_scope == "agency":
        return True
    if note_scope == "private":
        return program in who.managed
    return who.sees_all or program in who.programs or program in who.managed


@pytest.mark.parametrize("word", WORDS)
def test_notes_and_what_they_said_before_show_what_the_truth_table_says(notes, world, word):
    session, facts = notes
    who = session.info["viewer"] = viewer(world.north, word)
    expected = {note[0] for note, _version in facts if reads(who, note)}
    earlier = {version[0] for note, version in facts if reads(who, note) and reads(who, version)}
    assert set(session.scalars(select(CaseNote.id))) == expected
    assert {note.id for note in session.scalars(select(CaseNote))} == expected
    assert set(session.scalars(select(aliased(CaseNote).id))) == expected
    cte = select(CaseNote.id).cte()
    assert set(session.scalars(select(cte.c.id))) == expected
    both = union_all(select(CaseNote.id), select(CaseNote.id)).subquery()
    assert set(session.scalars(select(both.c.id))) == expected
    exists = select(CaseNote.id).where(CaseNote.client_id == Client.id).exists()
    assert (session.scalar(select(Client.id).where(exists)) is not None) == bool(expected)
    assert set(session.scalars(select(NoteVersion.id))) == earlier
    for note, version in facts[:15]:
        found = session.get(CaseNote, (world.north.id, note[0]))
        assert (found is not None) == (note[0] in expected)
        found = session.get(NoteVersion, (world.north.id, version[0]))
        assert (found is not None) == (version[0] in earlier)


def test_notes_of_a_client_somebody_is_barred_from_are_not_there(notes, world):
    session, _facts = notes
    who = viewer(world.north, "admin")
    session.info["viewer"] = replace(who, barred=frozenset({world.north.client.id}))
    assert session.scalars(select(CaseNote.id)).all() == []
    assert session.scalars(select(NoteVersion.id)).all() == []


def test_notes_are_not_changed_or_deleted_in_bulk(notes, world):
    session, _facts = notes
    session.info["viewer"] = viewer(world.north, "admin")
    for statement in (update(CaseNote).values(text="x"), delete(CaseNote), delete(NoteVersion)):
        with pytest.raises(OcmsError):
            session.execute(statement)


@pytest.fixture
def files(forms, world):
    """Return a session with files of the profile and of forms, of every mixture."""
    session, facts = forms
    dice = random.Random(12)  # noqa: S311  the same mixture every time
    staff, programs = list(world.north.staff.values()), world.north.programs
    rows = []
    for turn in range(120):
        fact = dice.choice(facts) if turn % 2 else None
        reach = "form" if fact else dice.choice(("agency", "program", "private"))
        program = dice.choice([*programs, None] if reach != "program" else programs)
        row = ClientFile(
            client_id=world.north.client.id,
            form_id=fact[0] if fact else None,
            scope=reach,
            program_id=program.id if program else None,
            author_id=dice.choice(staff).id,
            name="a.pdf",
            kind="other",
            media_type="application/pdf",
            size=1,
            stored_as="x",
            wrapped_key=b"x",
        )
        session.add(row)
        session.flush()
        rows.append((row.id, row.author_id, reach, row.program_id, fact))
    return session, rows


def sees_file(who, row):
    """Say who sees a file, in plain Python: that of a form with the form, others by their scope."""
    _id, author, reach, program, fact = row
    if fact is not None:
        return sees(who, fact)
    if who.is_admin or author == who.staff_id or reach == "agency" or program in who.managed:
        return True
    return reach == "program" and (who.sees_all or program in who.programs)


@pytest.mark.parametrize("word", WORDS)
def test_a_file_is_seen_with_its_form_or_by_its_scope(files, world, word):
    session, rows = files
    who = session.info["viewer"] = viewer(world.north, word)
    expected = {row[0] for row in rows if sees_file(who, row)}
    assert set(session.scalars(select(ClientFile.id))) == expected
    assert {file.id for file in session.scalars(select(ClientFile))} == expected
    other = aliased(ClientFile)
    assert set(session.scalars(select(other.id))) == expected
    subquery = select(ClientFile.id).subquery()
    assert set(session.scalars(select(subquery.c.id))) == expected
    exists = select(ClientFile.id).where(ClientFile.client_id == Client.id).exists()
    assert (session.scalar(select(Client.id).where(exists)) is not None) == bool(expected)
    session.expunge_all()
    for row in rows[:12]:
        found = session.get(ClientFile, (world.north.id, row[0]))
        assert (found is not None) == (row[0] in expected)


def test_who_is_barred_from_a_client_sees_no_file_of_theirs(files, world):
    session, _rows = files
    for word in WORDS:
        who = replace(viewer(world.north, word), barred=frozenset({world.north.client.id}))
        session.info["viewer"] = who
        assert session.scalars(select(ClientFile.id)).all() == []


def test_a_plugin_switched_off_takes_the_files_of_its_forms_along(files, world):
    session, rows = files
    session.info["viewer"] = replace(viewer(world.north, "admin"), kinds=frozenset())
    left = set(session.scalars(select(ClientFile.id)))
    assert left == {row[0] for row in rows if row[4] is None}


def test_files_are_not_changed_in_bulk_nor_listed_for_nobody(files, world):
    session, _rows = files
    session.info["viewer"] = viewer(world.north, "admin")
    with pytest.raises(OcmsError):
        session.execute(update(ClientFile).values(name="b"))
    session.info.pop("viewer")
    with pytest.raises(NoViewerError):
        session.scalars(select(ClientFile))
