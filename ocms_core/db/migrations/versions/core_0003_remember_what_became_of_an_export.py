"""Remember what became of an export"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_export_batch_state"), "export_batch", type_="check")
    op.create_check_constraint(
        op.f("ck_export_batch_state"),
        "export_batch",
        "state in ('waiting', 'ready', 'failed', 'undone')",
    )
    op.add_column(
        "export_batch",
        sa.Column("digests", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "export_batch", sa.Column("bad_count", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "export_batch", sa.Column("held_count", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "export_batch", sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("export_batch", sa.Column("uploaded_by_id", sa.Uuid(), nullable=True))
    op.add_column("export_batch", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("export_batch", sa.Column("undone_by_id", sa.Uuid(), nullable=True))
    op.add_column("export_batch", sa.Column("undo_reason", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_export_batch_uploaded_by_id"),
        "export_batch",
        "staff",
        ["agency_id", "uploaded_by_id"],
        ["agency_id", "id"],
        ondelete="RESTRICT",
    )
    op.create_foreign_key(
        op.f("fk_export_batch_undone_by_id"),
        "export_batch",
        "staff",
        ["agency_id", "undone_by_id"],
        ["agency_id", "id"],
        ondelete="RESTRICT",
    )
    op.add_column(
        "export_record", sa.Column("occasion", sa.Text(), server_default="", nullable=False)
    )
    op.drop_constraint(
        op.f("uq_export_record_agency_id_exporter_file_key_record_id"),
        "export_record",
        type_="unique",
    )
    op.create_unique_constraint(
        "uq_export_record_once",
        "export_record",
        ["agency_id", "exporter", "file_key", "record_id", "occasion"],
    )


def downgrade() -> None:
    op.execute("update export_batch set state = 'failed' where state = 'undone'")
    op.drop_constraint(op.f("ck_export_batch_state"), "export_batch", type_="check")
    op.create_check_constraint(
        op.f("ck_export_batch_state"), "export_batch", "state in ('waiting', 'ready', 'failed')"
    )
    op.drop_constraint("uq_export_record_once", "export_record", type_="unique")
    op.create_unique_constraint(
        op.f("uq_export_record_agency_id_exporter_file_key_record_id"),
        "export_record",
        ["agency_id", "exporter", "file_key", "record_id"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("export_record", "occasion")
    op.drop_constraint(op.f("fk_export_batch_undone_by_id"), "export_batch", type_="foreignkey")
    op.drop_constraint(op.f("fk_export_batch_uploaded_by_id"), "export_batch", type_="foreignkey")
    op.drop_column("export_batch", "undo_reason")
    op.drop_column("export_batch", "undone_by_id")
    op.drop_column("export_batch", "undone_at")
    op.drop_column("export_batch", "uploaded_by_id")
    op.drop_column("export_batch", "uploaded_at")
    op.drop_column("export_batch", "held_count")
    op.drop_column("export_batch", "bad_count")
    op.drop_column("export_batch", "digests")
