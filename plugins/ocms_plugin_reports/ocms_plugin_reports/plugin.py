"""What this plugin gives to the core."""

from pathlib import Path

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta
from ocms_core.reports.report import Report
from ocms_plugin_reports.i18n import _

META = PluginMeta(
    name="reports",
    title=_("General reports"),
    description=_("New and returning clients, services delivered, activity, demographics."),
    requires="0.1",
    on_by_default=True,
)


@hookimpl
def ocms_translations() -> Path:
    """Point to the French of this plugin."""
    return Path(__file__).parent / "locale"


@hookimpl
def ocms_reports() -> list[Report]:
    """Offer the general reports."""
    from ocms_plugin_reports.reports import REPORTS

    return REPORTS
