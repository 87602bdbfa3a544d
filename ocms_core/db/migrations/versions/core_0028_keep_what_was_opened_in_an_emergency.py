"""Keep what was opened in an emergency"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0028"
down_revision = "core_0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("programs", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "expires_at <= opened_at + interval '1 hour'", name=op.f("ck_emergency_access_hour")
        ),
        sa.CheckConstraint(
            "(reviewed_at is null) = (reviewed_by_id is null)",
            name=op.f("ck_emergency_access_reviewed"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_emergency_access_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "reviewed_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_emergency_access_reviewed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_emergency_access_staff_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_emergency_access_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_emergency_access")),
    )
    op.create_index(
        "ix_emergency_access_client", "emergency_access", ["agency_id", "client_id"], unique=False
    )
    op.create_index(
        "ix_emergency_access_staff",
        "emergency_access",
        ["agency_id", "staff_id", "expires_at"],
        unique=False,
        postgresql_include=["client_id"],
    )
    op.wall_table("emergency_access")


def downgrade() -> None:
    op.unwall_table("emergency_access")
    op.drop_index(
        "ix_emergency_access_staff", table_name="emergency_access", postgresql_include=["client_id"]
    )
    op.drop_index("ix_emergency_access_client", table_name="emergency_access")
    op.drop_table("emergency_access")
