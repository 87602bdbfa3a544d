"""ask for levels of languages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "employment_0003"
down_revision = "employment_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("employment_needs", sa.Column("english_level", sa.Text(), nullable=True))
    op.add_column("employment_needs", sa.Column("french_level", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("employment_needs", "french_level")
    op.drop_column("employment_needs", "english_level")
