"""Make the table of community connections"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "settlement_0002"
down_revision = "settlement_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settlement_community_connections",
        sa.Column("activity", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("service_type", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("group_size", sa.Text(), nullable=True),
        sa.Column("volunteers_took_part", sa.Boolean(), nullable=True),
        sa.Column("projected_end_date", sa.Date(), nullable=True),
        sa.Column("leave_reason", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_settlement_community_connections_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "id", name=op.f("pk_settlement_community_connections")
        ),
    )
    op.wall_table("settlement_community_connections")


def downgrade() -> None:
    op.unwall_table("settlement_community_connections")
    op.drop_table("settlement_community_connections")
