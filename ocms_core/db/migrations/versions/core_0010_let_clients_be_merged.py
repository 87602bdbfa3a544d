"""Let clients be merged

The search role may see which clients were merged, so that the search can leave them out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0010"
down_revision = "core_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_scan",
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new_pairs", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'failed')", name=op.f("ck_client_scan_state")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_client_scan_asked_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_client_scan_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_scan")),
    )
    op.create_table(
        "client_alias",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("former_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_alias_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "former_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_alias_former_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_alias_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_alias")),
        sa.UniqueConstraint(
            "agency_id", "former_id", name=op.f("uq_client_alias_agency_id_former_id")
        ),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_client_alias_agency_id_number")),
    )
    op.create_index(
        "ix_client_alias_client", "client_alias", ["agency_id", "client_id"], unique=False
    )
    op.create_table(
        "client_merge",
        sa.Column("survivor_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("merged_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "merged_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "moved", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("survivor_id <> merged_id", name=op.f("ck_client_merge_two")),
        sa.ForeignKeyConstraint(
            ["agency_id", "merged_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_client_merge_merged_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "merged_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_merge_merged_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survivor_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_merge_survivor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "undone_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_client_merge_undone_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_merge_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_merge")),
    )
    op.create_index(
        "ix_client_merge_survivor", "client_merge", ["agency_id", "survivor_id"], unique=False
    )
    op.create_index(
        "uq_client_merge_standing",
        "client_merge",
        ["agency_id", "merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at is null"),
    )
    op.create_table(
        "client_pair",
        sa.Column("low_id", sa.Uuid(), nullable=False),
        sa.Column("high_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("suggested_by_id", sa.Uuid(), nullable=True),
        sa.Column("judged_by_id", sa.Uuid(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('open', 'not_same', 'merged')", name=op.f("ck_client_pair_state")
        ),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_client_pair_order")),
        sa.ForeignKeyConstraint(
            ["agency_id", "high_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_pair_high_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "judged_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_client_pair_judged_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "low_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_pair_low_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "suggested_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_client_pair_suggested_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_client_pair_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_pair")),
        sa.UniqueConstraint(
            "agency_id", "low_id", "high_id", name=op.f("uq_client_pair_agency_id_low_id_high_id")
        ),
    )
    op.create_index("ix_client_pair_high", "client_pair", ["agency_id", "high_id"], unique=False)
    op.create_index(
        "ix_client_pair_state", "client_pair", ["agency_id", "state", "score", "id"], unique=False
    )
    op.add_column("client", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_client_merged_into",
        "client",
        ["agency_id", "merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_client_merged_into_id"),
        "client",
        "client",
        ["agency_id", "merged_into_id"],
        ["agency_id", "id"],
        ondelete="RESTRICT",
    )
    op.wall_table("client_scan")
    op.wall_table("client_alias")
    op.wall_table("client_merge")
    op.wall_table("client_pair")
    op.execute("grant select (merged_into_id) on client to ocms_finder")


def downgrade() -> None:
    op.unwall_table("client_pair")
    op.unwall_table("client_merge")
    op.unwall_table("client_alias")
    op.unwall_table("client_scan")
    op.drop_constraint(op.f("fk_client_merged_into_id"), "client", type_="foreignkey")
    op.drop_index(
        "ix_client_merged_into",
        table_name="client",
        postgresql_where=sa.text("merged_into_id is not null"),
    )
    op.drop_column("client", "merged_into_id")
    op.drop_index("ix_client_pair_state", table_name="client_pair")
    op.drop_index("ix_client_pair_high", table_name="client_pair")
    op.drop_table("client_pair")
    op.drop_index(
        "uq_client_merge_standing",
        table_name="client_merge",
        postgresql_where=sa.text("undone_at is null"),
    )
    op.drop_index("ix_client_merge_survivor", table_name="client_merge")
    op.drop_table("client_merge")
    op.drop_index("ix_client_alias_client", table_name="client_alias")
    op.drop_table("client_alias")
    op.drop_table("client_scan")
