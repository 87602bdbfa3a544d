"""Make the tables of the RAP record"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "refugee_0001"
down_revision = None
branch_labels = ("refugee",)
depends_on = "core_0021"


def upgrade() -> None:
    op.create_table(
        "refugee_assistance",
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("principal_applicant", sa.Boolean(), nullable=True),
        sa.Column("family_size", sa.Integer(), nullable=True),
        sa.Column("notice_number", sa.Text(), nullable=True),
        sa.Column("arrival_date", sa.Date(), nullable=True),
        sa.Column("arrival_time", sa.Time(), nullable=True),
        sa.Column("flight", sa.Text(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column(
            "special_needs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("special_needs_details", sa.Text(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("met_at", sa.Text(), nullable=True),
        sa.Column("transport_provided", sa.Boolean(), nullable=True),
        sa.Column("winter_clothing", sa.Boolean(), nullable=True),
        sa.Column("connecting_travel", sa.Boolean(), nullable=True),
        sa.Column("overnight", sa.Boolean(), nullable=True),
        sa.Column("accommodation", sa.Text(), nullable=True),
        sa.Column("accommodation_name", sa.Text(), nullable=True),
        sa.Column("check_in", sa.Date(), nullable=True),
        sa.Column("check_out", sa.Date(), nullable=True),
        sa.Column("nights", sa.Integer(), nullable=True),
        sa.Column("assessment_done", sa.Boolean(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column(
            "financial_topics", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("financial_given_on", sa.Date(), nullable=True),
        sa.Column("financial_minutes", sa.Integer(), nullable=True),
        sa.Column("housing_orientation", sa.Boolean(), nullable=True),
        sa.Column("search_started_on", sa.Date(), nullable=True),
        sa.Column("viewings", sa.Integer(), nullable=True),
        sa.Column("permanent_address", sa.Text(), nullable=True),
        sa.Column("moved_in_on", sa.Date(), nullable=True),
        sa.Column("housing_type", sa.Text(), nullable=True),
        sa.Column("monthly_rent", sa.BigInteger(), nullable=True),
        sa.Column("goods_delivered", sa.Boolean(), nullable=True),
        sa.Column("goods_delivered_on", sa.Date(), nullable=True),
        sa.Column("life_skills_sessions", sa.Integer(), nullable=True),
        sa.Column("life_skills_minutes", sa.Integer(), nullable=True),
        sa.Column("exit_assessed_on", sa.Date(), nullable=True),
        sa.Column("exit_result", sa.Text(), nullable=True),
        sa.Column("referred_to_settlement", sa.Boolean(), nullable=True),
        sa.Column("one_year_window", sa.Boolean(), nullable=True),
        sa.Column("extended_support", sa.Boolean(), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("moved_elsewhere", sa.Boolean(), nullable=True),
        sa.Column("new_city", sa.Text(), nullable=True),
        sa.Column("moved_elsewhere_on", sa.Date(), nullable=True),
        sa.Column(
            "services_given", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_refugee_assistance_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_refugee_assistance")),
    )
    op.create_table(
        "refugee_orientation",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "form_id"],
            ["refugee_assistance.agency_id", "refugee_assistance.id"],
            name=op.f("fk_refugee_orientation_form_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_refugee_orientation_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_refugee_orientation")),
    )
    op.create_index(
        "ix_refugee_orientation_form", "refugee_orientation", ["agency_id", "form_id"], unique=False
    )
    op.create_table(
        "refugee_program_link",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("program", sa.Text(), nullable=True),
        sa.Column("link_status", sa.Text(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "form_id"],
            ["refugee_assistance.agency_id", "refugee_assistance.id"],
            name=op.f("fk_refugee_program_link_form_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_refugee_program_link_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_refugee_program_link")),
    )
    op.create_index(
        "ix_refugee_program_link_form",
        "refugee_program_link",
        ["agency_id", "form_id"],
        unique=False,
    )
    op.wall_table("refugee_assistance")
    op.wall_table("refugee_orientation")
    op.wall_table("refugee_program_link")


def downgrade() -> None:
    op.unwall_table("refugee_program_link")
    op.unwall_table("refugee_orientation")
    op.unwall_table("refugee_assistance")
    op.drop_index("ix_refugee_program_link_form", table_name="refugee_program_link")
    op.drop_table("refugee_program_link")
    op.drop_index("ix_refugee_orientation_form", table_name="refugee_orientation")
    op.drop_table("refugee_orientation")
    op.drop_table("refugee_assistance")
