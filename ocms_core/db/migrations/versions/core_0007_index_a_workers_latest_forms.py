"""Index a worker's latest forms"""

from __future__ import annotations

from alembic import op

revision = "core_0007"
down_revision = "core_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_service_form_latest", "service_form", ["agency_id", "worker_id", "updated_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_service_form_latest", table_name="service_form")
