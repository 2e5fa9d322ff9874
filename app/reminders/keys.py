"""How the keyed index of calendar addresses comes under a new key: not by itself, for the address is kept nowhere."""

from __future__ import annotations

from sqlalchemy import true

from app.foundation.rotation.tokens import runs_out
from app.reminders.models import CalendarFeed

runs_out(CalendarFeed.secret_hash, alive=true)
