"""Everybody who can sign in has a landing page."""

from __future__ import annotations

from app.foundation.access import Permission, Role, allow

allow(Permission.HOME_READ, *((role,) for role in Role))
