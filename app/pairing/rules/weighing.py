"""The weights of a season's matching: saved with the season, obeyed by the next run; each run keeps its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.pairing import gates
from app.pairing.models import MatchRun
from app.pairing.outlook import comparable_season
from app.pairing.policy import EDITABLE, differing, fingerprint, problems
from app.pairing.rules.running import start_run
from app.pairing.rules.steps import lock
from app.seasons.models import Season


def save_policy(
    session: DbSession, actor: Actor, season_id: uuid.UUID, values: Mapping[str, Any], seen: str | None = None
) -> Season:
    """Keep weights with the season, those that differ from the shipped ones; none: back to the shipped ones.

    ``seen`` is the fingerprint of the weights the actor looked at; None where nobody looked.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: the season is over, the engine refuses a value, or there is no past season to reserve places by (the
            error names the field).
        Conflict: somebody else saved other weights meanwhile.
    """
    season = lock(session, Season, season_id)
    authorize(actor, Permission.MATCH_RUN, season)
    if not gates.is_running(season, clock.today()):
        raise Refused("matching.season_over")
    known = {name: value for name, value in values.items() if name in EDITABLE}
    for name, code in problems(known).items():
        raise Refused(code, field=name)
    if known.get("hold_back") and comparable_season(session, season) is None:
        raise Refused("matching.policy.no_past_season", field="hold_back")
    # What the page does not offer stays as it was set elsewhere.
    kept = {name: value for name, value in season.policy.items() if name not in EDITABLE}
    wanted = kept | differing(known)
    if wanted == season.policy:
        session.rollback()  # a double click
        return season
    if seen is not None and seen != fingerprint(season.policy):
        raise Conflict("matching.policy.changed")
    season.policy = wanted
    audit.record(session, actor, audit.Action.SEASON_CHANGED, season, fields=["policy"])
    session.commit()
    return season


def run_without_reserve(session: DbSession, actor: Actor, run_id: uuid.UUID) -> MatchRun:
    """Reserve no places any more in a run's season, and match it again: both, or neither.

    Raises:
        Missing: no such run, or not the actor's.
        Refused: the season is over.
        Conflict: a matching of this district is under way.
    """
    run = authorize(actor, Permission.MATCH_RUN, session.get(MatchRun, run_id))
    season = lock(session, Season, run.season_id)
    if season.policy.get("hold_back"):
        season.policy = {name: value for name, value in season.policy.items() if name != "hold_back"}
        audit.record(session, actor, audit.Action.SEASON_CHANGED, season, fields=["policy"])
        session.flush()
    return start_run(session, actor, season.id, run.kind)
