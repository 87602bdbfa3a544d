"""The keys of a whole installation change by commands, while people go on working."""

import base64
import datetime as dt
import threading

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from ocms_core import cli
from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Agency, Staff
from ocms_core.audit.services import apart
from ocms_core.clients.models import Client, ClientIdentifier
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.db.types import uuid7
from ocms_core.exports.models import ExportBatch, ExportRecord
from ocms_core.forms.drafts import DraftService
from ocms_core.security.roles import Role
from ocms_core.security.sealed import count_by_key
from ocms_core.security.vault import Vault

NUMBERS = [f"12-{at:04d}-7890" for at in range(1, 13)]


class House:
    """Two agencies with identifiers, a draft and a line of a funder's file; and the commands."""

    def __init__(self, urls, folder):
        self.file = folder / "root.key"
        self.engine = make_engine(urls.app)
        self.owner_engine = make_engine(urls.owner)
        self.vault = Vault.at(self.file, create=True)
        self.open_session = make_session_factory(self.engine, info={"vault": self.vault})
        self.ids = {code: self._agency(code) for code in ("one", "two")}

    def inside(self, code, vault=None):
        open_session = self.open_session
        if vault is not None:
            open_session = make_session_factory(self.engine, info={"vault": vault})
        return apart(open_session, self.ids[code])

    def run(self, *arguments):
        return CliRunner().invoke(cli.ocms, ["keys", *arguments], catch_exceptions=False)

    def clear(self, vault=None, code="one"):
        """Return everything that is sealed, in clear, as `vault` opens it."""
        with self.inside(code, vault) as db:
            seen = db.info["vault"]
            identifiers = sorted(row.value for row in db.scalars(select(ClientIdentifier)))
            draft = DraftService(db, self.staff[code])
            typed = draft.raw_of(draft.find("client:x"))
            record = db.scalar(select(ExportRecord))
            place = f"export_record|{record.id}|uci"
            cell = seen.open(db, base64.b64decode(record.cells["uci"]), place)
            found = db.scalars(
                select(ClientIdentifier.blind_index).where(
                    ClientIdentifier.blind_index == seen.blind(db, NUMBERS[3])
                )
            ).all()
            return identifiers, typed, cell, record.cells["name"], len(found)

    def counts(self, code="one"):
        with self.inside(code, Vault.at(self.file)) as db:
            return sorted(count_by_key(db).values())

    def _agency(self, code):
        with self.open_session() as db:
            agency = Agency(code=code, name=code, name_fr=code)
            db.add(agency)
            db.commit()
            agency_id = agency.id
        self.staff = getattr(self, "staff", {})
        with apart(self.open_session, agency_id) as db:
            self.vault.make_key(db)
            account = Account(email=f"{code}@x.example", agency_ids=[agency_id])
            db.add(account)
            db.flush()
            staff = Staff(
                id=uuid7(),
                account_id=account.id,
                first_name="A",
                last_name="B",
                role=Role.WORKER,
            )
            client = Client(id=uuid7(), number=1, first_name="Amina")
            db.add_all([staff, client])
            db.flush()
            self.staff[code] = staff.id
            for at, number in enumerate(NUMBERS):
                row = ClientIdentifier(
                    agency_id=agency_id, id=uuid7(), client_id=client.id, position=at
                )
                with db.no_autoflush:
                    db.add(row)
                    row.value = number
            db.flush()
            DraftService(db, staff.id).keep("client:x", [("name", "Zahra")], 1)
            batch = ExportBatch(
                exporter="x",
                file_key="x",
                period_from=dt.date(2026, 1, 1),
                period_to=dt.date(2026, 1, 31),
                made_by_id=staff.id,
            )
            db.add(batch)
            db.flush()
            key = uuid7()
            sealed = self.vault.seal(db, NUMBERS[0], f"export_record|{key}|uci")
            db.add(
                ExportRecord(
                    id=key,
                    batch_id=batch.id,
                    exporter="x",
                    file_key="x",
                    record_id=uuid7(),
                    position=1,
                    cells={"uci": base64.b64encode(sealed).decode(), "name": "AQID"},
                )
            )
        return agency_id


@pytest.fixture
def house(own_database, tmp_path, monkeypatch):
    for name, address in own_database.environment().items():
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("OCMS_BROKER_URL", "redis://nobody.example/0")
    monkeypatch.setenv("OCMS_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    made = House(own_database, tmp_path)
    yield made
    made.engine.dispose()
    made.owner_engine.dispose()


WHOLE = (sorted(NUMBERS), {"name": ["Zahra"]}, NUMBERS[0], "AQID", 1)


def test_an_agency_gets_a_new_key_and_everything_is_sealed_with_it(house):
    assert house.clear() == WHOLE
    values = len(NUMBERS) + 2
    assert house.counts() == [values]
    result = house.run("rotate-agency", "one")
    assert result.exit_code == 0, result.output
    assert f"client_identifier.sealed: {len(NUMBERS)} sealed anew" in result.output
    assert f"Done: {values} values." in result.output
    assert house.counts() == [values], "all under one key, and it is the new one"
    with house.inside("one") as db:
        key_id = house.vault.current(db)
        assert {Vault.key_of(row) for row in db.scalars(select(ClientIdentifier.sealed))} == {
            key_id
        }
    assert house.clear() == house.clear(Vault.at(house.file)) == WHOLE
    assert house.clear(code="two") == WHOLE, "the other agency is left alone"
    again = house.run("rotate-agency", "one", "--resume")
    assert "Done: 0 values." in again.output


def test_a_rotation_that_was_stopped_goes_on_where_it_was(house, monkeypatch):
    monkeypatch.setattr("ocms_core.security.sealed.BATCH", 5)
    told = []

    def stop(_column, moved):
        told.append(moved)
        if sum(told) >= 5:
            raise KeyboardInterrupt

    from ocms_core.security import sealed

    with house.inside("one") as db:
        house.vault.new_key(db)
    owner = make_session_factory(house.owner_engine, info={"vault": house.vault})
    with pytest.raises(KeyboardInterrupt):
        sealed.reseal_agency(owner, house.ids["one"], stop)
    assert len(house.counts()) == 2, "some under the old key, some under the new"
    assert house.clear(Vault.at(house.file)) == WHOLE
    result = house.run("rotate-agency", "one", "--resume")
    assert result.exit_code == 0
    assert len(house.counts()) == 1
    assert house.clear(Vault.at(house.file)) == WHOLE


def test_people_who_save_while_keys_change_lose_nothing(house, monkeypatch):
    """Other processes, with vaults of their own, write through several rotations."""
    monkeypatch.setattr("ocms_core.security.sealed.BATCH", 3)
    done, problems = threading.Event(), []

    def work(at):
        vault, turn = Vault.at(house.file), 0
        try:
            while not done.is_set():
                turn += 1
                with house.inside("one", vault) as db:
                    row = db.scalars(
                        select(ClientIdentifier).where(ClientIdentifier.position == at)
                    ).one()
                    assert row.value == NUMBERS[at]
                    row.value = NUMBERS[at]
        except Exception as problem:  # noqa: BLE001  told to the test
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(at,)) for at in (0, 5)]
    for thread in threads:
        thread.start()
    for _turn in range(3):
        assert house.run("rotate-agency", "one").exit_code == 0
        assert house.run("rotate-root").exit_code == 0
    done.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert house.run("rotate-agency", "one", "--resume").exit_code == 0
    assert len(house.counts()) == 1
    assert house.clear(Vault.at(house.file)) == WHOLE


def test_what_no_key_opens_is_told_and_left(house):
    with house.inside("one") as db:
        db.execute(
            update(ClientIdentifier)
            .where(ClientIdentifier.position == 2)
            .values(sealed=b"\x01" + bytes(40))
        )
    result = house.run("rotate-agency", "one")
    assert result.exit_code == 1
    assert "client_identifier.sealed: 1 values open with no key" in result.output


def test_the_root_key_changes_in_three_steps_and_the_old_one_goes_last(house):
    old = house.vault.roots.current.hex()
    early = house.run("rotate-root", "--finish")
    assert "nothing to take out" in early.output
    assert "Copy the file" in house.run("rotate-root", "--prepare").output
    new, kept = house.file.read_text().split()
    assert kept == old != new
    refused = house.run("rotate-root", "--finish")
    assert refused.exit_code == 2
    assert "still wrapped by an older root key" in refused.output
    result = house.run("rotate-root")
    assert "going on with it" in result.output
    assert "4 keys of agencies were wrapped anew" in result.output
    assert house.file.read_text().split() == [new, old]
    assert house.clear() == house.clear(Vault.at(house.file)) == WHOLE
    assert "alone" in house.run("rotate-root", "--finish").output
    assert house.file.read_text().split() == [new]
    assert house.clear(Vault.at(house.file)) == house.clear(code="two") == WHOLE


def test_the_list_of_keys_shows_names_and_counts_but_no_key(house):
    house.run("rotate-agency", "one")
    with house.inside("one") as db:
        secrets = [
            house.vault.roots.current,
            *house.vault._load(db, house.ids["one"]).data.values(),
        ]
    result = house.run("list", "--count")
    assert result.exit_code == 0
    lines = [line for line in result.output.splitlines() if line.startswith("Agency one")]
    assert [("in use" in line, "older" in line, "search index" in line) for line in lines] == [
        (False, True, False),
        (False, False, True),
        (True, False, False),
    ]
    assert lines[0].endswith(", 0 values")
    assert lines[2].endswith(f", {len(NUMBERS) + 2} values")
    assert all(secret.hex() not in result.output for secret in secrets)


def test_commands_say_what_is_wrong(house, monkeypatch, tmp_path):
    assert "There are: one, two." in house.run("rotate-agency", "three").output
    assert house.run("rotate-root", "--prepare", "--finish").exit_code == 2
    monkeypatch.setenv("OCMS_ROOT_KEY_FILE", str(tmp_path / "nowhere.key"))
    result = house.run("list")
    assert result.exit_code == 2
    assert "set OCMS_ROOT_KEY_FILE" in result.output
