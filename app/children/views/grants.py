"""Requests to open sections of a file: the lead's answers, and what one asked for oneself."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.children.disclosure import asking
from app.children.disclosure.codes import Section
from app.children.disclosure.forms import GrantForm, RefuseForm
from app.children.disclosure.queries import grants_running, own_requests, request_to_answer, requests_waiting
from app.children.forms import words
from app.children.models import AccessGrant
from app.children.views.base import blueprint
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation

add_navigation(
    NavigationItem(
        _l("Requests to open"),
        "children.access_requests",
        "lock",
        Permission.ACCESS_DECIDE,
        28,
        group=NavigationGroup.PROTECTION,
    )
)


@blueprint.get("/access/requests")
@requires(Permission.ACCESS_DECIDE)
def access_requests() -> ResponseReturnValue:
    """What waits for the lead's answer, and the grants whose time runs. Codes only."""
    who = actor()
    return render_template(
        "children/access_requests.html",
        waiting=requests_waiting(db.session, who),
        running=grants_running(db.session, who),
    )


@blueprint.get("/access/requests/<uuid:grant_id>")
@requires(Permission.ACCESS_DECIDE)
def access_request(grant_id: uuid.UUID) -> ResponseReturnValue:
    """One request: who, what, why, and the two answers."""
    asked = _load(grant_id)
    form = GrantForm(formdata=None, data={"sections": sorted(asked.sections), "hours": str(asked.hours)})
    return _page(asked, form, RefuseForm(formdata=None))


@blueprint.post("/access/requests/<uuid:grant_id>/grant")
@requires(Permission.ACCESS_DECIDE)
def grant_access(grant_id: uuid.UUID) -> ResponseReturnValue:
    """Say yes, to all of it or a part, for a time."""
    asked, form = _load(grant_id), GrantForm()
    if not form.validate():
        return _page(asked, form, RefuseForm(formdata=None))
    sections = [Section(one) for one in form.sections.data]
    try:
        asking.grant_access(db.session, actor(), grant_id, hours=int(form.hours.data), sections=sections)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(_load(grant_id), form, RefuseForm(formdata=None))
    flash(_("Open from now on, for the time you gave. Every look is recorded."), "success")
    return redirect(url_for("children.access_requests"))


@blueprint.post("/access/requests/<uuid:grant_id>/refuse")
@requires(Permission.ACCESS_DECIDE)
def refuse_access(grant_id: uuid.UUID) -> ResponseReturnValue:
    """Say no, with words."""
    asked, form = _load(grant_id), RefuseForm()
    if not form.validate():
        return _page(asked, _as_asked(asked), form)
    try:
        asking.refuse_access(db.session, actor(), grant_id, form.answer.data or "")
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(_load(grant_id), _as_asked(asked), form)
    flash(_("Refused. The asker reads your words."), "success")
    return redirect(url_for("children.access_requests"))


@blueprint.post("/access/requests/<uuid:grant_id>/end")
@requires(Permission.ACCESS_DECIDE)
def end_access(grant_id: uuid.UUID) -> ResponseReturnValue:
    """Shut it before its time."""
    return _done(asking.end_access, grant_id, _("Locked from now on."), "children.access_requests")


@blueprint.get("/access/mine")
@requires(Permission.ACCESS_OWN)
def own_access() -> ResponseReturnValue:
    """What one asked for, and what came of it."""
    return render_template("children/own_access.html", requests=own_requests(db.session, actor()))


@blueprint.post("/access/requests/<uuid:grant_id>/take-back")
@requires(Permission.ACCESS_OWN)
def take_back_access(grant_id: uuid.UUID) -> ResponseReturnValue:
    """Take one's own request back."""
    return _done(asking.take_back, grant_id, _("Taken back."), "children.own_access")


def _done(rule: Callable[..., AccessGrant], grant_id: uuid.UUID, said: str, onwards: str) -> ResponseReturnValue:
    try:
        rule(db.session, actor(), grant_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(said, "success")
    return redirect(url_for(onwards))


def _load(grant_id: uuid.UUID) -> AccessGrant:
    return authorize(actor(), Permission.ACCESS_DECIDE, request_to_answer(db.session, actor(), grant_id))


def _as_asked(asked: AccessGrant) -> GrantForm:
    return GrantForm(formdata=None, data={"sections": sorted(asked.sections), "hours": str(asked.hours)})


def _page(asked: AccessGrant, form: GrantForm, refusing: RefuseForm) -> str:
    form.sections.choices = words(one for one in Section if one.value in asked.sections)
    return render_template("children/access_request.html", asked=asked, form=form, refusing=refusing)
