"""What templates are given: ``term(code)``."""

from __future__ import annotations

from flask import Blueprint

from app.catalogue.queries import term_name

blueprint = Blueprint("catalogue", __name__)
blueprint.add_app_template_global(term_name, "term")

BLUEPRINTS = (blueprint,)
