"""Celery: the engine that drains the outbox. Messages say "there is work", and nothing more."""

from __future__ import annotations

import threading

import structlog
from celery import Celery

log = structlog.get_logger(__name__)

DRAIN = "ocms.drain"
QUEUE = "ocms"
# A message that nobody took by then is of no use: beat sends another.
STALE_SECONDS = 60
SOFT_LIMIT, HARD_LIMIT = 15 * 60, 20 * 60


def make_celery(broker_url: str, *, current: bool = False, **options: object) -> Celery:
    """Return a Celery application for a broker; `current` makes it the process's own."""
    app = Celery(QUEUE, broker=broker_url, set_as_current=current)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=QUEUE,
        # The row is locked while the work is done; a message is only acknowledged afterwards.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=SOFT_LIMIT,
        task_time_limit=HARD_LIMIT,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        timezone="UTC",
        broker_transport_options={**transport_options(broker_url), **options},
    )
    return app


def transport_options(broker_url: str) -> dict[str, object]:
    """Return what Valkey and Redis need, so that a killed worker's messages come back soon."""
    if not broker_url.startswith(("redis", "valkey")):
        return {}
    return {
        "visibility_timeout": 3600,  # longer than HARD_LIMIT, or a long task runs twice
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }


class Waker:
    """Tells the worker that there is work, without ever holding up who asks.

    A thread of its own sends the message, so that a dead or a hanging broker costs a request
    nothing; several wishes at once are one message.
    """

    def __init__(self, broker_url: str) -> None:
        self._broker_url = broker_url
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Ask for a message and return at once."""
        if not self._broker_url:
            return
        self._asked.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._send, name="wake", daemon=True)
                self._thread.start()

    def _send(self) -> None:
        app = make_celery(
            self._broker_url, max_retries=1, interval_start=0, interval_step=0, interval_max=0
        )
        app.conf.broker_connection_timeout = 2
        while self._asked.wait():
            self._asked.clear()
            try:
                app.send_task(DRAIN, retry=False, expires=STALE_SECONDS)
            except Exception as problem:  # noqa: BLE001  whatever it is, beat will drain
                log.warning("worker_not_woken", problem=type(problem).__name__)
