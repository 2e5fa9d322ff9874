"""Pictures that are not what they say: polyglots, bombs, places where they were taken, other kinds."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from app.foundation.errors import Refused
from app.foundation.portraits import IN_LIST, LARGEST, ON_SCREEN, QUALITY, SIZE, portrait, reduced


def sent(kind: str = "JPEG", size: tuple[int, int] = (600, 800), mode: str = "RGB", **values: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "white" if mode != "RGBA" else (0, 0, 0, 0)).save(written, kind, **values)
    return written.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        portrait(content)
    assert refused.value.field == "picture"
    return refused.value.code


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_what_is_kept_is_one_size_and_carries_nothing() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SECRETCAM", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 36.0, 12.0), 3: "E", 4: (103.0, 49.0, 12.0)})
    content = sent(exif=exif, comment=b"SECRETCOMMENT", icc_profile=b"SECRETICC" * 20) + b"<script>SECRETTAIL</script>"
    assert content.count(b"SECRET") > 3, "the file did carry something"
    made = portrait(content)
    assert b"SECRET" not in made
    assert b"Exif" not in made
    assert b"ICC_PROFILE" not in made
    picture = opened(made)
    assert (picture.format, picture.size, picture.mode) == ("JPEG", SIZE, "RGB")
    assert not picture.getexif()
    assert made.endswith(b"\xff\xd9")
    assert len(made) < 200_000


def test_it_stands_upright_though_the_tag_that_said_so_is_gone() -> None:
    sideways = Image.new("RGB", (800, 600), "black")
    sideways.paste("white", (0, 0, 400, 600))  # the left half: after a turn to the right, the upper half
    exif, written = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    sideways.save(written, "JPEG", exif=exif)
    picture = opened(portrait(written.getvalue())).convert("L")
    assert picture.getpixel((240, 40)) > 200
    assert picture.getpixel((240, 600)) < 60


def test_a_drawing_without_background_gets_a_white_one() -> None:
    assert opened(portrait(sent("PNG", mode="RGBA"))).getpixel((10, 10)) == (255, 255, 255)
    for mode in ("P", "L", "LA", "1", "I;16"):
        assert opened(portrait(sent("PNG", mode=mode) if mode != "I;16" else deep())).size == SIZE


def deep() -> bytes:
    written = io.BytesIO()
    Image.new("I;16", (300, 300)).save(written, "PNG")
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head claims so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def test_bombs_are_refused_before_they_are_decoded() -> None:
    for side in (7_000, 10_000, 60_000):
        assert refusal(bomb(side, side)) == "picture.too_many_pixels"


def test_other_kinds_are_no_pictures() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="800"><script>alert(1)</script></svg>'
    others = [svg, b"", b"%PDF-1.7", b"<html>", sent("GIF"), sent("BMP"), sent("WEBP"), sent("TIFF")]
    others += [b"GIF89a" + sent(), sent()[:400], bomb(400, 400), b"\xff\xd8\xff" + svg]
    assert {refusal(one) for one in others} == {"picture.not_a_picture"}


def test_too_big_and_too_small() -> None:
    assert refusal(sent() + b"\0" * LARGEST) == "picture.too_big"
    assert refusal(sent(size=(199, 900))) == "picture.too_small"


def test_what_stands_in_a_page_keeps_to_its_bytes() -> None:
    """Of a picture busier than any face: patches and a grain over them."""
    rough = Image.effect_noise(SIZE, 40).convert("RGB")
    patches = Image.effect_noise((12, 16), 120).resize(SIZE, Image.Resampling.BICUBIC).convert("RGB")
    written = io.BytesIO()
    Image.blend(patches, rough, 0.2).save(written, "JPEG", quality=QUALITY)
    for frame in (ON_SCREEN, IN_LIST):
        made = reduced(written.getvalue(), frame)
        assert opened(made).size == frame.size
        assert len(made) <= frame.most
