"""Static files by content: ``static_url('css/app.css')`` changes with the file, so browsers may keep it for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for


@lru_cache(maxsize=256)
def _digest(path: str, changed_at: int) -> str:  # noqa: ARG001 - part of the key of the cache
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def static_url(filename: str) -> str:
    """The URL of a file under ``static/``, with a digest of what it holds."""
    folder = Path(current_app.static_folder or "")
    path = folder / filename
    return url_for("static", filename=filename, v=_digest(str(path), path.stat().st_mtime_ns))
