"""What a production start needs before there is a web page: an operator and a root key."""

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from ocms_core import cli
from ocms_core.accounts.passwords import passwords

WEAK, GOOD = "password1234", "granite lantern over moss"


@pytest.fixture
def operators(own_database, monkeypatch):
    """Return what lists the operators of a fresh database that the commands use."""
    for name, address in own_database.environment().items():
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("OCMS_BROKER_URL", "redis://nobody.example/0")

    def listed():
        engine = create_engine(own_database.owner)
        with engine.connect() as connection:
            found = connection.execute(
                text(
                    "select email, password_hash from account"
                    " join host_operator on account_id = account.id order by email"
                )
            ).all()
        engine.dispose()
        return {row.email: row.password_hash for row in found}

    return listed


def run(*arguments, typed=None):
    return CliRunner().invoke(cli.ocms, arguments, input=typed, catch_exceptions=False)


def test_operator_add_asks_until_the_password_is_not_weak(operators):
    typed = f"{WEAK}\n{WEAK}\n{GOOD}\n{GOOD}\n"
    result = run("operator", "add", "root@host.example", typed=typed)
    assert result.exit_code == 0
    assert "This password is easy to guess" in result.output
    assert result.output.endswith("root@host.example is a host operator.\n")
    assert passwords().verify(operators()["root@host.example"], GOOD)


def test_operator_add_prints_a_made_up_password_once_and_keeps_it_the_second_time(operators):
    result = run("operator", "add", "root@host.example", "--generate")
    password = result.output.split("shown this once: ")[1].strip()
    assert passwords().verify(operators()["root@host.example"], password)
    before = operators()
    again = run("operator", "add", "Root@host.example", "--generate")
    assert "keeps the present password" in again.output
    assert "shown this once" not in again.output
    assert operators() == before


def test_operator_add_refuses_what_is_no_address():
    result = run("operator", "add", "root at host")
    assert result.exit_code == 2
    assert "'root at host' is not an e-mail address." in result.output


def test_keys_new_writes_a_key_for_its_owner_alone_and_says_to_keep_it(tmp_path):
    file = tmp_path / "keys" / "root.key"
    result = run("keys", "new", str(file))
    assert result.exit_code == 0
    assert "Keep a copy in a safe place" in result.output
    assert len(bytes.fromhex(file.read_text())) == 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_keys_new_never_writes_over_a_key(tmp_path):
    file = tmp_path / "root.key"
    file.write_text("the old key")
    result = run("keys", "new", str(file))
    assert result.exit_code == 2
    assert "stays as it is" in result.output
    assert file.read_text() == "the old key"
