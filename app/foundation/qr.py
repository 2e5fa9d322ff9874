"""Links as QR codes, drawn into the page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(url: str) -> Markup:
    """The link as an SVG to stand in a page."""
    drawn = segno.make_qr(url, error="m").svg_inline(scale=4, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 # nosec B704 - drawn by the library from our own link
