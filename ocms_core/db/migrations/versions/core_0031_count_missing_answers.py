"""Count missing answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0031"
down_revision = "core_0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service_form", sa.Column("missing_count", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("service_form", "missing_count")
