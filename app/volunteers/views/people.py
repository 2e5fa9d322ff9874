"""The students who signed up: the list, one of them, and inviting one from a list."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.slips import slip_for
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.foundation.panels import page_panels
from app.seasons.queries import current_season
from app.volunteers.forms import CheckForm, VerifyForm
from app.volunteers.gates import NEEDS_VERIFICATION, VolunteerGate, missing, running_out
from app.volunteers.queries import held_back, load_volunteer, standings, without_account
from app.volunteers.rules.inviting import invite_volunteer, invite_volunteers, show_volunteer_code
from app.volunteers.views.base import blueprint, chosen_season

add_navigation(
    NavigationItem(
        _l("Volunteers"),
        "volunteers.index",
        "volunteer",
        Permission.VOLUNTEER_READ,
        30,
        group=NavigationGroup.VOLUNTEERS,
    )
)
PAGE = 30
NO_ACCOUNT = "no_account"
MOST_SLIPS = 500


@blueprint.get("/volunteers")
@requires(Permission.VOLUNTEER_READ)
def index() -> ResponseReturnValue:
    """Everybody who signed up for a season, and what holds each of them back."""
    season = chosen_season()
    if season is None:
        return render_template("volunteers/no_season.html")
    authorize(actor(), Permission.VOLUNTEER_READ, season)
    found = standings(db.session, season, clock.today())
    gate = request.args.get("gate", "")
    if gate == "clear":
        chosen = [one for one in found if not one.missing]
    elif gate == NO_ACCOUNT:
        chosen = without_account(found)
    elif gate in set(VolunteerGate):
        chosen = [one for one in found if VolunteerGate(gate) in one.missing]
    else:
        gate, chosen = "", found
    place = max(request.args.get("from", 0, type=int), 0)
    return render_template(
        "volunteers/index.html",
        season=season,
        found=found,
        counts=held_back(found),
        clear=sum(not one.missing for one in found),
        gate=gate,
        gates=VolunteerGate,
        silent=len(without_account(found)),
        silent_gate=NO_ACCOUNT,
        shown=chosen[place : place + PAGE],
        total=len(chosen),
        place=place,
        size=PAGE,
    )


@blueprint.get("/volunteers/<uuid:volunteer_id>")
@requires(Permission.VOLUNTEER_READ, logs=True)
def show(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """One student: the profile, the checks, and what may be recorded."""
    volunteer = authorize(actor(), Permission.VOLUNTEER_READ, load_volunteer(db.session, volunteer_id))
    audit.record_and_commit(db.session, actor(), audit.Action.VOLUNTEER_READ, volunteer)
    return show_page(volunteer_id, None)


def show_page(volunteer_id: uuid.UUID, form: CheckForm | None) -> str:
    """The page of a student; ``form`` with what was refused."""
    volunteer = authorize(actor(), Permission.VOLUNTEER_READ, load_volunteer(db.session, volunteer_id))
    season = current_season(db.session, volunteer.district_id, clock.today())
    if form is None:
        form = CheckForm(None, data={"checked_on": clock.today(), "result": "clear"})
        form.offer()
    return render_template(
        "volunteers/show.html",
        volunteer=volunteer,
        season=season,
        offered=next((one for one in volunteer.availabilities if season and one.season_id == season.id), None),
        missing=missing(volunteer, season, clock.today()) if season else (),
        soon=running_out(volunteer, clock.today()),
        verifiable=[skill for skill in volunteer.skills if skill.area in NEEDS_VERIFICATION],
        form=form,
        verify=VerifyForm(None),
        panels=page_panels("volunteer", volunteer),
    )


@blueprint.post("/volunteers/<uuid:volunteer_id>/one-time-code")
@requires(Permission.VOLUNTEER_READ)
def one_time_code(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """Show the code with which a student who forgot the password sets a new one: shown once, kept by nobody."""
    authorize(actor(), Permission.VOLUNTEER_READ, load_volunteer(db.session, volunteer_id))
    back = url_for(".show", volunteer_id=volunteer_id)
    try:
        code = show_volunteer_code(db.session, actor(), volunteer_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(back)
    return render_template("accounts/one_time_code.html", code=code, back_url=back)


@blueprint.post("/volunteers/<uuid:volunteer_id>/invite")
@requires(Permission.VOLUNTEER_READ)
def invite(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """An account for a student from a list. The answer is the slip itself: a link is shown once and kept by nobody."""
    authorize(actor(), Permission.VOLUNTEER_READ, load_volunteer(db.session, volunteer_id))
    try:
        account, token = invite_volunteer(db.session, actor(), volunteer_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(url_for(".show", volunteer_id=volunteer_id))
    link = url_for("accounts.invitation", token=token, _external=True)
    return render_template("volunteers/slip.html", slip=slip_for(account, link), volunteer_id=volunteer_id)


@blueprint.post("/volunteers/slips")
@requires(Permission.VOLUNTEER_READ)
def slips() -> ResponseReturnValue:
    """Slips for all of a season who cannot sign in yet: the answer is the paper itself, as with one of them."""
    season = authorize(actor(), Permission.VOLUNTEER_READ, chosen_season())
    waiting = [one.volunteer.id for one in without_account(standings(db.session, season, clock.today()))]
    made, left_out = invite_volunteers(db.session, actor(), waiting[:MOST_SLIPS])
    if not made:
        flash(_("Everybody who can be given a slip has signed in."), "info")
        return redirect(url_for(".index", season=season.id))
    papers = [slip_for(account, url_for("accounts.invitation", token=token, _external=True)) for account, token in made]
    return render_template("volunteers/slips.html", slips=papers, left_out=left_out, season=season)
