"""Pictures of volunteers: one's own on a phone, and the row that staff compare with the people."""

from __future__ import annotations

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func
from sqlalchemy.orm import joinedload, selectinload

from app.foundation.access import Actor, Permission, Role, authorize, requires, visible_to
from app.foundation.database import db
from app.foundation.downloads import shown_picture
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.foundation.paging import entity_page
from app.foundation.panels import add_panel
from app.foundation.portraits import IN_LIST, ON_SCREEN
from app.volunteers.forms import PhotoForm
from app.volunteers.gates import latest_checks
from app.volunteers.models import PhotoRefusal, PhotoState, VettingKind, VettingResult, Volunteer, VolunteerPhoto
from app.volunteers.queries import volunteer_of
from app.volunteers.rules.photos import approve_photo, jpeg_of, photos_of, refuse_photo, remove_photos, send_photo
from app.volunteers.views.base import blueprint

PAGE = 3
"""Pictures on a page: each weighs as much as half the words on it."""


@blueprint.route("/my/photo", methods=["GET", "POST"])
@requires(Permission.PHOTO_OWN)
def photo() -> ResponseReturnValue:
    """Which picture is shown, which one waits, and sending another."""
    volunteer = volunteer_of(db.session, actor().id)
    if volunteer is None:
        return redirect(url_for(".sign_up"))
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            send_photo(db.session, actor(), volunteer.id, form.picture.data.read())
        except Missing:
            raise
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Sent. The League compares it with you and then shows it."), "success")
            return redirect(url_for(".photo"))
    page = render_template("volunteers/photo.html", form=form, photos=photos_of(db.session, volunteer.id))
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/my/photo/<any(waiting, approved):state>")
@requires(Permission.PHOTO_OWN)
def own_picture(state: str) -> ResponseReturnValue:
    """One's own picture itself; ``?small`` beside others."""
    volunteer = volunteer_of(db.session, actor().id)
    found = {} if volunteer is None else photos_of(db.session, volunteer.id)
    return _shown(authorize(actor(), Permission.PHOTO_OWN, found.get(PhotoState(state))))


@blueprint.post("/my/photo/remove")
@requires(Permission.PHOTO_OWN)
def remove_photo() -> ResponseReturnValue:
    """Take one's pictures back."""
    volunteer = volunteer_of(db.session, actor().id)
    if volunteer is None:
        raise Missing
    remove_photos(db.session, actor(), volunteer.id)
    flash(_("Gone: nobody sees a picture of you any more."), "success")
    return redirect(url_for(".photo"))


@blueprint.get("/volunteers/photos")
@requires(Permission.PHOTO_REVIEW)
def photos() -> ResponseReturnValue:
    """Pictures to compare with the people, the longest waiting first."""
    volunteer = joinedload(VolunteerPhoto.volunteer)
    query = visible_to(actor(), VolunteerPhoto).where(VolunteerPhoto.state == PhotoState.WAITING)
    query = query.options(volunteer.selectinload(Volunteer.checks))
    longest = (VolunteerPhoto.sent_at, VolunteerPhoto.id)
    page = entity_page(db.session, query, longest, request.args.get("cursor"), PAGE)
    checks = {row.id: latest_checks(row.volunteer).get(VettingKind.IDENTITY) for row in page.rows}
    known = {key for key, one in checks.items() if one is not None and one.result is VettingResult.CLEAR}
    return render_template(
        "volunteers/photos.html", page=page, known=known, refusals=list(PhotoRefusal),
        total=count_waiting(actor()),
    )  # fmt: skip


@blueprint.get("/volunteers/photos/<uuid:photo_id>")
@requires(Permission.PHOTO_REVIEW)
def picture(photo_id: uuid.UUID) -> ResponseReturnValue:
    """The picture itself, for who compares it; ``?small`` in the list."""
    found = db.session.get(VolunteerPhoto, photo_id, options=[selectinload(VolunteerPhoto.volunteer)])
    return _shown(authorize(actor(), Permission.PHOTO_REVIEW, found))


def _shown(found: VolunteerPhoto) -> Response:
    return shown_picture(jpeg_of(found), IN_LIST if "small" in request.args else ON_SCREEN)


@blueprint.post("/volunteers/photos/<uuid:photo_id>")
@requires(Permission.PHOTO_REVIEW)
def decide_photo(photo_id: uuid.UUID) -> ResponseReturnValue:
    """It is this person; or why it is not shown."""
    said = request.form.get("refusal", "")
    try:
        if said in set(PhotoRefusal):
            refuse_photo(db.session, actor(), photo_id, PhotoRefusal(said))
            flash(_("Noted. The student sees why, and can send another one."), "success")
        else:
            approve_photo(db.session, actor(), photo_id)
            flash(_("Approved: badge and card show it from now on."), "success")
    except Missing:
        raise
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    return redirect(url_for(".photos"))


def count_waiting(who: Actor) -> int:
    """How many pictures wait for the actor."""
    query = visible_to(who, VolunteerPhoto).where(VolunteerPhoto.state == PhotoState.WAITING)
    return db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _panel(who: Actor) -> dict[str, int] | None:
    waiting = count_waiting(who)
    return {"waiting": waiting} if waiting else None


add_panel("photos", Role.ORGANIZER, order=25, template="volunteers/_panel_photos.html", make=_panel)
add_navigation(
    NavigationItem(
        _l("Photos"), "volunteers.photos", "person", Permission.PHOTO_REVIEW, 33, group=NavigationGroup.VOLUNTEERS
    )
)
