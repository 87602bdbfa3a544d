"""Make the tables of the settlement forms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "settlement_0001"
down_revision = None
branch_labels = ("settlement",)
depends_on = "core_0001"


def upgrade() -> None:
    op.create_table(
        "settlement_information_orientation",
        sa.Column("arrival_stage", sa.Text(), nullable=True),
        sa.Column("services_received", sa.Text(), nullable=True),
        sa.Column("group_size", sa.Text(), nullable=True),
        sa.Column("orientation_length", sa.Text(), nullable=True),
        sa.Column("topics_given", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "topics_referred", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_settlement_information_orientation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "id", name=op.f("pk_settlement_information_orientation")
        ),
    )
    op.create_table(
        "settlement_needs_assessment",
        sa.Column("needs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "needs_referred", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("language_skills_reason", sa.Text(), nullable=True),
        sa.Column("other_skills_reason", sa.Text(), nullable=True),
        sa.Column("employment_timeframe", sa.Text(), nullable=True),
        sa.Column("work_experience", sa.Text(), nullable=True),
        sa.Column("noc_skill_level", sa.Text(), nullable=True),
        sa.Column("credential_intention", sa.Text(), nullable=True),
        sa.Column("citizenship_intention", sa.Text(), nullable=True),
        sa.Column("settlement_plan_shared", sa.Boolean(), nullable=True),
        sa.Column("objectives", sa.Text(), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=True),
        sa.Column("support_required", sa.Boolean(), nullable=True),
        sa.Column(
            "support_required_services",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("community_services_needed", sa.Boolean(), nullable=True),
        sa.Column(
            "community_needs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "community_needs_referred",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_settlement_needs_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_settlement_needs_assessment")),
    )
    op.create_table(
        "settlement_non_specified",
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("other_topic", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_settlement_non_specified_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "topic_id"],
            ["agency_list_item.agency_id", "agency_list_item.id"],
            name=op.f("fk_settlement_non_specified_topic_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_settlement_non_specified")),
    )
    op.wall_table("settlement_information_orientation")
    op.wall_table("settlement_needs_assessment")
    op.wall_table("settlement_non_specified")


def downgrade() -> None:
    op.unwall_table("settlement_non_specified")
    op.unwall_table("settlement_needs_assessment")
    op.unwall_table("settlement_information_orientation")
    op.drop_table("settlement_non_specified")
    op.drop_table("settlement_needs_assessment")
    op.drop_table("settlement_information_orientation")
