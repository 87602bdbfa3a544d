"""Let an agency have several keys

There is no way back once a key was made or wrapped by the newer version: without the columns the
key would open nothing any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0013"
down_revision = "core_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agency_key", sa.Column("purpose", sa.Text(), server_default="data", nullable=False)
    )
    op.add_column("agency_key", sa.Column("root", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_agency_key_purpose"), "agency_key", "purpose in ('data', 'index')"
    )
    op.create_index(
        "uq_agency_key_index",
        "agency_key",
        ["agency_id"],
        unique=True,
        postgresql_where=sa.text("purpose = 'index'"),
    )


def downgrade() -> None:
    made = op.get_bind().scalar(sa.text("select count(*) from agency_key where root is not null"))
    if made:
        raise RuntimeError(f"{made} keys of agencies would be lost: restore the backup instead")
    op.drop_index("uq_agency_key_index", table_name="agency_key")
    op.drop_constraint(op.f("ck_agency_key_purpose"), "agency_key", type_="check")
    op.drop_column("agency_key", "root")
    op.drop_column("agency_key", "purpose")
