"""Files that may be one child: the township supervisor judges."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.children.codes import DoubleOutcome
from app.children.disclosure.opening import same_phones
from app.children.forms import JudgeForm
from app.children.models import PossibleDouble
from app.children.queries import open_doubles
from app.children.rules.doubles import resolve_double
from app.children.views.base import blueprint
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor


@blueprint.get("/doubles")
@requires(Permission.DUPLICATE_RESOLVE)
def doubles() -> ResponseReturnValue:
    """What waits; codes and schools only."""
    return render_template("children/doubles.html", doubles=open_doubles(db.session, actor()))


@blueprint.get("/doubles/<uuid:double_id>")
@requires(Permission.DUPLICATE_RESOLVE, logs=True)
def double(double_id: uuid.UUID) -> ResponseReturnValue:
    """Two files side by side; both looks are on the log."""
    found = authorize(actor(), Permission.DUPLICATE_RESOLVE, db.session.get(PossibleDouble, double_id))
    audit.record(db.session, actor(), Action.CHILD_READ, found.child)
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, found.other)
    return _page(found, _form(found))


@blueprint.post("/doubles/<uuid:double_id>")
@requires(Permission.DUPLICATE_RESOLVE)
def judge(double_id: uuid.UUID) -> ResponseReturnValue:
    """One child or two."""
    found = authorize(actor(), Permission.DUPLICATE_RESOLVE, db.session.get(PossibleDouble, double_id))
    form = _form(found)
    if form.validate():
        answer: str = form.answer.data
        keep = found.child_id if answer == "keep_later" else found.other_id
        outcome = DoubleOutcome.TWO_CHILDREN if answer == "two" else DoubleOutcome.MERGED
        try:
            resolve_double(db.session, actor(), double_id, outcome, keep)
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("Judged. The schools see the result in their lists."), "success")
            return redirect(url_for("children.doubles"))
    audit.record(db.session, actor(), Action.CHILD_READ, found.child)
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, found.other)
    return _page(found, form)


def _page(found: PossibleDouble, form: JudgeForm) -> str:
    shared = same_phones(found.child, found.other)
    return render_template("children/double.html", double=found, form=form, same_phones=shared)


def _form(double: PossibleDouble) -> JudgeForm:
    form = JudgeForm()
    form.answer.choices = [
        ("keep_earlier", _("One child: keep file %(code)s", code=double.other.code)),
        ("keep_later", _("One child: keep file %(code)s", code=double.child.code)),
        ("two", _("Two children")),
    ]
    return form
