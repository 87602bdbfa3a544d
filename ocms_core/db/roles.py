"""What only a superuser may do, once: the database roles, the database, its extensions.

`ocms db roles` prints it for a DBA; the launcher of the private cluster runs the same text.
"""

import re

OWNER = "ocms_owner"
APP = "ocms_app"
PLATFORM = "ocms_platform"
FINDER = "ocms_finder"

LOGIN_ROLES = (OWNER, APP, PLATFORM)
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "fuzzystrmatch")

ROLE_ATTRIBUTES = {
    # NOINHERIT: the owner may hand the search function to the finder, but does not see through
    # the finder's policy, which is open to every agency.
    OWNER: "login createdb noinherit",
    APP: "login",
    PLATFORM: "login",
    FINDER: "nologin",
}

PURPOSES = {
    OWNER: "owns the tables and runs the migrations",
    APP: "web and worker; owns nothing and obeys row-level security",
    PLATFORM: "the host operator's jobs across agencies",
    FINDER: "owns the client search function; nobody logs in as it",
}


def checked_name(database: str) -> str:
    """Return the name of a database if it needs no quotes; raise ValueError otherwise."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", database):
        message = f"{database!r} is not a plain lower-case name of a database"
        raise ValueError(message)
    return database


def server_statements() -> list[str]:
    """Return the statements for the whole server; they may run again."""
    statements = [_role_statement(role) for role in ROLE_ATTRIBUTES]
    return [*statements, f"grant {FINDER} to {OWNER}"]


def create_database_statement(database: str) -> str:
    """Return the statement that makes the database.

    LC_CTYPE must not be C: trigrams of Cyrillic or Arabic names would be empty.
    """
    return (
        f"create database {checked_name(database)} owner {OWNER} template template0 "
        "encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
    )


def database_statements(database: str) -> list[str]:
    """Return the statements to run inside the database; they may run again.

    The database's owner may run them as well as a superuser: the tests make databases so.
    """
    name = checked_name(database)
    users = f"{APP}, {PLATFORM}"
    return [
        f"revoke all on database {name} from public",
        f"grant connect on database {name} to {users}",
        "set role pg_database_owner",
        f"grant all on schema public to {OWNER} with grant option",
        "revoke all on schema public from public",
        f"grant usage on schema public to {users}, {FINDER}",
        "reset role",
        *(f"create extension if not exists {extension} schema public" for extension in EXTENSIONS),
    ]


def roles_sql(database: str) -> str:
    """Return the whole script for psql, to be run once by a superuser."""
    create = create_database_statement(database).replace("'", "''")
    guarded = (
        f"select '{create}'\n"  # noqa: S608 - the name is checked, and psql quotes nothing here
        f" where not exists (select from pg_database where datname = '{database}') \\gexec"
    )
    purposes = "\n".join(f"--   {role}: {purpose}" for role, purpose in PURPOSES.items())
    passwords = "\n".join(f"--   \\password {role}" for role in LOGIN_ROLES)
    return "\n".join(
        [
            "-- Run once as a superuser: psql -X -v ON_ERROR_STOP=1 -f roles.sql postgres",
            "-- Roles of OCMS:",
            purposes,
            "-- Afterwards, unless they log in by peer or certificate, give a password to:",
            passwords,
            "",
            *(f"{statement};" for statement in server_statements()),
            guarded,
            f"\\connect {database}",
            *(f"{statement};" for statement in database_statements(database)),
            "",
        ]
    )


def _role_statement(role: str) -> str:
    wanted = f"nosuperuser nobypassrls nocreaterole {ROLE_ATTRIBUTES[role]}"
    return (
        "do $$ begin\n"
        f"  if not exists (select from pg_roles where rolname = '{role}') then\n"
        f"    create role {role} {wanted};\n"
        "  end if;\n"
        "end $$"
    )
