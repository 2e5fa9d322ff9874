"""A student signs up in a few short steps; what was typed is kept on the server."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app.foundation import clock
from app.foundation.access import Permission, Role, authorize, requires
from app.foundation.chinese import parse_resident_id
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.forms import Form
from app.foundation.messages import explain
from app.foundation.pages import NavigationItem, actor, add_navigation
from app.foundation.panels import page_panels
from app.places.models import Area
from app.volunteers.drafts import STEPS, Wizard, profile_of, told_by_number
from app.volunteers.forms import COLLEGES
from app.volunteers.gates import ADULT, missing, running_out
from app.volunteers.models import SignupDraft
from app.volunteers.numbers import NumberFault, number_fault
from app.volunteers.queries import draft_of, volunteer_of
from app.volunteers.rules.returning import come_back as take_up
from app.volunteers.rules.returning import last_offer
from app.volunteers.rules.signup import Papers, check_person, save_draft, season_at, sign_up, townships_open
from app.volunteers.training import training_of
from app.volunteers.views.base import blueprint

add_navigation(
    NavigationItem(
        _l("My sign-up"),
        "volunteers.status",
        "volunteer",
        Permission.SIGNUP_WRITE,
        60,
        lambda who: who.has(Role.VOLUNTEER),
        also=("/sign-up", "/my-training", "/my-pledge"),
    )
)
# The steps on the bar above the form; grades belong to the skills.
BAR = {"who": 1, "skills": 2, "grades": 2, "time": 3, "more": 4, "review": 5}


@blueprint.get("/sign-up", endpoint="sign_up")
@requires(Permission.SIGNUP_WRITE)
def begin() -> ResponseReturnValue:
    """What a student takes on, before the first step."""
    draft = draft_of(db.session, actor().id)
    if draft is None and volunteer_of(db.session, actor().id) is not None:
        return redirect(url_for(".status"))
    going_on = STEPS[min(draft.step, len(STEPS)) - 1] if draft is not None else None
    return render_template(
        "volunteers/begin.html", going_on=going_on, is_open=bool(townships_open(db.session)), draft=draft
    )


@blueprint.route("/sign-up/<string:step>", methods=["GET", "POST"])
@requires(Permission.SIGNUP_WRITE)
def sign_up_step(step: str) -> ResponseReturnValue:
    """One step. What is posted is kept, good or not; "back" and "save" ask nothing."""
    wizard = _wizard()
    if step not in STEPS:
        raise Missing
    if step not in wizard.path() or (step == "time" and wizard.season is None):
        return redirect(url_for(".sign_up_step", step="who" if step == "time" else "skills"))
    if request.method == "GET":
        return _page(wizard, step, wizard.form(step))
    typed = told_by_number(request.form) if step == "who" else request.form
    form = wizard.form(step, typed)
    wizard.keep(step, form, typed)
    save_draft(db.session, actor(), wizard.content, STEPS.index(step) + 1)
    if "back" in request.form:
        return redirect(_before(wizard, step))
    if not form.validate_on_submit() or not _judged(wizard, step, form):
        return _page(wizard, step, form), 422
    return redirect(_after(wizard, step))


@blueprint.get("/sign-up/review", endpoint="review")
@requires(Permission.SIGNUP_WRITE)
def review() -> ResponseReturnValue:
    """Everything once more, before it is sent."""
    wizard = _wizard()
    unfinished = wizard.complete()
    if unfinished is not None:
        flash(_("Please finish this step first."), "warning")
        return redirect(url_for(".sign_up_step", step=unfinished))
    return _review_page(wizard)


@blueprint.post("/sign-up/review")
@requires(Permission.SIGNUP_WRITE)
def send() -> ResponseReturnValue:
    """Send the sign-up, or the changes."""
    if draft_of(db.session, actor().id) is None and volunteer_of(db.session, actor().id) is not None:
        return redirect(url_for(".status"))  # sent a moment ago: a double tap
    wizard = _wizard()
    unfinished = wizard.complete()
    if unfinished is not None:
        flash(_("Please finish this step first."), "warning")
        return redirect(url_for(".sign_up_step", step=unfinished))
    if wizard.volunteer is None and "understood" not in request.form:
        return _review_page(wizard, _("Please tick that you have read what you take on.")), 422
    try:
        sign_up(db.session, actor(), wizard.profile(), wizard.papers(), wizard.offer())
    except Refused as error:
        db.session.rollback()
        return _review_page(_wizard(), explain(error)), 422
    flash(_("Thank you. Your sign-up has been sent."), "success")
    return redirect(url_for(".status"))


@blueprint.get("/my-sign-up")
@requires(Permission.SIGNUP_WRITE)
def status() -> ResponseReturnValue:
    """What happens next, and what is still missing."""
    volunteer = volunteer_of(db.session, actor().id)
    if volunteer is None:
        return redirect(url_for(".sign_up"))
    authorize(actor(), Permission.SIGNUP_WRITE, volunteer)
    season = season_at(db.session, volunteer.township_id)
    gates = missing(volunteer, season, clock.today()) if season is not None else ()
    offered = next((one for one in volunteer.availabilities if season and one.season_id == season.id), None)
    return render_template(
        "volunteers/status.html",
        volunteer=volunteer,
        season=season,
        offered=offered,
        missing=gates,
        last=last_offer(volunteer, season) if season is not None else None,
        training=training_of(volunteer, clock.today()),
        soon=running_out(volunteer, clock.today()) if season is not None else {},
        draft=draft_of(db.session, actor().id),
        reach=_names(offered.reach if offered else None),
        panels=page_panels("my_sign_up", volunteer),
    )


@blueprint.post("/my-sign-up/return")
@requires(Permission.SIGNUP_WRITE)
def come_back() -> ResponseReturnValue:
    """Sign up for the coming season as for the last one, with one tap."""
    authorize(actor(), Permission.SIGNUP_WRITE, volunteer_of(db.session, actor().id))
    try:
        take_up(db.session, actor())
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(_("Welcome back. Your sign-up has been taken over; below is what is still asked for."), "success")
    return redirect(url_for(".status"))


def _wizard() -> Wizard:
    draft = draft_of(db.session, actor().id)
    authorize(actor(), Permission.SIGNUP_WRITE, draft or SignupDraft(account_id=actor().id))
    return Wizard.begin(db.session, draft, volunteer_of(db.session, actor().id), current_user)


def _judged(wizard: Wizard, step: str, form: Form) -> bool:
    """Whether the rules have nothing against a step; what they have stands beside its field."""
    try:
        if step == "who":
            _check_who(wizard, form)
        if step == "skills":
            _check_skills(form)
    except Refused as error:
        form.refuse(error)
        return False
    return True


def _check_who(wizard: Wizard, form: Form) -> None:
    typed = (form["id_number"].data or "").strip()
    if typed and parse_resident_id(typed).value is None:
        raise Refused("volunteers.id_wrong", field="id_number")
    check_person(profile_of(form), Papers(wizard.id_number, bool(form["id_on_paper"].data)))


def _check_skills(form: Form) -> None:
    if not (form["areas"].data or form["subjects"].data):
        raise Refused("volunteers.no_skill", field="areas")


def _page(wizard: Wizard, step: str, form: Form) -> str:
    if step == "who":
        form["id_number"].data = ""  # never sent back: the mask says which one is kept
        if number_fault(form["national_number"].data or "") is NumberFault.IS_ID:
            form["national_number"].data = ""
    return render_template(
        f"volunteers/step_{step}.html",
        form=form,
        step=step,
        current=BAR[step],
        wizard=wizard,
        colleges=COLLEGES,
        season=wizard.season,
        editing=wizard.volunteer is not None,
        subjects=wizard.content.get("skills", {}).get("subjects", []),
    )


def _review_page(wizard: Wizard, problem: str | None = None) -> str:
    profile, offer = wizard.profile(), wizard.offer()
    township = db.session.get(Area, profile.township_id)
    return render_template(
        "volunteers/review.html",
        profile=profile,
        offer=offer,
        papers=wizard.papers(),
        township=township,
        season=wizard.season,
        reach=_names(offer.reach),
        editing=wizard.volunteer is not None,
        minor=clock.age_on(profile.birth_date, clock.today()) < ADULT,
        problem=problem,
    )


def _names(reach: frozenset[str] | None) -> list[str] | None:
    """Names of townships; None: any."""
    if reach is None:
        return None
    ids = [uuid.UUID(one) for one in reach]
    return list(db.session.scalars(select(Area.name).where(Area.id.in_(ids)).order_by(Area.code, Area.name)))


def _before(wizard: Wizard, step: str) -> str:
    path = wizard.path()
    place = path.index(step) if step in path else 0
    return url_for(".sign_up_step", step=path[place - 1]) if place > 0 else url_for(".sign_up")


def _after(wizard: Wizard, step: str) -> str:
    path = wizard.path()
    place = path.index(step)
    if place + 1 == len(path):
        return url_for(".review")
    return url_for(".sign_up_step", step=path[place + 1])
