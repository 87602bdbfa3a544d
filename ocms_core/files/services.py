"""Take files in, give them out, put them into the bin and back."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import structlog
from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.files import cipher, pictures
from ocms_core.files.lookups import AGENCY, FILE_KIND, FORM, PROGRAM
from ocms_core.files.models import ClientFile
from ocms_core.files.names import clean_name, with_ending
from ocms_core.files.scanner import Clamd
from ocms_core.files.sniffing import EMPTY, FileType, RefusedFileError, sniff
from ocms_core.files.storage import MissingFileError, Storage, new_name
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.security.vault import VaultError
from ocms_core.security.visibility import Viewer, viewer_of

log = structlog.get_logger(__name__)

MEGABYTE = 1024 * 1024
BIN_DAYS = 14
LONGEST_DESCRIPTION = 500
ORIGINAL, THUMBNAIL = "original", "thumbnail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a file may be, and all files of an agency together, in bytes."""

    file: int
    agency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """What a person says of a file they send."""

    name: str
    kind: str = "other"
    scope: str = AGENCY
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list of files is to show; None: all."""

    kind: str | None = None
    place: str | None = None
    removed: bool = False


@dataclass(slots=True)
class Opened:
    """A file ready to be sent: everything that the database knows was read before."""

    name: str
    media_type: str
    size: int
    _stored: BinaryIO
    _key: bytes = field(repr=False)
    _bound: bytes = b""

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from cipher.decrypt(self._stored, self._key, self._bound)
        except cipher.BrokenFileError:
            # The answer has begun: cutting it short is what tells the browser.
            log.exception("stored_file_does_not_open", place=self._bound.decode())
            raise
        finally:
            self.close()

    def close(self) -> None:
        """Close the stored file."""
        self._stored.close()


class FileService:
    """The files of clients, for one viewer."""

    def __init__(
        self, db: Session, storage: Storage, limits: Limits, scanner: Clamd | None = None
    ) -> None:
        self._db = db
        self._storage = storage
        self._scanner = scanner
        self.limits = limits

    def add(
        self,
        content: BinaryIO,
        new: NewFile,
        client: Client,
        staff: Staff,
        form: ServiceForm | None = None,
    ) -> ClientFile:
        """Look at a file, encrypt and store it; raise RefusedFileError with a sentence."""
        size = content.seek(0, io.SEEK_END)
        if size == 0:
            raise RefusedFileError(EMPTY)
        self._require_room(size)
        kind = sniff(content, new.name)
        if self._scanner is not None:
            self._scanner.check(content)
        written = content
        thumbnail = b""
        if kind.is_picture:
            written, thumbnail = pictures.rewrite(content, kind)
        return self._store(self._described(new, kind, client, staff, form), written, thumbnail)

    def _require_room(self, size: int) -> None:
        if size > self.limits.file:
            raise RefusedFileError(
                _(
                    "The file is larger than ${limit} MB.",
                    mapping={"limit": self.limits.file // MEGABYTE},
                )
            )
        used = self._db.scalar(
            select(func.coalesce(func.sum(ClientFile.size), 0)).execution_options(
                beyond_visibility=True
            )
        )
        if (used or 0) + size > self.limits.agency:
            raise RefusedFileError(
                _(
                    "Your agency’s room for files is used up. Ask your admin to have it "
                    "enlarged, or remove files that nobody needs."
                )
            )

    def _described(
        self,
        new: NewFile,
        kind: FileType,
        client: Client,
        staff: Staff,
        form: ServiceForm | None,
    ) -> ClientFile:
        """Return the row of a file, not yet added; raise RefusedFileError."""
        agency_id = agency_of(self._db)
        program_id = form.program_id if form is not None else staff.default_program_id
        if form is None and new.scope == PROGRAM and program_id is None:
            raise RefusedFileError(NO_PROGRAM)
        return ClientFile(
            agency_id=agency_id,
            id=uuid7(),
            client_id=client.id,
            form_id=form.id if form is not None else None,
            scope=FORM if form is not None else new.scope,
            program_id=program_id,
            author_id=staff.id,
            name=with_ending(clean_name(new.name), kind.endings),
            kind=new.kind if new.kind in FILE_KIND.by_code else "other",
            description=(new.description or "").strip()[:LONGEST_DESCRIPTION] or None,
            media_type=kind.media_type,
            stored_as=new_name(agency_id),
        )

    def _store(self, file: ClientFile, content: Any, thumbnail: bytes) -> ClientFile:
        key = cipher.new_key()
        file.size = content.seek(0, io.SEEK_END)
        file.wrapped_key = self._db.info["vault"].seal_bytes(self._db, key, file.key_place)
        content.seek(0)
        bound = cipher.bound_to(file.agency_id, file.id, ORIGINAL)
        self._storage.write(file.stored_as, cipher.encrypt(content, key, bound))
        if thumbnail:
            file.thumbnail_as = new_name(file.agency_id)
            bound = cipher.bound_to(file.agency_id, file.id, THUMBNAIL)
            stored = cipher.encrypt(io.BytesIO(thumbnail), key, bound)
            self._storage.write(file.thumbnail_as, stored)
        self._db.add(file)
        self._db.flush()
        client = str(file.client_id)
        record_change(self._db, "client_file", file.id, action="added", client=client)
        return file

    def require(
        self, file_id: uuid.UUID | None, *, lock: bool = False, with_client: bool = True
    ) -> ClientFile:
        """Return a file that this viewer may open; raise NotFoundError.

        with_client: a page that shows the client notes that in the access log.
        """
        statement = select(ClientFile).where(ClientFile.id == file_id, self._at_hand())
        if with_client:
            statement = statement.options(
                joinedload(ClientFile.client), joinedload(ClientFile.author)
            )
        if lock:
            statement = statement.with_for_update(of=ClientFile)
        file = self._db.scalar(statement)
        if file is None:
            raise NotFoundError("no such file")
        return file

    def _at_hand(self) -> ColumnElement[bool]:
        """Return the condition that a file is not in the bin, or this person's to take out."""
        return or_(ClientFile.removed_at.is_(None), _may_keep(viewer_of(self._db)))

    def may_keep(self, file: ClientFile) -> bool:
        """Say whether this person may rename, remove and restore a file."""
        viewer = viewer_of(self._db)
        return (
            viewer.is_admin
            or file.author_id == viewer.staff_id
            or (file.program_id is not None and file.program_id in viewer.managed)
        )

    def page(
        self, client: Client, filters: Filters, *, limit: int, offset: int
    ) -> Sequence[ClientFile]:
        """Return the files of a client, from the profile and from forms, the newest first."""
        statement = (
            select(ClientFile)
            .where(ClientFile.client_id == client.id)
            .options(joinedload(ClientFile.author), joinedload(ClientFile.form))
            .order_by(ClientFile.created_at.desc(), ClientFile.id.desc())
            .limit(limit)
            .offset(offset)
        )
        if filters.removed:
            statement = statement.where(ClientFile.removed_at.is_not(None), self._at_hand())
        else:
            statement = statement.where(ClientFile.removed_at.is_(None))
        if filters.kind:
            statement = statement.where(ClientFile.kind == filters.kind)
        if filters.place == "profile":
            statement = statement.where(ClientFile.form_id.is_(None))
        elif filters.place == "forms":
            statement = statement.where(ClientFile.form_id.is_not(None))
        return self._db.scalars(statement).all()

    def of_form(self, form: ServiceForm) -> Sequence[ClientFile]:
        """Return the files of a form, the newest first."""
        return self._db.scalars(
            select(ClientFile)
            .where(ClientFile.form_id == form.id, ClientFile.removed_at.is_(None))
            .options(joinedload(ClientFile.author))
            .order_by(ClientFile.created_at.desc(), ClientFile.id.desc())
        ).all()

    def by_form(self, form_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ClientFile]]:
        """Return the files of several forms, the oldest first."""
        found: dict[uuid.UUID, list[ClientFile]] = {}
        if not form_ids:
            return found
        for file in self._db.scalars(
            select(ClientFile)
            .where(ClientFile.form_id.in_(form_ids), ClientFile.removed_at.is_(None))
            .order_by(ClientFile.created_at, ClientFile.id)
        ):
            if file.form_id is not None:
                found.setdefault(file.form_id, []).append(file)
        return found

    def open(self, file: ClientFile, part: str = ORIGINAL) -> Opened:
        """Return a file's content; raise MissingFileError, or NotFoundError for no thumbnail."""
        name = file.stored_as if part == ORIGINAL else file.thumbnail_as
        if name is None:
            raise NotFoundError("no such picture")
        try:
            key = self._db.info["vault"].open_bytes(self._db, file.wrapped_key, file.key_place)
        except VaultError as problem:
            raise MissingFileError("the key of a stored file does not open") from problem
        bound = cipher.bound_to(file.agency_id, file.id, part)
        media_type = file.media_type if part == ORIGINAL else pictures.THUMBNAIL_TYPE
        return Opened(file.name, media_type, file.size, self._storage.open(name), key, bound)

    def remove(self, file: ClientFile, staff: Staff) -> None:
        """Put a file into the bin, where it stays for 14 days."""
        if file.removed_at is None:
            file.removed_at = dt.datetime.now(dt.UTC)
            file.removed_by_id = staff.id
            record_change(self._db, "client_file", file.id, action="removed")

    def restore(self, file: ClientFile) -> None:
        """Take a file out of the bin."""
        if file.removed_at is not None:
            file.removed_at = file.removed_by_id = None
            record_change(self._db, "client_file", file.id, action="restored")


def _may_keep(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    managed = ClientFile.program_id.in_(sorted(viewer.managed)) if viewer.managed else false()
    return or_(ClientFile.author_id == viewer.staff_id, managed)


NO_PROGRAM = _("You have no usual program: choose who else may open the file.")
