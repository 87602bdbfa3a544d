"""Keep imports as batches"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0018"
down_revision = "core_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("headers_digest", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("day_first", sa.Boolean(), nullable=True),
        sa.Column(
            "used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_import_mapping_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "agency_id", "headers_digest", name=op.f("uq_import_mapping_agency_id_headers_digest")
        ),
    )
    op.create_table(
        "import_batch",
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("problem", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("day_first", sa.Boolean(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("made_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("removed_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state in ('reading', 'columns', 'checking', 'checked', 'writing', 'done', 'undoing', 'undone', 'failed', 'discarded')",
            name=op.f("ck_import_batch_state"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "started_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_import_batch_started_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_import_batch_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_import_batch")),
    )
    op.create_index(
        "ix_import_batch_started_at", "import_batch", ["agency_id", "started_at"], unique=False
    )
    op.create_table(
        "import_chunk",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "batch_id"],
            ["import_batch.agency_id", "import_batch.id"],
            name=op.f("fk_import_chunk_batch_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_import_chunk_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_import_chunk")),
        sa.UniqueConstraint(
            "agency_id",
            "batch_id",
            "kind",
            "position",
            name=op.f("uq_import_chunk_agency_id_batch_id_kind_position"),
        ),
    )
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("like_client_id", sa.Uuid(), nullable=True),
        sa.Column("like_position", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "choice in ('skip', 'create', 'update')", name=op.f("ck_import_row_choice")
        ),
        sa.CheckConstraint(
            "verdict in ('good', 'bad', 'double')", name=op.f("ck_import_row_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "batch_id"],
            ["import_batch.agency_id", "import_batch.id"],
            name=op.f("fk_import_row_batch_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_import_row_client_id"),
            ondelete="SET NULL (client_id)",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "like_client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_import_row_like_client_id"),
            ondelete="SET NULL (like_client_id)",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_import_row_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_import_row")),
        sa.UniqueConstraint(
            "agency_id",
            "batch_id",
            "part",
            "position",
            name=op.f("uq_import_row_agency_id_batch_id_part_position"),
        ),
    )
    op.create_index(
        "ix_import_row_client",
        "import_row",
        ["agency_id", "client_id"],
        unique=False,
        postgresql_where=sa.text("client_id is not null"),
    )
    op.create_index("ix_import_row_digest", "import_row", ["agency_id", "digest"], unique=False)
    op.create_index(
        "ix_import_row_like",
        "import_row",
        ["agency_id", "like_client_id"],
        unique=False,
        postgresql_where=sa.text("like_client_id is not null"),
    )
    op.create_index(
        "ix_import_row_verdict",
        "import_row",
        ["agency_id", "batch_id", "part", "verdict", "position"],
        unique=False,
    )
    op.wall_table("import_mapping")
    op.wall_table("import_batch")
    op.wall_table("import_chunk")
    op.wall_table("import_row")


def downgrade() -> None:
    op.unwall_table("import_row")
    op.unwall_table("import_chunk")
    op.unwall_table("import_batch")
    op.unwall_table("import_mapping")
    op.drop_index("ix_import_row_verdict", table_name="import_row")
    op.drop_index(
        "ix_import_row_like",
        table_name="import_row",
        postgresql_where=sa.text("like_client_id is not null"),
    )
    op.drop_index("ix_import_row_digest", table_name="import_row")
    op.drop_index(
        "ix_import_row_client",
        table_name="import_row",
        postgresql_where=sa.text("client_id is not null"),
    )
    op.drop_table("import_row")
    op.drop_table("import_chunk")
    op.drop_index("ix_import_batch_started_at", table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_table("import_mapping")
