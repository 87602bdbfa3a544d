"""What this plugin gives to the core."""

from ocms_core.plugins.descriptors import PluginMeta
from ocms_plugin_reports.i18n import _

META = PluginMeta(
    name="reports",
    title=_("General reports"),
    description=_("New and returning clients, services delivered, activity, demographics."),
    requires="0.1",
    on_by_default=True,
)
