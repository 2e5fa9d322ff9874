"""Who phones families: their school and their village, each for its own children."""

from __future__ import annotations

from app.children.access import NEAR
from app.foundation.access import Permission, Role, allow, within
from app.pairing.access import deciding, not_the_volunteer

# Judged on the pairing a call is about. Whether a carer's number opens is judged by the rule of the sensitive sections.
allow(
    Permission.CALL_MAKE,
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    (Role.VILLAGE_DIRECTOR, within, not_the_volunteer),
)
CALLERS = NEAR
