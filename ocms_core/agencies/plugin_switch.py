"""Switch a plugin on or off for one agency: the data of a switched-off one are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency, AgencyPlugin
from ocms_core.audit.services import record_change
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.i18n import _
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.manager import (
    InstalledPlugin,
    installed_plugins,
    plugin_manager,
    registries,
)


@dataclass(frozen=True, slots=True)
class PluginCard:
    """A plugin as the page shows it. brings: titles of what it adds, by heading."""

    plugin: InstalledPlugin
    enabled: bool
    brings: list[tuple[str, list[str]]] = field(default_factory=list)


def what_it_brings(name: str) -> list[tuple[str, list[str]]]:
    """Return headings and titles of all that a plugin adds to an agency."""
    only, known = frozenset({name}), registries()
    found = (
        (_("Session types"), [one.title for one in known.session_types.enabled(only).values()]),
        (_("Forms"), [one.__form__.title for one in known.forms.enabled(only).values()]),
        (_("Reports"), [one.title for one in known.reports.enabled(only).values()]),
        (_("Funders’ files"), [one.title for one in known.exporters.enabled(only).values()]),
        (_("Own lists"), [one.title for one in known.agency_lists.enabled(only).values()]),
    )
    return [(heading, titles) for heading, titles in found if titles]


class PluginSwitch:
    """The plugins of one agency."""

    def __init__(self, db: Session, agency: Agency) -> None:
        self._db = db
        self._agency = agency

    def cards(self) -> list[PluginCard]:
        """Return every installed plugin, and whether this agency has it on."""
        enabled = set(self._db.scalars(select(AgencyPlugin.plugin)))
        return [
            PluginCard(plugin, name in enabled, what_it_brings(name))
            for name, plugin in installed_plugins().items()
        ]

    def card(self, name: str) -> PluginCard:
        """Return one plugin; raise NotFoundError if it is not installed."""
        for card in self.cards():
            if card.plugin.name == name:
                return card
        raise NotFoundError("no such plugin")

    def switch_on(self, name: str) -> None:
        """Switch a plugin on, fill lists that have no values yet, and let it seed the rest."""
        if self.card(name).enabled:
            return
        self._db.execute(
            insert(AgencyPlugin)
            .values(agency_id=self._agency.id, id=uuid7(), plugin=name)
            .on_conflict_do_nothing()
        )
        self._fill_lists(name)
        for implementation in plugin_manager().hook.ocms_enabled.get_hookimpls():
            if implementation.plugin_name == name:
                arguments = {"db": self._db, "agency": self._agency}
                implementation.function(**{key: arguments[key] for key in implementation.argnames})
        record_change(self._db, "plugin", name, action="switched_on")

    def switch_off(self, name: str) -> None:
        """Switch a plugin off; what was recorded with it stays for when it is on again."""
        if not self.card(name).enabled:
            return
        self._db.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == name))
        record_change(self._db, "plugin", name, action="switched_off")

    def _fill_lists(self, name: str) -> None:
        declared = registries().agency_lists.enabled(frozenset({name}))
        if not declared:
            return
        present = set(
            self._db.scalars(
                select(AgencyListItem.list_key)
                .where(AgencyListItem.list_key.in_(declared))
                .distinct()
            )
        )
        for key, agency_list in declared.items():
            if key not in present:
                self._db.add_all(
                    AgencyListItem(list_key=key, label_en=en, label_fr=fr, position=position)
                    for position, (en, fr) in enumerate(agency_list.starts_with)
                )
        self._db.flush()


def labels_of(card: PluginCard, translate: Any) -> list[tuple[str, str]]:
    """Return the headings and their titles as text."""
    return [
        (translate(heading), ", ".join(translate(title) for title in titles))
        for heading, titles in card.brings
    ]
