"""Merge then undo is identity, whatever two records hold and however often they are merged."""

import datetime as dt
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ocms_core.clients.models import Client, ClientName, Family
from ocms_core.clients.rows import EmergencyContact, PastAnswer
from ocms_core.db.base import Base
from ocms_core.db.types import uuid7
from ocms_core.duplicates.profiles import MERGED, SURVIVOR, asked_of
from ocms_core.files.models import ClientFile
from ocms_core.forms.models import ServiceForm
from ocms_core.notes.models import CaseNote
from ocms_core.privacy.models import ConsentEntry
from ocms_core.service_sessions.models import SessionClient
from tests.plugins.testdummy.models import DummyCard, DummyStamp

# What tells that it happened, and is not undone.
TELLING = {"client_merge", "change_log", "access_log", "access_log_client", "client_pair"}
COUNTED_UP = {"client": {"revision", "updated_at"}}

NAMES = st.sampled_from(["Amina", "Aminah", "Oleksandr", "Nguyen", None])
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "anonymous": st.integers(0, 5).map(lambda dice: dice == 0),
            "first": NAMES,
            "last": NAMES,
            "gender": st.sampled_from(["woman", "man", None]),
            "phones": st.lists(st.sampled_from(["416 555 0101", "4165550101", "647-555-0102"])),
            "uci": st.sampled_from(["1234-5678", "12345678", "9999-0001", None]),
            "family": st.sampled_from([0, 1, None]),
            "other_name": NAMES,
            "contact": NAMES,
            "moved_from": NAMES,
            "consent": st.sampled_from(["given", "refused", None]),
            "card": st.sampled_from(["red", "blue", None]),
            "stamps": st.sets(st.integers(1, 3)),
            "note": st.sampled_from(["agency", "private", None]),
            "file": st.booleans(),
            "avoid": st.sampled_from([True, False, None]),
        }
    ),
    min_size=2,
    max_size=4,
)
SESSIONS = st.lists(
    st.tuples(st.sets(st.integers(0, 3), max_size=3), st.booleans(), st.booleans()), max_size=5
)
MERGES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.randoms(use_true_random=False)),
    min_size=1,
    max_size=3,
)


@given(people=PEOPLE, sessions=SESSIONS, merges=MERGES)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_merge_then_undo_is_identity(registry, people, sessions, merges):
    with registry.db.begin_nested() as example:
        clients = fill(registry, people, sessions)
        standing, before = [], []
        for one, other, dice in merges:
            survivor, merged = clients[one % len(clients)], clients[other % len(clients)]
            gone = {merge.merged_id for merge in standing}
            if survivor is merged or {survivor.id, merged.id} & gone:
                continue
            if survivor.kind == "anonymous" and merged.kind == "named":
                survivor, merged = merged, survivor
            picture = look(registry)
            keys = ["family_id", *(bound.key for bound in asked_of(survivor.kind))]
            choices = {key: dice.choice([SURVIVOR, MERGED]) for key in keys if dice.random() < 0.7}
            standing.append(registry.merge(survivor, merged, **choices))
            before.append(picture)
            assert look(registry) != picture
            assert not referring(registry, merged)
        for merge, picture in zip(reversed(standing), reversed(before), strict=True):
            assert registry.undo(merge) is False
            after = look(registry)
            assert after == picture, differences(picture, after)
        registry.db.expunge_all()
        example.rollback()


def fill(registry, people, sessions):
    """Write the clients and their history."""
    db = registry.db
    families = [Family(id=uuid7(), code=f"T{uuid7()}") for _turn in range(2)]
    db.add_all(families)
    db.flush()
    clients = []
    for person in people:
        if person["anonymous"]:
            client = registry.client(kind="anonymous", gender=person["gender"])
        else:
            client = registry.client(
                person["first"],
                person["last"],
                gender=person["gender"],
                phones=[*dict.fromkeys(person["phones"])][:1],
                uci=person["uci"],
                street=person["last"],
            )
            for phone in client.phones:
                phone.avoid, phone.may_leave_message = person["avoid"], person["file"]
            rows_of(db, client, person)
        family = person["family"]
        client.family_id = None if family is None else families[family].id
        clients.append(client)
        records_of(registry, client, person)
    db.flush()
    for number, (members, shared, private) in enumerate(sessions):
        present = sorted({member % len(clients) for member in members})
        record = registry.session(*(clients[at] for at in present), day=number + 1, forms=shared)
        for at in present:
            registry.form(record if shared else None, clients[at], private=private)
    db.flush()
    db.expire_all()
    return clients


def rows_of(db, client, person):
    """Add what a profile and its ledger may hold beside."""
    if person["other_name"]:
        db.add(ClientName(id=uuid7(), client_id=client.id, name=person["other_name"]))
    if person["contact"]:
        db.add(EmergencyContact(id=uuid7(), client_id=client.id, name=person["contact"]))
    if person["moved_from"]:
        day = dt.date(2025, 1, 1)
        db.add(PastAnswer(client_id=client.id, question="status", answer="active", until=day))
    if person["consent"]:
        db.add(
            ConsentEntry(
                client_id=client.id,
                purpose="research",
                answer=person["consent"],
                answered_on=dt.date(2026, 1, 1),
            )
        )
    if person["card"]:
        card = DummyCard(id=uuid7(), client_id=client.id, colour=person["card"])
        db.add(card)
        db.flush()
        for day in person["stamps"]:
            db.add(DummyStamp(card_id=card.id, day=dt.date(2026, 1, 1) + timedelta(days=day)))


def records_of(registry, client, person):
    """Add what other domains keep of a client."""
    db, staff = registry.db, registry.staff
    if person["note"]:
        db.add(
            CaseNote(
                client_id=client.id,
                author_id=staff.id,
                text="A note.",
                kind="conversation",
                about_on=dt.date(2026, 1, 1),
                scope=person["note"],
            )
        )
    if person["file"]:
        db.add(
            ClientFile(
                client_id=client.id,
                scope="agency",
                author_id=staff.id,
                name="letter.pdf",
                kind="other",
                media_type="application/pdf",
                size=1,
                stored_as="nowhere",
                wrapped_key=b"sealed",
            )
        )


def look(registry):
    """Return every row of the agency by table and key, without what tells of the merges."""
    registry.db.flush()
    found = {}
    for name, table in Base.metadata.tables.items():
        if name in TELLING or "agency_id" not in table.c or name == "outbox":
            continue
        left_out = COUNTED_UP.get(name, set())
        columns = [column for column in table.c if column.name not in left_out]
        rows = registry.db.execute(
            select(*columns).where(table.c.agency_id == registry.north.id)
        ).mappings()
        for row in rows:
            found[name, str(row.get("id"))] = dict(row)
    return found


def referring(registry, merged):
    """Return the rows that still refer to a record that was merged."""
    beyond = {"beyond_visibility": True}
    return [
        *registry.db.scalars(
            select(ServiceForm.id).where(ServiceForm.client_id == merged.id),
            execution_options=beyond,
        ),
        *registry.db.scalars(select(SessionClient.id).where(SessionClient.client_id == merged.id)),
        *registry.db.scalars(select(DummyCard.id).where(DummyCard.client_id == merged.id)),
        *registry.db.scalars(
            select(CaseNote.id).where(CaseNote.client_id == merged.id), execution_options=beyond
        ),
        *registry.db.scalars(
            select(ClientFile.id).where(ClientFile.client_id == merged.id),
            execution_options=beyond,
        ),
        *registry.db.scalars(select(ConsentEntry.id).where(ConsentEntry.client_id == merged.id)),
        *registry.db.scalars(select(Client.id).where(Client.id == merged.id)),
    ]


def differences(before, after):
    """Return what differs, for the message of a failed test."""
    return {
        key: (before.get(key), after.get(key))
        for key in {*before, *after}
        if before.get(key) != after.get(key)
    }


def test_a_card_of_each_becomes_one_with_the_stamps_of_both(registry):
    """What hangs on a row that a unique key keeps out goes to its twin, doubles left out again."""
    one, other = registry.client("Amina"), registry.client("Aminah")
    cards = [DummyCard(id=uuid7(), client_id=who.id, colour="red") for who in (one, other)]
    registry.db.add_all(cards)
    registry.db.flush()
    for card, days in ((cards[0], (1, 2)), (cards[1], (2, 3))):
        registry.db.add_all(DummyStamp(card_id=card.id, day=dt.date(2026, 1, day)) for day in days)
    merge = registry.merge(one, other)
    stamps = select(DummyStamp.card_id, DummyStamp.day).order_by(DummyStamp.day)
    first = cards[0].id
    assert registry.db.execute(stamps).all() == [
        (first, dt.date(2026, 1, day)) for day in (1, 2, 3)
    ]
    registry.undo(merge)
    of_other = select(DummyStamp.day).where(DummyStamp.card_id == cards[1].id)
    assert {day.day for day in registry.db.scalars(of_other)} == {2, 3}
