"""What this plugin gives to the core."""

from __future__ import annotations

from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta, SessionType
from ocms_core.security.permissions import Permission
from ocms_plugin_finance.i18n import _

META = PluginMeta(
    name="finance",
    title=_("Financial services"),
    description=_("The finance session, and its form of services or outcomes."),
    requires="0.1",
)
FINANCE = SessionType(
    key="finance",
    title=_("Direct service (finance)"),
    description=_("Tax, benefits, budget and debt, with one client or a few."),
    forms=("financial_services",),
    first_form="financial_services",
    order=30,
)


@hookimpl
def ocms_configure(config: Any) -> None:
    """Tell how services and outcomes are recorded."""
    config.add_help_topic(
        "financial-services",
        _("Financial services and what came of them"),
        "ocms_plugin_finance:help/financial-services",
        permission=Permission.SESSION_READ,
        order=38,
    )


@hookimpl
def ocms_demo_data(db: Any, agency: Any, random: Any) -> None:
    """Write the finance sessions of some clients."""
    from ocms_plugin_finance.demo import write_finances

    write_finances(db, agency, random)
