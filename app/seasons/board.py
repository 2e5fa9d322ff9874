"""The season's own step on its board: its dates and its stage."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.board import Act, Step, StepState, Way
from app.foundation.database import db
from app.foundation.dates import written_day
from app.foundation.messages import label
from app.foundation.panels import add_panel
from app.seasons.models import SeasonStage
from app.seasons.queries import nearest, visible_seasons
from app.seasons.rules import STAGES

READERS = (
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
    Role.TOWNSHIP_SUPERVISOR,
    Role.VILLAGE_DIRECTOR,
    Role.SCHOOL_STAFF,
)


def board_panel(actor: Actor) -> dict[str, Any] | None:
    """The way to the board, for everybody who has a step on it; nothing without a season."""
    unclosed = [one for one in visible_seasons(db.session, actor) if one.stage is not SeasonStage.CLOSED]
    season = nearest(unclosed, clock.today())
    return {"season": season} if season is not None else None


add_panel("season_board", *READERS, order=80, template="seasons/_panel_board.html", make=board_panel, asks=False)


def season_step(actor: Actor, season: Any) -> Step | None:
    """When it runs, and the stage after this one; it closes on its own page, by its checklist."""
    acts: tuple[Act, ...] = ()
    if may(actor, Permission.SEASON_WRITE, season):
        acts = (
            *_onwards(season),
            Act(_("Change dates and rules"), url_for("seasons.edit", season_id=season.id), icon="edit"),
        )
    return Step(
        _("The season is open"),
        StepState.DONE,
        acts=acts,
        note=_(
            "%(first)s to %(last)s. Stage: %(stage)s.",
            first=written_day(season.starts_on), last=written_day(season.ends_on), stage=label(season.stage),
        ),
    )  # fmt: skip


def _onwards(season: Any) -> tuple[Act, ...]:
    if season.stage in {SeasonStage.SERVE, SeasonStage.CLOSED}:
        return ()
    following = STAGES[STAGES.index(season.stage) + 1]
    words = _("Go on to: %(stage)s", stage=label(following))
    url = url_for("seasons.move", season_id=season.id)
    return (Act(words, url, Way.SEND, "arrow-right", {"stage": following.value, "next": "board"}),)
