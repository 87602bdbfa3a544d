import pytest
from click.testing import CliRunner
from sqlalchemy import select

from ocms_core.agencies.models import Agency, Site
from ocms_core.cli import ocms
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.security.vault import Vault, read_root_key


class Imports:
    """An agency `north` in a database of its own, and the command run on it."""

    def __init__(self, factory, folder):
        self.factory = factory
        self.folder = folder
        self.opened = []

    def open(self, code="north"):
        db = self.factory()
        self.opened.append(db)
        agency = db.scalars(select(Agency).where(Agency.code == code)).one()
        db.info["vault"] = Vault(read_root_key(self.folder / "root.key"))
        scope.enter(db, agency.id)
        return db

    def file(self, text, name="clients.csv", encoding="utf-8"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def run(self, path, *options, agency="north"):
        arguments = ["import", "clients", str(path), "--agency", agency, *options]
        return CliRunner().invoke(ocms, arguments, catch_exceptions=False)

    def write(self, text, *options, **how):
        return self.run(self.file(text, **how), "--write", *options)

    def clients(self, code="north"):
        """Return the agency's clients in the order of their numbers, still attached."""
        return self.open(code).scalars(select(Client).order_by(Client.number)).all()


@pytest.fixture
def imports(own_database, tmp_path, monkeypatch):
    """Return an empty agency to import into."""
    read_root_key(tmp_path / "root.key", create=True)
    for name, value in own_database.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OCMS_BROKER_URL", "redis://localhost:1/0")
    monkeypatch.setenv("OCMS_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    monkeypatch.setenv("OCMS_VAR_DIR", str(tmp_path / "var"))
    engine = make_engine(own_database.app)
    factory = make_session_factory(engine)
    for code in ("north", "south"):
        with factory() as db:
            agency = Agency(code=code, name=code.title())
            db.add(agency)
            db.flush()
            scope.enter(db, agency.id)
            db.info["vault"] = Vault(read_root_key(tmp_path / "root.key"))
            db.info["vault"].make_key(db)
            db.add(Site(name="Main Street", name_fr="Rue Principale", postal_code="M5V 2T6"))
            db.commit()
    made = Imports(factory, tmp_path)
    yield made
    for db in made.opened:
        db.close()
    engine.dispose()
