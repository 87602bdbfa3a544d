"""count no course as a service"""

from __future__ import annotations

from alembic import op

revision = "language_0002"
down_revision = "language_0001"
branch_labels = None
depends_on = "core_0029"


def upgrade() -> None:
    op.execute("update service_form set attendances = 0 where kind = 'language_course'")


def downgrade() -> None:
    """Leave it: before, nothing read it."""
