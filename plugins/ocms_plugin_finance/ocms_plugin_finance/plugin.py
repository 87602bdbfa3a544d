"""What this plugin gives to the core."""

from __future__ import annotations

from ocms_core.plugins.descriptors import PluginMeta, SessionType
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
