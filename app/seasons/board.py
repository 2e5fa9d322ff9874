"""The season's own step on its board: its dates and its stage."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation.access import Actor, Permission, may
from app.foundation.board import Act, Step, StepState, Way
from app.foundation.messages import label
from app.seasons.models import SeasonStage
from app.seasons.rules import STAGES


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
            first=season.starts_on, last=season.ends_on, stage=label(season.stage),
        ),
    )  # fmt: skip


def _onwards(season: Any) -> tuple[Act, ...]:
    if season.stage in {SeasonStage.SERVE, SeasonStage.CLOSED}:
        return ()
    following = STAGES[STAGES.index(season.stage) + 1]
    words = _("Go on to: %(stage)s", stage=label(following))
    url = url_for("seasons.move", season_id=season.id)
    return (Act(words, url, Way.SEND, "arrow-right", {"stage": following.value, "next": "board"}),)
