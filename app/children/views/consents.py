"""Consent: recorded one by one or ticked off from a list, withdrawn, asked for with printed forms."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.rules.throttling import count_file
from app.children.askfirst import ask_first as rank
from app.children.codes import WithdrawReason
from app.children.consent_text import consent_text, current_version, is_reviewed, versions
from app.children.forms import ConsentForm, DecisionForm, HomeYesForm, WithdrawForm, words
from app.children.gates import last_decision
from app.children.models import Carer, Child, ChildWish, ConsentDecision, ConsentMethod
from app.children.queries import Filters, child_for, classes_of, forms_for, without_consent
from app.children.rules.consents import (
    consent_to_withdraw,
    record_consent,
    record_consents,
    record_home_yes,
    withdraw_consent,
)
from app.children.rules.recording import ConsentInput
from app.children.views.base import blueprint, log_list
from app.children.views.files import GRADES, grade_asked
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.audit import Action
from app.foundation.chinese import Relation
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.panels import page_panels
from app.places.models import Area

MOST_FORMS = 300
MOST_ROWS = 200


@blueprint.get("/children/<uuid:child_id>/consent")
@requires(Permission.CONSENT_RECORD)
def consent(child_id: uuid.UUID) -> ResponseReturnValue:
    """An empty decision: only the likeliest name is filled in, nothing that makes it a yes."""
    child = authorize(actor(), Permission.CONSENT_RECORD, child_for(db.session, actor(), child_id))
    who = likely_consenter(child)
    form = _with_versions(ConsentForm(formdata=None, data={"consenter": who.name if who else ""}))
    _offer_relation(form, who.relation if who else "")
    return _consent_page(child, form)


@blueprint.post("/children/<uuid:child_id>/consent")
@requires(Permission.CONSENT_RECORD)
def save_consent(child_id: uuid.UUID) -> ResponseReturnValue:
    """Record the decision."""
    child = authorize(actor(), Permission.CONSENT_RECORD, child_for(db.session, actor(), child_id))
    form = _with_versions(ConsentForm())
    if form.validate():
        given = _given(
            form,
            consenter=form.consenter.data,
            relation=form.relation.data,
            legal_guardian=bool(form.legal_guardian.data),
            authority=form.authority.data,
            home_yes_by=form.home_yes_by.data,
            expires_on=form.expires_on.data,
        )
        try:
            record_consent(db.session, actor(), child_id, given, consent_id=form.made_id)
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The decision is recorded."), "success")
            return redirect(url_for("children.show", child_id=child_id))
    return _consent_page(child, form)


@blueprint.get("/children/<uuid:child_id>/consent/withdraw")
@requires(Permission.CONSENT_RECORD)
def withdrawing(child_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the reason; none need be given."""
    child = authorize(actor(), Permission.CONSENT_RECORD, child_for(db.session, actor(), child_id))
    form = WithdrawForm(formdata=None, data={"reason": WithdrawReason.NOT_SAID.value})
    return render_template("children/withdraw.html", child=child, form=form, given=consent_to_withdraw(actor(), child))


@blueprint.post("/children/<uuid:child_id>/consent/withdraw")
@requires(Permission.CONSENT_RECORD)
def withdraw(child_id: uuid.UUID) -> ResponseReturnValue:
    """End the consent and what rests on it."""
    child = authorize(actor(), Permission.CONSENT_RECORD, child_for(db.session, actor(), child_id))
    form = WithdrawForm()
    if not form.validate():
        return render_template(
            "children/withdraw.html", child=child, form=form, given=consent_to_withdraw(actor(), child)
        )
    withdraw_consent(db.session, actor(), child_id, WithdrawReason(form.reason.data))
    flash(_("The consent ended. An open pairing was ended with it."), "success")
    return redirect(url_for("children.show", child_id=child_id))


@blueprint.post("/children/<uuid:child_id>/consent/home")
@requires(Permission.CONSENT_RECORD)
def home_yes(child_id: uuid.UUID) -> ResponseReturnValue:
    """Record that the carer, too, said yes to visits at home, or take that back."""
    authorize(actor(), Permission.CONSENT_RECORD, child_for(db.session, actor(), child_id))
    form = HomeYesForm()
    if form.validate():
        try:
            record_home_yes(db.session, actor(), child_id, form.carer.data or "")
        except Refused as error:
            db.session.rollback()
            flash(explain(error), "error")
        else:
            flash(_("Saved."), "success")
    return redirect(url_for("children.show", child_id=child_id))


@blueprint.get("/consents/ask-first")
@requires(Permission.CONSENT_ASK, logs=True)
def ask_first() -> ResponseReturnValue:
    """Whom to ask first, and why."""
    ranked, volunteers = rank(db.session, actor())
    log_list(db.session, actor(), "ask_first", [one.child for one in ranked])
    return render_template(
        "children/ask_first.html",
        ranked=ranked[:MOST_ROWS],
        total=len(ranked),
        volunteers=volunteers,
        first=sum(one.first for one in ranked),
        grades=GRADES,
        classes=classes_of(db.session, actor()),
    )


@blueprint.get("/consents/forms")
@requires(Permission.CONSENT_ASK, logs=True)
def consent_forms() -> ResponseReturnValue:
    """Consent forms ready filled, in large type: for those to ask first, those ticked, or a class."""
    children = _children_to_print()[:MOST_FORMS]
    count_file(db.session, actor())
    district = db.session.get(Area, children[0].district_id) if children else None
    audit.record_and_commit(db.session, actor(), Action.CONSENT_FORMS_PRINTED, district, count=len(children))
    return render_template(
        "children/consent_forms.html",
        panels=page_panels("paper.card", None),
        sheets=[(child, likely_consenter(child)) for child in children],
        text=consent_text(db.session, str(get_locale())),
        version=current_version(db.session),
        reviewed=is_reviewed(db.session),
    )


@blueprint.get("/consents/tick")
@requires(Permission.CONSENT_RECORD, logs=True)
def tick() -> ResponseReturnValue:
    """The children without consent, to tick off what came back; what was decided, and by whom, is left open."""
    return _tick_page(_with_versions(DecisionForm(formdata=None)))


@blueprint.post("/consents/tick")
@requires(Permission.CONSENT_RECORD, logs=True)
def save_ticks() -> ResponseReturnValue:
    """Record one decision for every ticked child: all or none."""
    form = _with_versions(DecisionForm())
    ids = [found for text in request.form.getlist("ids") if (found := as_id(text))]
    if form.validate():
        try:
            new = record_consents(
                db.session, actor(), [(one, _row_given(form, one)) for one in ids], batch_id=form.made_id
            )
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("%(count)s decisions are recorded.", count=new), "success")
            return redirect(url_for("children.tick"))
    return _tick_page(form, ids)


def likely_consenter(child: Child) -> Carer | None:
    """Who is filled in: a legal guardian, even without a name; else who looks after the child, else the first."""
    named = sorted(child.carers, key=lambda one: not one.name)
    return next(
        (one for one in named if one.legal_guardian),
        next((one for one in named if one.entrusted), next(iter(named), None)),
    )


def _children_to_print() -> list[Child]:
    """Children left out: those with a valid consent, and those whose guardian refused."""
    ticked = [found for text in request.args.getlist("ids") if (found := as_id(text))]
    if ticked:
        return forms_for(db.session, actor(), ids=ticked)
    grade, class_name = request.args.get("grade", ""), request.args.get("class_name", "")[:20]
    if grade or class_name:
        filters = Filters(grade=grade_asked(grade), class_name=class_name, consent="none")
        return forms_for(db.session, actor(), filters=filters)
    ranked, _volunteers = rank(db.session, actor())
    return [one.child for one in ranked if one.first]


def _row_given(form: DecisionForm, child_id: uuid.UUID) -> ConsentInput:
    return _given(
        form,
        consenter=request.form.get(f"who-{child_id}", "").strip()[:40],
        relation=request.form.get(f"relation-{child_id}", ""),
        legal_guardian=f"guardian-{child_id}" in request.form,
        authority=request.form.get(f"authority-{child_id}", "")[:60],
    )


def _given(form: DecisionForm, *, relation: str, **own: Any) -> ConsentInput:
    """What all forms have in common, with what is ``own`` to one child."""
    return ConsentInput(
        decision=ConsentDecision(form.decision.data),
        relation=relation[:20],
        method=ConsentMethod(form.method.data),
        given_on=form.given_on.data,
        witness=form.witness.data,
        text_version=form.text_version.data,
        online=bool(form.online.data),
        home_visit=bool(form.home_visit.data),
        photo=bool(form.photo.data),
        sharing=bool(form.sharing.data),
        child_wish=ChildWish(form.child_wish.data),
        evidence=form.evidence.data,
        **own,
    )


def _with_versions(form: Any) -> Any:
    form.text_version.choices = [(number, _("Version %(number)s", number=number)) for number in versions(db.session)]
    if form.text_version.data is None:
        form.text_version.data = current_version(db.session)
    if isinstance(form, ConsentForm):
        _offer_relation(form, form.relation.data or "")
    return form


def _offer_relation(form: ConsentForm, relation: str) -> None:
    """A relation in words of the file's own stands among the choices."""
    if relation and relation not in set(Relation):
        form.relation.choices = [*form.relation.choices, (relation[:20], relation[:20])]


def _consent_page(child: Child, form: ConsentForm) -> ResponseReturnValue:
    return render_template(
        "children/consent.html", child=child, form=form, text=consent_text(db.session, str(get_locale()))
    )


def _tick_page(form: DecisionForm, ticked: list[uuid.UUID] | None = None) -> ResponseReturnValue:
    children = list(db.session.scalars(without_consent(actor()).order_by(Child.grade, Child.class_name, Child.code)))
    children = children[:MOST_ROWS]
    log_list(db.session, actor(), "tick", children)
    return render_template(
        "children/tick.html",
        form=form,
        rows=[(child, likely_consenter(child), last_decision(child.consents)) for child in children],
        ticked=ticked or [],
        typed=request.form,
        relations=words(Relation),
    )
