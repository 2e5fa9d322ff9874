"""Links that ask a guardian far away: for one child, as slips for a class, or for a class's group chat.

The answer to making one is the link itself, not a redirect: it is shown once and kept by nobody.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.children.consent_text import is_reviewed
from app.children.doors import grouped_code, guardians_of
from app.children.family_forms import ClassLinksForm, LinkForm
from app.children.models import Child, ConsentLink
from app.children.queries import Filters, child_for, classes_of, forms_for, links_of_child, links_of_classes
from app.children.rules.links import end_link, make_class_link, make_link, make_slips
from app.children.rules.receipts import receipt_code
from app.children.views.base import blueprint, own_schools, school_choices
from app.children.views.files import GRADES, grade_asked
from app.children.wording import grade_and_class, grade_name
from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.outbox import in_language
from app.foundation.pages import actor
from app.foundation.panels import page_panels
from app.foundation.qr import qr_code
from app.places.models import School

MOST_SLIPS = 300


@blueprint.get("/children/<uuid:child_id>/consent/link")
@requires(Permission.CONSENT_LINK)
def link(child_id: uuid.UUID) -> ResponseReturnValue:
    """Whom the link is for, and which are out already."""
    child = authorize(actor(), Permission.CONSENT_LINK, child_for(db.session, actor(), child_id))
    return _link_page(child, LinkForm(formdata=None))


@blueprint.post("/children/<uuid:child_id>/consent/link")
@requires(Permission.CONSENT_LINK)
def new_link(child_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link; earlier ones of the child stop working."""
    child = authorize(actor(), Permission.CONSENT_LINK, child_for(db.session, actor(), child_id))
    form = LinkForm()
    if form.validate():
        try:
            token = make_link(
                db.session, actor(), child_id, days=_days(), for_carer=form.audience.data == "carer",
                authority=form.authority.data or "",
            )  # fmt: skip
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return render_template("children/link_made.html", child=child, slip=_slip(token), until=_until())
    return _link_page(child, form)


@blueprint.get("/consents/links")
@requires(Permission.CONSENT_LINK)
def links() -> ResponseReturnValue:
    """Slips for a class, or one link for its group chat."""
    return _links_page(_class_form(formdata=None))


@blueprint.post("/consents/links/slips")
@requires(Permission.CONSENT_LINK)
def slips() -> ResponseReturnValue:
    """A slip with a link of its own for each child of a class who has no decision yet, to be cut and handed out."""
    filters = Filters(
        grade=grade_asked(request.form.get("grade", "")), class_name=request.form.get("class_name", "")[:20],
        consent="none",
    )  # fmt: skip
    children = forms_for(db.session, actor(), filters=filters)[:MOST_SLIPS]
    made = make_slips(db.session, actor(), children, days=_days())
    if not made:
        flash(_("Nobody here can be asked by link: all have decided, or no guardian's phone is on file."), "info")
        return redirect(url_for(".links"))
    return render_template(
        "children/link_slips.html",
        slips=[(child, _slip(token)) for child, token in made],
        left_out=len(children) - len(made),
        until=_until(),
    )


@blueprint.post("/consents/links/class")
@requires(Permission.CONSENT_LINK)
def class_link() -> ResponseReturnValue:
    """One link for a class's group chat."""
    form = _class_form()
    if not form.validate():
        return _links_page(form)
    school = db.session.get(School, uuid.UUID(form.school_id.data))
    grade, class_name = grade_asked(form.grade.data or ""), form.class_name.data or None
    token = make_class_link(db.session, actor(), school, grade=grade, class_name=class_name, days=_days())
    return render_template(
        "children/class_link.html",
        slip=_slip(token),
        until=_until(),
        what=class_words(grade, class_name),
        school=school,
    )


@blueprint.post("/consents/links/<uuid:link_id>/end")
@requires(Permission.CONSENT_LINK)
def end(link_id: uuid.UUID) -> ResponseReturnValue:
    """End a link that is out."""
    ended = end_link(db.session, actor(), db.session.get(ConsentLink, link_id))
    flash(_("The link does not open any more."), "success")
    back = url_for(".link", child_id=ended.child_id) if ended.child_id else url_for(".links")
    return redirect(back)


@blueprint.post("/children/<uuid:child_id>/consent/receipt")
@requires(Permission.CONSENT_LINK)
def print_receipt(child_id: uuid.UUID) -> ResponseReturnValue:
    """The receipt of a yes, on paper: case code, and the link that shows who comes and takes the yes back."""
    child = authorize(actor(), Permission.CONSENT_LINK, child_for(db.session, actor(), child_id))
    try:
        code = receipt_code(db.session, actor(), child_id)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
        return redirect(url_for(".show", child_id=child_id))
    url = url_for("family.receipt", code=code, _external=True)
    return render_template(
        "children/receipt.html",
        child=child,
        code=grouped_code(code),
        url=url,
        drawn=qr_code(url),
        panels=page_panels("paper.card", child),
    )


def class_words(grade: int | None, class_name: str | None) -> str:
    """A class in words, as ``Grade 4, class 2``; without either the whole school."""
    if grade is not None:
        return grade_and_class(grade, class_name)
    return str(_("class %(name)s", name=class_name.removesuffix("班")) if class_name else _("the whole school"))


blueprint.add_app_template_global(class_words)


@blueprint.app_template_global()
def family_paper(template: str, **context: Any) -> Markup:
    """What a family reads, in Chinese whoever makes it: the language of the page is its maker's, not theirs."""
    with in_language("zh"):
        return Markup(render_template(template, **context))  # noqa: S704 # nosec B704 - a template, escaped there


def _days() -> int:
    days: int = current_app.config["SETTINGS"].consent_link_days
    return days


def _until() -> date:
    return clock.local(clock.now() + timedelta(days=_days())).date()


def _slip(token: str) -> dict[str, Any]:
    url = url_for("family.door", token=token, _external=True)
    return {"url": url, "code": qr_code(url)}


def _link_page(child: Child, form: LinkForm) -> ResponseReturnValue:
    return render_template(
        "children/link.html",
        child=child,
        form=form,
        guardians=guardians_of(child, for_carer=False),
        carers=guardians_of(child, for_carer=True),
        links=links_of_child(db.session, actor(), child),
        days=_days(),
        reviewed=is_reviewed(db.session),
        slips=min(len(forms_for(db.session, actor(), filters=Filters(consent="none"))), MOST_SLIPS),
    )


def _class_form(**values: Any) -> ClassLinksForm:
    form = ClassLinksForm(**values)
    form.school_id.choices = school_choices(own_schools(db.session, actor()))
    form.grade.choices = [("", _("All")), *((str(one), grade_name(one)) for one in GRADES)]
    form.class_name.choices = [("", _("All")), *((one, one) for one in classes_of(db.session, actor()))]
    return form


def _links_page(form: ClassLinksForm) -> ResponseReturnValue:
    return render_template(
        "children/links.html",
        form=form,
        links=links_of_classes(db.session, actor()),
        days=_days(),
        reviewed=is_reviewed(db.session),
        slips=min(len(forms_for(db.session, actor(), filters=Filters(consent="none"))), MOST_SLIPS),
    )
