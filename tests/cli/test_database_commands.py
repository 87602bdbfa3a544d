"""`ocms db check` and `ocms db revision`; and a help that begins with no warning."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from ocms_core import cli


@pytest.fixture
def database(own_database, monkeypatch):
    """Let the commands use a fresh migrated database."""
    for name, address in own_database.environment().items():
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("OCMS_BROKER_URL", "redis://nobody.example/0")
    return own_database


def run(*arguments):
    return CliRunner().invoke(cli.ocms, arguments, catch_exceptions=False)


def test_check_says_that_models_and_migrations_agree(database):
    result = run("db", "check")
    assert (result.exit_code, result.output) == (0, "Models and migrations agree.\n")


def test_check_names_what_differs_and_fails(database):
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("alter table site add column left_over text"))
        connection.execute(text("alter table site drop column unit"))
        connection.execute(text("drop table dummy_stamp"))
    engine.dispose()
    result = run("db", "check")
    assert result.exit_code == 1
    assert "left_over" in result.output
    assert "No revision adds the column unit to the table site.\n" in result.output
    assert "No revision makes the table dummy_stamp.\n" in result.output
    assert result.output.endswith("`ocms db revision BRANCH -m MESSAGE`.\n")


def test_revision_knows_the_branches_there_are():
    result = run("db", "revision", "nobody", "-m", "make a table")
    assert result.exit_code == 2
    assert "No branch is called 'nobody'. There are: core, " in result.output


@pytest.mark.parametrize("group", ["db", "import", "keys", "operator", "plugin", "services"])
def test_every_group_says_what_it_does(group):
    result = run(group, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: ocms {group}")


def test_help_comes_without_a_warning():
    program = Path(sys.executable).with_name("ocms")
    done = subprocess.run([program, "--help"], capture_output=True, check=True, text=True)  # noqa: S603
    assert done.stderr == ""
    assert done.stdout.startswith("Usage: ocms")
