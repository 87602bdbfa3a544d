"""name the agency's partners, not a list of their own"""

from __future__ import annotations

from alembic import op

revision = "groups_0003"
down_revision = "groups_0002"
branch_labels = None
depends_on = "core_0025"

TABLES = ("groups_activity", "groups_orientation_attendee", "groups_community_attendee")


def _refer_to(target: str) -> None:
    for table in TABLES:
        name = op.f(f"fk_{table}_partner_id")
        op.drop_constraint(name, table, type_="foreignkey")
        # Ids of the other table mean nothing in this one.
        op.execute(f"update {table} set partner_id = null")  # noqa: S608  names of our own
        op.create_foreign_key(
            name,
            table,
            target,
            ["agency_id", "partner_id"],
            ["agency_id", "id"],
            ondelete="RESTRICT",
        )


def upgrade() -> None:
    _refer_to("partner")


def downgrade() -> None:
    _refer_to("agency_list_item")
