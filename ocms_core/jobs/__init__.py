"""Work that leaves the request: a row in the outbox first, Celery afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Load the tasks, and let the sessions of requests wake the worker."""
    from ocms_core.jobs.broker import Waker
    from ocms_core.jobs.outbox import WAKE
    from ocms_core.jobs.tasks import tasks

    tasks()
    waker = Waker(config.registry["settings"].broker_url)
    config.registry["session_factory"].configure(info={WAKE: waker.wake})
