"""Keep the whole profile

Those who were here before lack every new answer; an address of theirs has no first or last day.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0012"
down_revision = "core_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_emergency_contact",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("relationship_to_client", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("other_phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_emergency_contact_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_emergency_contact_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_emergency_contact")),
    )
    op.create_index(
        "ix_client_emergency_contact_client",
        "client_emergency_contact",
        ["agency_id", "client_id"],
        unique=False,
    )
    op.create_table(
        "client_language_level",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("tool", sa.Text(), nullable=True),
        sa.Column("listening", sa.Text(), nullable=True),
        sa.Column("speaking", sa.Text(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("writing", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_language_level_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_language_level_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_language_level")),
    )
    op.create_index(
        "ix_client_language_level_client",
        "client_language_level",
        ["agency_id", "client_id"],
        unique=False,
    )
    op.create_table(
        "client_name",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_name_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_client_name_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_name")),
    )
    op.create_index(
        "ix_client_name_client", "client_name", ["agency_id", "client_id"], unique=False
    )
    op.create_table(
        "client_past_answer",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column(
            "noted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_client_past_answer_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_client_past_answer_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_client_past_answer")),
    )
    op.create_index(
        "ix_client_past_answer_client",
        "client_past_answer",
        ["agency_id", "client_id"],
        unique=False,
    )
    op.add_column("client", sa.Column("has_one_name", sa.Boolean(), nullable=True))
    op.add_column("client", sa.Column("country_of_birth", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("immigration_status_since", sa.Date(), nullable=True))
    op.add_column(
        "client",
        sa.Column("citizenships", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("client", sa.Column("preferred_contact", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("may_phone", sa.Boolean(), nullable=True))
    op.add_column("client", sa.Column("may_text", sa.Boolean(), nullable=True))
    op.add_column("client", sa.Column("may_post", sa.Boolean(), nullable=True))
    op.add_column("client", sa.Column("safe_hours", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("contact_warning", sa.Text(), nullable=True))
    op.add_column(
        "client",
        sa.Column(
            "languages_spoken", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
    )
    op.add_column("client", sa.Column("interpreter_language", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("housing", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("household_size", sa.Integer(), nullable=True))
    op.add_column("client", sa.Column("children_ages", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("education_level", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("education_field", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("education_institution", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("education_country", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("education_year", sa.Integer(), nullable=True))
    op.add_column("client", sa.Column("credential_status", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("credential_assessor", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("employment_status", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("occupation", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("occupation_category", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("occupation_code", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("years_of_experience", sa.Integer(), nullable=True))
    op.add_column("client", sa.Column("intended_occupation", sa.Text(), nullable=True))
    op.add_column(
        "client",
        sa.Column(
            "income_sources", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
    )
    op.add_column(
        "client",
        sa.Column("high_needs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("client", sa.Column("needs_remarks", sa.Text(), nullable=True))
    op.add_column(
        "client",
        sa.Column(
            "research_contact", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
    )
    op.add_column("client", sa.Column("research_refusal", sa.Text(), nullable=True))
    op.add_column("client", sa.Column("research_answered_on", sa.Date(), nullable=True))
    op.add_column("client", sa.Column("status_since", sa.Date(), nullable=True))
    op.add_column("client", sa.Column("moved_to", sa.Text(), nullable=True))
    op.add_column("client_address", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("client_address", sa.Column("avoid", sa.Boolean(), nullable=True))
    op.add_column("client_address", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("client_phone", sa.Column("avoid", sa.Boolean(), nullable=True))
    op.add_column("client_phone", sa.Column("until", sa.Date(), nullable=True))
    op.wall_table("client_emergency_contact")
    op.wall_table("client_language_level")
    op.wall_table("client_name")
    op.wall_table("client_past_answer")


def downgrade() -> None:
    op.unwall_table("client_past_answer")
    op.unwall_table("client_name")
    op.unwall_table("client_language_level")
    op.unwall_table("client_emergency_contact")
    op.drop_column("client_phone", "until")
    op.drop_column("client_phone", "avoid")
    op.drop_column("client_address", "until")
    op.drop_column("client_address", "avoid")
    op.drop_column("client_address", "since")
    op.drop_column("client", "moved_to")
    op.drop_column("client", "status_since")
    op.drop_column("client", "research_answered_on")
    op.drop_column("client", "research_refusal")
    op.drop_column("client", "research_contact")
    op.drop_column("client", "needs_remarks")
    op.drop_column("client", "high_needs")
    op.drop_column("client", "income_sources")
    op.drop_column("client", "intended_occupation")
    op.drop_column("client", "years_of_experience")
    op.drop_column("client", "occupation_code")
    op.drop_column("client", "occupation_category")
    op.drop_column("client", "occupation")
    op.drop_column("client", "employment_status")
    op.drop_column("client", "credential_assessor")
    op.drop_column("client", "credential_status")
    op.drop_column("client", "education_year")
    op.drop_column("client", "education_country")
    op.drop_column("client", "education_institution")
    op.drop_column("client", "education_field")
    op.drop_column("client", "education_level")
    op.drop_column("client", "children_ages")
    op.drop_column("client", "household_size")
    op.drop_column("client", "housing")
    op.drop_column("client", "interpreter_language")
    op.drop_column("client", "languages_spoken")
    op.drop_column("client", "contact_warning")
    op.drop_column("client", "safe_hours")
    op.drop_column("client", "may_post")
    op.drop_column("client", "may_text")
    op.drop_column("client", "may_phone")
    op.drop_column("client", "preferred_contact")
    op.drop_column("client", "citizenships")
    op.drop_column("client", "immigration_status_since")
    op.drop_column("client", "country_of_birth")
    op.drop_column("client", "has_one_name")
    op.drop_index("ix_client_past_answer_client", table_name="client_past_answer")
    op.drop_table("client_past_answer")
    op.drop_index("ix_client_name_client", table_name="client_name")
    op.drop_table("client_name")
    op.drop_index("ix_client_language_level_client", table_name="client_language_level")
    op.drop_table("client_language_level")
    op.drop_index("ix_client_emergency_contact_client", table_name="client_emergency_contact")
    op.drop_table("client_emergency_contact")
