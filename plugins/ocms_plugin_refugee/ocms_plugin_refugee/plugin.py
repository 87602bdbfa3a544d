"""What this plugin gives to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta
from ocms_core.reports.report import Report
from ocms_plugin_refugee.i18n import _

HERE = Path(__file__).parent

META = PluginMeta(
    name="refugee",
    title=_("Refugee resettlement (RAP)"),
    description=_("One record for each refugee of the Resettlement Assistance Program."),
    requires="0.1",
)


@hookimpl
def ocms_models() -> list[str]:
    """Register the tables of the form."""
    return ["ocms_plugin_refugee.models"]


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
    from ocms_plugin_refugee import models

    return [models.RefugeeAssistance]


@hookimpl
def ocms_reports() -> list[Report]:
    """Offer the report on cases."""
    from ocms_plugin_refugee.reports import REPORTS

    return REPORTS


@hookimpl
def ocms_demo_data(db: Any, agency: Any, random: Any) -> None:
    """Give the refugees of a made-up agency their records."""
    from ocms_plugin_refugee.demo import write_records

    write_records(db, agency, random)
