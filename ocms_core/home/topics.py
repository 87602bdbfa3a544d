"""Help topics: a domain or plugin brings its own, one page in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

TOPICS = "help_topics"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTopic:
    """One subject of the help.

    template: asset spec without language and ending: ``x:help/find`` means ``find.en.pt`` and
    ``find.fr.pt`` beside each other. permission: who needs the topic.
    """

    key: str
    title: str
    template: str
    permission: str
    order: int = 100

    def page(self, locale: str) -> str:
        """Return the asset spec of the page in one language."""
        return f"{self.template}.{locale}.pt"


def add_help_topic(
    config: Configurator, key: str, title: str, template: str, **options: Any
) -> None:
    """Add a help topic; see HelpTopic. Raise ValueError for a key that is taken."""
    topics: dict[str, HelpTopic] = config.registry.setdefault(TOPICS, {})
    if key in topics:
        raise ValueError(f"two help topics are called {key!r}")
    topics[key] = HelpTopic(key=key, title=title, template=template, **options)


def help_topics(request: Request) -> list[HelpTopic]:
    """Return the topics for this person, in their order."""
    return sorted(
        (
            topic
            for topic in request.registry[TOPICS].values()
            if request.identity.may(topic.permission)
        ),
        key=lambda topic: topic.order,
    )


def includeme(config: Configurator) -> None:
    """Add the directive."""
    config.registry.setdefault(TOPICS, {})
    config.add_directive("add_help_topic", add_help_topic)
