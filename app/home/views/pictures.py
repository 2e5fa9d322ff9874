"""Pictures that are no static files: QR codes where a drawing cannot be kept, the badge of the filing."""

from __future__ import annotations

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from app.foundation.access import public
from app.foundation.access.gate import daily
from app.foundation.qr import qr_picture
from app.home.views.pages import blueprint


@blueprint.get("/code-pictures/<token>")
@public
def code_picture(token: str) -> ResponseReturnValue:
    """The QR code behind a sealed address, for who was shown it."""
    return Response(qr_picture(token), mimetype="image/png")


@blueprint.get("/filing-badge.png")
@daily
def filing_badge() -> ResponseReturnValue:
    """The badge that stands beside the number of the police; nothing where the site has none."""
    badge = current_app.config["SETTINGS"].filings.badge
    return Response(badge, mimetype="image/png") if badge else Response(status=204)
