"""The hooks of OCMS: version 1 of the plugin API.

Register hooks run once a process, at boot, for every installed plugin, and return descriptors; the
core remembers who returned what. Request hooks run while a page is made, only for the plugins that
the agency has switched on, each in a savepoint: a broken one loses its own result, never the page.
``docs/developer/plugin_hooks.md`` has a section for each; a test holds the two together.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.config import Configurator
    from pyramid.request import Request
    from sqlalchemy.orm import Session

    from ocms_core.agencies.models import Agency
    from ocms_core.clients.models import Client
    from ocms_core.exports.exporter import Exporter
    from ocms_core.forms.models import ServiceForm
    from ocms_core.plugins.descriptors import (
        AgencyList,
        ClientPanel,
        DashboardCard,
        NavItem,
        PermissionGrant,
        SessionType,
    )
    from ocms_core.reports.report import Report

hookspec = pluggy.HookspecMarker("ocms")


# -- register hooks: once at boot, for every installed plugin ---------------------------------


@hookspec
def ocms_models() -> list[str]:
    """Return the modules whose import registers tables on ``Base.metadata``."""


@hookspec
def ocms_migrations() -> Path:
    """Return the folder of this plugin's Alembic revisions."""


@hookspec
def ocms_configure(config: Configurator) -> None:
    """Add routes, views and services. Views of a plugin are gated without its doing."""


@hookspec
def ocms_permissions() -> list[PermissionGrant]:
    """Return the permissions this plugin brings, and the roles that hold them."""


@hookspec
def ocms_service_forms() -> list[type[ServiceForm]]:
    """Return the service forms this plugin declares."""


@hookspec
def ocms_session_types() -> list[SessionType]:
    """Return the kinds of service session, with the forms each offers."""


@hookspec
def ocms_agency_lists() -> list[AgencyList]:
    """Return the lists that an agency keeps itself, such as its own topics."""


@hookspec
def ocms_reports() -> list[Report]:
    """Return the reports this plugin declares."""


@hookspec
def ocms_exporters() -> list[Exporter]:
    """Return the funders' files this plugin can make."""


@hookspec
def ocms_tasks() -> list[str]:
    """Return the modules that define background tasks."""


@hookspec
def ocms_translations() -> Path:
    """Return the folder that holds this plugin's ``fr/LC_MESSAGES``."""


@hookspec
def ocms_demo_data(db: Session, agency: Agency, random: Any) -> None:
    """Add this plugin's rows to a demo agency; `random` is seeded, use no other."""


# -- request hooks: for the plugins the agency has switched on --------------------------------


@hookspec
def ocms_navigation(request: Request) -> list[NavItem]:
    """Return what this plugin adds to the navigation."""


@hookspec
def ocms_dashboard_cards(request: Request) -> list[DashboardCard]:
    """Return cards for the staff dashboard."""


@hookspec
def ocms_client_panels(request: Request, client: Client) -> list[ClientPanel]:
    """Return panels for a client's dashboard."""


@hookspec
def ocms_forms_saved(request: Request, forms: Sequence[ServiceForm]) -> None:
    """Do what follows from forms that somebody saved, one or many; must be safe to repeat."""


# -- life cycle: never gated ------------------------------------------------------------------


@hookspec
def ocms_enabled(db: Session, agency: Agency) -> None:
    """Seed what this plugin needs when an agency switches it on; must be safe to repeat."""


@hookspec
def ocms_client_merged(
    db: Session,
    survivor: Client,
    merged_id: uuid.UUID,
    undone: bool,  # noqa: FBT001  pluggy passes by name
) -> None:
    """Mend what the core could not know, after a record was merged into `survivor`, or parted.

    Rows that refer to the client have moved by themselves.
    """
