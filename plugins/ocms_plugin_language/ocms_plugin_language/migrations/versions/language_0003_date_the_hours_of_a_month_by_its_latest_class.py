"""date the hours of a month by its latest class"""

from __future__ import annotations

from alembic import op

revision = "language_0003"
down_revision = "language_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "update service_form set service_date = latest.day from ("
        "  select agency_id, form_id, max(class_date) as day"
        "  from language_attendance_mark group by agency_id, form_id"
        ") as latest "
        "where service_form.agency_id = latest.agency_id and service_form.id = latest.form_id"
    )


def downgrade() -> None:
    op.execute(
        "update service_form set service_date = language_attendance.month "
        "from language_attendance "
        "where service_form.agency_id = language_attendance.agency_id "
        "and service_form.id = language_attendance.id and language_attendance.month is not null"
    )
