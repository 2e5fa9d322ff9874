"""Links as QR codes: drawn into the page, and within WeChat as a picture that can be pressed long.

The address of such a picture is sealed, so that it tells a log nothing of the link; it opens for who was shown the page
and for a quarter of an hour.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from datetime import timedelta

import segno
from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.foundation import clock
from app.foundation.errors import Missing
from app.foundation.secrets.keyring import CannotOpen, keyring
from app.foundation.wechat import in_wechat

_PLACE = "qr.picture"
_LIVES = timedelta(minutes=15)
ANYBODY = ""
_SCALE = 4


def qr_code(url: str) -> Markup:
    """The link to stand in a page: an SVG, or within WeChat an image."""
    if in_wechat():
        picture = url_for("home.code_picture", token=picture_token(url))
        return Markup('<img class="qr" src="{}" width="200" height="200" alt="{}">').format(picture, _("QR code"))
    code = segno.make_qr(url, error="m")
    wide, high = code.symbol_size(scale=_SCALE)
    # Without a view box a sheet that makes the picture smaller cuts it instead, and its white margin with it.
    drawn = code.svg_inline(scale=_SCALE, svgclass=None, lineclass=None)
    drawn = drawn.replace("<svg ", f'<svg viewBox="0 0 {wide} {high}" ', 1)
    return Markup(drawn)  # noqa: S704 # nosec B704 - drawn by the library from our own link


def qr_picture(token: str) -> bytes:
    """The picture of a token as a PNG, with the white margin that phones need.

    Raises:
        Missing: nothing of ours, too old, or shown to somebody else.
    """
    try:
        until, reader, url = json.loads(keyring.open(base64.urlsafe_b64decode(token.encode()), _PLACE))
    except (CannotOpen, UnicodeError, binascii.Error) as error:
        raise Missing from error
    if reader not in {ANYBODY, _reader()} or clock.now().timestamp() > until:
        raise Missing
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="png", scale=10, border=4)
    return drawn.getvalue()


def picture_token(url: str) -> str:
    """The sealed address of the link's picture, for who reads the page now; of a page for all, for everybody."""
    until = (clock.now() + _LIVES).timestamp()
    return base64.urlsafe_b64encode(keyring.seal(json.dumps([until, _reader(), url]), _PLACE)).decode()


def _reader() -> str:
    return str(current_user.get_id()) if current_user and current_user.is_authenticated else ANYBODY
