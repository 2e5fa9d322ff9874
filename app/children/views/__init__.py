"""Pages about children's files, and a family's own."""

from app.children.views import (
    attention,
    board,
    consents,
    counselling,
    doubles,
    duty,
    entry,
    family,
    files,
    grants,
    leaving,
    links,
    openings,
    panels,
    referrals,
    rosters,
    sensitive,
    transfers,
)
from app.children.views.base import blueprint

__all__ = [
    "attention", "board", "consents", "counselling", "doubles", "duty", "entry", "family", "files", "grants", "leaving",
    "links", "openings", "panels", "referrals", "rosters", "sensitive", "transfers",
]  # fmt: skip

BLUEPRINTS = (blueprint, family.blueprint)
