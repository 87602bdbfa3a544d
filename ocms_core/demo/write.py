"""Write the demo: each agency in a transaction of its own, so that none is left half done."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from ocms_core.accounts.operators import make_host_operator
from ocms_core.accounts.passwords import passwords
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.demo.agencies import AGENCIES, HOST_EMAIL, PASSWORD
from ocms_core.demo.seed import DemoAgencyWriter
from ocms_core.files.storage import FolderStorage
from ocms_core.security.vault import Vault
from ocms_core.settings import Settings


def write_demo(settings: Settings, codes: Iterable[str]) -> None:
    """Write the agencies named by their codes, and the host operator if there is none."""
    load_models()
    vault = Vault.at(settings.root_key_file)
    wanted = set(codes)
    engine = make_engine(settings.database_url)
    try:
        factory = make_session_factory(engine)
        for demo in AGENCIES:
            if demo.code in wanted:
                with factory.begin() as db:
                    db.info["vault"] = vault
                    writer = DemoAgencyWriter(
                        db,
                        demo,
                        storage=FolderStorage(settings.files_dir),
                        cheap_passwords=settings.cheap_passwords,
                    )
                    writer.write()
    finally:
        engine.dispose()
    hashed = passwords(cheap=settings.cheap_passwords).hash(PASSWORD)
    make_host_operator(settings.owner_database_url, HOST_EMAIL, hashed)
    _analyze(settings.owner_database_url)


def _analyze(owner_url: str) -> None:
    """Tell the planner what there is now; by itself PostgreSQL does so a minute later."""
    engine = make_engine(owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("analyze"))
    engine.dispose()
