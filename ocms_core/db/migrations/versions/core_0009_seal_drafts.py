"""Seal drafts

Those that were kept in clear are forgotten: there is no key here to seal them with.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0009"
down_revision = "core_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("delete from draft")
    op.drop_column("draft", "answers")
    op.add_column("draft", sa.Column("sealed", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    op.execute("delete from draft")
    op.drop_column("draft", "sealed")
    op.add_column("draft", sa.Column("answers", postgresql.JSONB(), nullable=False))
