"""Where to go next: only ever within this site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# A browser drops tabs and line ends, and takes a backslash for a slash: //host, /\host and /<tab>/host all leave.
_PLAIN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def own_path(written: str | None, otherwise: str) -> str:
    """``written`` if it is a path of this site, else ``otherwise``."""
    if not written or not _PLAIN.fullmatch(written):
        return otherwise
    try:
        parts = urlsplit(written)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else written
