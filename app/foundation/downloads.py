"""Files that leave the house: saved under a name of ours, never opened as a page, kept by no cache.

Within WeChat's browser on a phone no file can be saved: a PDF that was asked for by its address comes as pictures to be
pressed long, of the same address with ``?picture=N``; every other file as the way to the phone's own browser.
"""

from __future__ import annotations

import re

from flask import Response, abort, make_response, render_template, request, url_for

from app.foundation.portraits import ON_SCREEN, Frame, reduced
from app.foundation.wechat import elsewhere, in_wechat

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z0-9]{2,5}")


def download(content: bytes, name: str, mimetype: str = XLSX) -> Response:
    """The file as an answer. ``name`` is a plain one of the program, for nothing a user wrote may become a header.

    Raises:
        ValueError: the name is not plain.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a plain name of a file: {name!r}")
    if mimetype == PDF and request.method == "GET" and (in_wechat() or "picture" in request.args):
        return _pictures(content)
    if in_wechat():
        return make_response(elsewhere())
    return _attached(content, name, mimetype)


def public_file(content: bytes, name: str, mimetype: str) -> Response:
    """A file that is the same for everybody, whichever browser asks: others may keep it (``daily``).

    Raises:
        ValueError: the name is not plain.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a plain name of a file: {name!r}")
    return _attached(content, name, mimetype)


def _attached(content: bytes, name: str, mimetype: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, content_type=mimetype, headers=headers)


def _pictures(content: bytes) -> Response:
    """A page with the paper's sheets as pictures, or the sheet that ``?picture=N`` names, from 1."""
    from app.foundation.documents.pictures import sheet_count, sheet_picture

    asked = request.args.get("picture")
    if asked is None:
        here = {**(request.view_args or {}), **request.args.to_dict()}
        numbers = range(1, sheet_count(content) + 1)
        pictures = [url_for(request.endpoint or "", **here, picture=number) for number in numbers]
        return make_response(render_template("files/pictures.html", pictures=pictures))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    if not 1 <= number <= sheet_count(content):
        abort(404)
    return Response(sheet_picture(content, number), mimetype="image/png", headers={"Cache-Control": "no-store"})


def shown_picture(jpeg: bytes, frame: Frame = ON_SCREEN) -> Response:
    """A portrait that we made ourselves, to stand in a page: no heavier than its frame, and kept by no cache."""
    headers = {"Content-Disposition": "inline; filename=picture.jpg", "Cache-Control": "no-store"}
    return Response(reduced(jpeg, frame), mimetype="image/jpeg", headers=headers)
