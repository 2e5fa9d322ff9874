"""QR codes as pictures, for browsers in which a drawing cannot be kept."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from app.foundation.access import public
from app.foundation.qr import qr_picture
from app.home.views.pages import blueprint


@blueprint.get("/code-pictures/<token>")
@public
def code_picture(token: str) -> ResponseReturnValue:
    """The QR code behind a sealed address, for who was shown it."""
    return Response(qr_picture(token), mimetype="image/png")
