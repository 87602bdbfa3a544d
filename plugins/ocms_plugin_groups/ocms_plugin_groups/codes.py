"""QR codes as inline pictures: our policy allows no other origin, and none is needed."""

from __future__ import annotations

import segno


def qr_code(text: str) -> str:
    """Return a QR code as a data address of an SVG, for the source of a picture."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=3))
