"""Say what family members are to one another"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0019"
down_revision = "core_0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("family_role", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("client", "family_role")
