"""What this plugin gives to the core."""

from __future__ import annotations

from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta
from ocms_core.security.permissions import Permission
from ocms_plugin_refugee.i18n import _

META = PluginMeta(
    name="refugee",
    title=_("Refugee resettlement (RAP)"),
    description=_("One record for each refugee of the Resettlement Assistance Program."),
    requires="0.1",
)


@hookimpl
def ocms_configure(config: Any) -> None:
    """Tell how the record is kept over weeks."""
    config.add_help_topic(
        "rap-record",
        _("The refugee (RAP) record"),
        "ocms_plugin_refugee:help/rap-record",
        permission=Permission.SESSION_READ,
        order=39,
    )


@hookimpl
def ocms_demo_data(db: Any, agency: Any, random: Any) -> None:
    """Give the refugees of a made-up agency their records."""
    from ocms_plugin_refugee.demo import write_records

    write_records(db, agency, random)
