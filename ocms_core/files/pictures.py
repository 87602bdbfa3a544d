"""Pictures are written anew, and thumbnails made of them.

What a camera noted about place and owner is gone, and so is anything hidden around the picture.
"""

from __future__ import annotations

import io
import threading
from typing import BinaryIO

from PIL import Image, ImageOps

from ocms_core.files.sniffing import DAMAGED, JPEG, PNG, FileType, RefusedFileError
from ocms_core.i18n import _

MOST_PIXELS = 50_000_000
# A picture of the largest kind takes some 300 MB while it is drawn.
AT_ONCE = threading.BoundedSemaphore(2)
THUMBNAIL = (320, 320)
THUMBNAIL_TYPE = "image/webp"
QUALITY = 90
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

TOO_MANY_PIXELS = _("The picture has more than 50 million pixels. Make it smaller and try again.")


def rewrite(file: BinaryIO, kind: FileType) -> tuple[io.BytesIO, bytes]:
    """Return the picture written anew and its thumbnail; raise RefusedFileError."""
    file.seek(0)
    try:
        # Warnings are left alone: silencing them here would silence other threads' too, and one
        # of those stops statements that would leak (db/session.py).
        with AT_ONCE:
            return _rewrite(file, kind)
    except RefusedFileError:
        raise
    # Pillow raises nearly anything on a hostile file.
    except Exception as problem:
        raise RefusedFileError(DAMAGED) from problem


def _rewrite(file: BinaryIO, kind: FileType) -> tuple[io.BytesIO, bytes]:
    with Image.open(file, formats=[FORMATS[kind.media_type]]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise RefusedFileError(TOO_MANY_PIXELS)
        opened.load()
        picture = ImageOps.exif_transpose(opened)
    if picture.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"} or (
        kind is JPEG and picture.mode not in {"L", "RGB"}
    ):
        picture = picture.convert("RGB")
    # A palette or a transparent colour is part of the picture, all other notes are not.
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    picture.getexif().clear()
    anew = io.BytesIO()
    if kind is JPEG:
        picture.save(anew, "JPEG", quality=QUALITY, optimize=False, progressive=False)
    elif kind is PNG:
        picture.save(anew, "PNG", compress_level=6)
    else:
        picture.save(anew, "WEBP", quality=QUALITY, method=2)
    anew.seek(0)
    small = picture.convert("RGBA" if "A" in picture.mode or picture.mode == "P" else "RGB")
    small.thumbnail(THUMBNAIL)
    small.info = {}
    thumbnail = io.BytesIO()
    small.save(thumbnail, "WEBP", quality=75, method=2)
    return anew, thumbnail.getvalue()
