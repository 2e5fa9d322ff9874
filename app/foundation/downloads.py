"""Files that leave the house: saved under a name of ours, never opened as a page, kept by no cache."""

from __future__ import annotations

import re

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z0-9]{2,5}")


def download(content: bytes, name: str, mimetype: str = XLSX) -> Response:
    """The file as an answer. ``name`` is a plain one of the program, for nothing a user wrote may become a header.

    Raises:
        ValueError: the name is not plain.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a plain name of a file: {name!r}")
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)
