"""The live badge on a volunteer's phone, and the public page that says yes or no to it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, authorize, public, requires
from app.foundation.database import db, writing
from app.foundation.errors import TooMany
from app.foundation.pages import NavigationItem, actor, add_navigation
from app.foundation.panels import add_panel
from app.foundation.qr import qr_code
from app.foundation.secrets.keyring import keyring
from app.pairing.badge import Badge, badge_of, code_of_day, sign_of, who_asked
from app.volunteers.models import PhotoState
from app.volunteers.queries import load_volunteer, volunteer_of
from app.volunteers.rules.photos import photos_of

blueprint = Blueprint("badge", __name__)
add_navigation(NavigationItem(_l("Badge"), "badge.show", "shield", Permission.BADGE_OWN, 24, also=("/my/photo",)))


@blueprint.get("/my/badge")
@requires(Permission.BADGE_OWN)
def show() -> ResponseReturnValue:
    """Photo, name, "valid today", the sign of the day, and the code that asks us."""
    volunteer = volunteer_of(db.session, actor().id)
    if volunteer is None:
        return redirect(url_for("volunteers.sign_up"))
    authorize(actor(), Permission.BADGE_OWN, volunteer)
    day = clock.today()
    badge = badge_of(db.session, volunteer, day)
    address = url_for(".check", code=code_of_day(volunteer.id, day), _external=True) if badge.valid else None
    return render_template(
        "pairing/badge.html",
        badge=badge,
        photo=PhotoState.APPROVED in photos_of(db.session, volunteer.id),
        sign=sign_of(day),
        drawn=qr_code(address) if address else None,
        now=clock.now(),
    )


@blueprint.get("/badge/<string:code>")
@public
def check(code: str) -> ResponseReturnValue:
    """Yes or no. A code that never was, one of yesterday, and a badge that does not hold get the same answer."""
    badge, day = _counted(code), clock.today()
    valid = badge is not None and badge.valid
    page = render_template(
        "pairing/badge_check.html", badge=badge if valid else None, sign=sign_of(day), now=clock.now()
    )
    return page, 200 if valid else 404


def _counted(code: str) -> Badge | None:
    """The badge of a code. Every code that is none counts against the address it is asked from.

    Raises:
        TooMany: the address asked for too many that are none.
    """
    # A GET that writes one row: how often was asked. The request itself was opened for reading.
    db.session.rollback()
    with writing(True):
        throttle = Throttle(db.session, AttemptKind.BADGE, keyring.token("badge.code", code[:200]))
        throttle.begin()
        if throttle.blocked:
            raise TooMany
        volunteer_id = who_asked(code, clock.today())
        found = load_volunteer(db.session, volunteer_id) if volunteer_id is not None else None
        if found is not None:
            throttle.succeeded()
        db.session.commit()
    return badge_of(db.session, found, clock.today()) if found is not None else None


def _panel(who: Actor) -> dict[str, Badge] | None:
    """For a volunteer whose badge holds: one tap to it."""
    volunteer = volunteer_of(db.session, who.id)
    badge = None if volunteer is None else badge_of(db.session, volunteer, clock.today())
    return {"badge": badge} if badge is not None and badge.valid else None


add_panel("badge", Role.VOLUNTEER, order=14, template="pairing/panels/badge.html", make=_panel, asks=False)
