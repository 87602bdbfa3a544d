"""Small files of every kind, made here: no real person's, and none from elsewhere."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageDraw

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CONTENT_TYPES = b'<?xml version="1.0"?><Types></Types>'


def picture(kind="JPEG", size=(60, 40), **options):
    """Return a picture with a red left and a blue right half."""
    made = Image.new("RGB", size, "blue")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2, size[1]), fill="red")
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def camera_picture():
    """Return a JPEG that says where it was taken and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (43.0, 39.0, 12.0)
    return picture(exif=exif.tobytes(), comment=b"owner: somebody")


def packed(members, comment=b""):
    """Return a zip archive of name to content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
        made.comment = comment
    return out.getvalue()


def docx(**more):
    """Return the least that is a Word document."""
    return packed(
        {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w:document/>", **more}
    )


def xlsx(**more):
    """Return the least that is an Excel workbook."""
    return packed({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>", **more})


def odt(**more):
    """Return the least that is an OpenDocument text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", "<office:document-content/>")
        for name, content in more.items():
            made.writestr(name, content)
    return out.getvalue()


def huge_png(width=60_000, height=60_000):
    """Return a PNG of a few bytes that says it is enormous."""

    def chunk(name, data):
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def bomb(megabytes=260):
    """Return a document that unpacks to far more than it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", CONTENT_TYPES)
        made.writestr("word/document.xml", b"<w:document/>")
        with made.open("word/media/image1.png", "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(bytes(1024 * 1024))
    return out.getvalue()


GOOD = {
    "letter.pdf": (PDF, "application/pdf"),
    "photo.jpg": (picture(), "image/jpeg"),
    "scan.png": (picture("PNG"), "image/png"),
    "scan.webp": (picture("WEBP"), "image/webp"),
    "letter.docx": (docx(), "docx"),
    "list.xlsx": (xlsx(), "xlsx"),
    "letter.odt": (odt(), "application/vnd.oasis.opendocument.text"),
    "notes.txt": ("Très bien, спасибо, شكرا\n".encode(), "text/plain"),
    "list.csv": (b"name,day\nA,1\n", "text/csv"),
    "unicode.txt": ("spreadsheet\ttext".encode("utf-16"), "text/plain"),
}
for _name, _part in (
    ("letter.docx", "wordprocessingml.document"),
    ("list.xlsx", "spreadsheetml.sheet"),
):
    GOOD[_name] = (
        GOOD[_name][0],
        f"application/vnd.openxmlformats-officedocument.{_part}",
    )

HOSTILE = {
    "empty": ("a.pdf", b""),
    "eicar": ("a.txt", EICAR),
    "eicar in a text": ("a.txt", b"hello " * 300_000 + EICAR),
    "eicar in a document": ("a.docx", docx(**{"word/x.bin": EICAR})),
    "pdf not at the beginning": ("a.pdf", b"GIF89a" + PDF),
    "pdf behind blanks": ("a.pdf", b"   " + PDF),
    "pdf without an end": ("a.pdf", b"%PDF-1.4\nhello"),
    "pdf that is a zip": ("a.pdf", PDF + packed({"a.exe": b"MZ"})),
    "picture that is a zip": ("a.jpg", picture() + packed({"a.exe": b"MZ"})),
    "png that is a zip": ("a.png", picture("PNG") + packed({"a": b"x"})),
    "picture that is a pdf": ("a.jpg", picture() + PDF),
    "zip behind a script": ("a.docx", b"#!/bin/sh\n" + docx()),
    "document with something behind": ("a.docx", docx() + b"<script>"),
    "document with a prefix": ("a.docx", b"PK\x03\x04" + bytes(26) + docx()),
    "plain zip": ("a.zip", packed({"a.txt": b"x"})),
    "plain zip called docx": ("a.docx", packed({"a.txt": b"x"})),
    "macros": ("a.docx", docx(**{"word/vbaProject.bin": b"x"})),
    "macros by content type": (
        "a.docx",
        packed(
            {"[Content_Types].xml": b"x.document.macroEnabled.main+xml", "word/document.xml": b""}
        ),
    ),
    "macros in opendocument": ("a.odt", odt(**{"Basic/Standard/Module1.xml": "x"})),
    "path that climbs": ("a.docx", docx(**{"../../etc/passwd": b"x"})),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "heic": ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100)),
    "html": ("a.html", b"<!doctype html><script>alert(1)</script>"),
    "html called txt": ("a.txt", b"\n\n <HTML><body>x"),
    "html later in a txt": ("a.txt", b"hello\n" * 20 + b"<script>alert(1)</script>"),
    "html as utf-16": ("a.txt", "<html>".encode("utf-16")),
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
    "svg called png": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "xml": ("a.txt", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>"),
    "script": ("a.txt", b"#!/bin/sh\nrm -rf /"),
    "batch": ("a.bat", b"del *.*"),
    "program": ("a.exe", b"MZ" + bytes(100)),
    "program called txt": ("a.txt", b"MZ hello"),
    "zeros": ("a.txt", bytes(5000)),
    "zeros late": ("a.txt", b"x" * 2_000_000 + b"\0"),
    "cut jpeg": ("a.jpg", picture(size=(400, 300))[:900]),
    "jpeg in name only": ("a.jpg", b"\xff\xd8\xff" + b"nothing" * 50),
    "png in name only": ("a.png", b"\x89PNG\r\n\x1a\n" + b"nothing" * 50),
    "webp in name only": ("a.webp", b"RIFF\x00\x00\x00\x00WEBP" + bytes(50)),
    "pixel bomb": ("a.png", huge_png()),
    "cut docx": ("a.docx", docx()[:60]),
    "zip bomb": ("a.docx", bomb()),
    "gif": ("a.gif", b"GIF89a" + bytes(50)),
    "rtf": ("a.rtf", b"{\\rtf1 hello}"),
}
