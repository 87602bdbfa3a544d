"""Import every module that registers tables, the core's and the plugins'."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

from ocms_core.db.base import Base

CORE_MODELS = (
    "ocms_core.agencies.models",
    "ocms_core.accounts.models",
    "ocms_core.lookups.models",
    "ocms_core.security.models",
    "ocms_core.clients.models",
    "ocms_core.duplicates.models",
    "ocms_core.privacy.models",
    "ocms_core.emergency.models",
    "ocms_core.service_sessions.models",
    "ocms_core.forms.models",
    "ocms_core.forms.blocks",
    "ocms_core.directory.models",
    "ocms_core.directory.picks",
    "ocms_core.referrals.picks",
    "ocms_core.questions.models",
    "ocms_core.notes.models",
    "ocms_core.files.models",
    "ocms_core.referrals.models",
    "ocms_core.audit.models",
    "ocms_core.jobs.models",
    "ocms_core.exports.models",
    "ocms_core.imports.models",
)


def load_core() -> None:
    """Import the core's models, in an order that fits."""
    for name in CORE_MODELS:
        import_module(name)


def load_models() -> MetaData:
    """Return the metadata of all tables, with every mapper configured."""
    from ocms_core.plugins.manager import installed_plugins
    from ocms_core.plugins.usual import load

    load_core()
    for plugin in installed_plugins().values():
        for name in plugin.models:
            load(name)
    Base.registry.configure()
    return Base.metadata
