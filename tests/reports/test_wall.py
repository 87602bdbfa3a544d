"""Every statement of the engine names the agency on every tenant table (decisions A9)."""

import pytest
from sqlalchemy import Alias, Table
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter

from ocms_core.db.base import AgencyScoped, Base
from ocms_core.reports.dimensions import DIMENSIONS
from ocms_core.reports.engine import behind, figures_statement
from ocms_core.reports.measures import SERVICES, SESSIONS
from ocms_core.reports.option import Answer
from ocms_core.reports.options import offered_options


def tables_and_walled(statement):
    tenant = {
        mapper.local_table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, AgencyScoped)
    }
    tables, walled = set(), set()
    for element in visitors.iterate(statement):
        if isinstance(element, Alias | Table) and getattr(element, "element", element) in tenant:
            tables.add(element)
        elif isinstance(element, BinaryExpression) and element.operator is operators.eq:
            column, value = element.left, element.right
            if getattr(column, "name", "") == "agency_id" and isinstance(value, BindParameter):
                walled.add(column.table)
    aliased = {table.element for table in tables if isinstance(table, Alias)}
    return tables - aliased, walled


@pytest.mark.parametrize("key", [*DIMENSIONS, None])
def test_every_table_of_a_statement_names_the_agency(agency, key):
    dimensions = [DIMENSIONS[key]] if key else []
    options = offered_options(agency.forms).values() if key is None else ()
    answers = tuple(Answer(option=option, values=("none",)) for option in options)
    for criteria in (
        {"delivery": "online", "clients": "named"},
        {"program": agency.program("settlement").id, "answers": answers},
    ):
        scope = agency.scope(**criteria)
        for statement in (
            figures_statement(scope, dimensions, [(0,) if key else (), ()], (SERVICES, SESSIONS)),
            behind(scope, dimensions, [None] * len(dimensions)),
        ):
            tables, walled = tables_and_walled(statement)
            assert tables
            assert tables - walled == set()
