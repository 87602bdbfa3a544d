"""What this plugin gives to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta, SessionType
from ocms_plugin_finance.i18n import _

HERE = Path(__file__).parent

META = PluginMeta(
    name="finance",
    title=_("Financial services"),
    description=_("The finance session, and its form of services or outcomes."),
    requires="0.1",
)


@hookimpl
def ocms_models() -> list[str]:
    """Register the tables of the form."""
    return ["ocms_plugin_finance.models"]


@hookimpl
def ocms_migrations() -> Path:
    """Point to this plugin's branch of revisions."""
    return HERE / "migrations" / "versions"


@hookimpl
def ocms_translations() -> Path:
    """Point to the French of this plugin."""
    return HERE / "locale"


@hookimpl
def ocms_service_forms() -> list[type[Any]]:
    """Offer the form."""
    from ocms_plugin_finance import models

    return [models.FinancialServices]


@hookimpl
def ocms_session_types() -> list[SessionType]:
    """Offer the finance session."""
    return [
        SessionType(
            key="finance",
            title=_("Direct service (finance)"),
            description=_("Tax, benefits, budget and debt, with one client or a few."),
            forms=("financial_services",),
            first_form="financial_services",
            order=30,
        )
    ]
