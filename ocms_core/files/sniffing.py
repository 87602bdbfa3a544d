"""What a file is, by its content: what is not on the list, or is two things at once, is refused.

The browser's word for the type is never asked, and the name's ending only tells texts apart. No
library guesses here: for a closed list of types the structure has to be looked at anyway, and
that answers the question too.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from ocms_core.errors import OcmsError
from ocms_core.files.names import split_name
from ocms_core.i18n import _

HEAD, TAIL, PIECE = 4096, 70_000, 1024 * 1024
# The test file that every virus scanner knows; in two parts, so that none knows this module.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

MOST_MEMBERS = 5000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 300
RATIO_FROM = 4 * 1024 * 1024


class RefusedFileError(OcmsError):
    """A file is not taken. sentence: what the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__("a file was refused")
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of content. endings: of names, the usual one first; is_picture: gets a thumbnail."""

    media_type: str
    endings: tuple[str, ...]
    label: str
    is_picture: bool = False


PDF = FileType("application/pdf", ("pdf",), "PDF")
JPEG = FileType("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "JPEG", is_picture=True)
PNG = FileType("image/png", ("png",), "PNG", is_picture=True)
WEBP = FileType("image/webp", ("webp",), "WebP", is_picture=True)
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = FileType(f"{_OFFICE}.wordprocessingml.document", ("docx",), "Word")
XLSX = FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), "Excel")
PPTX = FileType(f"{_OFFICE}.presentationml.presentation", ("pptx",), "PowerPoint")
_OPEN = "application/vnd.oasis.opendocument"
ODT = FileType(f"{_OPEN}.text", ("odt",), "OpenDocument")
ODS = FileType(f"{_OPEN}.spreadsheet", ("ods",), "OpenDocument")
ODP = FileType(f"{_OPEN}.presentation", ("odp",), "OpenDocument")
TEXT = FileType("text/plain", ("txt",), "TXT")
CSV = FileType("text/csv", ("csv",), "CSV")

TYPES = (PDF, JPEG, PNG, WEBP, DOCX, XLSX, PPTX, ODT, ODS, ODP, TEXT, CSV)
BY_MEDIA_TYPE = {one.media_type: one for one in TYPES}
ACCEPT = ",".join(f".{ending}" for one in TYPES for ending in one.endings)
"""For the browser's file dialog, which may only help."""

OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
OPEN_TYPES = {one.media_type.encode(): one for one in (ODT, ODS, ODP)}

NOT_TAKEN = _(
    "This kind of file is not taken. Send PDF, JPEG, PNG, WebP, Word, Excel, PowerPoint, "
    "OpenDocument, TXT or CSV."
)
EMPTY = _("The file is empty.")
HARMFUL = _("The file was recognised as a virus test or virus, and is not taken.")
DAMAGED = _(
    "The file is damaged or only looks like what its name says. Save it anew and try again."
)
TWO_AT_ONCE = _("The file holds a second file inside or around it, and is not taken.")
MACROS = _("The document holds macros. Save it without macros, as docx, xlsx or PDF.")
OLD_OFFICE = _(
    "The document is of an old Office version or has a password. Save it as docx, xlsx or PDF."
)
HEIC = _("Pictures in HEIC format are not taken. Save or send the picture as JPEG.")
TOO_PACKED = _("The document would be much too large when it is unpacked.")

MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|xml|meta|link)\b|<\?(?:xml|php)",
    re.IGNORECASE,
)


def sniff(file: BinaryIO, name: str) -> FileType:
    """Return what a file is; raise RefusedFileError with a sentence for the person."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise RefusedFileError(EMPTY)
    if _holds(file, EICAR):
        raise RefusedFileError(HARMFUL)
    found = _by_head(head)
    if found is None:
        return _text(file, head, name)
    kind = found(file)
    file.seek(0)
    return kind


def _by_head(head: bytes) -> Callable[[BinaryIO], FileType] | None:
    """Return the look that goes with the first bytes; None if they may be a text's."""
    if head.startswith(b"%PDF-"):
        return _pdf
    if head.startswith(b"\xff\xd8\xff"):
        return _picture(JPEG)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(PNG)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _picture(WEBP)
    if head.startswith(b"PK\x03\x04"):
        return _packed
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise RefusedFileError(OLD_OFFICE)
    if head[4:8] == b"ftyp" and head[8:12] in {
        b"heic",
        b"heix",
        b"hevc",
        b"mif1",
        b"msf1",
        b"avif",
    }:
        raise RefusedFileError(HEIC)
    return None


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Say whether bytes stand anywhere in a file; reads it piece by piece."""
    file.seek(0)
    kept = b""
    while piece := file.read(PIECE):
        if wanted in kept + piece:
            return True
        kept = piece[-len(wanted) :]
    return False


def _is_packed(file: BinaryIO) -> bool:
    """Say whether something can unpack the file, wherever in it the archive begins."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            return bool(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return False


def _pdf(file: BinaryIO) -> FileType:
    if _is_packed(file):
        raise RefusedFileError(TWO_AT_ONCE)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    if b"%%EOF" not in file.read():
        raise RefusedFileError(DAMAGED)
    return PDF


def _picture(kind: FileType) -> Callable[[BinaryIO], FileType]:
    """Return a look at a picture; that it can be drawn is seen when it is written anew."""

    def look(file: BinaryIO) -> FileType:
        if _is_packed(file):
            raise RefusedFileError(TWO_AT_ONCE)
        if _holds(file, b"%PDF-"):
            raise RefusedFileError(TWO_AT_ONCE)
        return kind

    return look


def _packed(file: BinaryIO) -> FileType:
    """Look at an Office or OpenDocument file, which is a zip archive."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            return _document(file, packed)
    except RefusedFileError:
        raise
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, OSError, EOFError,
        NotImplementedError, RuntimeError, KeyError, IndexError, UnicodeError, OverflowError,
        MemoryError,
    ) as problem:  # fmt: skip
        raise RefusedFileError(DAMAGED) from problem


def _document(file: BinaryIO, packed: zipfile.ZipFile) -> FileType:
    members = packed.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise RefusedFileError(TOO_PACKED)
    kind = _document_type(packed, names)
    if kind is None:
        raise RefusedFileError(NOT_TAKEN)
    begins = min(member.header_offset for member in members)
    if begins != 0 or len(set(names)) != len(names) or _trails(file, packed):
        raise RefusedFileError(TWO_AT_ONCE)
    lower = [name.lower() for name in names]
    if any(
        "vbaproject" in name
        or "/activex/" in f"/{name}"
        or name.startswith(("basic/", "scripts/"))
        or name.endswith((".exe", ".dll", ".js", ".vbs", ".html", ".svg.exe", ".bat", ".ps1"))
        for name in lower
    ):
        raise RefusedFileError(MACROS)
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise RefusedFileError(DAMAGED)
    _unpack(packed, members)
    return kind


def _document_type(packed: zipfile.ZipFile, names: list[str]) -> FileType | None:
    if names and names[0] == "mimetype":
        with packed.open("mimetype") as member:
            return OPEN_TYPES.get(member.read(100).strip())
    if "[Content_Types].xml" not in names:
        return None
    with packed.open("[Content_Types].xml") as member:
        if b"macroenabled" in member.read(PIECE).lower():
            raise RefusedFileError(MACROS)
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _trails(file: BinaryIO, packed: zipfile.ZipFile) -> bool:
    """Say whether anything stands behind the archive's end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    return end < 0 or len(tail) - end != 22 + len(packed.comment)


def _unpack(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack everything without keeping it: bombs, wrong check sums, and viruses inside."""
    total = 0
    for member in members:
        if member.flag_bits & 0x1:
            raise RefusedFileError(OLD_OFFICE)
        unpacked, kept = 0, b""
        with packed.open(member) as content:
            while piece := content.read(PIECE):
                unpacked += len(piece)
                total += len(piece)
                if total > MOST_UNPACKED or (
                    unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(member.compress_size, 1)
                ):
                    raise RefusedFileError(TOO_PACKED)
                if EICAR in kept + piece:
                    raise RefusedFileError(HARMFUL)
                kept = piece[-len(EICAR) :]


def _text(file: BinaryIO, head: bytes, name: str) -> FileType:
    """Look at what may be a plain text; a page, a picture in words or a script is none."""
    ending = split_name(name)[1].lower()
    kind = {".txt": TEXT, ".csv": CSV}.get(ending)
    if kind is None or head.startswith((b"#!", b"MZ", b"\x7fELF")) or MARKUP.search(head):
        raise RefusedFileError(NOT_TAKEN)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # As spreadsheets save "Unicode text".
        text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
        if "\x00" in text or MARKUP.search(text.encode(errors="replace")):
            raise RefusedFileError(NOT_TAKEN)
    elif _holds(file, b"\x00") or _is_packed(file) or _holds(file, b"%PDF-"):
        raise RefusedFileError(NOT_TAKEN)
    file.seek(0)
    return kind
