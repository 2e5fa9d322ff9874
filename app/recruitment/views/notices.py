"""The notice that recruits: prepared and published by the organizer, read by everybody, printed as a poster."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.queries import service_areas, term_name
from app.foundation import clock
from app.foundation.access import Permission, authorize, public, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.qr import qr_code
from app.pairing.models import MatchRun
from app.pairing.views.figures import skill_words
from app.pairing.wanted import latest_run
from app.places.models import Area
from app.places.queries import townships
from app.recruitment.forms import NoticeForm, PressForm
from app.recruitment.models import RecruitmentNotice
from app.recruitment.queries import draft_of, public_notice_of, public_notices
from app.recruitment.rules import prepare, publish_notice, withdraw_notice
from app.seasons.models import Season, SeasonStage
from app.texts.kinds import TextKind
from app.texts.queries import current

blueprint = Blueprint("recruitment", __name__)
TOP = 6
"""So many kinds of places go into the text for a chat; all of them stand on the page."""


@blueprint.get("/recruit")
@public
def index() -> ResponseReturnValue:
    """Every district that looks for volunteers; where it is one, its page."""
    found = public_notices(db.session, clock.today())
    if len(found) == 1:
        return redirect(url_for(".notice", season_id=found[0][0].season_id))
    return render_template("recruitment/index.html", found=found)


@blueprint.get("/recruit/<uuid:season_id>")
@public
def notice(season_id: uuid.UUID) -> ResponseReturnValue:
    """What the public is told of a season: what one does, on what conditions, with what risks, and where."""
    return render_template("recruitment/notice.html", **_told(*_public(season_id)))


@blueprint.get("/recruit/<uuid:season_id>/poster")
@public
def poster(season_id: uuid.UUID) -> ResponseReturnValue:
    """The same as a sheet of paper with the link as a QR code."""
    told = _told(*_public(season_id))
    return render_template("recruitment/poster.html", qr=qr_code(told["link"]), **told)


@blueprint.get("/recruit/<uuid:season_id>/townships/<uuid:township_id>")
@public
def township(season_id: uuid.UUID, township_id: uuid.UUID) -> ResponseReturnValue:
    """The same for one township: its places, and those anywhere in the district."""
    return render_template("recruitment/notice.html", **_told(*_public(season_id, township_id)))


@blueprint.get("/recruit/<uuid:season_id>/townships/<uuid:township_id>/poster")
@public
def township_poster(season_id: uuid.UUID, township_id: uuid.UUID) -> ResponseReturnValue:
    """A sheet of paper for one township, with a QR code that leads to its page."""
    told = _told(*_public(season_id, township_id))
    return render_template("recruitment/poster.html", qr=qr_code(told["link"]), **told)


@blueprint.route("/seasons/<uuid:season_id>/recruitment", methods=["GET", "POST"])
@requires(Permission.RECRUITMENT_WRITE)
def staff(season_id: uuid.UUID) -> ResponseReturnValue:
    """The draft, what is public, and what to send round; posting makes the draft anew from the last matching."""
    season = authorize(actor(), Permission.RECRUITMENT_WRITE, db.session.get(Season, season_id))
    draft, shown = draft_of(db.session, season.id), public_notice_of(db.session, season.id)
    known = draft or shown
    form = NoticeForm(data={"greeting": known.greeting, "contact": known.contact} if known is not None else {})
    if form.validate_on_submit():
        try:
            prepare(db.session, actor(), season.id, form.greeting.data or "", form.contact.data or "")
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("The draft is ready. Look through it, then publish it."), "success")
            return redirect(url_for(".staff", season_id=season.id))
    return _staff_page(season, form, draft, shown), 422 if form.errors or form.form_errors else 200


@blueprint.post("/recruitment/<uuid:notice_id>/publish")
@requires(Permission.RECRUITMENT_WRITE)
def publish(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Show the draft to everybody."""
    return _pressed(notice_id, publish_notice, _("Published. Everybody can read it now."))


@blueprint.post("/recruitment/<uuid:notice_id>/withdraw")
@requires(Permission.RECRUITMENT_WRITE)
def withdraw(notice_id: uuid.UUID) -> ResponseReturnValue:
    """Take it off the public page."""
    return _pressed(notice_id, withdraw_notice, _("Taken back. The public page is gone."))


def _pressed(notice_id: uuid.UUID, rule: Any, done: str) -> ResponseReturnValue:
    found = db.session.get(RecruitmentNotice, notice_id)
    if found is None:
        raise Missing
    authorize(actor(), Permission.RECRUITMENT_WRITE, found.season)
    season_id = found.season_id
    if PressForm().validate_on_submit():
        try:
            rule(db.session, actor(), notice_id)
        except Refused as refused:
            db.session.rollback()
            flash(explain(refused), "error")
        else:
            flash(done, "success")
    return redirect(url_for(".staff", season_id=season_id))


def _public(season_id: uuid.UUID, township_id: uuid.UUID | None = None) -> tuple[RecruitmentNotice, Area, Area | None]:
    """The public notice of a season, its district, and the township asked for, which lies in it."""
    found = [one for one in public_notices(db.session, clock.today()) if one[0].season_id == season_id]
    if not found:
        raise Missing
    notice_, district = found[0]
    if township_id is None:
        return notice_, district, None
    place = next((one for one in townships(db.session, district.id) if one.id == township_id), None)
    if place is None:
        raise Missing
    return notice_, district, place


def _staff_page(
    season: Season, form: NoticeForm, draft: RecruitmentNotice | None, shown: RecruitmentNotice | None
) -> str:
    district = db.session.get_one(Area, season.district_id)
    run: MatchRun | None = latest_run(db.session, season.id)
    return render_template(
        "recruitment/staff.html",
        season=season,
        form=form,
        draft=None if draft is None else {**_told(draft, district), "id": draft.id, "made_at": draft.made_at},
        shown=None if shown is None else {**_told(shown, district), "id": shown.id, "published_at": shown.published_at},
        run=run,
        townships=townships(db.session, district.id) if shown is not None else [],
        closed=season.stage is SeasonStage.CLOSED,
        link=_link(season.id),
        qr=qr_code(_link(season.id)) if shown is not None else None,
    )


def _told(notice_: RecruitmentNotice, district: Area, place: Area | None = None) -> dict[str, Any]:
    """A notice in words, with the season's own conditions; of one township, its places and those anywhere."""
    rows = [row for row in notice_.places if place is None or row["township"] in {None, place.name}]
    places = [(row["township"], place_words(row), row["mode"], row["at_least"]) for row in rows]
    return {
        "notice": notice_,
        "season": notice_.season,
        "district": district,
        "township": place,
        "places": [(township, list(rows)) for township, rows in groupby(places, key=lambda row: row[0])],
        "top": _top(places, place),
        # In the middle of a sentence; Chinese has no capitals.
        "areas": [name[:1].lower() + name[1:] for name in (term_name(area.code) for area in service_areas(db.session))],
        "rules": current(db.session, TextKind.RULES),
        "link": _link(notice_.season_id, place),
    }


def _top(places: list[tuple[Any, ...]], place: Area | None) -> list[tuple[Any, ...]]:
    """The largest kinds; of a township its own first, and one that is wanted anywhere too is not said twice."""
    if place is None:
        return sorted(places, key=lambda row: -row[3])[:TOP]
    own = sorted((row for row in places if row[0] is not None), key=lambda row: -row[3])
    said = {row[1] for row in own}
    anywhere = sorted((row for row in places if row[0] is None and row[1] not in said), key=lambda row: -row[3])
    return [*own, *anywhere][:TOP]


def place_words(row: dict[str, Any]) -> str:
    """What is needed, without where: ``数学（小学）``."""
    return skill_words(row["area"], row["subject"], row["grade_min"], row["grade_max"])


def number_words(at_least: int) -> str:
    """How many places, as far as that is told."""
    return str(_("%(number)s or more places", number=at_least) if at_least else _("some places"))


def _link(season_id: uuid.UUID, place: Area | None = None) -> str:
    if place is not None:
        return url_for("recruitment.township", season_id=season_id, township_id=place.id, _external=True)
    return url_for("recruitment.notice", season_id=season_id, _external=True)


blueprint.add_app_template_global(number_words, "number_words")
