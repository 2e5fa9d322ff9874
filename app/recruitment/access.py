"""Who prepares and publishes what recruits: the organizer of the district. The published page is for everybody."""

from __future__ import annotations

from app.foundation.access import Permission, Role, allow, within

allow(Permission.RECRUITMENT_WRITE, (Role.ORGANIZER, within))
