"""Make the table of the dummy form"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "dummy_0001"
down_revision = None
branch_labels = ("dummy",)
depends_on = "core_0006"


def upgrade() -> None:
    op.create_table(
        "dummy_form",
        sa.Column("mood", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("later", sa.Text(), nullable=True),
        sa.Column("former", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_dummy_form_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_dummy_form")),
    )
    op.wall_table("dummy_form")


def downgrade() -> None:
    op.unwall_table("dummy_form")
    op.drop_table("dummy_form")
