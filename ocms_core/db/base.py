"""The declarative base, and how tenant tables refer to one another.

Every tenant table has the key ``(agency_id, id)``, and every foreign key between tenant tables
begins with ``agency_id``, so that no row can point into another agency (decisions A1). Models say
only ``reference("program")``; the composite constraint is made here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Text,
    Uuid,
    func,
    inspect,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column, relationship

from ocms_core.db.types import uuid7


def _last_column(constraint: Any, _table: Any) -> str:
    """Name a foreign key by the column that tells it from its siblings: never agency_id first."""
    return str(constraint.column_keys[-1])


NAMING_CONVENTION: dict[str, Any] = {
    "last_column": _last_column,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(last_column)s",
    "pk": "pk_%(table_name)s",
}


@dataclass
class TenantLink:
    """A relationship between two tenant tables, waiting for the name of the class that owns it."""

    target: str | None
    column: str
    many: bool
    options: dict[str, Any] = field(default_factory=dict)
    only_where: str | None = None

    def build(self, owner: str) -> Any:
        """Return the relationship, with only the id column marked as foreign.

        Marking agency_id too makes SQLAlchemy warn, and blank the agency when the link is cleared
        (decisions A6).
        """
        child, parent = (self.target, owner) if self.many else (owner, self.target)
        join = (
            f"and_({parent}.agency_id == {child}.agency_id, "
            f"{parent}.id == foreign({child}.{self.column})"
            + (f", {child}.{self.only_where})" if self.only_where else ")")
        )
        return relationship(self.target, primaryjoin=join, **self.options)


def tenant_relationship(target: str, column: str, **options: Any) -> Any:
    """Link to the one row of `target` that our `column` names."""
    return TenantLink(target, column, many=False, options=options)


def tenant_children(
    target: str, column: str, *, only_where: str | None = None, **options: Any
) -> Any:
    """Link to the rows of `target` whose `column` names us; they live and die with us.

    only_where: leave out the rows that fail a test of their columns, such as "until.is_(None)".
    """
    options.setdefault("cascade", "all, delete-orphan")
    return TenantLink(target, column, many=True, options=options, only_where=only_where)


def reference(table: str, *, ondelete: str = "restrict", **options: Any) -> Any:
    """Declare a column that holds the id of a row of the same agency in `table`.

    ondelete: "restrict", "cascade" or "set null" (which clears only this column, never agency_id).
    """
    info = {**options.pop("info", {}), "references": (table, ondelete)}
    return mapped_column(Uuid, info=info, **options)


def _rule(column: str, ondelete: str) -> str:
    return f"SET NULL ({column})" if ondelete == "set null" else ondelete.upper()


class Base(DeclarativeBase):
    """What every table of OCMS and of its plugins descends from."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        uuid.UUID: Uuid(),
        dt.datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text()),
    }

    def __init_subclass__(cls, **arguments: Any) -> None:
        for name, value in list(vars(cls).items()):
            if isinstance(value, TenantLink):
                setattr(cls, name, value.build(cls.__name__))
        super().__init_subclass__(**arguments)
        table = cls.__dict__.get("__table__")
        if table is None:
            return
        for column in list(table.columns):
            if "references" in column.info:
                target, ondelete = column.info["references"]
                table.append_constraint(
                    ForeignKeyConstraint(
                        ["agency_id", column.name],
                        [f"{target}.agency_id", f"{target}.id"],
                        ondelete=_rule(column.name, ondelete),
                    )
                )

    def __repr__(self) -> str:
        """Show the keys, never personal data."""
        identity = inspect(self).identity
        return f"<{type(self).__name__} {identity}>"


class AgencyScoped:
    """A table of one agency's rows: the mixin both walls look for."""

    agency_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("agency.id", ondelete="RESTRICT"), primary_key=True
    )
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)


class Timestamped:
    """When a row was made and last changed, by the database's clock."""

    created_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    updated_at: Mapped[dt.datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )


__all__ = [
    "AgencyScoped",
    "Base",
    "MappedColumn",
    "Timestamped",
    "reference",
    "tenant_children",
    "tenant_relationship",
]
