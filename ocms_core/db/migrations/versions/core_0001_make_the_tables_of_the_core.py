"""Make the tables of the core"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0001"
down_revision = None
branch_labels = ("core",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("keyboard_shortcuts", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "agency_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("locale in ('en', 'fr')", name=op.f("ck_account_locale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index("uq_account_email", "account", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("code ~ '^[a-z][a-z0-9-]{1,30}$'", name=op.f("ck_agency_code")),
        sa.CheckConstraint("locale in ('en', 'fr')", name=op.f("ck_agency_locale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column(
            "run_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'done', 'failed')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["run_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        "ix_sign_in_attempt_address", "sign_in_attempt", ["address", "at"], unique=False
    )
    op.create_index(
        "ix_sign_in_attempt_email", "sign_in_attempt", ["email_hash", "at"], unique=False
    )
    op.create_table(
        "account_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose in ('invitation', 'reset')", name=op.f("ck_account_token_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_token_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_token_token_hash")),
    )
    op.create_index(
        op.f("ix_account_token_account_id"), "account_token", ["account_id"], unique=False
    )
    op.create_table(
        "agency_counter",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("next_value", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_agency_counter_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_counter")),
        sa.UniqueConstraint("agency_id", "kind", name=op.f("uq_agency_counter_agency_id_kind")),
    )
    op.create_table(
        "agency_key",
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_key_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_key")),
    )
    op.create_table(
        "agency_list_item",
        sa.Column("list_key", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=True),
        sa.Column("label_fr", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_agency_list_item_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_list_item")),
        sa.UniqueConstraint(
            "agency_id",
            "list_key",
            "label_en",
            name=op.f("uq_agency_list_item_agency_id_list_key_label_en"),
        ),
    )
    op.create_table(
        "agency_plugin",
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column(
            "enabled_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_agency_plugin_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_plugin")),
        sa.UniqueConstraint("agency_id", "plugin", name=op.f("uq_agency_plugin_agency_id_plugin")),
    )
    op.create_table(
        "agency_usage",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("active_staff", sa.Integer(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("service_forms", sa.Integer(), nullable=False),
        sa.Column(
            "counted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_agency_usage_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_usage")),
        sa.UniqueConstraint("agency_id", "month", name=op.f("uq_agency_usage_agency_id_month")),
    )
    op.create_table(
        "family",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_family_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_family")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_family_agency_id_code")),
    )
    op.create_table(
        "funder",
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name_fr", sa.Text(), nullable=True),
        sa.Column("agreement_number", sa.Text(), nullable=True),
        sa.Column("reports_to_icare", sa.Boolean(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_funder_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_funder")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_funder_agency_id_name")),
    )
    op.create_table(
        "host_operator",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_host_operator_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_host_operator")),
    )
    op.create_table(
        "site",
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name_fr", sa.Text(), nullable=True),
        sa.Column("street_number", sa.Text(), nullable=True),
        sa.Column("street_name", sa.Text(), nullable=True),
        sa.Column("street_type", sa.Text(), nullable=True),
        sa.Column("street_direction", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_site_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_site")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_site_agency_id_name")),
    )
    op.create_table(
        "web_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("browser", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_web_session_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_web_session_agency_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_session_token_hash")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"], unique=False)
    op.create_table(
        "program",
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name_fr", sa.Text(), nullable=True),
        sa.Column("default_funder_id", sa.Uuid(), nullable=True),
        sa.Column("first_form", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "default_funder_id"],
            ["funder.agency_id", "funder.id"],
            name=op.f("fk_program_default_funder_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_program_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_program")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_program_agency_id_name")),
    )
    op.create_table(
        "staff",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_interface_operator", sa.Boolean(), nullable=False),
        sa.Column("sees_all_sessions", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("client_safe_email", sa.Text(), nullable=True),
        sa.Column("default_site_id", sa.Uuid(), nullable=True),
        sa.Column("default_program_id", sa.Uuid(), nullable=True),
        sa.Column("default_funder_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("role in ('worker', 'manager', 'admin')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "default_funder_id"],
            ["funder.agency_id", "funder.id"],
            name=op.f("fk_staff_default_funder_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "default_program_id"],
            ["program.agency_id", "program.id"],
            name=op.f("fk_staff_default_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "default_site_id"],
            ["site.agency_id", "site.id"],
            name=op.f("fk_staff_default_site_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_staff_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("agency_id", "account_id", name=op.f("uq_staff_agency_id_account_id")),
    )
    op.create_table(
        "access_log",
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("client_ids", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_access_log_staff_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_access_log_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_at", "access_log", ["agency_id", "at"], unique=False)
    op.create_index(
        "ix_access_log_clients", "access_log", ["client_ids"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "change_log",
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_change_log_staff_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_change_log_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_change_log")),
    )
    op.create_index(
        "ix_change_log_record", "change_log", ["agency_id", "kind", "record_id", "at"], unique=False
    )
    op.create_table(
        "draft",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "saved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_draft_staff_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_draft_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "agency_id", "staff_id", "target", name=op.f("uq_draft_agency_id_staff_id_target")
        ),
    )
    op.create_table(
        "export_batch",
        sa.Column("exporter", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("funder_id", sa.Uuid(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'ready', 'failed')", name=op.f("ck_export_batch_state")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "funder_id"],
            ["funder.agency_id", "funder.id"],
            name=op.f("fk_export_batch_funder_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "made_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_export_batch_made_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_export_batch_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_export_batch")),
    )
    op.create_index(
        "ix_export_batch_made_at", "export_batch", ["agency_id", "made_at"], unique=False
    )
    op.create_table(
        "privacy_statement",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("text_fr", sa.Text(), nullable=True),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "published_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_privacy_statement_published_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_privacy_statement_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_privacy_statement")),
        sa.UniqueConstraint(
            "agency_id", "version", name=op.f("uq_privacy_statement_agency_id_version")
        ),
    )
    op.create_table(
        "program_membership",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "program_id"],
            ["program.agency_id", "program.id"],
            name=op.f("fk_program_membership_program_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_program_membership_staff_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_program_membership_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_program_membership")),
        sa.UniqueConstraint(
            "agency_id",
            "staff_id",
            "program_id",
            name=op.f("uq_program_membership_agency_id_staff_id_program_id"),
        ),
    )
    op.create_index(
        "ix_program_membership_program",
        "program_membership",
        ["agency_id", "program_id"],
        unique=False,
    )
    op.create_table(
        "service_session",
        sa.Column("session_type", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_method", sa.Text(), nullable=True),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("also_present", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_service_session_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "site_id"],
            ["site.agency_id", "site.id"],
            name=op.f("fk_service_session_site_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_service_session_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_service_session")),
    )
    op.create_index(
        "ix_service_session_date", "service_session", ["agency_id", "service_date"], unique=False
    )
    op.create_table(
        "client",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("registered_by_id", sa.Uuid(), nullable=True),
        sa.Column("privacy_statement_id", sa.Uuid(), nullable=True),
        sa.Column("privacy_locale", sa.Text(), nullable=True),
        sa.Column("privacy_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_as", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column(
            "born_on",
            sa.Date(),
            sa.Computed(
                "\ncase when birth_date is null then null\n     else make_date(\n        substring(birth_date from 1 for 4)::int,\n        case when birth_date ~ '^[0-9]{4}-[0-9]{2}' then substring(birth_date from 6 for 2)::int\n             else 7 end,\n        case when birth_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'\n                  then substring(birth_date from 9 for 2)::int\n             when birth_date ~ '^[0-9]{4}-[0-9]{2}$' then 15\n             else 1 end)\nend\n",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("preferred_name", sa.Text(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("marital_status", sa.Text(), nullable=True),
        sa.Column("arrival_year", sa.Text(), nullable=True),
        sa.Column("arrival_date", sa.Date(), nullable=True),
        sa.Column("landing_date", sa.Date(), nullable=True),
        sa.Column("reentry_date", sa.Date(), nullable=True),
        sa.Column("immigration_status", sa.Text(), nullable=True),
        sa.Column("immigration_class", sa.Text(), nullable=True),
        sa.Column("country_of_origin", sa.Text(), nullable=True),
        sa.Column("country_of_last_residence", sa.Text(), nullable=True),
        sa.Column("official_language", sa.Text(), nullable=True),
        sa.Column("mother_tongue", sa.Text(), nullable=True),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=True),
        sa.Column("has_email", sa.Boolean(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("may_email", sa.Boolean(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("research_consent", sa.Boolean(), nullable=True),
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("registration_date", sa.Date(), nullable=True),
        sa.Column("registration_site_id", sa.Uuid(), nullable=True),
        sa.Column("comments", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "birth_date ~ '^[0-9]{4}(~|-[0-9]{2}(-[0-9]{2})?)?$'", name=op.f("ck_client_birth_date")
        ),
        sa.CheckConstraint(
            "kind = 'named' or (first_name is null and last_name is null and preferred_name is null and birth_date is null and email is null)",
            name=op.f("ck_client_anonymous"),
        ),
        sa.CheckConstraint("kind in ('named', 'anonymous')", name=op.f("ck_client_kind")),
        sa.CheckConstraint("state in ('incomplete', 'complete')", name=op.f("ck_client_state")),
        sa.ForeignKeyConstraint(
            ["agency_id", "family_id"],
            ["family.agency_id", "family.id"],
            name=op.f("fk_client_family_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "privacy_statement_id"],
            ["privacy_statement.agency_id", "privacy_statement.id"],
            name=op.f("fk_client_privacy_statement_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "registered_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_client_registered_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "registration_site_id"],
            ["site.agency_id", "site.id"],
            name=op.f("fk_client_registration_site_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_client_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_client_agency_id_number")),
    )
    op.create_index("ix_client_born_on", "client", ["agency_id", "born_on"], unique=False)
    op.create_index(
        "ix_client_email", "client", ["agency_id", sa.literal_column("lower(email)")], unique=False
    )
    op.create_index("ix_client_family", "client", ["agency_id", "family_id"], unique=False)
    op.create_index("ix_client_name", "client", ["agency_id", "name_key", "id"], unique=False)
    op.create_index(
        "ix_client_profile",
        "client",
        ["agency_id", "id"],
        unique=False,
        postgresql_include=["gender", "born_on", "immigration_status", "country_of_origin"],
    )
    op.create_table(
        "export_record",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("exporter", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "batch_id"],
            ["export_batch.agency_id", "export_batch.id"],
            name=op.f("fk_export_record_batch_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_export_record_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_export_record")),
        sa.UniqueConstraint(
            "agency_id",
            "exporter",
            "file_key",
            "record_id",
            name=op.f("uq_export_record_agency_id_exporter_file_key_record_id"),
        ),
    )
    op.create_index(
        "ix_export_record_batch",
        "export_record",
        ["agency_id", "batch_id", "position"],
        unique=False,
    )
    op.create_table(
        "session_funder",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("funder_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "funder_id"],
            ["funder.agency_id", "funder.id"],
            name=op.f("fk_session_funder_funder_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["service_session.agency_id", "service_session.id"],
            name=op.f("fk_session_funder_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_session_funder_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_session_funder")),
        sa.UniqueConstraint(
            "agency_id",
            "session_id",
            "funder_id",
            name=op.f("uq_session_funder_agency_id_session_id_funder_id"),
        ),
    )
    op.create_table(
        "session_worker",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["service_session.agency_id", "service_session.id"],
            name=op.f("fk_session_worker_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_session_worker_staff_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_session_worker_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_session_worker")),
        sa.UniqueConstraint(
            "agency_id",
            "session_id",
            "staff_id",
            name=op.f("uq_session_worker_agency_id_session_id_staff_id"),
        ),
    )
    op.create_index(
        "ix_session_worker_staff", "session_worker", ["agency_id", "staff_id"], unique=False
    )
    op.create_table(
        "client_address",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("street_number", sa.Text(), nullable=True),
        sa.Column("street_name", sa.Text(), nullable=True),
        sa.Column("street_type", sa.Text(), nullable=True),
        sa.Column("street_direction", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_address_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_address_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_address")),
    )
    op.create_index(
        "ix_client_address_client", "client_address", ["agency_id", "client_id"], unique=False
    )
    op.create_table(
        "client_identifier",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_identifier_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_identifier_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_identifier")),
    )
    op.create_index(
        "ix_client_identifier_blind",
        "client_identifier",
        ["agency_id", "blind_index"],
        unique=False,
    )
    op.create_index(
        "ix_client_identifier_client", "client_identifier", ["agency_id", "client_id"], unique=False
    )
    op.create_table(
        "client_phone",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("may_leave_message", sa.Boolean(), nullable=True),
        sa.Column(
            "digits",
            sa.Text(),
            sa.Computed("regexp_replace(number, '[^0-9]', '', 'g')", persisted=True),
            nullable=False,
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_phone_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_phone_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_phone")),
    )
    op.create_index(
        "ix_client_phone_client", "client_phone", ["agency_id", "client_id"], unique=False
    )
    op.create_index(
        "ix_client_phone_digits",
        "client_phone",
        ["agency_id", sa.literal_column("right(digits, 7)")],
        unique=False,
    )
    op.create_table(
        "service_form",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("funder_id", sa.Uuid(), nullable=True),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("volunteer_minutes", sa.Integer(), nullable=True),
        sa.Column("service_language", sa.Text(), nullable=True),
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("institution_type", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("private", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state in ('incomplete', 'complete')", name=op.f("ck_service_form_state")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_service_form_author_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_service_form_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "funder_id"],
            ["funder.agency_id", "funder.id"],
            name=op.f("fk_service_form_funder_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "program_id"],
            ["program.agency_id", "program.id"],
            name=op.f("fk_service_form_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["service_session.agency_id", "service_session.id"],
            name=op.f("fk_service_form_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "site_id"],
            ["site.agency_id", "site.id"],
            name=op.f("fk_service_form_site_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "worker_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_service_form_worker_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_service_form_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_service_form")),
    )
    op.create_index(
        "ix_service_form_client",
        "service_form",
        ["agency_id", "client_id", "service_date"],
        unique=False,
        postgresql_include=["program_id", "state"],
    )
    op.create_index(
        "ix_service_form_report",
        "service_form",
        ["agency_id", "service_date"],
        unique=False,
        postgresql_include=[
            "client_id",
            "kind",
            "program_id",
            "funder_id",
            "worker_id",
            "site_id",
            "minutes",
            "private",
            "author_id",
        ],
        postgresql_where=sa.text("state = 'complete'"),
    )
    op.create_index(
        "ix_service_form_session", "service_form", ["agency_id", "session_id"], unique=False
    )
    op.create_index(
        "ix_service_form_to_complete",
        "service_form",
        ["agency_id", "worker_id", "service_date"],
        unique=False,
        postgresql_where=sa.text("state = 'incomplete'"),
    )
    op.create_table(
        "session_client",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_session_client_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["service_session.agency_id", "service_session.id"],
            name=op.f("fk_session_client_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_session_client_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_session_client")),
        sa.UniqueConstraint(
            "agency_id",
            "session_id",
            "client_id",
            name=op.f("uq_session_client_agency_id_session_id_client_id"),
        ),
    )
    op.create_index(
        "ix_session_client_client", "session_client", ["agency_id", "client_id"], unique=False
    )
    op.create_table(
        "form_essential_skills",
        sa.Column("training_received", sa.Boolean(), nullable=True),
        sa.Column("training", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("life_received", sa.Boolean(), nullable=True),
        sa.Column("life", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_form_essential_skills_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_form_essential_skills_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_form_essential_skills")),
    )
    op.create_table(
        "form_support",
        sa.Column("received", sa.Boolean(), nullable=True),
        sa.Column("services", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("translation_from", sa.Text(), nullable=True),
        sa.Column("translation_to", sa.Text(), nullable=True),
        sa.Column("interpretation_from", sa.Text(), nullable=True),
        sa.Column("interpretation_to", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_form_support_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_form_support_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_form_support")),
    )
    op.create_table(
        "form_target_group",
        sa.Column("directed", sa.Boolean(), nullable=True),
        sa.Column("groups", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_form_target_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_form_target_group_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_form_target_group")),
    )
    op.create_table(
        "form_support_child",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("age", sa.Text(), nullable=True),
        sa.Column("care_type", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "form_id"],
            ["form_support.agency_id", "form_support.id"],
            name=op.f("fk_form_support_child_form_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_form_support_child_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_form_support_child")),
    )
    op.wall_table("agency_counter")
    op.wall_table("agency_key")
    op.wall_table("agency_list_item")
    op.wall_table("agency_plugin")
    op.wall_table("agency_usage")
    op.wall_table("family")
    op.wall_table("funder")
    op.wall_table("site")
    op.wall_table("program")
    op.wall_table("staff")
    op.wall_table("access_log")
    op.wall_table("change_log")
    op.wall_table("draft")
    op.wall_table("export_batch")
    op.wall_table("privacy_statement")
    op.wall_table("program_membership")
    op.wall_table("service_session")
    op.wall_table("client")
    op.wall_table("export_record")
    op.wall_table("session_funder")
    op.wall_table("session_worker")
    op.wall_table("client_address")
    op.wall_table("client_identifier")
    op.wall_table("client_phone")
    op.wall_table("service_form")
    op.wall_table("session_client")
    op.wall_table("form_essential_skills")
    op.wall_table("form_support")
    op.wall_table("form_target_group")
    op.wall_table("form_support_child")


def downgrade() -> None:
    op.unwall_table("form_support_child")
    op.unwall_table("form_target_group")
    op.unwall_table("form_support")
    op.unwall_table("form_essential_skills")
    op.unwall_table("session_client")
    op.unwall_table("service_form")
    op.unwall_table("client_phone")
    op.unwall_table("client_identifier")
    op.unwall_table("client_address")
    op.unwall_table("session_worker")
    op.unwall_table("session_funder")
    op.unwall_table("export_record")
    op.unwall_table("client")
    op.unwall_table("service_session")
    op.unwall_table("program_membership")
    op.unwall_table("privacy_statement")
    op.unwall_table("export_batch")
    op.unwall_table("draft")
    op.unwall_table("change_log")
    op.unwall_table("access_log")
    op.unwall_table("staff")
    op.unwall_table("program")
    op.unwall_table("site")
    op.unwall_table("funder")
    op.unwall_table("family")
    op.unwall_table("agency_usage")
    op.unwall_table("agency_plugin")
    op.unwall_table("agency_list_item")
    op.unwall_table("agency_key")
    op.unwall_table("agency_counter")
    op.drop_table("form_support_child")
    op.drop_table("form_target_group")
    op.drop_table("form_support")
    op.drop_table("form_essential_skills")
    op.drop_index("ix_session_client_client", table_name="session_client")
    op.drop_table("session_client")
    op.drop_index(
        "ix_service_form_to_complete",
        table_name="service_form",
        postgresql_where=sa.text("state = 'incomplete'"),
    )
    op.drop_index("ix_service_form_session", table_name="service_form")
    op.drop_index(
        "ix_service_form_report",
        table_name="service_form",
        postgresql_include=[
            "client_id",
            "kind",
            "program_id",
            "funder_id",
            "worker_id",
            "site_id",
            "minutes",
            "private",
            "author_id",
        ],
        postgresql_where=sa.text("state = 'complete'"),
    )
    op.drop_index(
        "ix_service_form_client",
        table_name="service_form",
        postgresql_include=["program_id", "state"],
    )
    op.drop_table("service_form")
    op.drop_index("ix_client_phone_digits", table_name="client_phone")
    op.drop_index("ix_client_phone_client", table_name="client_phone")
    op.drop_table("client_phone")
    op.drop_index("ix_client_identifier_client", table_name="client_identifier")
    op.drop_index("ix_client_identifier_blind", table_name="client_identifier")
    op.drop_table("client_identifier")
    op.drop_index("ix_client_address_client", table_name="client_address")
    op.drop_table("client_address")
    op.drop_index("ix_session_worker_staff", table_name="session_worker")
    op.drop_table("session_worker")
    op.drop_table("session_funder")
    op.drop_index("ix_export_record_batch", table_name="export_record")
    op.drop_table("export_record")
    op.drop_index(
        "ix_client_profile",
        table_name="client",
        postgresql_include=["gender", "born_on", "immigration_status", "country_of_origin"],
    )
    op.drop_index("ix_client_name", table_name="client")
    op.drop_index("ix_client_family", table_name="client")
    op.drop_index("ix_client_email", table_name="client")
    op.drop_index("ix_client_born_on", table_name="client")
    op.drop_table("client")
    op.drop_index("ix_service_session_date", table_name="service_session")
    op.drop_table("service_session")
    op.drop_index("ix_program_membership_program", table_name="program_membership")
    op.drop_table("program_membership")
    op.drop_table("privacy_statement")
    op.drop_index("ix_export_batch_made_at", table_name="export_batch")
    op.drop_table("export_batch")
    op.drop_table("draft")
    op.drop_index("ix_change_log_record", table_name="change_log")
    op.drop_table("change_log")
    op.drop_index("ix_access_log_clients", table_name="access_log", postgresql_using="gin")
    op.drop_index("ix_access_log_at", table_name="access_log")
    op.drop_table("access_log")
    op.drop_table("staff")
    op.drop_table("program")
    op.drop_index(op.f("ix_web_session_account_id"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_table("site")
    op.drop_table("host_operator")
    op.drop_table("funder")
    op.drop_table("family")
    op.drop_table("agency_usage")
    op.drop_table("agency_plugin")
    op.drop_table("agency_list_item")
    op.drop_table("agency_key")
    op.drop_table("agency_counter")
    op.drop_index(op.f("ix_account_token_account_id"), table_name="account_token")
    op.drop_table("account_token")
    op.drop_index("ix_sign_in_attempt_email", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_address", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(
        "ix_outbox_waiting", table_name="outbox", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_table("outbox")
    op.drop_table("agency")
    op.drop_index("uq_account_email", table_name="account")
    op.drop_table("account")
