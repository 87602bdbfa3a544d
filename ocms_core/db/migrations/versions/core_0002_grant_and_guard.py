"""Grant the roles what they need, and no more"""

from __future__ import annotations

from alembic import op

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None

AGENCY = "nullif(current_setting('app.agency_id', true), '')::bigint"

UP = (
    "grant select, insert, update on agency, account to ocms_app",
    (
        "grant select, insert, update, delete on account_token, web_session, sign_in_attempt "
        "to ocms_app"
    ),
    "grant select on host_operator, alembic_version to ocms_app",
    # What people saw and did is added to, never changed.
    "revoke update, delete on access_log, change_log from ocms_app",
    "revoke update on export_record from ocms_app",
    # Mail without an agency passes: hence "is not distinct from" (decisions B4).
    "alter table outbox enable row level security",
    (
        f"create policy app on outbox to ocms_app using (agency_id is not distinct from {AGENCY}) "
        f"with check (agency_id is not distinct from {AGENCY})"
    ),
    "grant select, insert, update on outbox to ocms_app",
    "create policy platform on outbox to ocms_platform using (true) with check (true)",
    "grant select (id, agency_id, task, state, run_at), update (state) on outbox to ocms_platform",
    "grant select on agency, alembic_version to ocms_platform",
    "create policy platform on agency_usage to ocms_platform using (true) with check (true)",
    "grant select, insert, update on agency_usage to ocms_platform",
    # Index-only report scans need a vacuumed table.
    "alter table service_form set (autovacuum_vacuum_insert_scale_factor = 0.02)",
)
DOWN = (
    "alter table service_form reset (autovacuum_vacuum_insert_scale_factor)",
    "revoke all on agency_usage from ocms_platform",
    "drop policy platform on agency_usage",
    "revoke all on agency, alembic_version, outbox from ocms_platform",
    "drop policy platform on outbox",
    "revoke all on outbox from ocms_app",
    "drop policy app on outbox",
    "alter table outbox no force row level security",
    "alter table outbox disable row level security",
    "grant update on export_record to ocms_app",
    "grant update, delete on access_log, change_log to ocms_app",
    (
        "revoke all on agency, account, account_token, web_session, sign_in_attempt, host_operator, "
        "alembic_version from ocms_app"
    ),
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
