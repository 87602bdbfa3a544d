"""Keep why a client is new"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0020"
down_revision = "core_0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("new_because", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("client", "new_because")
