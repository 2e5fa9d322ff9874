"""Other systems that are told what happens: a new one with its secret shown once, and what was sent."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.api.forms import WebhookForm
from app.api.models import Webhook, WebhookMessage
from app.api.rules.webhooks import end_webhook, send_again, set_webhook, try_webhook
from app.api.views.base import blueprint
from app.foundation.access import Permission, Role, requires, visible_to
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.places.models import Area

SHOWN = 20


@blueprint.route("/webhooks", methods=["GET", "POST"])
@requires(Permission.WEBHOOK_WRITE)
def webhooks() -> ResponseReturnValue:
    """The list and the form; a secret just made stands in this answer and nowhere else."""
    form, secret = WebhookForm(), ""
    form.offer(_districts())
    if form.validate_on_submit():
        try:
            district_id = uuid.UUID(form.district.data)
            _made, secret = set_webhook(db.session, actor(), district_id, form.url.data.strip(), form.chosen())
        except Missing:
            raise
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            form = WebhookForm(formdata=None)
            form.offer(_districts())
    failed = form.is_submitted() and not secret
    rows = list(
        db.session.scalars(
            visible_to(actor(), Webhook).order_by(Webhook.ended_at.is_not(None), Webhook.made_at.desc(), Webhook.id)
        )
    )
    page = render_template("api/webhooks.html", form=form, secret=secret, rows=rows, messages=_messages(rows), why=_why)
    return page, 422 if failed else 200


@blueprint.post("/webhooks/<uuid:webhook_id>/end")
@requires(Permission.WEBHOOK_WRITE)
def end(webhook_id: uuid.UUID) -> ResponseReturnValue:
    """It is told nothing more."""
    end_webhook(db.session, actor(), db.session.get(Webhook, webhook_id))
    flash(_("It is told nothing more."), "success")
    return redirect(url_for(".webhooks"))


@blueprint.post("/webhooks/<uuid:webhook_id>/test")
@requires(Permission.WEBHOOK_WRITE)
def try_it(webhook_id: uuid.UUID) -> ResponseReturnValue:
    """Send it a message that says nothing."""
    try_webhook(db.session, actor(), db.session.get(Webhook, webhook_id))
    flash(_("A test is on its way; reload the page in a moment."), "success")
    return redirect(url_for(".webhooks"))


@blueprint.post("/webhooks/messages/<uuid:message_id>/again")
@requires(Permission.WEBHOOK_WRITE)
def again(message_id: uuid.UUID) -> ResponseReturnValue:
    """Send a message again that was given up."""
    try:
        send_again(db.session, actor(), db.session.get(WebhookMessage, message_id))
    except Missing:
        raise
    except Refused as error:
        flash(explain(error), "error")
    else:
        flash(_("It is sent again."), "success")
    return redirect(url_for(".webhooks"))


def _districts() -> list[tuple[str, str]]:
    own = select(Area.id, Area.name).where(Area.id.in_(actor().scope_ids(Role.ORGANIZER))).order_by(Area.code, Area.id)
    return [(str(row.id), row.name) for row in db.session.execute(own)]


def _messages(rows: list[Webhook]) -> list[WebhookMessage]:
    """The last ones, each with its job."""
    wanted = select(WebhookMessage).where(WebhookMessage.webhook_id.in_([one.id for one in rows]))
    ordered = wanted.options(joinedload(WebhookMessage.job)).order_by(
        WebhookMessage.created_at.desc(), WebhookMessage.id
    )
    return list(db.session.scalars(ordered.limit(SHOWN)))


def _why(error: str) -> str:
    """What an attempt failed by, in words."""
    code = error.rpartition(": ")[2]
    if code.startswith("answered_"):
        return str(_("It answered %(code)s.", code=code.removeprefix("answered_")))
    if code == "name":
        return str(_("Its name is not known on the internet."))
    return str(_("This address is not one of the open internet.") if code == "inside" else _("It did not answer."))
