"""What the landing page says to students and to organizers about signing up and checks."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.access import Actor, Role
from app.foundation.database import db
from app.foundation.panels import add_panel
from app.seasons.queries import current_season
from app.volunteers.gates import VolunteerGate, missing, running_out
from app.volunteers.queries import draft_of, held_back, soon_to_lapse, standings_shown, volunteer_of
from app.volunteers.rules.returning import last_offer
from app.volunteers.rules.signup import season_at

MOST = 4


def own_panel(actor: Actor) -> dict[str, Any] | None:
    """A student: finish the sign-up, what is still missing or runs out soon; nothing once all is there."""
    volunteer = volunteer_of(db.session, actor.id)
    if volunteer is None:
        return {"state": "start" if draft_of(db.session, actor.id) is None else "draft", "missing": (), "soon": {}}
    season = season_at(db.session, volunteer.township_id)
    last = last_offer(volunteer, season) if season is not None else None
    if season is not None and last is not None:
        asked = [one for one in missing(volunteer, season, clock.today()) if one is not VolunteerGate.NO_AVAILABILITY]
        return {"state": "return", "season": season, "last": last.season, "missing": asked, "soon": {}}
    gates = missing(volunteer, season, clock.today()) if season is not None else ()
    soon = running_out(volunteer, clock.today()) if season is not None else {}
    return {"state": "missing" if gates else "soon", "missing": gates, "soon": soon} if gates or soon else None


def organizer_panel(actor: Actor) -> dict[str, Any] | None:
    """An organizer: the season, how many signed up, and who is held back by what."""
    for district_id in sorted(actor.scope_ids(Role.ORGANIZER), key=str):
        season = current_season(db.session, district_id, clock.today())
        if season is not None:
            found = standings_shown(db.session, season, clock.today())
            return {
                "season": season,
                "signed_up": len(found),
                "clear": sum(not one.missing for one in found),
                "held": held_back(found).most_common(MOST),
                "soon": len(soon_to_lapse(found, clock.today())),
                "asks": False,
            }
    return {"season": None, "signed_up": 0, "clear": 0, "held": [], "soon": 0}


add_panel("volunteers.own", Role.VOLUNTEER, order=10, template="volunteers/_panel_own.html", make=own_panel)
add_panel("volunteers.season", Role.ORGANIZER, order=20, template="volunteers/_panel_season.html", make=organizer_panel)
