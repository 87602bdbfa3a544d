"""What becomes of files by itself, the keys of files under rotation, and the check of a restore."""

import datetime as dt
import os
import time

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from ocms_core import cli
from ocms_core.audit.models import ChangeLog
from ocms_core.files.models import ClientFile
from ocms_core.files.storage import FolderStorage, MissingFileError, new_name
from ocms_core.files.tasks import ORPHAN_SECONDS, tidy
from tests.files.samples import PDF, picture


@pytest.fixture
def folder(files):
    return files.app.app.registry["settings"].files_dir


def age(path, seconds=ORPHAN_SECONDS + 60):
    past = time.time() - seconds
    os.utime(path, (past, past))


def in_store(folder, files):
    root = folder / str(files.world.north.id)
    return {path.name for path in root.glob("*/*")}


def test_the_bin_is_emptied_after_fourteen_days(files, folder):
    kept = files.stored()
    recent = files.stored("photo.jpg", picture())
    old = files.stored("old.jpg", picture())
    for key, days in ((recent, 13), (old, 15)):
        files.app.send(f"/files/{key}/remove", {})
        with files.session() as session:
            session.execute(
                text("update client_file set removed_at = now() - :age where id = :id"),
                {"age": dt.timedelta(days=days), "id": key},
            )
            session.commit()
    before = len(in_store(folder, files))
    tidy(files.app.open_session, FolderStorage(folder))
    with files.session() as session:
        left = set(
            session.scalars(select(ClientFile.id), execution_options={"beyond_visibility": True})
        )
        told = session.scalar(
            select(func.count())
            .select_from(ChangeLog)
            .where(
                ChangeLog.kind == "client_file", ChangeLog.detail["action"].astext == "destroyed"
            )
        )
    assert left == {kept, recent}
    assert told == 1
    assert before - len(in_store(folder, files)) == 2, "the picture and its thumbnail"


def test_what_no_row_names_is_swept_when_it_is_old(files, folder):
    files.stored("photo.jpg", picture())
    storage = FolderStorage(folder)
    old, fresh, unfinished = (new_name(files.world.north.id) for _ in range(3))
    for name in (old, fresh, unfinished):
        storage.write(name, [b"x"])
    (folder / unfinished).rename(folder / f"{unfinished}.part")
    for path in (folder / str(files.world.north.id)).glob("*/*"):
        if path.name != fresh.rpartition("/")[2]:
            age(path)
    before = in_store(folder, files)
    tidy(files.app.open_session, storage)
    gone = before - in_store(folder, files)
    assert gone == {old.rpartition("/")[2], unfinished.rpartition("/")[2] + ".part"}
    assert files.app.get(f"/files/{files.newest().id}").status_int == 200


def test_an_upload_that_is_rolled_back_leaves_only_an_orphan(files, folder, monkeypatch):
    def fail(*_arguments, **_named):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("ocms_core.files.services.record_change", fail)
    with pytest.raises(RuntimeError):
        files.send(("a.pdf", PDF))
    monkeypatch.undo()
    assert files.names() == []
    assert len(in_store(folder, files)) >= 1


def test_names_outside_the_folder_are_no_names(tmp_path):
    storage = FolderStorage(tmp_path)
    for name in ("../x", "1/aa/../../x", "/etc/passwd", "1/aa/zz", ""):
        with pytest.raises(Exception, match="no name of a stored file"):
            storage.open(name)
    with pytest.raises(MissingFileError):
        storage.open(new_name(1))


def test_a_write_that_fails_leaves_nothing(tmp_path):
    storage, name = FolderStorage(tmp_path), new_name(1)

    def pieces():
        yield b"half"
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        storage.write(name, pieces())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.fixture
def installation(own_database, tmp_path, monkeypatch):
    """Return what uploads into a database of its own that the commands use, and runs them."""
    from ocms_core.config import configure
    from ocms_core.settings import Settings
    from ocms_core.testing.app import OcmsApp
    from ocms_core.testing.world import make_world
    from tests.files.conftest import Files

    environment = {
        **own_database.environment(),
        "OCMS_BROKER_URL": "redis://nobody.example/0",
        "OCMS_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "OCMS_FILES_DIR": str(tmp_path / "files"),
        "OCMS_MAIL_URL": f"folder://{tmp_path}",
        "OCMS_DEMO": "true",
        "OCMS_CHEAP_PASSWORDS": "true",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    wsgi = configure(Settings.load(environment=environment)).make_wsgi_app()
    app = OcmsApp(wsgi, wsgi.registry["engine"], wsgi.registry["vault"])
    yield Files(app, make_world(app.open_session)).sign_in()
    for engine in ("engine", "platform_engine"):
        wsgi.registry[engine].dispose()


def verify(*arguments):
    return CliRunner().invoke(cli.ocms, ["files", "verify", *arguments], catch_exceptions=False)


def test_verify_opens_every_file_and_finds_what_is_broken(installation, tmp_path):
    for at in range(3):
        installation.stored(f"{at}.pdf")
    picture_id = installation.stored("photo.jpg", picture())
    good = verify()
    assert good.exit_code == 0, good.output
    assert "Agency north: 4 files checked, 0 broken." in good.output
    assert "All 4 files that were checked open." in good.output
    assert "2 files checked" in verify("--agency", "north", "--sample", "2").output
    before = {path: path.read_bytes() for path in tmp_path.glob("files/**/*") if path.is_file()}
    rotated = CliRunner().invoke(cli.ocms, ["keys", "rotate-agency", "north"])
    assert "client_file.wrapped_key: 4 sealed anew" in rotated.output
    assert verify().exit_code == 0
    assert all(path.read_bytes() == content for path, content in before.items()), "only keys move"
    assert installation.app.get(f"/files/{picture_id}").content_type == "image/jpeg"
    row = installation.newest()
    assert row.id == picture_id
    stored = tmp_path / "files" / row.stored_as
    content = bytearray(stored.read_bytes())
    content[-1] ^= 1
    stored.write_bytes(content)
    (tmp_path / "files" / row.thumbnail_as).unlink()
    bad = verify()
    assert bad.exit_code == 1
    assert f"file {picture_id}: a stored file does not open (original)" in bad.output
    assert f"file {picture_id}: a stored file is missing (thumbnail)" in bad.output
    assert "photo" not in bad.output
    unknown = verify("--agency", "nowhere")
    assert unknown.exit_code == 2
    assert "There are: north, south." in unknown.output


def test_files_move_with_a_merge_and_back_when_it_is_undone(files):
    """The merge moves rows by their foreign keys; a file must open before, between and after."""
    from ocms_core.clients.models import Client
    from ocms_core.db.types import uuid7
    from ocms_core.duplicates.services import MergeService
    from ocms_core.testing.world import viewer

    key, north = files.stored("photo.jpg", picture()), files.world.north
    with files.session() as session:
        session.info["viewer"] = viewer(north, "admin")
        session.info["staff_id"] = north.staff["manager"].id
        survivor = Client(id=uuid7(), number=5001, first_name="Aminah", last_name="Of North")
        session.add(survivor)
        session.flush()
        service = MergeService(session)
        one, other = service.pair(survivor.id, north.client.id, lock=True)
        merge_id = service.merge(one, other, {}).id
        session.commit()
    assert files.names("/clients/5001/files") == ["photo.jpg"]
    assert files.app.get(f"/files/{key}").content_type == "image/jpeg"
    with files.session() as session:
        session.info["viewer"] = viewer(north, "admin")
        session.info["staff_id"] = north.staff["manager"].id
        MergeService(session).undo(merge_id)
        session.commit()
    assert files.names("/clients/5001/files") == []
    assert files.names() == ["photo.jpg"]
    assert files.app.get(f"/files/{key}/thumbnail").content_type == "image/webp"
