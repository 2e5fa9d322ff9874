"""Meetings that did not take place, for volunteers and staff; and the codes of the day to show at a place."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Permission, Role, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.outbox import refused, taken
from app.foundation.pages import actor
from app.seasons.models import Season, SeasonStage
from app.seasons.queries import nearest, visible_seasons
from app.sessions import rules
from app.sessions.forms import ChosenMissedForm, MissedForm
from app.sessions.missed import codes_of_day, missed_near
from app.sessions.models import MissedKind
from app.sessions.queries import whom_to_log

blueprint = Blueprint("missed", __name__, url_prefix="/sessions")


@blueprint.get("/missed")
@requires(Permission.SESSION_CONFIRM)
def index() -> ResponseReturnValue:
    """Those of one's school or village."""
    return render_template("sessions/missed.html", rows=missed_near(db.session, actor()))


@blueprint.route("/missed/<uuid:number_id>", methods=["GET", "POST"])
@requires(Permission.SESSION_MISSED)
def record(number_id: uuid.UUID) -> ResponseReturnValue:
    """Record one of a pairing, or of standing in; today is filled in."""
    who = actor()
    pairing, _substitute = rules.pairing_to_record(db.session, who, number_id)
    form = MissedForm(data=_empty())
    if form.validate_on_submit():
        try:
            rules.record_missed(db.session, who, form.said(number_id))
        except Missing:
            raise
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Recorded. It does not count, and nobody is blamed for it."), "success")
            return redirect(_back())
    code = pairing.child.code if not who.has(Role.VOLUNTEER) else None
    return render_template("sessions/missed_new.html", form=form, code=code, back=_back(), whom=())


@blueprint.route("/missed/new", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, blind=True)
def new() -> ResponseReturnValue:
    """Record one of one's own, by codes: where a phone sends what was written without a signal."""
    who = actor()
    whom, form = whom_to_log(db.session, who), ChosenMissedForm(data=_empty())
    form.offer(whom)
    if form.validate_on_submit():
        try:
            rules.record_missed(db.session, who, form.said(uuid.UUID(form.pairing_id.data)))
        except Missing:
            raise
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Recorded. It does not count, and nobody is blamed for it."), "success")
            return taken(_back())
    if (answer := refused(form)) is not None:
        return answer
    return render_template("sessions/missed_new.html", form=form, code=None, back=_back(), whom=whom)


@blueprint.post("/missed/<uuid:missed_id>/take-back")
@requires(Permission.SESSION_MISSED)
def take_back(missed_id: uuid.UUID) -> ResponseReturnValue:
    """It was recorded by mistake."""
    rules.take_back_missed(db.session, actor(), missed_id)
    flash(_("Taken back."), "success")
    return redirect(_back())


@blueprint.get("/codes")
@requires(Permission.SESSION_CODE)
def codes() -> ResponseReturnValue:
    """The codes of today, or of tomorrow to print them the evening before."""
    tomorrow = request.args.get("day") == "tomorrow"
    day = clock.today() + timedelta(days=tomorrow)
    found = codes_of_day(db.session, actor(), day)
    season = _season_without_codes() if not found else None
    return render_template("sessions/codes.html", day=day, tomorrow=tomorrow, codes=found, season=season)


def _season_without_codes() -> Season | None:
    """The season that has no codes, where the reader may change its settings."""
    who = actor()
    mine = [one for one in visible_seasons(db.session, who) if may(who, Permission.SEASON_WRITE, one)]
    season = nearest([one for one in mine if one.stage is not SeasonStage.CLOSED], clock.today())
    return season if season is not None and not season.check_in else None


def _empty() -> dict[str, object]:
    return {"missed_id": str(uuid.uuid4()), "day": clock.today(), "kind": MissedKind.MISSED.value}


def _back() -> str:
    return url_for(".index") if not actor().has(Role.VOLUNTEER) else url_for("sessions.mine")
