"""THE ordered list of what the application is made of."""

from __future__ import annotations

import pyramid_tm
from pyramid.config import Configurator

from ocms_core.db.models import load_core
from ocms_core.settings import Settings

DOMAINS = (
    "ocms_core.accounts",
    "ocms_core.agencies",
    "ocms_core.lookups",
    "ocms_core.audit",
    "ocms_core.clients",
    "ocms_core.duplicates",
    "ocms_core.privacy",
    "ocms_core.emergency",
    "ocms_core.service_sessions",
    "ocms_core.forms",
    "ocms_core.directory",
    "ocms_core.questions",
    "ocms_core.notes",
    "ocms_core.files",
    "ocms_core.referrals",
    "ocms_core.reports",
    "ocms_core.exports",
    "ocms_core.imports",
    "ocms_core.prints",
    "ocms_core.home",
    "ocms_core.host",
)


def configure(settings: Settings) -> Configurator:
    """Return the configured application, ready to be made."""
    config = Configurator(
        settings={
            "tm.manager_hook": pyramid_tm.explicit_manager,
            "tm.annotate_user": False,
            "retry.attempts": 3,
            "pyramid.reload_templates": settings.development,
            "pyramid.default_locale_name": "en",
            "ocms.static_keep_hashes": not settings.development,
        }
    )
    config.registry["settings"] = settings

    # Transactions: a request is one, retried when the database says so; nobody commits.
    config.include("pyramid_retry")
    config.include("pyramid_tm")
    config.include("ocms_core.db.session")

    config.include("ocms_core.jobs")

    # What stands around every view: headers, error pages, sanity, languages.
    config.include("ocms_core.web.headers")
    config.include("ocms_core.web.sanity")
    config.include("ocms_core.web.errors")
    config.include("ocms_core.i18n.locales")
    config.include("ocms_core.web.templating")
    config.include("ocms_core.web.static")
    config.include("ocms_core.web.flash")
    config.include("ocms_core.web.navigation")

    # Who may do what; then what every view gets.
    config.include("ocms_core.security.policy")
    config.include("ocms_core.security.csrf")
    config.include("ocms_core.web.derivers")

    # What the domains add themselves to: a client's pages, a session's page, the help.
    config.include("ocms_core.clients.frame")
    config.include("ocms_core.service_sessions.frame")
    config.include("ocms_core.clients.timeline")
    config.include("ocms_core.home.topics")

    # The domains of the core, then the plugins. Their modules may ask mappers while they are
    # imported, and a mapper needs every table it refers to.
    load_core()
    for domain in DOMAINS:
        config.include(domain)
    config.include("ocms_core.plugins.gate")

    config.commit()
    return config
