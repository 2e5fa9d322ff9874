"""Which characters can be drawn. The shipped font has all of GBK, Extension A and the names of the general table.

A character it lacks is looked for in the fonts of the machine; one that none has is written as its number, 〔U+2A6D6〕,
so that nobody signs a paper with an empty box where a name should be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "fonts" / "NotoSansCJKsc-Regular.otf"


@dataclass(frozen=True)
class FontFile:
    """A font of the machine; ``face`` counts within a collection."""

    path: Path
    face: int = 0


# In the order of asking; the second face of the Noto collection is SC, the first would draw Japanese shapes.
MACHINE_FONTS = (
    FontFile(Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 2),
    FontFile(Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")),
    FontFile(Path("/System/Library/Fonts/STHeiti Light.ttc")),
    FontFile(Path("C:/Windows/Fonts/simsunb.ttf")),
    FontFile(Path("C:/Windows/Fonts/msyh.ttc")),
)


@dataclass(frozen=True)
class Drawable:
    """A text that can be drawn whole: ``fallbacks`` are the machine's fonts it needs, ``missing`` what none has."""

    text: str
    fallbacks: tuple[FontFile, ...]
    missing: frozenset[str]


def drawable(text: str) -> Drawable:
    """The text with what no font can draw spelled as its number, and what has no shape left out."""
    written: list[str] = []
    fallbacks: list[FontFile] = []
    missing: set[str] = set()
    for character in text:
        if _has_no_shape(character):
            written.append(" " if character == "\t" else "")
        elif character == "\n" or ord(character) in _covered(FontFile(SHIPPED)):
            written.append(character)
        elif (found := _elsewhere(character)) is not None:
            written.append(character)
            fallbacks.append(found)
        else:
            written.append(f"〔U+{ord(character):04X}〕")
            missing.add(character)
    return Drawable("".join(written), tuple(dict.fromkeys(fallbacks)), frozenset(missing))


def without_glyph(texts: Iterable[str]) -> list[str]:
    """The characters of the texts that neither the shipped font nor the machine's can draw, each once, sorted."""
    return sorted({one for text in texts for one in drawable(text).missing})


def _has_no_shape(character: str) -> bool:
    """Controls, marks of direction, and selectors of a variant: fonts draw boxes for them."""
    if character == "\n":
        return False
    variant = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return variant or unicodedata.category(character) in {"Cc", "Cf"}


def _elsewhere(character: str) -> FontFile | None:
    return next((font for font in MACHINE_FONTS if ord(character) in _covered(font)), None)


@cache
def _covered(font: FontFile) -> frozenset[int]:
    """The characters of a font; none where the machine has no such file."""
    if not font.path.is_file():
        return frozenset()
    from fontTools.ttLib import TTFont, TTLibError

    try:
        opened: Any = TTFont(font.path, fontNumber=font.face, lazy=True)
    except (OSError, TTLibError):
        return frozenset()
    with opened:
        return frozenset(opened.getBestCmap() or ())
