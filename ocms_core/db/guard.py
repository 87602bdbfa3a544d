"""Refuse to start where the walls would not hold (decisions A2)."""

from __future__ import annotations

from sqlalchemy import Engine, text

WHAT_WE_ARE = text(
    """
    select r.rolname, r.rolsuper, r.rolbypassrls,
           exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'public' and c.relkind = 'r'
                      and pg_has_role(current_user, c.relowner, 'usage')) as owns,
           d.datctype
      from pg_roles r, pg_database d
     where r.rolname = current_user and d.datname = current_database()
    """
)


class UnsafeDatabaseError(SystemExit):
    """The application's role or database would undo the walls; the message says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"ocms: {sentence}")


def refuse_unsafe(engine: Engine) -> None:
    """Raise UnsafeDatabaseError unless this role obeys row-level security, whatever it asks."""
    with engine.connect() as connection:
        us = connection.execute(WHAT_WE_ARE).one()
    if us.rolsuper or us.rolbypassrls:
        raise UnsafeDatabaseError(
            f"the role {us.rolname} does not obey row-level security. Put the role ocms_app into "
            "OCMS_DATABASE_URL; `ocms db roles` prints how to make it."
        )
    if us.owns:
        raise UnsafeDatabaseError(
            f"the role {us.rolname} owns tables. Put the role ocms_app, which owns nothing, into "
            "OCMS_DATABASE_URL, and the owner into OCMS_OWNER_DATABASE_URL."
        )
    if us.datctype in {"C", "POSIX"}:
        raise UnsafeDatabaseError(
            "the database has the character type C, in which names in Cyrillic or Arabic cannot be "
            "found. Make it with lc_ctype 'C.UTF-8'; `ocms db roles` prints how."
        )
