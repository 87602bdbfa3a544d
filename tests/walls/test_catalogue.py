"""Every table of the core and of every plugin stands behind its agency's wall."""

import pytest
from sqlalchemy import text

from ocms_core.db.models import load_models
from ocms_core.db.walls import OUTSIDE_THE_WALL, SCOPE

METADATA = load_models()
TENANT_TABLES = sorted(
    table.name for table in METADATA.sorted_tables if table.name not in OUTSIDE_THE_WALL
)


@pytest.fixture
def catalogue(connection):
    """Return a reader of the catalogue, as the application's own role."""

    def read(statement, **values):
        return connection.execute(text(statement), values).all()

    return read


def test_every_table_of_the_database_is_known(catalogue):
    found = {
        name for (name,) in catalogue("select tablename from pg_tables where schemaname = 'public'")
    }
    assert found == {table.name for table in METADATA.sorted_tables} | {"alembic_version"}


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_wall_stands_and_is_forced(catalogue, table):
    ((enabled, forced),) = catalogue(
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = cast(:t as regclass)",
        t=table,
    )
    assert (enabled, forced) == (True, True)
    policies = dict(
        catalogue(
            "select polname, pg_get_expr(polqual, polrelid) || ' / ' ||"
            " pg_get_expr(polwithcheck, polrelid) from pg_policy"
            " where polrelid = cast(:t as regclass) and polname = 'tenant'",
            t=table,
        )
    )
    using, check = policies["tenant"].split(" / ")
    assert using == check
    assert "app.agency_id" in using
    assert "agency_id" in SCOPE


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_only_listed_policies_open_a_table_wider(catalogue, table):
    wider = {
        (name, role)
        for name, role in catalogue(
            "select p.polname, r.rolname from pg_policy p"
            " left join pg_roles r on r.oid = any(p.polroles)"
            " where p.polrelid = cast(:t as regclass) and p.polname <> 'tenant'",
            t=table,
        )
    }
    assert {role for _name, role in wider} <= {"ocms_finder", "ocms_platform"}
    if table != "agency_usage":
        assert ("platform", "ocms_platform") not in wider


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_every_key_begins_with_the_agency(table):
    columns = METADATA.tables[table]
    keys = [columns.primary_key, *(c for c in columns.constraints if _is_unique(c))]
    keys += [index for index in columns.indexes if index.unique]
    for key in keys:
        assert next(iter(key.columns)).name == "agency_id", key.name
    for foreign_key in columns.foreign_key_constraints:
        if foreign_key.referred_table.name in OUTSIDE_THE_WALL:
            continue
        assert foreign_key.column_keys[0] == "agency_id", foreign_key.name
        assert foreign_key.elements[0].column.name == "agency_id"


def _is_unique(constraint):
    return type(constraint).__name__ == "UniqueConstraint"


def test_the_roles_hold_no_power_over_the_walls(catalogue):
    roles = {
        name: (superuser, bypass, login)
        for name, superuser, bypass, login in catalogue(
            "select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles"
            " where rolname like 'ocms_%'"
        )
    }
    assert roles["ocms_app"] == (False, False, True)
    assert roles["ocms_platform"] == (False, False, True)
    assert roles["ocms_finder"] == (False, False, False)
    owners = {
        owner
        for (owner,) in catalogue(
            "select distinct tableowner from pg_tables where schemaname = 'public'"
        )
    }
    assert owners == {"ocms_owner"}


def test_the_application_may_not_truncate_nor_refer(catalogue):
    loose = catalogue(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind = 'r' and ("
        " has_table_privilege('ocms_app', c.oid, 'truncate')"
        " or has_table_privilege('ocms_app', c.oid, 'references')"
        " or has_table_privilege('ocms_app', c.oid, 'trigger'))"
    )
    assert loose == []


def test_what_people_saw_and_did_cannot_be_changed(catalogue):
    for table in ("access_log", "access_log_client", "change_log"):
        for right in ("update", "delete"):
            ((may,),) = catalogue(
                "select has_table_privilege('ocms_app', :t, :r)", t=table, r=right
            )
            assert not may, (table, right)


def test_no_view_shows_more_than_its_reader_may_see(catalogue):
    assert (
        catalogue(
            "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and relkind in ('v', 'm')"
        )
        == []
    )
