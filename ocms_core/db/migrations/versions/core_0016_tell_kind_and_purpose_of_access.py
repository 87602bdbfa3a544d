"""Tell kind and purpose of access"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0016"
down_revision = "core_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_log", sa.Column("kind", sa.Text(), server_default="view", nullable=False))
    op.add_column("access_log", sa.Column("purpose", sa.Text(), nullable=True))
    op.add_column("access_log", sa.Column("client_count", sa.Integer(), nullable=True))
    op.create_index("ix_access_log_staff", "access_log", ["agency_id", "staff_id", "id"])
    op.create_index("ix_access_log_kind", "access_log", ["agency_id", "kind", "id"])
    op.add_column(
        "web_session", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("web_session", "confirmed_at")
    op.drop_index("ix_access_log_kind", table_name="access_log")
    op.drop_index("ix_access_log_staff", table_name="access_log")
    op.drop_column("access_log", "client_count")
    op.drop_column("access_log", "purpose")
    op.drop_column("access_log", "kind")
