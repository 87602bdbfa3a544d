"""Keep case notes

Notes and the case notes of service forms are found by their words through a function of the
finder, as clients are (see core_0004).
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "core_0014"
down_revision = "core_0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "find_notes_1.sql"
WORDS, FUNCTION = "note_words(text)", "find_notes(text, uuid, date, date, int)"
SEEN_BY_FINDER = {
    "case_note": "agency_id, id, client_id, about_on, withdrawn_at, text",
    "service_form": "agency_id, id, client_id, service_date, notes",
}


def upgrade() -> None:
    words, find = SQL.read_text().split("\n-- next statement\n")
    op.get_bind().exec_driver_sql(words.replace("%", "%%"))
    op.create_table(
        "case_note",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
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
            "scope <> 'program' or program_id is not null", name=op.f("ck_case_note_program")
        ),
        sa.CheckConstraint(
            "scope in ('agency', 'program', 'private')", name=op.f("ck_case_note_scope")
        ),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_reason is null)",
            name=op.f("ck_case_note_withdrawn"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_case_note_author_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "client_id"],
            ["client.agency_id", "client.id"],
            name=op.f("fk_case_note_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "done_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_case_note_done_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "form_id"],
            ["service_form.agency_id", "service_form.id"],
            name=op.f("fk_case_note_form_id"),
            ondelete="SET NULL (form_id)",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "program_id"],
            ["program.agency_id", "program.id"],
            name=op.f("fk_case_note_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["service_session.agency_id", "service_session.id"],
            name=op.f("fk_case_note_session_id"),
            ondelete="SET NULL (session_id)",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "withdrawn_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_case_note_withdrawn_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_case_note_agency_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_note")),
    )
    op.create_index(
        "ix_case_note_author", "case_note", ["agency_id", "author_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_case_note_client", "case_note", ["agency_id", "client_id", "about_on"], unique=False
    )
    op.create_index("ix_case_note_form", "case_note", ["agency_id", "form_id"], unique=False)
    op.create_index(
        "ix_case_note_latest", "case_note", ["agency_id", "about_on", "id"], unique=False
    )
    op.create_index("ix_case_note_session", "case_note", ["agency_id", "session_id"], unique=False)
    op.create_table(
        "note_version",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "replaced_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "scope in ('agency', 'program', 'private')", name=op.f("ck_note_version_scope")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "author_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_note_version_author_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "note_id"],
            ["case_note.agency_id", "case_note.id"],
            name=op.f("fk_note_version_note_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "program_id"],
            ["program.agency_id", "program.id"],
            name=op.f("fk_note_version_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "replaced_by_id"],
            ["staff.agency_id", "staff.id"],
            name=op.f("fk_note_version_replaced_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_note_version_agency_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_note_version")),
    )
    op.create_index(
        "ix_note_version_note", "note_version", ["agency_id", "note_id", "revision"], unique=False
    )
    op.wall_table("case_note")
    op.wall_table("note_version")
    # A note is never deleted, and what it said before is never changed.
    op.execute("revoke delete on case_note, note_version from ocms_app")
    op.execute("revoke update on note_version from ocms_app")
    op.execute(
        "create index ix_case_note_words on case_note "
        "using gin (agency_id, note_words(text)) with (fastupdate = off)"
    )
    op.execute(
        "create index ix_service_form_words on service_form "
        "using gin (agency_id, note_words(notes)) with (fastupdate = off) "
        "where notes is not null"
    )
    for table, columns in SEEN_BY_FINDER.items():
        op.execute(f"grant select ({columns}) on {table} to ocms_finder")
        op.execute(f"create policy finder on {table} for select to ocms_finder using (true)")
    op.get_bind().exec_driver_sql(find.replace("%", "%%"))
    op.execute(f"revoke all on function {FUNCTION} from public")
    op.execute(f"grant execute on function {FUNCTION} to ocms_app")
    op.execute("grant create on schema public to ocms_finder")
    op.execute(f"alter function {FUNCTION} owner to ocms_finder")
    op.execute("revoke create on schema public from ocms_finder")


def downgrade() -> None:
    op.execute("set role ocms_finder")
    op.execute(f"drop function {FUNCTION}")
    op.execute("reset role")
    for table, columns in SEEN_BY_FINDER.items():
        op.execute(f"drop policy finder on {table}")
        op.execute(f"revoke select ({columns}) on {table} from ocms_finder")  # noqa: S608
    op.execute("drop index ix_service_form_words")
    op.execute("drop index ix_case_note_words")
    op.unwall_table("note_version")
    op.unwall_table("case_note")
    op.drop_index("ix_note_version_note", table_name="note_version")
    op.drop_table("note_version")
    op.drop_index("ix_case_note_session", table_name="case_note")
    op.drop_index("ix_case_note_latest", table_name="case_note")
    op.drop_index("ix_case_note_form", table_name="case_note")
    op.drop_index("ix_case_note_client", table_name="case_note")
    op.drop_index("ix_case_note_author", table_name="case_note")
    op.drop_table("case_note")
    op.execute(f"drop function {WORDS}")
