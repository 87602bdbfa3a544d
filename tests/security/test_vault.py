"""A second key hides nothing, a moved value does not open, and search survives every change."""

import hmac
import os
import uuid

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, select

from ocms_core.agencies.models import Agency
from ocms_core.db import scope
from ocms_core.db.models import load_models
from ocms_core.security.models import AgencyKey
from ocms_core.security.root_key import (
    RootKeys,
    name_of,
    read_root_key,
    read_root_keys,
    write_root_keys,
)
from ocms_core.security.sealed import sealed_columns
from ocms_core.security.vault import Vault, VaultError
from ocms_core.testing.statements import count_statements

# Bytes that are no sealed values: hashes, blind indexes, and the wrapped keys themselves, which
# the root key closes and `ocms keys rotate-root` wraps anew.
NOT_SEALED = {
    "account_token.token_hash",
    "agency_key.wrapped",
    "client_identifier.blind_index",
    "groups_card.code_hash",
    "groups_kiosk.device_hash",
    "import_row.digest",
    "sign_in_attempt.email_hash",
    "web_session.token_hash",
}


@pytest.fixture
def vault():
    return Vault(os.urandom(32))


@pytest.fixture
def agency(db):
    row = Agency(code="keys", name="Keys", name_fr="Clés")
    db.add(row)
    db.flush()
    scope.enter(db, row.id)
    return row


def old_key(db, vault, agency_id):
    """Write an agency's key as the first version of the vault did, and return it."""
    clear, nonce = os.urandom(32), os.urandom(12)
    wrapped = AESGCM(vault.roots.current).encrypt(nonce, clear, f"{agency_id}|key".encode())
    db.add(AgencyKey(wrapped=nonce + wrapped))
    db.flush()
    return clear


def old_seal(key, agency_id, text, place):
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), f"{agency_id}|{place}".encode())
    return b"\x01" + nonce + sealed


def test_every_column_of_bytes_is_known_to_rotation_or_known_not_to_be_sealed():
    sealed = {column.name for column in sealed_columns()}
    every = {
        f"{table.name}.{column.name}"
        for table in load_models().tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert every - sealed == NOT_SEALED, 'say info={"sealed": place} on the column'
    assert {"client_identifier.sealed", "draft.sealed", "export_record.cells"} <= sealed


def test_places_of_sealed_columns_name_columns_that_there_are():
    for column in sealed_columns():
        assert "id" in column.table.c
        assert "agency_id" in column.table.c
        assert all(bound is not None for bound in column.bound_columns())


def test_a_second_key_never_hides_what_the_first_sealed(db, agency, vault):
    vault.make_key(db)
    first = vault.seal(db, "12-3456", "here")
    index = vault.blind(db, "12-3456")
    key_id = vault.new_key(db)
    second = vault.seal(db, "12-3456", "here")
    assert Vault.key_of(second) == key_id != Vault.key_of(first)
    # A process that starts now, and one that ran before.
    for reader in (Vault(vault.roots.current), vault):
        assert reader.open(db, first, "here") == reader.open(db, second, "here") == "12-3456"
        assert reader.blind(db, "123 456") == index
    again = vault.reseal(db, first, "here")
    assert Vault.key_of(again) == key_id
    assert vault.reseal(db, again, "here") is None


def test_values_and_indexes_of_the_first_format_stay_and_are_upgraded(db, agency, vault):
    key = old_key(db, vault, agency.id)
    sealed = old_seal(key, agency.id, "T123", "here")
    index = hmac.digest(hmac.digest(key, b"blind index", "sha256"), b"T123", "sha256")
    assert vault.open(db, sealed, "here") == "T123"
    assert vault.blind(db, "t 123") == index
    moved = vault.reseal(db, sealed, "here")
    assert moved[:1] == b"\x02"
    assert vault.open(db, moved, "here") == "T123"
    vault.new_key(db)
    fresh = Vault(vault.roots.current)
    assert fresh.open(db, sealed, "here") == fresh.open(db, moved, "here") == "T123"
    assert fresh.blind(db, "T123") == index
    assert fresh.rewrap(db) == 1, "the first key names its root key now"
    assert Vault(vault.roots.current).open(db, sealed, "here") == "T123"


def test_a_running_process_takes_up_a_new_key_in_its_next_transaction(db, agency, vault):
    vault.make_key(db)
    other = Vault(vault.roots.current)
    before = Vault.key_of(other.seal(db, "a", "here"))
    db.commit()
    key_id = vault.new_key(db)
    db.commit()
    assert Vault.key_of(other.seal(db, "a", "here")) == key_id != before


def test_a_transaction_asks_once_which_key_seals(db, agency, vault, connection):
    vault.make_key(db)
    vault.seal(db, "a", "here")
    db.commit()
    with count_statements(connection) as sent:
        sealed = [vault.seal(db, "a", "here") for _ in range(5)]
        assert {vault.open(db, value, "here") for value in sealed} == {"a"}
    assert len(sent) == 1, str(sent)


def test_a_value_opens_at_its_place_and_in_its_agency_alone(db, agency, vault):
    vault.make_key(db)
    sealed = vault.seal(db, "mine", "one")
    with pytest.raises(VaultError):
        vault.open(db, sealed, "two")
    with pytest.raises(VaultError):
        Vault(os.urandom(32)).open(db, sealed, "one")
    other = Agency(code="other", name="Other", name_fr="Autre")
    db.add(other)
    db.flush()
    other_id = other.id
    db.commit()
    db.info["agency_id"] = None
    scope.enter(db, other_id)
    with pytest.raises(VaultError):
        vault.open(db, sealed, "one")
    vault.make_key(db)
    with pytest.raises(VaultError):
        vault.open(db, sealed, "one")


@settings(max_examples=40, deadline=None)
@given(data=st.data(), clear=st.binary(max_size=80))
def test_altered_and_cut_values_are_refused_with_one_error(data, clear):
    key_id, agency_id = uuid.uuid4(), 7
    vault, session = Vault(bytes(32)), FakeSession(agency_id, key_id)
    vault._keys[agency_id] = session.keys
    sealed = vault.seal_bytes(session, clear, "here")
    assert vault.open_bytes(session, sealed, "here") == clear
    at = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytearray(sealed)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    for wrong in (bytes(flipped), sealed[:at], sealed + b"\0", b""):
        with pytest.raises(VaultError):
            vault.open_bytes(session, wrong, "here")


class FakeSession:
    """A session of one agency with one key, which the vault has read already."""

    def __init__(self, agency_id, key_id):
        from ocms_core.security.vault import _Keys

        self.info = {"agency_id": agency_id, "vault_current": (self, key_id.bytes)}
        self.keys = _Keys({key_id: bytes(32)}, bytes(32))
        self.no_autoflush = self

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        return False

    def get_transaction(self):
        return self

    def scalars(self, _statement):
        return self

    def all(self):
        return []


def test_a_new_root_key_opens_through_the_file_while_processes_run(db, agency, tmp_path):
    file = tmp_path / "root.key"
    old = read_root_key(file, create=True)
    running, vault = Vault.at(file), Vault.at(file)
    vault.make_key(db)
    sealed = vault.seal(db, "a", "here")
    write_root_keys(file, [os.urandom(32), old])
    assert file.stat().st_mode & 0o777 == 0o600
    changer = Vault.at(file)
    assert changer.rewrap(db) == 2
    assert changer.rewrap(db) == 0
    assert set(db.scalars(select(AgencyKey.root))) == {name_of(read_root_key(file))}
    # It never read this agency's key before, and knows the old root key alone.
    assert running.open(db, sealed, "here") == "a"
    running.new_key(db)
    write_root_keys(file, [read_root_key(file)])
    assert Vault.at(file).open(db, sealed, "here") == "a"
    assert set(db.scalars(select(AgencyKey.root))) == {name_of(read_root_key(file))}
    with pytest.raises(VaultError, match="not in the file"):
        Vault(old).open(db, sealed, "here")


@pytest.mark.parametrize("text", ["", "zz", "00" * 31, f"{'00' * 32}\n12"])
def test_a_file_that_holds_no_root_key_is_refused(tmp_path, text):
    file = tmp_path / "root.key"
    file.write_text(text)
    with pytest.raises(VaultError, match="64 hexadecimal digits"):
        read_root_keys(file)


def test_root_keys_are_told_apart_by_names_that_give_nothing_away():
    keys = [os.urandom(32), os.urandom(32)]
    ring = RootKeys(keys)
    assert len(set(ring.names)) == 2
    assert all(key.hex()[:8] != name for key, name in zip(keys, ring.names, strict=True))
