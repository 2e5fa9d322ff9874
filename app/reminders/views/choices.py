"""One's own choices: by which ways, when not, and to which address."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, authorize, holds, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.notifier import Channel
from app.foundation.pages import actor
from app.reminders import queries
from app.reminders.forms import AddressForm, ChoiceForm, CodeForm
from app.reminders.kinds import KindGroup
from app.reminders.models import ContactAddress
from app.reminders.rules import addresses
from app.reminders.rules.choosing import choose, works
from app.reminders.rules.planning import choice_of, open_ways
from app.reminders.views.base import blueprint

VOLUNTEERS = (KindGroup.PAIRING, KindGroup.RECORD, KindGroup.WORK, KindGroup.SEASON)
"""What a volunteer hears of."""


@blueprint.route("/reminders/choices", methods=["GET", "POST"])
@requires(Permission.REMINDER_OWN)
def choices() -> ResponseReturnValue:
    """Ways, quiet hours, digest, and the addresses."""
    who = actor()
    choice = choice_of(db.session, who.id) if who.id is not None else None
    if choice is None:
        raise Missing
    form = ChoiceForm.showing(choice)
    shown = frozenset(f"{group.value}:{way.value}" for group in _groups() for way in open_ways())
    if form.validate_on_submit():
        try:
            choose(db.session, who, form.wish(shown, choice.closed))
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".choices"))
    page = render_template(
        "reminders/choices.html", form=form, groups=_groups(), ways=open_ways(), works=works(who),
        addresses=queries.addresses_of(db.session, who), masked=addresses.masked,
        meets=holds(who, Permission.CALENDAR_OWN),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/reminders/addresses/<string:way>", methods=["GET", "POST"])
@requires(Permission.REMINDER_OWN)
def address(way: str) -> ResponseReturnValue:
    """Give an address: a code goes there."""
    channel, form = _channel(way), AddressForm()
    if form.validate_on_submit():
        try:
            addresses.set_address(db.session, actor(), channel, form.destination.data or "")
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(url_for(".code", way=way))
    page = render_template("reminders/address.html", form=form, channel=channel)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/reminders/addresses/<string:way>/code", methods=["GET", "POST"])
@requires(Permission.REMINDER_OWN)
def code(way: str) -> ResponseReturnValue:
    """Type in the code that came."""
    channel, form = _channel(way), CodeForm()
    found = addresses.own_address(db.session, actor(), channel)
    if found is None:
        return redirect(url_for(".address", way=way))
    if form.validate_on_submit():
        try:
            addresses.verify_address(db.session, actor(), channel, form.code.data or "")
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("From now on reminders go there as well."), "success")
            return redirect(url_for(".choices"))
    page = render_template(
        "reminders/code.html", form=form, channel=channel, to=addresses.masked(found),
        sent=queries.last_code(db.session, found),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/reminders/addresses/<string:way>/remove")
@requires(Permission.REMINDER_OWN)
def remove_address(way: str) -> ResponseReturnValue:
    """Nothing goes there any more."""
    addresses.remove_address(db.session, actor(), _channel(way))
    flash(_("Nothing goes there any more."), "success")
    return redirect(url_for(".choices"))


def _groups() -> tuple[KindGroup, ...]:
    return tuple(KindGroup) if works(actor()) else VOLUNTEERS


def _channel(way: str) -> Channel:
    """A way to oneself.

    Raises:
        Missing: there is no such way.
    """
    if way not in addresses.SHAPES:
        raise Missing
    who, channel = actor(), Channel(way)
    address = addresses.own_address(db.session, who, channel) or ContactAddress(account_id=who.id, channel=channel)
    return authorize(who, Permission.REMINDER_OWN, address).channel
