"""Let jobs forget what is done"""

from __future__ import annotations

from alembic import op

revision = "core_0005"
down_revision = "core_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant delete on outbox to ocms_app")


def downgrade() -> None:
    op.execute("revoke delete on outbox from ocms_app")
