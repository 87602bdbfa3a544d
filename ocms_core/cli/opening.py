"""What commands work with that look into agencies: settings, the vault, and sessions with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import click


class CommandFailed(click.ClickException):
    """A command cannot do its work; the message says what to do."""

    exit_code = 2


class Installation(NamedTuple):
    """An installation as a command finds it."""

    open_session: Any
    vault: Any
    settings: Any

    def agencies(self, code: str | None = None) -> list[tuple[int, str]]:
        """Return id and code of every agency, or of one; raise CommandFailed for an unknown."""
        from sqlalchemy import select

        from ocms_core.agencies.models import Agency

        with self.open_session() as db:
            rows = db.execute(select(Agency.id, Agency.code).order_by(Agency.code)).all()
        found = [(row.id, row.code) for row in rows if code in {None, row.code}]
        if code is not None and not found:
            known = ", ".join(row.code for row in rows) or "none"
            raise CommandFailed(f"There is no agency {code!r}. There are: {known}.")
        return found


@contextmanager
def opened(*, as_owner: bool = False) -> Iterator[Installation]:
    """Yield the installation of the environment, or the private one in ./var.

    as_owner: with sessions of the owner's role, which may change what the app may only add.
    """
    from ocms_core.cli.servers import running_services, var_folder
    from ocms_core.db import models
    from ocms_core.db.session import make_engine, make_session_factory
    from ocms_core.security.root_key import VaultError
    from ocms_core.security.vault import Vault
    from ocms_core.settings import Settings

    models.load_models()
    os.environ.setdefault("OCMS_ROOT_KEY_FILE", str(var_folder() / "root.key"))
    os.environ.setdefault("OCMS_FILES_DIR", str(var_folder() / "files"))
    with running_services():
        settings = Settings.load()
        if not settings.root_key_file.exists():
            raise CommandFailed(
                f"There is no root key in {settings.root_key_file}: set OCMS_ROOT_KEY_FILE to the "
                "file that the web uses."
            )
        url = settings.owner_database_url if as_owner else ""
        engine = make_engine(url or settings.database_url)
        try:
            vault = Vault.at(settings.root_key_file)
            open_session = make_session_factory(engine, info={"vault": vault})
            yield Installation(open_session, vault, settings)
        except VaultError as problem:
            raise CommandFailed(f"{str(problem).capitalize()}.") from problem
        finally:
            engine.dispose()
