"""Find clients by keys

Names are compared outside the database, with what was measured (clients/weights.py); the function
gives the few hundred who share a sound and a year, two sounds or a day with who is looked for.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ocms_core.clients.rekeying import rekey

revision = "core_0015"
down_revision = "core_0014"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parent.parent / "sql"
OLD_NAMES = "client_name_search(text, text[], boolean)"
OLD = (
    "find_clients(text[], text[], bigint[], bytea[], text[], date[], date[], "
    "text, int, text, text, text, text, int)"
)
NAMES = "client_name_search(text, text[])"
NEW = (
    "find_clients(int[], real[], text[], boolean, boolean, text[], bigint[], bytea[], text[], "
    "date[], date[], text, int, text, text, text, text, int)"
)


def upgrade() -> None:
    _drop(OLD, OLD_NAMES)
    op.drop_index("ix_client_search", table_name="client")
    op.add_column("client", sa.Column("search_names", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "client",
        sa.Column(
            "search_keys", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False
        ),
    )
    rekey(op.get_bind())
    op.execute(
        "create index ix_client_search on client using gin "
        "(agency_id, (' '::text || search_names) gin_trgm_ops, search_keys) "
        "with (fastupdate = off)"
    )
    op.execute("grant select (search_names, search_keys) on client to ocms_finder")
    _create("find_clients_2.sql", NEW, NAMES)


def downgrade() -> None:
    _drop(NEW, NAMES)
    op.drop_index("ix_client_search", table_name="client")
    op.drop_column("client", "search_keys")
    op.drop_column("client", "search_names")
    op.execute(
        "create index ix_client_search on client "
        "using gin (agency_id, (' '::text || name_key) gin_trgm_ops) with (fastupdate = off)"
    )
    _create("find_clients_1.sql", OLD, OLD_NAMES)


def _create(file: str, function: str, statement: str) -> None:
    # A function may only name settings of a library that this connection has loaded.
    op.execute("select show_limit()")
    for sql in (FOLDER / file).read_text().split("\n-- next statement\n"):
        op.get_bind().exec_driver_sql(sql.replace("%", "%%"))
    for made in (statement, function):
        op.execute(f"revoke all on function {made} from public")
    op.execute(f"grant execute on function {function} to ocms_app")
    op.execute("grant create on schema public to ocms_finder")
    for made in (statement, function):
        op.execute(f"alter function {made} owner to ocms_finder")
    op.execute("revoke create on schema public from ocms_finder")


def _drop(function: str, statement: str) -> None:
    op.execute("set role ocms_finder")
    for gone in (function, statement):
        op.execute(f"drop function {gone}")
    op.execute("reset role")
