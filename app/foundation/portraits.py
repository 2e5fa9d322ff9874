"""Pictures that people send: decoded, cropped and made anew as a small JPEG, so that nothing they carried comes along.

What is kept is drawn by us pixel by pixel: no EXIF, no place, no comment, no colour profile, nothing behind the end of
the picture. Only JPEG and PNG are decoded at all, and only after the head said that the picture is of a sane size.
"""

from __future__ import annotations

import io
import struct
from typing import NamedTuple

from PIL import Image, ImageOps

from app.foundation.errors import Refused

LARGEST = 5 * 1024 * 1024
"""Bytes of what may be sent."""
MOST_PIXELS = 40_000_000
"""Of a phone's camera; a file that claims more is refused before it is decoded."""
SMALLEST = 200
"""Pixels of the shorter side."""
SIZE = (480, 640)
"""Width and height of every portrait that is kept."""
QUALITY = 82


class Frame(NamedTuple):
    """How large a portrait stands in a page: width and height in pixels, and the most bytes it should weigh."""

    size: tuple[int, int]
    most: int


ON_SCREEN = Frame((300, 400), 7_000)
"""On a phone held out at a door."""
IN_LIST = Frame((150, 200), 2_200)
"""One of several on a page."""
_QUALITIES = (75, 65, 55, 45, 35, 25, 15)
_UPPER = (0.5, 0.35)  # a face is in the upper half: crop less above than below
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Whatever Pillow raises over a file that is broken, or made to break it.
_BROKEN = (OSError, SyntaxError, ValueError, struct.error, EOFError, IndexError, KeyError, TypeError, OverflowError)
_BOMB = (Image.DecompressionBombWarning, Image.DecompressionBombError)


def portrait(content: bytes) -> bytes:
    """A picture that somebody sent, as a JPEG of ``SIZE``.

    Raises:
        Refused: it is too big or too small, of another kind, or cannot be decoded; beside the field ``picture``.
    """
    if len(content) > LARGEST:
        raise Refused("picture.too_big", field="picture", megabytes=LARGEST // 1024 // 1024)
    try:
        return _drawn_anew(content)
    except _BOMB as error:
        raise Refused("picture.too_many_pixels", field="picture") from error
    except _BROKEN as error:
        raise Refused("picture.not_a_picture", field="picture") from error


def reduced(jpeg: bytes, frame: Frame) -> bytes:
    """A portrait that we made, smaller: as good as its bytes allow, and never finer than the frame."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as kept:
        kept.draft("RGB", frame.size)
        small = kept.convert("RGB").resize(frame.size, Image.Resampling.LANCZOS)
    made = b""
    for quality in _QUALITIES:
        written = io.BytesIO()
        small.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        made = written.getvalue()
        if len(made) <= frame.most:
            break
    return made


def _drawn_anew(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise Refused("picture.too_many_pixels", field="picture")
        if min(sent.size) < SMALLEST:
            raise Refused("picture.too_small", field="picture", pixels=SMALLEST)
        turn = _TURNS.get(_orientation(sent))
        sent.draft("RGB", (SIZE[0] * 2, SIZE[1] * 2))  # a JPEG is decoded no larger than is needed
        plain = _on_white(sent)
    upright = plain.transpose(turn) if turn is not None else plain
    fitted = ImageOps.fit(upright, SIZE, centering=_UPPER)
    clean = Image.new("RGB", SIZE)
    clean.paste(fitted)  # pixels only: what the library carried along stays behind
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _orientation(sent: Image.Image) -> int:
    """How the camera was held; 1 where the picture does not say, or says it in a way nobody can read."""
    try:
        return int(sent.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _on_white(sent: Image.Image) -> Image.Image:
    if sent.mode in {"RGBA", "LA", "PA"} or "transparency" in sent.info:
        layered = sent.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    return sent.convert("RGB")
