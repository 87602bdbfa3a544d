"""Keep who was shown in a table of its own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0006"
down_revision = "core_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log_client",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "log_id"],
            ["access_log.agency_id", "access_log.id"],
            name=op.f("fk_access_log_client_log_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_access_log_client_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_access_log_client")),
    )
    op.execute(
        "insert into access_log_client (agency_id, id, log_id, client_id)"
        " select agency_id, gen_random_uuid(), id, unnest(client_ids) from access_log"
    )
    op.create_index(
        "ix_access_log_client_client", "access_log_client", ["agency_id", "client_id", "log_id"]
    )
    op.create_index("ix_access_log_client_log", "access_log_client", ["agency_id", "log_id"])
    op.drop_index("ix_access_log_clients", table_name="access_log")
    op.drop_column("access_log", "client_ids")
    op.wall_table("access_log_client")
    op.execute("revoke update, delete on access_log_client from ocms_app")


def downgrade() -> None:
    op.add_column(
        "access_log",
        sa.Column("client_ids", postgresql.ARRAY(sa.UUID()), nullable=False, server_default="{}"),
    )
    op.execute(
        "update access_log set client_ids = (select coalesce(array_agg(c.client_id), '{}')"
        " from access_log_client c where c.agency_id = access_log.agency_id"
        " and c.log_id = access_log.id)"
    )
    op.alter_column("access_log", "client_ids", server_default=None)
    op.create_index("ix_access_log_clients", "access_log", ["client_ids"], postgresql_using="gin")
    op.unwall_table("access_log_client")
    op.drop_table("access_log_client")
