"""What this plugin gives to the core."""

from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import DashboardCard, PluginMeta
from ocms_plugin_icare.i18n import _

META = PluginMeta(
    name="icare",
    title=_("iCARE bulk upload"),
    description=_("Checks each month’s records and makes the files that IRCC’s iCARE takes."),
    requires="0.1",
)


@hookimpl
def ocms_dashboard_cards(request: Any) -> list[DashboardCard]:
    """Tell workers in time what keeps their month from being ready."""
    from ocms_core.exports.views.mine import gaps_of

    return [
        DashboardCard(
            key="icare_month",
            title=_("Ready for iCARE?"),
            template="ocms_plugin_icare:templates/my_month.pt",
            context={"gaps": gaps},
            order=30,
        )
        for gaps in gaps_of(request, "icare")
    ]
