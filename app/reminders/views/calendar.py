"""The calendar of a volunteer's meetings: a page, a file, and a secret address that telephones ask by themselves."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.models import Account
from app.foundation.access import Permission, public, requires
from app.foundation.database import db, writing
from app.foundation.downloads import download
from app.foundation.errors import Missing
from app.foundation.i18n import DEFAULT
from app.foundation.pages import actor
from app.reminders.calendars import MIMETYPE, as_calendar
from app.reminders.registry import meetings_of
from app.reminders.rules.feeds import account_of, end_feed, feed_of, make_feed
from app.reminders.views.base import blueprint


@blueprint.get("/reminders/calendar")
@requires(Permission.CALENDAR_OWN)
def calendar() -> ResponseReturnValue:
    """The file, and whether there is a secret address."""
    return render_template("reminders/calendar.html", feed=feed_of(db.session, actor()), address=None)


@blueprint.post("/reminders/calendar")
@requires(Permission.CALENDAR_OWN)
def renew_feed() -> ResponseReturnValue:
    """Make the address, or another one in its place, and show it this once."""
    address = url_for(".feed", secret=make_feed(db.session, actor()), _external=True)
    return render_template("reminders/calendar.html", feed=feed_of(db.session, actor()), address=address)


@blueprint.post("/reminders/calendar/off")
@requires(Permission.CALENDAR_OWN)
def end_own_feed() -> ResponseReturnValue:
    """Switch the address off."""
    end_feed(db.session, actor())
    flash(_("The address opens nothing any more."), "success")
    return redirect(url_for(".calendar"))


@blueprint.get("/reminders/meetings.ics")
@requires(Permission.CALENDAR_OWN)
def meetings() -> ResponseReturnValue:
    """The meetings as one file, for a calendar that asks for nothing by itself."""
    who = actor()
    if who.id is None:
        raise Missing
    return download(as_calendar(meetings_of(db.session, who.id)), "tongxing.ics", MIMETYPE)


@blueprint.get("/calendar/<string:secret>.ics")
@public
def feed(secret: str) -> ResponseReturnValue:
    """What a telephone asks for: the secret in the address is the key, and there is no cookie."""
    account = _found(secret)
    with force_locale(account.locale or DEFAULT):
        content = as_calendar(meetings_of(db.session, account.id))
    return Response(content, mimetype=MIMETYPE)


def _found(secret: str) -> Account:
    # A GET that writes one row: how often was asked. The request itself was opened for reading.
    db.session.rollback()
    with writing(True):
        return account_of(db.session, secret[:64])
