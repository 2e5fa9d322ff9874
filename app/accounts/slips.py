"""Invitation slips: what stands on one, and its QR code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.accounts.models import Account
from app.accounts.queries import role_places
from app.accounts.rules.inviting import VALID_FOR
from app.foundation import clock
from app.foundation.messages import label
from app.foundation.qr import qr_code


@dataclass(frozen=True)
class Slip:
    """One person's slip: ``roles`` in words, ``url`` the one-time link."""

    name: str
    login: str
    roles: tuple[str, ...]
    url: str
    valid_until: date

    @property
    def code(self) -> Markup:
        """The link as a QR code, an SVG to stand in a page."""
        return qr_code(self.url)


def slip_for(account: Account, url: str) -> Slip:
    """The slip of an account whose fresh link is ``url``."""
    roles = tuple(f"{label(grant.role)} {place}".strip() for grant, place in role_places(account))
    return Slip(account.name, account.login, roles, url, clock.local(clock.now() + VALID_FOR).date())
