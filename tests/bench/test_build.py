import datetime as dt

from sqlalchemy import func, select, text
from sqlalchemy.orm import selectinload

from bench.sizes import SIZES
from ocms_core.agencies.models import AgencyCounter
from ocms_core.clients.models import NAMED_WITHOUT, Client, ClientIdentifier
from ocms_core.db.models import load_models
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.plugins.manager import registries

TODAY = dt.datetime.now(dt.UTC).date()


def test_shares_add_up():
    for size in SIZES.values():
        assert sum(size.shares(size.forms)) == size.forms
        assert len(size.shares(size.forms)) == size.agencies
    assert SIZES["full"].shares(5_000_000)[0] == 1_000_000


def test_has_as_many_rows_as_its_size_says(built):
    forms = clients = 0
    for code in ("bench-1", "bench-2"):
        with built.session(code) as db:
            own = db.scalar(select(func.count()).select_from(Client))
            counter = db.scalar(select(AgencyCounter.next_value))
            assert counter == own + 1
            clients += own
            forms += db.scalar(text("select count(*) from service_form"))
    assert (clients, forms) == (built.size.clients, built.size.forms)


def test_every_row_points_to_rows_that_are_there(built):
    """COPY ran without foreign keys where it could; so every one of them is checked here."""
    for code in ("bench-1", "bench-2"):
        with built.session(code) as db:
            for table in load_models().sorted_tables:
                for key in table.foreign_key_constraints:
                    pairs = [(e.parent.name, e.column.name) for e in key.elements]
                    target = key.referred_table.name
                    if "agency_id" not in key.referred_table.c or "agency_id" not in table.c:
                        continue
                    join = " and ".join(f"t.{theirs} = s.{ours}" for ours, theirs in pairs)
                    given = " and ".join(f"s.{ours} is not null" for ours, _theirs in pairs)
                    lost = db.scalar(
                        text(
                            f"select count(*) from {table.name} s left join {target} t on {join}"  # noqa: S608
                            f" where {given} and t.agency_id is null"
                        )
                    )
                    assert lost == 0, (table.name, key.name)


def test_states_are_what_the_engine_says(built):
    with built.session("bench-2") as db:
        choices = AgencyChoices(db, "en")
        judged = 0
        for model in registries().forms.every().values():
            editor = Editor(model, choices, locale="en", today=TODAY)
            blocks = [selectinload(getattr(model, block)) for block in model.__form__.blocks]
            some = select(model).options(*blocks).limit(150)
            for record in db.scalars(some.execution_options(beyond_visibility=True)):
                submission = editor.judge(editor.raw_of(record), record=record)
                assert not submission.errors
                assert editor.apply(record, submission) == []
                assert record.is_complete == submission.is_complete
                judged += 1
        db.rollback()
        assert judged > 300
        editor = Editor(Client, choices, locale="en", today=TODAY, without=NAMED_WITHOUT)
        for client in db.scalars(select(Client).limit(150)):
            submission = editor.judge(editor.raw_of(client), record=client)
            assert not submission.errors
            assert (client.state == "complete") == submission.is_complete
        db.rollback()


def test_identifiers_open(built):
    with built.session("bench-1") as db:
        held = db.scalars(select(ClientIdentifier).limit(10)).all()
        assert len(held) == 10
        assert all(built.vault.blind(db, row.value) == row.blind_index for row in held)
