import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, select, text

from bench.build import build
from bench.sizes import SIZES, Size
from ocms_core.agencies.models import Agency
from ocms_core.db import scope
from ocms_core.db.models import load_models
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.security.vault import Vault, read_root_key

TODAY = dt.datetime.now(dt.UTC).date()


@dataclass
class Built:
    urls: object
    key_file: object
    factory: object
    vault: Vault
    size: Size

    def session(self, code):
        db = self.factory()
        scope.enter(db, db.scalar(select(Agency.id).where(Agency.code == code)))
        db.info["vault"] = self.vault
        return db


@pytest.fixture(scope="session")
def built(databases, tmp_path_factory):
    load_models()
    urls, size = databases.create(), SIZES["small"]
    key_file = tmp_path_factory.mktemp("bench") / "root.key"
    vault = Vault(read_root_key(key_file, create=True))
    administrator = databases.administrator_url_of(urls)
    engine = create_engine(administrator)
    with engine.connect() as connection:
        build(connection, vault, size, TODAY, say=lambda _line: None)
        # Nobody does it by itself in a test cluster, and plans are bad without.
        connection.execute(text("analyze"))
        connection.commit()
    engine.dispose()
    app = make_engine(urls.app)
    yield Built(urls, key_file, make_session_factory(app), vault, size)
    app.dispose()
    databases.drop(urls)
