"""Tell forms of a whole session from services, and count who took part without a name"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "core_0029"
down_revision = "core_0028"
branch_labels = None
depends_on = None

INCLUDED = (
    "client_id",
    "kind",
    "program_id",
    "funder_id",
    "worker_id",
    "site_id",
    "minutes",
    "private",
    "author_id",
)


def _index(included: Sequence[str]) -> None:
    op.create_index(
        "ix_service_form_report",
        "service_form",
        ["agency_id", "service_date"],
        unique=False,
        postgresql_include=list(included),
        postgresql_where=sa.text("state = 'complete'"),
    )


def upgrade() -> None:
    op.add_column("service_form", sa.Column("attendances", sa.Integer(), nullable=True))
    op.drop_index("ix_service_form_report", table_name="service_form")
    _index((*INCLUDED, "attendances"))


def downgrade() -> None:
    op.drop_index("ix_service_form_report", table_name="service_form")
    op.drop_column("service_form", "attendances")
    _index(INCLUDED)
