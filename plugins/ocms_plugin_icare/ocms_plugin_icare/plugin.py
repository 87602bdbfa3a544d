"""What this plugin gives to the core."""

from pathlib import Path
from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import PluginMeta
from ocms_plugin_icare.i18n import _

META = PluginMeta(
    name="icare",
    title=_("iCARE bulk upload"),
    description=_("Checks each month’s records and makes the files that IRCC’s iCARE takes."),
    requires="0.1",
)


@hookimpl
def ocms_translations() -> Path:
    """Point to the French of this plugin."""
    return Path(__file__).parent / "locale"


@hookimpl
def ocms_exporters() -> list[Any]:
    """Offer the three files."""
    from ocms_plugin_icare.exporter import icare

    return [icare()]
