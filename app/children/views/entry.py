"""Adding a child and changing a file by hand."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.catalogue.queries import languages, service_areas, subjects, term_name
from app.children.forms import ChildForm, NewChildForm
from app.children.intake.entries import TUTORING
from app.children.models import Child, LeftBehindKind, Sex
from app.children.queries import child_for
from app.children.roster import Guardianship
from app.children.rules.files import change_child, create_child
from app.children.rules.values import FileInput, NeedInput
from app.children.views.base import blueprint, own_schools, school_choices
from app.children.views.files import GRADES
from app.children.views.sensitive import carers_given
from app.children.wording import grade_name, guardianship_name, risk_name
from app.drafts.pages import differing, fingerprint, open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.ids import as_id
from app.foundation.pages import actor
from app.places.models import Area, School
from app.places.queries import townships, villages

RISKS = range(4)

add_draft_form(DraftForm("child-new", Permission.CHILD_CREATE, "children.new"))
add_draft_form(
    DraftForm(
        "child-edit", Permission.CHILD_WRITE, "children.edit", "child_id",
        lambda session, who, child_id: authorize(who, Permission.CHILD_WRITE, child_for(session, who, child_id)),
    )
)  # fmt: skip


@blueprint.get("/children/new")
@requires(Permission.CHILD_CREATE)
def new() -> ResponseReturnValue:
    """An empty file."""
    draft = open_draft(db.session, actor(), "child-new")
    return render_template("children/new.html", form=_new_form(draft.formdata), draft=draft)


@blueprint.post("/children/new")
@requires(Permission.CHILD_CREATE)
def create() -> ResponseReturnValue:
    """Add a child to one's own school."""
    form = _new_form()
    school = db.session.get(School, as_id(form.school_id.data) or uuid.uuid4())
    if form.validate():
        school = authorize(actor(), Permission.CHILD_CREATE, school)
        try:
            with sending(db.session, actor(), sent_place("child-new")):
                child = create_child(
                    db.session, actor(), school, _file(form), child_id=form.made_id, needs=_needs(form),
                    carers=carers_given(form), address=form.address.data, health=form.health.data,
                )  # fmt: skip
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The child is on the ledger. Next: ask the guardian for consent."), "success")
            return redirect(url_for("children.show", child_id=child.id))
    return render_template("children/new.html", form=form, draft=open_draft(db.session, actor(), "child-new"))


@blueprint.get("/children/<uuid:child_id>/edit")
@requires(Permission.CHILD_WRITE, logs=True)
def edit(child_id: uuid.UUID) -> ResponseReturnValue:
    """The file for changing."""
    child = authorize(actor(), Permission.CHILD_WRITE, child_for(db.session, actor(), child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    given = _given(child)
    draft = open_draft(db.session, actor(), "child-edit", child_id, fingerprint(given))
    form = ChildForm(formdata=draft.formdata, data=given)
    _set_choices(form, child.district_id)
    return render_template("children/edit.html", form=form, child=child, draft=draft, differs=differing(form))


@blueprint.post("/children/<uuid:child_id>/edit")
@requires(Permission.CHILD_WRITE)
def change(child_id: uuid.UUID) -> ResponseReturnValue:
    """Change the file."""
    child = authorize(actor(), Permission.CHILD_WRITE, child_for(db.session, actor(), child_id))
    given = _given(child)
    draft = open_draft(db.session, actor(), "child-edit", child_id, fingerprint(given))
    form = ChildForm(data=given)
    _set_choices(form, child.district_id)
    if form.validate() and not draft.is_stale:
        try:
            with sending(db.session, actor(), sent_place("child-edit", child_id)):
                change_child(db.session, actor(), child_id, _file(form), _needs(form))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("children.show", child_id=child_id))
    audit.record_and_commit(db.session, actor(), Action.CHILD_READ, child)
    differs = differing(form)
    return render_template("children/edit.html", form=form, child=child, draft=draft.looked_at(), differs=differs)


def _new_form(formdata: MultiDict[str, str] | None = None) -> NewChildForm:
    schools = own_schools(db.session, actor())
    if not schools:
        raise Missing
    form = NewChildForm(formdata=formdata) if formdata is not None else NewChildForm()
    form.school_id.choices = school_choices(schools)
    chosen = next((one for one in schools if str(one.id) == form.school_id.data), schools[0])
    if form.home.data is None and chosen.township_id:
        form.home.data = str(chosen.township_id)
    _set_choices(form, chosen.district_id)
    return form


def _set_choices(form: ChildForm, district_id: uuid.UUID) -> None:
    places: dict[str, list[tuple[str, str]]] = {}
    for township in townships(db.session, district_id):
        whole = (str(township.id), _("%(township)s, village not said", township=township.name))
        places[township.name] = [whole, *((str(one.id), one.name) for one in villages(db.session, township.id))]
    form.home.choices = places
    form.grade.choices = [("", "—"), *((str(grade), grade_name(grade)) for grade in GRADES)]
    form.guardianship.choices = [("", "—"), *((one.value, guardianship_name(one.value)) for one in Guardianship)]
    if isinstance(form, NewChildForm):
        form.risk.choices = [(str(risk), risk_name(risk)) for risk in RISKS]
    form.areas.choices = [(one.code, term_name(one.code, one.kind)) for one in service_areas(db.session)]
    form.subjects.choices = [(one.code, term_name(one.code, one.kind)) for one in subjects(db.session)]
    form.must.choices = [*form.areas.choices, *form.subjects.choices]
    form.languages.choices = [(one.code, term_name(one.code, one.kind)) for one in languages(db.session)]
    # A file may hold a word that left the catalogue; saving the form must not lose it.
    for field in (form.areas, form.subjects, form.must, form.languages):
        known = {value for value, _word in field.choices}
        field.choices += [(code, code) for code in field.object_data or () if code not in known]


def _file(form: ChildForm) -> FileInput:
    area = db.session.get(Area, as_id(form.home.data) or uuid.uuid4())
    if area is None or area.township_id is None:
        raise Refused("children.township_unknown", field="home")
    return FileInput(
        name=form.name.data or "",
        sex=Sex(form.sex.data) if form.sex.data else None,
        birth_date=form.birth_date.data,
        township_id=area.township_id,
        village_id=area.id if area.id != area.township_id else None,
        grade=int(form.grade.data) if form.grade.data else None,
        class_name=form.class_name.data or None,
        boarding={"yes": True, "no": False}.get(form.boarding.data or ""),
        left_behind=LeftBehindKind(form.left_behind.data),
        guardianship=form.guardianship.data or None,
        risk=int(form.risk.data) if isinstance(form, NewChildForm) else 0,
        suitability=form.suitability.data or None,
        professional=form.professional.data or None,
        same_sex_only=bool(form.same_sex_only.data),
        slots=frozenset(form.slots.data or ()) or None,
        modes=frozenset(form.modes.data or ()),
        languages=frozenset(form.languages.data or ()) or None,
        interests=form.interests.data or "",
        notes=form.notes.data or None,
        care_tips=form.care_tips.data or None,
        care_tips_approved=bool(form.care_tips_approved.data),
    )


def _needs(form: ChildForm) -> list[NeedInput]:
    must, taught = set(form.must.data or ()), list(form.subjects.data or ())
    needs = [NeedInput(TUTORING, code, code in must) for code in taught]
    areas = [code for code in form.areas.data or () if code != TUTORING or not taught]
    return needs + [NeedInput(code, None, code in must) for code in areas]


def _given(child: Child) -> dict[str, Any]:
    """What the file holds, as the form has it."""
    columns = (
        "name", "birth_date", "class_name", "interests", "suitability", "professional", "same_sex_only", "care_tips",
        "notes",
    )  # fmt: skip
    given: dict[str, Any] = {name: getattr(child, name) for name in columns}
    subjects_given = [need.subject for need in child.needs if need.subject]
    areas = [need.area for need in child.needs if need.subject is None]
    return given | {
        "care_tips_approved": child.care_tips_approved_at is not None,
        "sex": child.sex.value if child.sex else "",
        "home": str(child.village_id or child.township_id),
        "grade": "" if child.grade is None else str(child.grade),
        "boarding": {True: "yes", False: "no", None: ""}[child.boarding],
        "left_behind": child.left_behind.value,
        "guardianship": child.guardianship or "",
        "areas": [*areas, *([TUTORING] if subjects_given and TUTORING not in areas else [])],
        "subjects": subjects_given,
        "must": [need.subject or need.area for need in child.needs if need.must],
        "modes": sorted(child.modes),
        "slots": sorted(child.slots or ()),
        "languages": sorted(child.languages or ()),
    }
