"""What the landing page says to the auditor."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.access import Actor, Role
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.panels import add_panel
from app.home.gaps import state_of
from app.home.trail import counts_of_day, seals
from app.seasons.queries import current_season

SHOWN = (
    Action.CHILD_READ,
    Action.CHILD_SENSITIVE_READ,
    Action.CHILD_EXPORTED,
    Action.LEDGER_EXPORTED,
    Action.ACCOUNT_ROLE_GRANTED,
    Action.ACCOUNT_SIGN_IN_FAILED,
)


def auditor_panel(actor: Actor) -> dict[str, Any]:
    """For the auditor: today's entries, those an auditor asks for first, and how the chains stand."""
    day = clock.today()
    counted = counts_of_day(db.session, actor, day)
    shown = [(action, counted[action]) for action in SHOWN]
    return {"day": day, "total": counted.total(), "shown": shown, "seals": seals(db.session)}


def season_panel(actor: Actor) -> dict[str, Any] | None:
    """For the organizer: how the season stands, and the one gap that matters most."""
    for district_id in sorted(actor.scope_ids(Role.ORGANIZER), key=str):
        season = current_season(db.session, district_id, clock.today())
        if season is not None:
            return {"state": state_of(db.session, actor, season, clock.today()), "today": clock.today()}
    return None


add_panel("season", Role.ORGANIZER, order=1, template="home/panels/season.html", make=season_panel)
add_panel("audit", Role.AUDITOR, order=10, template="home/panels/auditor.html", make=auditor_panel, asks=False)
