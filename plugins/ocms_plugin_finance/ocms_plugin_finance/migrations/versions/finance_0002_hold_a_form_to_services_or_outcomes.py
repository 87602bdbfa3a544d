"""hold a form to services or outcomes"""

from __future__ import annotations

from alembic import op

revision = "finance_0002"
down_revision = "finance_0001"
branch_labels = None
depends_on = None

CHECK = "ck_finance_services_services_or_outcomes"
# Deferred: a save that turns outcomes into services writes the form before it takes the rows away.
GUARD = """
create function finance_services_or_outcomes() returns trigger language plpgsql as $$
declare
    form uuid := case when tg_table_name = 'finance_outcome' then to_jsonb(new) ->> 'form_id'
                      else to_jsonb(new) ->> 'id' end;
begin
    if exists (
        select 1 from finance_services s
        join finance_outcome o on o.agency_id = s.agency_id and o.form_id = s.id
        where s.agency_id = new.agency_id and s.id = form
          and s.records is distinct from 'outcomes'
    ) then
        raise exception 'a form of services holds no outcomes'
            using errcode = 'check_violation', constraint = 'finance_services_or_outcomes';
    end if;
    return null;
end $$
"""


def upgrade() -> None:
    op.create_check_constraint(
        op.f(CHECK),
        "finance_services",
        "records is not distinct from 'services' or (services = '{}' and service_minutes is null)",
    )
    op.execute(GUARD)
    for table, when in (
        ("finance_services", "update of records"),
        ("finance_outcome", "insert or update of form_id"),
    ):
        op.execute(
            f"create constraint trigger services_or_outcomes after {when} on {table} "
            "deferrable initially deferred for each row "
            "execute function finance_services_or_outcomes()"
        )


def downgrade() -> None:
    for table in ("finance_outcome", "finance_services"):
        op.execute(f"drop trigger services_or_outcomes on {table}")
    op.execute("drop function finance_services_or_outcomes()")
    op.drop_constraint(op.f(CHECK), "finance_services", type_="check")
