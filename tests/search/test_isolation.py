"""The search function reads past the policies; nothing else may, and it only for its caller."""

import json

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from ocms_core.clients.keys import person_keys
from ocms_core.clients.search import ClientSearch
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory

FIND = text(
    "select client_id from find_clients(cast(:keys as int[]), cast(:worths as real[]), :words,"
    " true, true, :digits, cast(:numbers as bigint[]), '{}', '{}', '{}', '{}',"
    " null, null, null, null, null, null, 50)"
)
KEYS = person_keys([["maria", "garcia"]], ["1990-05-12"]).worth
EVERYBODY = {
    "keys": list(KEYS),
    "worths": list(KEYS.values()),
    "words": ["maria"],
    "digits": ["4165550142"],
    "numbers": list(range(1001, 2000)),
}


@pytest.fixture
def engine(own_database):
    made = make_engine(own_database.app, pool_size=1, max_overflow=0)
    yield made
    made.dispose()


@pytest.fixture
def owner(own_database):
    engine = create_engine(own_database.owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def two_agencies(engine, start, add_to):
    """Return agency ids and the ids of the one Maria that each has."""
    factory = make_session_factory(engine)
    found = {}
    for code in ("north", "south"):
        with factory() as db:
            agency = start(db, code)
            maria = add_to(db, "Maria", "Garcia", phones=["416 555 0142"], uci="1234567890")
            found[agency.id] = maria.id
            db.commit()
    return found


def ids(connection, agency):
    with connection.begin():
        if agency is not None:
            connection.execute(scope.SET_AGENCY, {"agency": str(agency)})
        return [row.client_id for row in connection.execute(FIND, EVERYBODY)]


def test_each_agency_finds_its_own_and_nobody_else_anything(engine, two_agencies):
    with engine.connect() as connection:
        for agency, maria in two_agencies.items():
            assert ids(connection, agency) == [maria]
            # The same pooled connection, in a transaction without an agency.
            assert ids(connection, None) == []
        assert ids(connection, 0) == []


def test_the_service_finds_the_same_through_sessions_of_one_pooled_connection(engine, two_agencies):
    from ocms_core.security.vault import Vault

    factory = make_session_factory(engine)
    for _again in range(3):
        for agency, maria in two_agencies.items():
            with factory() as db:
                db.info["vault"] = Vault(bytes(32))
                scope.enter(db, agency)
                for typed in ("maria", "416 555 0142", "1234567890"):
                    assert [match.client.id for match in ClientSearch(db).find(typed)] == [maria]
        with factory() as db, pytest.raises(scope.NoAgencyError):
            ClientSearch(db).find("maria")


def test_identifiers_of_two_agencies_have_different_blind_indexes(engine, two_agencies):
    seen = []
    with engine.connect() as connection:
        for agency in two_agencies:
            with connection.begin():
                connection.execute(scope.SET_AGENCY, {"agency": str(agency)})
                seen += connection.scalars(text("select blind_index from client_identifier"))
    assert len(set(seen)) == 2


def test_nobody_logs_in_as_the_finder_or_becomes_it(engine, owner):
    may_log_in, bypasses = owner.execute(
        text("select rolcanlogin, rolbypassrls from pg_roles where rolname = 'ocms_finder'")
    ).one()
    assert not may_log_in
    assert not bypasses
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("set role ocms_finder"))


def test_the_finder_reads_the_columns_of_search_and_writes_nothing(owner, two_agencies):
    owner.execute(text("set role ocms_finder"))
    assert owner.scalar(text("select count(name_key) from client")) == len(two_agencies)
    for forbidden in (
        "select first_name from client",
        "select sealed from client_identifier",
        "select number from client_phone",
        "select street_name from client_address",
        "update client set name_key = ''",
        "delete from client_phone",
        "select 1 from staff",
        "create table stolen (id int)",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            owner.execute(text(forbidden))


def test_the_owner_does_not_see_through_the_finder(owner, two_agencies):
    assert two_agencies
    assert owner.scalar(text("select count(*) from client")) == 0


def test_only_the_app_may_call_it_and_it_is_hardened(own_database, owner):
    functions = owner.execute(
        text(
            "select proname, prosecdef, proconfig, pg_get_userbyid(proowner) as owner,"
            " has_function_privilege('ocms_app', oid, 'execute') as app,"
            " has_function_privilege('ocms_platform', oid, 'execute') as platform"
            " from pg_proc where proname in ('find_clients', 'client_name_search')"
        )
    )
    rows = {row.proname: row for row in functions}
    assert {row.owner for row in rows.values()} == {"ocms_finder"}
    assert all("search_path=public, pg_temp" in row.proconfig for row in rows.values())
    assert [rows["find_clients"].app, rows["client_name_search"].app] == [True, False]
    assert not any(row.platform for row in rows.values())
    assert rows["find_clients"].prosecdef
    assert not rows["client_name_search"].prosecdef
    platform = create_engine(own_database.platform)
    with platform.connect() as connection, pytest.raises(ProgrammingError, match="denied"):
        connection.execute(FIND, EVERYBODY)
    platform.dispose()


# Columns and sizes are ours; nothing here comes from outside.
FILL = text(
    """
    insert into client (agency_id, id, number, kind, state, revision, status, name_key,
        search_names, search_keys, birth_date)
    select :agency, gen_random_uuid(), place, 'named', 'incomplete', 1, 'active', name, name,
        array[place % 97, 1000 + place % 13, 2000 + place % 60], (1950 + place % 60) || '-05-12'
    from generate_series(1, :count) as place, lateral (
        select translate(substr(md5(place::text), 1, 7), '0123456789', 'aeioulnrst') || ' '
            || (array['maria', 'ahmad', 'olena', 'wei', 'tigist'])[1 + place % 5] as name) as named
    """
)


def scans(plan):
    if "Index Name" in plan or plan["Node Type"] == "Seq Scan":
        yield plan
    for child in plan.get("Plans", ()):
        yield from scans(child)


def test_the_agency_is_a_condition_of_the_index_in_every_stage(engine, owner, start):
    factory = make_session_factory(engine)
    agencies = []
    for count in [1000] * 12:
        with factory() as db:
            agencies.append(start(db, f"agency-{len(agencies)}").id)
            db.execute(FILL, {"agency": agencies[-1], "count": count})
            db.commit()
    owner.execute(text("analyze client"))
    owner.execute(text("select show_limit()"))
    # As the function has it.
    owner.execute(text("set cpu_tuple_cost = 1"))
    owner.execute(text("set role ocms_finder"))
    for agency in agencies[:2]:
        for stage, words, condition in (
            ("keys", ["maria"], "search_keys"),
            ("begins", ["ae"], "name_key"),
            ("words", ["ma"], "search_names"),
            ("similar", ["aelinor", "maria"], "search_names"),
            ("similar", ["aelinor"], "search_names"),
        ):
            statement = owner.scalar(
                text("select client_name_search(:stage, :words)"),
                {"stage": stage, "words": words},
            )
            values = [f"{agency}::bigint", "null::text", "null::int", *["null::text"] * 4]
            values += ["array[7, 1003, 2020]", "array[1, 2, 3]::real[]"]
            for place, value in enumerate(values, start=1):
                statement = statement.replace(f"${place}", value)
            told = owner.exec_driver_sql(
                f"explain (format json) {statement.replace('%', '%%')}"
            ).scalar()
            plan = json.loads(told) if isinstance(told, str) else told
            found = list(scans(plan[0]["Plan"]))
            assert found, plan
            assert "Seq Scan" not in {scan["Node Type"] for scan in found}, plan
            # One scan that holds both: never all of the agency's rows for each key.
            of_clients = [scan["Index Cond"] for scan in found if "client" in scan["Index Name"]]
            assert len(of_clients) == 1, plan
            assert f"agency_id = '{agency}'::bigint" in of_clients[0], plan
            assert condition in of_clients[0], plan
