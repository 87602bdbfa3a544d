"""What the plugin gives to the core; each hook imports what it returns."""

from ocms_core.plugins.descriptors import PluginMeta
from ocms_plugin_icare.i18n import _

META = PluginMeta(
    name="icare",
    title=_("iCARE bulk upload"),
    description=_("Monthly files for the federal iCARE system, checked before they are made."),
    requires="0.1",
)
