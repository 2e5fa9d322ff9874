"""Sheets of our own PDFs as pictures, for browsers that cannot save a file."""

from __future__ import annotations

import io
from threading import Lock

WIDTH = 1080
"""Pixels: an A4 sheet that can be read and printed from a phone's album, within some 100 kB."""
_GREYS = 8
_lock = Lock()  # PDFium works for one thread at a time


def sheet_count(pdf: bytes) -> int:
    """How many sheets the file has."""
    import pypdfium2

    with _lock, pypdfium2.PdfDocument(pdf) as opened:
        return len(opened)


def sheet_picture(pdf: bytes, number: int, *, width: int = WIDTH) -> bytes:
    """Sheet ``number``, from 1, as a PNG ``width`` pixels wide, in a few greys.

    Raises:
        IndexError: there is no such sheet.
    """
    import pypdfium2

    with _lock, pypdfium2.PdfDocument(pdf) as opened:
        if not 1 <= number <= len(opened):
            raise IndexError(f"no sheet {number}")
        page = opened[number - 1]
        drawn = page.render(scale=width / page.get_width(), grayscale=True).to_pil()
    kept = io.BytesIO()
    drawn.quantize(_GREYS).save(kept, "PNG", optimize=True)
    return kept.getvalue()
