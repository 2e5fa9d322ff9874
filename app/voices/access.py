"""Who says, writes down and reads how a pairing was."""

from __future__ import annotations

from app.foundation.access import Permission, Role, allow, within
from app.pairing.access import deciding, not_the_volunteer

allow(Permission.VOICE_OWN, (Role.VOLUNTEER, within))
allow(
    Permission.VOICE_RECORD,
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    (Role.VILLAGE_DIRECTOR, within, not_the_volunteer),
)
# The words are for the school alone: nobody else reads what a child said, and nobody publishes it.
allow(Permission.VOICE_READ, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
