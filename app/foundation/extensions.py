"""The Flask extensions, made once without an app."""

from __future__ import annotations

from flask import Response
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect


class CompressAll(Compress):
    """Compresses what is no success too: for a form that comes back with its errors a slow line waits longest."""

    def after_request(self, response: Response | None) -> Response:
        """The answer, compressed where the browser takes it; the library itself passes over a 404 or 422."""
        if response is None or response.status_code < 400:
            return super().after_request(response)
        code, response.status_code = response.status_code, 200
        pressed = super().after_request(response)
        pressed.status_code = code
        return pressed


babel = Babel()
compress = CompressAll()
csrf = CSRFProtect()
login = LoginManager()
migrate = Migrate()
