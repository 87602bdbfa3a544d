"""Give clients a card"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "dummy_0002"
down_revision = "dummy_0001"
branch_labels = None
depends_on = None


def _agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agency.id"], name=op.f(f"fk_{table}_agency_id"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "dummy_card",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _agency("dummy_card"),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_dummy_card_client_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_dummy_card")),
        sa.UniqueConstraint(
            "agency_id", "client_id", name=op.f("uq_dummy_card_agency_id_client_id")
        ),
    )
    op.create_table(
        "dummy_stamp",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _agency("dummy_stamp"),
        sa.ForeignKeyConstraint(
            ["agency_id", "card_id"],
            ["dummy_card.agency_id", "dummy_card.id"],
            name=op.f("fk_dummy_stamp_card_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_dummy_stamp")),
        sa.UniqueConstraint(
            "agency_id", "card_id", "day", name=op.f("uq_dummy_stamp_agency_id_card_id_day")
        ),
    )
    op.wall_table("dummy_card")
    op.wall_table("dummy_stamp")


def downgrade() -> None:
    op.unwall_table("dummy_stamp")
    op.unwall_table("dummy_card")
    op.drop_table("dummy_stamp")
    op.drop_table("dummy_card")
