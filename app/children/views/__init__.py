"""Pages about children's files, and a family's own."""

from app.children.views import (
    consents,
    doubles,
    entry,
    family,
    files,
    leaving,
    links,
    panels,
    referrals,
    rosters,
    transfers,
)
from app.children.views.base import blueprint

__all__ = [
    "consents", "doubles", "entry", "family", "files", "leaving", "links", "panels", "referrals", "rosters",
    "transfers",
]  # fmt: skip

BLUEPRINTS = (blueprint, family.blueprint)
