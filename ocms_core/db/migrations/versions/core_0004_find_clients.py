"""Find clients: the search function, its indexes and the role that owns it

The trigram operators are not leakproof, so under row-level security a name search cannot use its
index. The function runs as a role whom the policies let see every row, and names the caller's
agency itself (decisions A7). It gives ids, points and reasons; the rows are read under the walls.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "find_clients_1.sql"
STATEMENT = "client_name_search(text, text[], boolean)"
FUNCTION = (
    "find_clients(text[], text[], bigint[], bytea[], text[], date[], date[], "
    "text, int, text, text, text, text, int)"
)
SEEN_BY_FINDER = {
    "client": "agency_id, id, kind, number, name_key, birth_date, born_on, email, gender, "
    "immigration_status, country_of_origin, postal_code",
    "client_phone": "agency_id, client_id, digits",
    "client_identifier": "agency_id, client_id, blind_index",
    "client_address": "agency_id, client_id, city, postal_code",
}


def upgrade() -> None:
    op.execute(
        "create index ix_client_search on client "
        "using gin (agency_id, (' '::text || name_key) gin_trgm_ops) with (fastupdate = off)"
    )
    op.execute("create index ix_client_phone_begins on client_phone (agency_id, digits)")
    for table, columns in SEEN_BY_FINDER.items():
        op.execute(f"grant select ({columns}) on {table} to ocms_finder")
        op.execute(f"create policy finder on {table} for select to ocms_finder using (true)")
    # A function may only name settings of a library that this connection has loaded.
    op.execute("select show_limit()")
    for statement in SQL.read_text().split("\n-- next statement\n"):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%"))
    for function in (STATEMENT, FUNCTION):
        op.execute(f"revoke all on function {function} from public")
    op.execute(f"grant execute on function {FUNCTION} to ocms_app")
    op.execute("grant create on schema public to ocms_finder")
    for function in (STATEMENT, FUNCTION):
        op.execute(f"alter function {function} owner to ocms_finder")
    op.execute("revoke create on schema public from ocms_finder")


def downgrade() -> None:
    op.execute("set role ocms_finder")
    for function in (FUNCTION, STATEMENT):
        op.execute(f"drop function {function}")
    op.execute("reset role")
    for table, columns in SEEN_BY_FINDER.items():
        op.execute(f"drop policy finder on {table}")
        op.execute(f"revoke select ({columns}) on {table} from ocms_finder")  # noqa: S608
    op.execute("drop index ix_client_phone_begins")
    op.execute("drop index ix_client_search")
