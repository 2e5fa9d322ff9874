"""Pages of standing texts: which there are, one with its versions, the draft of the next, and the volunteers' rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.rules import refuse
from app.foundation.access import Actor, Permission, Role, authorize, may, public, requires
from app.foundation.board import add_step
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.panels import add_panel
from app.texts import rules
from app.texts.board import texts_step
from app.texts.checks import gaps
from app.texts.forms import PublishForm, QuizForm, TextForm, values_of
from app.texts.kinds import ASKS_AGAIN, TextChange, TextKind
from app.texts.markup import BLANK, blocks, boxes, changed_lines, preamble, questions
from app.texts.models import StandingText
from app.texts.queries import current, draft, kinds_in_draft, standing, version, versions

blueprint = Blueprint("texts", __name__)


def panel(actor: Actor) -> dict[str, Any] | None:  # noqa: ARG001 - a panel's signature
    """For who may write or review: how many texts nobody has reviewed, and which drafts wait."""
    unread = sum(not standing(db.session, kind).reviewed for kind in TextKind)
    begun = kinds_in_draft(db.session)
    drafts = [kind for kind in TextKind if kind in begun]
    return {"unread": unread, "drafts": drafts} if unread or drafts else None


# No entry of the navigation: texts are changed once a year, and the bar is full.
add_panel("texts", Role.ORGANIZER, Role.SAFEGUARDING_LEAD, order=70, template="texts/_panel.html", make=panel)
add_step("texts", order=28, make=texts_step)


@blueprint.app_template_global()
def text_blocks(text: StandingText, blank: str = "") -> object:
    """A standing text in the reader's language, as ``components/standing_text.html`` takes it.

    ``blank``: what the public reads in the place of 【…】, which the shipped texts leave to be filled in.
    """
    body = text.body(str(get_locale()))
    return blocks(BLANK.sub(lambda _found: blank, body) if blank else body)


@blueprint.app_template_global()
def text_title(text: StandingText) -> str:
    """Its title in the reader's language."""
    return text.title(str(get_locale()))


@blueprint.get("/volunteer-rules")
@public
def volunteer_rules() -> ResponseReturnValue:
    """What everybody should know before signing up: what one does, must not do, and the risks."""
    return render_template("texts/public.html", text=current(db.session, TextKind.RULES))


@blueprint.get("/texts")
@requires(Permission.TEXT_READ)
def index() -> ResponseReturnValue:
    """Every text, how it stands, and whether a draft of the next version is there."""
    rows = []
    for kind in TextKind:
        text = current(db.session, kind)
        rows.append((kind, text, draft(db.session, kind), gaps(text.body_zh)))
    return render_template("texts/index.html", rows=rows)


@blueprint.get("/texts/<kind>")
@requires(Permission.TEXT_READ)
def show(kind: str) -> ResponseReturnValue:
    """The version in force, and the older ones."""
    text = authorize(actor(), Permission.TEXT_READ, current(db.session, _kind(kind)))
    return _show(text)


@blueprint.get("/texts/<kind>/<int:number>")
@requires(Permission.TEXT_READ)
def show_version(kind: str, number: int) -> ResponseReturnValue:
    """One version as it was."""
    return _show(authorize(actor(), Permission.TEXT_READ, version(db.session, _kind(kind), number)))


def _show(text: StandingText) -> ResponseReturnValue:
    stands = standing(db.session, text.kind)
    return render_template(
        "texts/show.html",
        text=text,
        stands=stands,
        others=[one for one in versions(db.session, text.kind) if one.number != text.number],
        held=draft(db.session, text.kind),
        may_write=may(actor(), Permission.TEXT_WRITE, text),
        may_review=text.reviewed_at is None and may(actor(), Permission.TEXT_REVIEW, text),
        gaps=gaps(text.body_zh),
        **_content(text),
    )


def _content(text: StandingText) -> dict[str, Any]:
    """What a page needs to show a text to staff: a quiz with its right answers, boxes with their sentences."""
    body = text.body(str(get_locale()))
    if text.kind is TextKind.QUIZ:
        return {"blocks": preamble(body), "questions": questions(body), "boxes": ()}
    return {"blocks": blocks(body), "questions": (), "boxes": boxes(body)}


@blueprint.get("/texts/<kind>/draft")
@requires(Permission.TEXT_READ)
def draft_page(kind: str) -> ResponseReturnValue:
    """The draft of the next version beside the one in force, and publishing it."""
    return _draft_page(_kind(kind), PublishForm(formdata=None))


def _draft_page(kind: TextKind, form: PublishForm) -> str:
    held = authorize(actor(), Permission.TEXT_READ, draft(db.session, kind))
    now = current(db.session, kind)
    form.seen.data = rules.stamp(held)
    if kind not in ASKS_AGAIN:
        form.of_unsigned()
    act = rules.waiting_act(db.session, held)
    return render_template(
        "texts/draft.html",
        text=held,
        now=now,
        form=form,
        act=act,
        own=act is not None and act.asked_by_id == actor().id,
        asks_again=kind in ASKS_AGAIN,
        changes=[
            (_("Chinese"), changed_lines(f"{now.title_zh}\n{now.body_zh}", f"{held.title_zh}\n{held.body_zh}")),
            (_("English"), changed_lines(f"{now.title_en}\n{now.body_en}", f"{held.title_en}\n{held.body_en}")),
        ],
        may_write=may(actor(), Permission.TEXT_WRITE, held),
        may_review=held.reviewed_at is None and may(actor(), Permission.TEXT_REVIEW, held),
        **_content(held),
    )


@blueprint.route("/texts/<kind>/edit", methods=["GET", "POST"])
@requires(Permission.TEXT_WRITE)
def edit(kind: str) -> ResponseReturnValue:
    """Write the draft of the next version, from the one there is or from the version in force."""
    which = _kind(kind)
    now = authorize(actor(), Permission.TEXT_WRITE, current(db.session, which))
    held = draft(db.session, which)
    made_from = held or now
    make = QuizForm if which is TextKind.QUIZ else TextForm
    form = make(data=values_of(made_from, rules.stamp(held), held.summary if held else ""))
    if form.validate_on_submit():
        try:
            rules.save_draft(db.session, actor(), which, form.typed(), seen=form.seen.data or "")
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("The draft is kept. Until it is published, the version in force stays."), "success")
            return redirect(url_for(".draft_page", kind=which.value))
    page = render_template("texts/edit.html", form=form, kind=which, now=now)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/texts/<kind>/discard")
@requires(Permission.TEXT_WRITE)
def discard(kind: str) -> ResponseReturnValue:
    """Throw the draft away."""
    which = _kind(kind)
    authorize(actor(), Permission.TEXT_WRITE, current(db.session, which))
    return _done(which, lambda: rules.discard_draft(db.session, actor(), which), _("The draft is discarded."))


@blueprint.post("/texts/<kind>/publish")
@requires(Permission.TEXT_WRITE)
def publish(kind: str) -> ResponseReturnValue:
    """Publish the draft, or ask a second person to."""
    which = _kind(kind)
    authorize(actor(), Permission.TEXT_WRITE, current(db.session, which))
    form = PublishForm()
    if not form.validate():
        return _draft_page(which, form), 422
    change = TextChange(form.change.data)
    if change is TextChange.MATERIAL:
        words = _(
            "A second person has to confirm: a safeguarding lead or an administrator. Until then the old text holds."
        )
    elif which in ASKS_AGAIN:
        words = _("Published. What was signed before still counts.")
    else:
        words = _("Published.")
    return _done(which, lambda: rules.publish(db.session, actor(), which, change, seen=form.seen.data or ""), words)


@blueprint.post("/texts/<kind>/take-back")
@requires(Permission.TEXT_WRITE)
def take_back(kind: str) -> ResponseReturnValue:
    """Take back what waits for a second person, to write on."""
    which = _kind(kind)
    act = rules.waiting_act(db.session, authorize(actor(), Permission.TEXT_WRITE, draft(db.session, which)))
    if act is None or act.asked_by_id != actor().id:
        raise Missing
    return _done(which, lambda: refuse(db.session, actor(), act.id), _("Taken back. You can write on."))


@blueprint.post("/texts/<kind>/review")
@requires(Permission.TEXT_REVIEW)
def review(kind: str) -> ResponseReturnValue:
    """Tick that a version was reviewed."""
    which = _kind(kind)
    number = request.form.get("number", type=int)
    held = version(db.session, which, number) if number is not None else draft(db.session, which)
    authorize(actor(), Permission.TEXT_REVIEW, held)
    return _done(
        which,
        lambda: rules.review(db.session, actor(), which, number),
        _("Ticked, with your name and the day. The mark is gone from every page that shows this text."),
    )


def _done(kind: TextKind, act: Callable[[], object], words: str) -> ResponseReturnValue:
    """Do it, say so, and go where the text stands now."""
    try:
        act()
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(words, "success")
    there = draft(db.session, kind) is not None
    return redirect(url_for(".draft_page" if there else ".show", kind=kind.value))


def _kind(written: str) -> TextKind:
    if written not in set(TextKind):
        raise Missing
    return TextKind(written)


BLUEPRINTS = (blueprint,)
