"""count the people of activities without names, beside services"""

from __future__ import annotations

from alembic import op

revision = "groups_0004"
down_revision = "groups_0003"
branch_labels = None
depends_on = "core_0029"


def upgrade() -> None:
    op.execute(
        """
        update service_form set attendances = coalesce(
            (select sum(people) from groups_headcount
             where groups_headcount.agency_id = service_form.agency_id
               and groups_headcount.form_id = service_form.id), 0)
        where kind in ('io_group_activity', 'cc_group_activity')
        """
    )


def downgrade() -> None:
    """Leave what was counted: before, nothing read it."""
