"""The worker's and beat's Celery application: ``celery -A ocms_core.jobs.app:app worker``.

It reads its settings from the environment. Long delays are rows with a time, which beat's drains
look at; never an ETA, which a broker may deliver several times (embedded.md 7).
"""

from __future__ import annotations

import structlog
from celery.signals import worker_ready
from sqlalchemy.exc import OperationalError

from ocms_core.db.models import load_models
from ocms_core.files.storage import FolderStorage
from ocms_core.files.tasks import tidy
from ocms_core.jobs import periodic
from ocms_core.jobs.broker import DRAIN, make_celery
from ocms_core.jobs.runtime import runtime
from ocms_core.jobs.tasks import tasks
from ocms_core.plugins.manager import registries
from ocms_core.settings import Settings, SettingsError

log = structlog.get_logger(__name__)
DRAIN_SECONDS, HOURLY = 5, 3600

settings = Settings.load()
if not settings.broker_url:
    raise SettingsError("no broker: set OCMS_BROKER_URL, or run `make demo`, which starts its own")

# Before the fork, so that the children share it; connections come after it (runtime()).
load_models()
registries()
tasks()

app = make_celery(settings.broker_url, current=True)
app.conf.beat_schedule = {
    "drain": {
        "task": DRAIN,
        "schedule": DRAIN_SECONDS,
        # With no worker there, the messages must not pile up.
        "options": {"expires": DRAIN_SECONDS},
    },
    "purge": {"task": "ocms.purge", "schedule": HOURLY, "options": {"expires": HOURLY}},
    "count": {"task": "ocms.count", "schedule": HOURLY, "options": {"expires": HOURLY}},
}


@worker_ready.connect
def _count_at_start(**_signal: object) -> None:
    """Count once when the worker starts: the first hour of a new installation has figures too."""
    app.send_task("ocms.count", expires=HOURLY)


@app.task(name=DRAIN)
def drain_outbox() -> None:
    """Do what waits in the outbox."""
    try:
        runtime().drain()
    except OperationalError:
        log.error("database_unreachable")  # noqa: TRY400  the next drain is seconds away


@app.task(name="ocms.purge")
def purge() -> None:
    """Forget what is no longer needed."""
    periodic.purge(runtime().open_session)
    tidy(runtime().open_session, FolderStorage(settings.files_dir))


@app.task(name="ocms.count")
def count() -> None:
    """Count what is charged."""
    periodic.count_usage(runtime().open_session)
