"""Flask's own endpoint for the files everybody may have."""

from tests.guards.matrix import row

ROWS = [row("static", public=True, own=lambda _: {"filename": "css/app.css"})]
