"""Keep consents and conflicts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0011"
down_revision = "core_0010"
branch_labels = None
depends_on = None

# Only its client may change, so that a merge can move an entry, and back.
GUARD = """
create function consent_entry_guard() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'client_id' is distinct from to_jsonb(old) - 'client_id' then
    raise exception 'an entry of the consent ledger is never changed'
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$
"""
# What every page must know of a client costs no statement: it stands on the client.
TELL_CLIENT = """
create function consent_entry_told() returns trigger language plpgsql as $$
begin
  update client c set withheld = told.purposes
    from (select k.id, coalesce(array_agg(n.purpose order by n.purpose)
                                filter (where n.answer <> 'given'), '{}') as purposes
            from (select distinct id from unnest(array[new.client_id, old.client_id]) as id) k
            left join lateral (
                 select distinct on (e.purpose) e.purpose, e.answer
                   from consent_entry e
                  where e.agency_id = new.agency_id and e.client_id = k.id
                  order by e.purpose, e.answered_on desc, e.recorded_at desc, e.id desc) n on true
           group by k.id) told
   where c.agency_id = new.agency_id and c.id = told.id and c.withheld <> told.purposes;
  return null;
end
$$
"""
APPEND_ONLY = (
    GUARD,
    (
        "create trigger guard before update on consent_entry "
        "for each row execute function consent_entry_guard()"
    ),
    TELL_CLIENT,
    (
        "create trigger tell_client after insert or update of client_id on consent_entry "
        "for each row execute function consent_entry_told()"
    ),
    "revoke update, delete on consent_entry, conflict_attempt from ocms_app",
    "grant update (client_id) on consent_entry, conflict_attempt to ocms_app",
    "revoke delete on conflict_block from ocms_app",
)
# What clients answered before there was a ledger: the statement, and the question on research.
FIRST_ENTRIES = (
    """
    insert into consent_entry (agency_id, id, client_id, purpose, answer, answered_on, recorded_at,
                               taken_by_id, statement_id, statement_locale)
    select c.agency_id, gen_random_uuid(), c.id, 'service', 'given',
           (c.privacy_answered_at at time zone a.time_zone)::date, c.privacy_answered_at,
           c.registered_by_id, c.privacy_statement_id, c.privacy_locale
      from client c join agency a on a.id = c.agency_id
     where c.kind = 'named' and c.privacy_statement_id is not null
       and c.privacy_answered_at is not null
    """,
    """
    insert into consent_entry (agency_id, id, client_id, purpose, answer, answered_on, recorded_at,
                               taken_by_id)
    select c.agency_id, gen_random_uuid(), c.id, 'research',
           case when c.research_consent then 'given' else 'refused' end,
           coalesce(c.registration_date, (c.created_at at time zone a.time_zone)::date),
           c.created_at, c.registered_by_id
      from client c join agency a on a.id = c.agency_id
     where c.kind = 'named' and c.research_consent is not null
    """,
)


def upgrade() -> None:
    op.add_column(
        "client",
        sa.Column("withheld", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.create_table(
        "consent_purpose",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("at_registration", sa.Boolean(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose in ('service', 'sharing_inside', 'partner_sharing', 'funder_reporting', 'follow_up', 'research')",
            name=op.f("ck_consent_purpose_purpose"),
        ),
        sa.CheckConstraint("months between 1 and 120", name=op.f("ck_consent_purpose_months")),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_consent_purpose_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_consent_purpose")),
        sa.UniqueConstraint(
            "agency_id", "purpose", name=op.f("uq_consent_purpose_agency_id_purpose")
        ),
    )
    op.create_table(
        "conflict_attempt",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_conflict_attempt_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_conflict_attempt_staff_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_conflict_attempt_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_conflict_attempt")),
    )
    op.create_index(
        "ix_conflict_attempt_client",
        "conflict_attempt",
        ["agency_id", "client_id", "at"],
        unique=False,
    )
    op.create_table(
        "conflict_block",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("barred_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "barred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "barred_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_conflict_block_barred_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_conflict_block_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "lifted_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_conflict_block_lifted_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "staff_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_conflict_block_staff_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_conflict_block_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_conflict_block")),
    )
    op.create_index(
        "ix_conflict_block_client", "conflict_block", ["agency_id", "client_id"], unique=False
    )
    op.create_index(
        "ix_conflict_block_staff",
        "conflict_block",
        ["agency_id", "staff_id"],
        unique=False,
        postgresql_include=["client_id"],
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_table(
        "consent_entry",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("statement_locale", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "answer in ('given', 'refused', 'withdrawn')", name=op.f("ck_consent_entry_answer")
        ),
        sa.CheckConstraint(
            "purpose in ('service', 'sharing_inside', 'partner_sharing', 'funder_reporting', 'follow_up', 'research')",
            name=op.f("ck_consent_entry_purpose"),
        ),
        sa.CheckConstraint(
            "valid_until is null or answer = 'given'", name=op.f("ck_consent_entry_valid_until")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_consent_entry_client_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "statement_id"],
            ["privacy_statement.agency_id", "privacy_statement.id"],
            name=op.f("fk_consent_entry_statement_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "taken_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_consent_entry_taken_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_consent_entry_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_consent_entry")),
    )
    op.create_index(
        "ix_consent_entry_ends",
        "consent_entry",
        ["agency_id", "valid_until"],
        unique=False,
        postgresql_where=sa.text("valid_until is not null"),
    )
    op.create_index(
        "ix_consent_entry_newest",
        "consent_entry",
        ["agency_id", "client_id", "purpose", "answered_on", "recorded_at"],
        unique=False,
    )
    op.wall_table("consent_purpose")
    op.wall_table("conflict_attempt")
    op.wall_table("conflict_block")
    op.wall_table("consent_entry")
    for statement in (*APPEND_ONLY, *FIRST_ENTRIES):
        op.execute(statement)


def downgrade() -> None:
    for trigger, function in (("tell_client", "told"), ("guard", "guard")):
        op.execute(f"drop trigger {trigger} on consent_entry")
        op.execute(f"drop function consent_entry_{function}()")
    op.drop_column("client", "withheld")
    op.unwall_table("consent_entry")
    op.unwall_table("conflict_block")
    op.unwall_table("conflict_attempt")
    op.unwall_table("consent_purpose")
    op.drop_index("ix_consent_entry_newest", table_name="consent_entry")
    op.drop_index(
        "ix_consent_entry_ends",
        table_name="consent_entry",
        postgresql_where=sa.text("valid_until is not null"),
    )
    op.drop_table("consent_entry")
    op.drop_index(
        "ix_conflict_block_staff",
        table_name="conflict_block",
        postgresql_include=["client_id"],
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.drop_index("ix_conflict_block_client", table_name="conflict_block")
    op.drop_table("conflict_block")
    op.drop_index("ix_conflict_attempt_client", table_name="conflict_attempt")
    op.drop_table("conflict_attempt")
    op.drop_table("consent_purpose")
