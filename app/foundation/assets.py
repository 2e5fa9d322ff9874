"""Static files by content: the URL changes with what it holds, so browsers may keep it for ever.

``static_url('css/app.css')`` carries a digest of what is served as its query. ``js/outbox.js`` is the modules of the
folder ``js/outbox`` as one script; scripts and sheets of our own go out without comments (``joining``), vendored ones
as they are.

They are compressed as tightly as can be, once in the life of a process: a phone with one bar of signal waits for each
kilobyte of its first visit.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Response, current_app, g, request, url_for
from werkzeug.security import safe_join

from app.foundation.joining import ENTRY, joined_scripts, trimmed_script, trimmed_sheet

_PRESSED = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_VENDORED = "vendor"
_TRIMMED = {".css": trimmed_sheet, ".js": trimmed_script}
_File = tuple[str, int]
"""What is made of a file is kept by its path and the time it was last written, in ns."""


def static_url(filename: str) -> str:
    """The URL of a file under ``static/``, with a digest of what it holds.

    Raises:
        FileNotFoundError: there is none.
    """
    known: dict[str, str] = g.setdefault("static_urls", {})  # a page names the file of its icons a hundred times
    if filename not in known:
        file = _find(filename)
        if file is None:
            raise FileNotFoundError(filename)
        known[filename] = url_for("static", filename=filename, v=_digest(file))
    return known[filename]


def served(filename: str) -> Response | None:
    """The answer with a script, a sheet or a drawing; None for whatever else lies under ``static/``, or does not."""
    kind = _PRESSED.get(Path(filename).suffix)
    file = None if kind is None else _find(filename)
    if file is None:
        return None
    pressed = bool(request.accept_encodings.quality("br"))
    response = Response(_brotli(file) if pressed else _content(file), mimetype=kind)
    if pressed:
        response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    response.add_etag()
    response.make_conditional(request)
    return response


def _find(filename: str) -> _File | None:
    """The file of this name; for a script that is none, the folder of its modules."""
    path = safe_join(current_app.static_folder or "", filename)
    if path is None:
        return None
    if Path(path).is_file():
        return path, Path(path).stat().st_mtime_ns
    folder = Path(path).with_suffix("")
    if Path(path).suffix != ".js" or not (folder / f"{ENTRY}.js").is_file():
        return None
    return path, max(one.stat().st_mtime_ns for one in folder.glob("*.js"))


@lru_cache(maxsize=256)
def _digest(file: _File) -> str:
    path = Path(file[0])
    content = _content(file) if path.suffix in _PRESSED else path.read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


@lru_cache(maxsize=64)
def _brotli(file: _File) -> bytes:
    return bytes(brotli.compress(_content(file), quality=11))


@lru_cache(maxsize=64)
def _content(file: _File) -> bytes:
    path = Path(file[0])
    if not path.is_file():
        return joined_scripts(path.with_suffix("")).encode()
    if _VENDORED not in path.parts and path.suffix in _TRIMMED:
        return _TRIMMED[path.suffix](path.read_text(encoding="utf-8")).encode()
    return path.read_bytes()
