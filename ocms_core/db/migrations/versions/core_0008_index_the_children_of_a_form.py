"""Index the children of a form"""

from __future__ import annotations

from alembic import op

revision = "core_0008"
down_revision = "core_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_form_support_child_form", "form_support_child", ["agency_id", "form_id"])


def downgrade() -> None:
    op.drop_index("ix_form_support_child_form", table_name="form_support_child")
