"""Let a task be of a whole session, and of no client"""

from __future__ import annotations

from alembic import op

revision = "core_0030"
down_revision = "core_0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("follow_up", "client_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_follow_up_somebody"), "follow_up", "kind = 'task' or client_id is not null"
    )


def downgrade() -> None:
    # The version before has no place for them, and would refuse to run with them there.
    op.execute("delete from follow_up where client_id is null")
    op.drop_constraint(op.f("ck_follow_up_somebody"), "follow_up", type_="check")
    op.alter_column("follow_up", "client_id", nullable=False)
