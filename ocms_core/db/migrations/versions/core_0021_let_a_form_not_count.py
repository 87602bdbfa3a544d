"""Let a form be complete and not count: of somebody who did not come"""

from __future__ import annotations

from alembic import op

revision = "core_0021"
down_revision = "core_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_service_form_state"), "service_form", type_="check")
    op.create_check_constraint(
        op.f("ck_service_form_state"),
        "service_form",
        "state in ('incomplete', 'complete', 'not_counted')",
    )


def downgrade() -> None:
    op.execute("update service_form set state = 'incomplete' where state = 'not_counted'")
    op.drop_constraint(op.f("ck_service_form_state"), "service_form", type_="check")
    op.create_check_constraint(
        op.f("ck_service_form_state"), "service_form", "state in ('incomplete', 'complete')"
    )
