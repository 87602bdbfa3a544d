# ruff: noqa: INP001  Alembic runs this file by its path
"""Run migrations: one transaction, one runner at a time, walls lifted and forced again."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text

from ocms_core.db import walls
from ocms_core.db.models import load_models

# Any fixed number: two upgrades at once wait for one another.
UPGRADE_LOCK = 7236001

metadata = load_models()
attributes = context.config.attributes
owned = attributes.get("owner_filter") or (lambda _table: True)


def include_object(_item: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Keep the branches apart: each sees its own tables only."""
    if kind == "table":
        return name != "alembic_version" and owned(name or "")
    return True


engine = create_engine(attributes["owner_url"])
try:
    with engine.connect() as connection:
        # A forgotten open transaction must stop the upgrade, not hang it for ever.
        connection.execute(text("set lock_timeout = '15s'"))
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": UPGRADE_LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=include_object,
            transaction_per_migration=False,
            compare_type=True,
            compare_server_default=False,
            owner_filter=owned,
        )
        with context.begin_transaction(), walls.open_walls(connection):
            context.run_migrations()
finally:
    engine.dispose()
