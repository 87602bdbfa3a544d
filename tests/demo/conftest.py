from dataclasses import dataclass

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import Agency
from ocms_core.cli.demo_seed import seed
from ocms_core.db import scope
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.security.vault import Vault, read_root_key


@dataclass
class Demo:
    environment: dict
    logins: list
    factory: object
    vault: Vault

    def session(self, code):
        db = self.factory()
        agency_id = db.scalar(select(Agency.id).where(Agency.code == code))
        scope.enter(db, agency_id)
        db.info["vault"] = self.vault
        return db


@pytest.fixture(scope="session")
def demo(databases, tmp_path_factory):
    """Yield a seeded demo: tests read it and change nothing."""
    load_models()
    urls = databases.create()
    key_file = tmp_path_factory.mktemp("demo") / "root.key"
    vault = Vault(read_root_key(key_file, create=True))
    environment = {
        **urls.environment(),
        "OCMS_ROOT_KEY_FILE": str(key_file),
        "OCMS_FILES_DIR": str(key_file.parent / "files"),
        "OCMS_CHEAP_PASSWORDS": "true",
    }
    logins = seed(environment)
    engine = make_engine(urls.app)
    yield Demo(environment, logins, make_session_factory(engine), vault)
    engine.dispose()
    databases.drop(urls)
