"""What the interface offers, for people and for programs."""

from __future__ import annotations

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.api.install import described, operations
from app.api.views.base import blueprint
from app.foundation.access import public
from app.foundation.machines import PREFIX


@blueprint.get("/api")
@public
def about() -> ResponseReturnValue:
    """Every operation in one table."""
    return render_template("api/about.html", operations=operations(), prefix=PREFIX)


@blueprint.get(f"{PREFIX}/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """The description of the operations (OpenAPI 3.1)."""
    return Response(current_app.json.dumps(described()), mimetype="application/json")
