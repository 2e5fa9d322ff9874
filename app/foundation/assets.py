"""Static files by content: ``static_url('css/app.css')`` changes with the file, so browsers may keep it for ever.

They are compressed as tightly as can be, once in the life of a process: a phone with one bar of signal waits for each
kilobyte of its first visit.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, current_app, request, url_for

_PRESSED = frozenset({"text/css", "text/javascript", "image/svg+xml"})


@lru_cache(maxsize=256)
def _digest(path: str, changed_at: int) -> str:  # noqa: ARG001 - part of the key of the cache
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def static_url(filename: str) -> str:
    """The URL of a file under ``static/``, with a digest of what it holds."""
    folder = Path(current_app.static_folder or "")
    path = folder / filename
    return url_for("static", filename=filename, v=_digest(str(path), path.stat().st_mtime_ns))


def press_static(app: Flask) -> None:
    """Answer for static files with their brotli of the highest quality, where the browser takes it."""
    app.after_request(_press)


def _press(response: Response) -> Response:
    if (
        request.endpoint != "static"
        or response.status_code != 200
        or response.mimetype not in _PRESSED
        or not request.accept_encodings.quality("br")
    ):
        return response
    path = Path(current_app.static_folder or "") / (request.view_args or {})["filename"]
    pressed = _brotli(str(path), path.stat().st_mtime_ns)
    response.close()
    response.direct_passthrough = False
    response.set_data(b"" if request.method == "HEAD" else pressed)
    response.headers["Content-Encoding"] = "br"
    response.set_etag(hashlib.sha256(pressed).hexdigest()[:20])
    return response


@lru_cache(maxsize=64)
def _brotli(path: str, changed_at: int) -> bytes:  # noqa: ARG001 - part of the key of the cache
    return bytes(brotli.compress(Path(path).read_bytes(), quality=11))
