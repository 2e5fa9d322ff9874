"""Static files by content: the URL changes with what it holds, so browsers may keep it for ever.

``static_url('css/app.css')`` carries a digest of the file as its query. Scripts that import one another from the same
folder carry one digest of the folder in their path (``module_url``), which the addresses of their imports inherit.

They are compressed as tightly as can be, once in the life of a process: a phone with one bar of signal waits for each
kilobyte of its first visit.
"""

from __future__ import annotations

import hashlib
import re
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
    path = Path(current_app.static_folder or "") / unmarked((request.view_args or {})["filename"])
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


MARKED = re.compile(r"~[0-9a-f]{12}/")


def module_url(folder: str, name: str) -> str:
    """The URL of a script under ``static/<folder>``, whose imports beside it change their addresses with it."""
    digests = [_digest(str(path), path.stat().st_mtime_ns) for path in _modules(folder)]
    digest = hashlib.sha256("".join(digests).encode()).hexdigest()[:12]
    return url_for("static", filename=f"~{digest}/{folder}/{name}")


def module_urls(folder: str) -> list[str]:
    """The URLs of all scripts of a folder, for fetching them at once."""
    return [module_url(folder, path.name) for path in _modules(folder)]


def unmarked(filename: str) -> str:
    """The name of the file that a marked path means."""
    return MARKED.sub("", filename, count=1) if is_marked(filename) else filename


def is_marked(filename: str) -> bool:
    """Whether the path carries a digest."""
    return MARKED.match(filename) is not None


def _modules(folder: str) -> list[Path]:
    return sorted((Path(current_app.static_folder or "") / folder).glob("*.js"))
