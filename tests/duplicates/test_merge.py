"""Merging two records: everything moves, nothing doubles, and undoing brings it back."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from ocms_core.audit.models import ChangeLog
from ocms_core.clients.models import Client, ClientAlias, ClientIdentifier, ClientPhone
from ocms_core.clients.search import ClientSearch
from ocms_core.clients.services import ClientService
from ocms_core.duplicates.models import ClientMerge
from ocms_core.duplicates.moving import links_to
from ocms_core.duplicates.services import CannotMergeError, CannotUndoError, forget_merges
from ocms_core.errors import MergedClientError, NotFoundError
from ocms_core.forms.models import ServiceForm
from ocms_core.plugins.manager import registries
from ocms_core.referrals.models import FollowUp, Partner
from ocms_core.service_sessions.models import SessionClient
from ocms_core.testing.statements import count_statements
from tests.plugins.testdummy import plugin as dummy


@pytest.fixture
def amina(registry):
    return registry.client(
        "Amina",
        "Hassan",
        birth_date="1990-05-12",
        phones=["416-555-0101", "416 555 0102"],
        uci="1234-5678",
        street="King",
    )


@pytest.fixture
def aminah(registry):
    return registry.client(
        "Aminah",
        "Hasan",
        birth_date="1990-05-12",
        gender="woman",
        email="amina@example.org",
        has_email=True,
        phones=["(416) 555-0102", "647 555 0199"],
        uci="12345678",
        street="Queen",
    )


def count_of(db, model, client):
    return db.scalar(select(func.count()).select_from(model).where(model.client_id == client.id))


def test_everything_moves_and_the_record_is_in_no_list(registry, amina, aminah):
    for day in range(1, 4):
        registry.session(aminah, day=day)
    registry.merge(amina, aminah)
    db = registry.db
    assert count_of(db, ServiceForm, amina) == 3
    assert count_of(db, SessionClient, amina) == 3
    assert count_of(db, ServiceForm, aminah) == count_of(db, SessionClient, aminah) == 0
    assert db.scalar(select(Client.id).where(Client.id == aminah.id)) is None
    assert amina.id in set(db.scalars(select(Client.id)))
    assert db.get(Client, (amina.agency_id, aminah.id), populate_existing=True) is None


def test_values_are_chosen_one_by_one_and_gaps_are_filled(registry, amina, aminah):
    registry.merge(amina, aminah, last_name="merged")
    assert (amina.first_name, amina.last_name) == ("Amina", "Hasan")
    assert amina.gender == "woman", "the survivor had none"
    assert amina.email == "amina@example.org"
    assert amina.name_key == "hasan amina"


def test_rows_are_joined_without_doubles(registry, amina, aminah):
    registry.merge(amina, aminah, addresses="merged")
    numbers = [phone.number for phone in sorted(amina.phones, key=lambda row: row.position)]
    assert numbers == ["416-555-0101", "416 555 0102", "647 555 0199"]
    assert [row.value for row in amina.identifiers] == ["1234-5678"]
    streets = [row.street_name for row in sorted(amina.addresses, key=lambda row: row.position)]
    assert streets == ["Queen", "King"], "the present one is the one that was chosen"


def test_a_copied_identifier_opens_and_is_found(registry, amina):
    other = registry.client("Amina", "Hassan", uci="9999-0001")
    registry.merge(amina, other)
    registry.db.expire_all()
    assert {row.value for row in amina.identifiers} == {"1234-5678", "9999-0001"}
    found = ClientSearch(registry.db).find("99990001")
    assert [match.client.id for match in found] == [amina.id]


def test_both_in_one_session_is_once_in_it(registry, amina, aminah):
    record = registry.session(amina, aminah)
    registry.merge(amina, aminah)
    lines = registry.db.scalars(
        select(SessionClient.client_id).where(SessionClient.session_id == record.id)
    ).all()
    assert lines == [amina.id]
    assert count_of(registry.db, ServiceForm, amina) == 2


def test_the_old_number_finds_the_survivor(registry, amina, aminah):
    registry.merge(amina, aminah)
    service = ClientService(registry.db)
    assert service.require(aminah.number).id == amina.id
    with pytest.raises(MergedClientError) as moved:
        service.require(aminah.number, lock=True)
    assert moved.value.number == amina.number
    found = ClientSearch(registry.db).find(str(aminah.number))
    assert [match.client.id for match in found] == [amina.id]


def test_a_chain_keeps_every_number(registry, amina, aminah):
    third = registry.client("Amena", "Hassan")
    registry.merge(aminah, third)
    registry.merge(amina, aminah)
    service = ClientService(registry.db)
    for number in (third.number, aminah.number, amina.number):
        assert service.require(number).id == amina.id
    assert set(registry.db.scalars(service.former_ids(amina))) == {third.id, aminah.id}


def test_undoing_brings_everything_back(registry, amina, aminah):
    shared = registry.session(amina, aminah)
    registry.session(aminah, day=2)
    merge = registry.merge(amina, aminah, first_name="merged", addresses="merged")
    assert registry.undo(merge) is False
    db = registry.db
    assert amina.first_name == "Amina"
    assert len(amina.phones) == 2
    assert [row.street_name for row in amina.addresses] == ["King"]
    assert count_of(db, ServiceForm, aminah) == 2
    lines = db.scalars(
        select(SessionClient.client_id).where(SessionClient.session_id == shared.id)
    ).all()
    assert set(lines) == {amina.id, aminah.id}
    assert ClientService(db).require(aminah.number).id == aminah.id
    assert db.scalar(select(func.count()).select_from(ClientAlias)) == 0
    assert db.get_one(ClientMerge, (merge.agency_id, merge.id)).sealed is None


def test_what_was_added_or_changed_since_stays_with_the_survivor(registry, amina, aminah):
    merge = registry.merge(amina, aminah)
    db = registry.db
    added = registry.session(amina, day=9)
    amina.gender = "another"
    copied = next(phone for phone in amina.phones if phone.number.startswith("647"))
    copied.number = "647 555 0200"
    db.flush()
    assert registry.undo(merge) is True
    assert amina.gender == "another"
    assert "647 555 0200" in {phone.number for phone in amina.phones}
    assert {phone.number for phone in aminah.phones} == {"(416) 555-0102", "647 555 0199"}
    assert count_of(db, ServiceForm, amina) == 1
    assert db.scalar(select(ServiceForm.client_id).where(ServiceForm.session_id == added.id)) == (
        amina.id
    )


def test_a_form_added_since_keeps_the_survivor_in_its_session(registry, amina, aminah):
    record = registry.session(aminah)
    merge = registry.merge(amina, aminah)
    registry.form(record, amina)
    registry.undo(merge)
    lines = registry.db.scalars(
        select(SessionClient.client_id).where(SessionClient.session_id == record.id)
    ).all()
    assert set(lines) == {amina.id, aminah.id}


def test_undo_is_refused_late_twice_and_under_a_later_merge(registry, amina, aminah):
    third = registry.client("Amena", "Hassan")
    first = registry.merge(amina, aminah)
    second = registry.merge(amina, third)
    with pytest.raises(CannotUndoError) as refused:
        registry.undo(first)
    assert (refused.value.code, refused.value.later.id) == ("later", second.id)
    registry.undo(second)
    with pytest.raises(CannotUndoError, match="undone"):
        registry.undo(second)
    month_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=30, minutes=1)
    registry.db.execute(update(ClientMerge).values(merged_at=month_ago))
    with pytest.raises(CannotUndoError, match="late"):
        registry.undo(first)


def test_a_named_client_is_never_merged_into_an_anonymous_one(registry, amina):
    walk_in = registry.client(kind="anonymous", postal_code="M5V 2T6")
    with pytest.raises(CannotMergeError):
        registry.merge(walk_in, amina)
    registry.session(walk_in)
    registry.merge(amina, walk_in)
    assert count_of(registry.db, ServiceForm, amina) == 1
    other = registry.client(kind="anonymous")
    another = registry.client(kind="anonymous", gender="man")
    registry.merge(other, another)
    assert other.gender == "man"


def test_who_is_merged_already_is_not_there_to_merge(registry, amina, aminah):
    registry.merge(amina, aminah)
    with pytest.raises(NotFoundError):
        registry.service.pair(amina.id, aminah.id)


def test_private_forms_of_others_move_unseen(registry, amina, aminah, world):
    from ocms_core.testing.world import viewer

    form = registry.form(None, aminah, private=True)
    registry.db.info["viewer"] = viewer(world.north, "stranger")
    merge = registry.merge(amina, aminah)
    seen = select(ServiceForm.client_id).where(ServiceForm.id == form.id)
    beyond = {"beyond_visibility": True}
    assert registry.db.scalar(seen) is None
    assert registry.db.scalar(seen, execution_options=beyond) == amina.id
    registry.undo(merge)
    assert registry.db.scalar(seen, execution_options=beyond) == aminah.id


def test_both_records_are_in_the_change_log(registry, amina, aminah):
    merge = registry.merge(amina, aminah)
    registry.undo(merge)
    rows = registry.db.scalars(select(ChangeLog).order_by(ChangeLog.id)).all()
    told = {(row.record_id, row.detail["action"], row.detail["number"]) for row in rows}
    assert told == {
        (str(one.id), action, other.number)
        for one, other in ((amina, aminah), (aminah, amina))
        for action in ("merged", "merge_undone")
    }


def test_plugins_are_told(registry, amina, aminah):
    dummy.merged.clear()
    merge = registry.merge(amina, aminah)
    registry.undo(merge)
    assert dummy.merged == [(amina.id, aminah.id, False), (amina.id, aminah.id, True)]


def test_what_is_kept_for_the_undoing_is_sealed(registry, amina, aminah):
    merge = registry.merge(amina, aminah, first_name="merged")
    assert b"Amina" not in merge.sealed
    assert "Amina" not in str(merge.moved)
    assert amina.first_name == "Aminah"


@pytest.mark.parametrize(("days", "kept"), [(30, True), (32, False)])
def test_what_is_kept_for_the_undoing_is_emptied_when_nobody_can_undo(
    registry, amina, aminah, days, kept
):
    record = registry.merge(amina, aminah)
    record.merged_at -= dt.timedelta(days=days)
    registry.db.flush()
    forget_merges(registry.db)
    registry.db.refresh(record)
    assert (record.sealed is not None) is kept


def test_the_number_of_statements_does_not_grow_with_the_history(
    registry, amina, aminah, connection
):
    def statements(one, other):
        registry.db.flush()
        with count_statements(connection) as sent:
            merge = registry.merge(one, other)
        with count_statements(connection) as undoing:
            registry.undo(merge)
        return len(sent), len(undoing), str(sent)

    few = statements(amina, aminah)
    for day in range(1, 25):
        registry.session(amina, aminah, day=day)
        registry.session(aminah, day=day)
    many = statements(amina, aminah)
    assert many[0] <= few[0] + 2, many[2]
    assert many[0] <= 30, many[2]


def test_every_reference_to_clients_is_known_to_move_or_to_stay(registry):
    """A table keyed by the client's own id could not be told apart after moving."""
    registries()
    moving = {(link.table.name, link.column) for link in links_to("client")}
    assert {("session_client", "client_id"), ("service_form", "client_id")} <= moving
    assert ("client_alias", "client_id") in moving
    assert ("client_merge", "merged_id") not in moving
    assert ("client", "merged_into_id") not in moving
    assert all(column != "id" for _table, column in moving)


def test_no_row_of_the_profile_is_left_with_nobody(registry, amina, aminah):
    registry.merge(amina, aminah)
    rows = registry.db.scalars(select(ClientPhone.client_id)).all()
    assert set(rows) == {amina.id, aminah.id}
    assert set(registry.db.scalars(select(ClientIdentifier.client_id))) == {amina.id, aminah.id}


def test_a_double_whose_session_is_gone_stays_away(registry, amina, aminah):
    """One of two doubles can come back; the undoing does not fail for the other."""
    gone, kept = registry.session(amina, aminah, forms=False), registry.session(amina, aminah)
    merge = registry.merge(amina, aminah)
    registry.db.delete(gone)
    registry.db.flush()
    registry.undo(merge)
    lines = registry.db.scalars(
        select(SessionClient.session_id).where(SessionClient.client_id == aminah.id)
    ).all()
    assert lines == [kept.id]


def test_the_answer_that_protects_the_client_wins(registry, amina, aminah):
    """Who asked once not to be called at a number is not called there after a merge."""
    amina.phones[1].may_leave_message, aminah.phones[0].may_leave_message = True, False
    aminah.phones[0].avoid = True
    amina.may_phone, aminah.may_phone = True, False
    amina.needs_interpreter, aminah.needs_interpreter = True, False
    registry.db.flush()
    merge = registry.merge(amina, aminah)
    double = next(phone for phone in amina.phones if phone.number == "416 555 0102")
    assert (double.avoid, double.may_leave_message) == (True, False)
    assert (amina.may_phone, amina.needs_interpreter) == (False, True)
    assert registry.undo(merge) is False
    double = next(phone for phone in amina.phones if phone.number == "416 555 0102")
    assert (double.avoid, double.may_leave_message) == (None, True)
    assert amina.may_phone is True


def test_tasks_and_referrals_move_with_what_became_of_them(registry, amina, aminah):
    db, north = registry.db, registry.north
    partner = Partner(name="Harbour Clinic")
    form = registry.form(registry.session(aminah, forms=False), aminah)
    mine = registry.form(registry.session(amina, forms=False), amina)
    db.add(partner)
    db.flush()
    shared = {"author_id": registry.staff.id, "made_on": dt.date(2026, 3, 1)}
    db.add_all(
        [
            # The same tick of each one's form: what is unique to a form stays apart.
            FollowUp(
                client_id=amina.id, form_id=mine.id, origin="topics.a", need="housing", **shared
            ),
            FollowUp(
                client_id=aminah.id, form_id=form.id, origin="topics.a", need="housing", **shared
            ),
            FollowUp(client_id=aminah.id, kind="task", reason="Call the school", **shared),
            FollowUp(
                client_id=aminah.id,
                kind="internal",
                reason="Classes",
                to_program_id=north.programs[1].id,
                status="accepted",
                assigned_id=registry.staff.id,
                **shared,
            ),
            FollowUp(
                client_id=aminah.id,
                kind="external",
                reason="A doctor",
                partner_id=partner.id,
                status="completed",
                outcome="Seen.",
                outcome_on=dt.date(2026, 4, 1),
                private=True,
                **shared,
            ),
        ]
    )
    db.flush()

    def rows():
        statement = select(FollowUp.__table__).order_by(FollowUp.__table__.c.id)
        return [dict(row) for row in db.execute(statement).mappings()]

    before = rows()
    merge = registry.merge(amina, aminah)
    assert [row["client_id"] for row in rows()] == [amina.id] * 5
    moved = [{**row, "client_id": amina.id} for row in before]
    assert rows() == moved, "nothing but whose they are changes"
    assert registry.undo(merge) is False
    assert rows() == before
