"""Pages of safety education: who was taught what this year and who was not, lessons, and the list of topics."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.activities.forms.safety import LessonForm, TopicForm
from app.activities.queries import safety as queries
from app.activities.rules import teaching as rules
from app.activities.views.base import log_names, safety, sent_ids
from app.catalogue.models import TermKind
from app.catalogue.queries import safety_topics
from app.catalogue.terms import all_terms
from app.foundation import clock
from app.foundation.access import Permission, holds, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor


@safety.get("/")
@requires(Permission.SAFETY_READ, logs=True)
def index() -> ResponseReturnValue:
    """Counts by township or school, and the children with the topics each was taught this year."""
    who, topics, today = actor(), safety_topics(db.session), clock.today()
    year = min(max(request.args.get("year", today.year, type=int), today.year - 5), today.year)
    lacking = request.args.get("lacking")
    where = queries.Where(
        request.args.get("township", type=uuid.UUID),
        request.args.get("school", type=uuid.UUID),
        lacking if lacking in {term.code for term in topics} else None,
    )
    taught = queries.taught_of(db.session, who, year, where)
    page = queries.pupils(db.session, who, taught, where, request.args.get("cursor"))
    rows, total = queries.counted(db.session, who, taught, topics, where)
    log_names("safety", None, sum(one.name is not None for one in page.rows))
    townships, schools = queries.choices(db.session, who, where)
    return render_template(
        "activities/safety.html",
        topics=topics,
        year=year,
        where=where,
        rows=rows,
        total=total,
        pupils=page.rows,
        page=page,
        townships=townships,
        schools=schools,
        may_record=holds(who, Permission.SAFETY_WRITE),
        may_keep=holds(who, Permission.TOPIC_WRITE),
    )


@safety.route("/lessons/new", methods=["GET", "POST"])
@requires(Permission.SAFETY_WRITE, logs=True)
def lesson() -> ResponseReturnValue:
    """Note that children of one's own were taught topics at school."""
    form = LessonForm()
    form.offer(safety_topics(db.session))
    if form.validate_on_submit():
        try:
            count = rules.record_lessons(db.session, actor(), form.lesson(), sent_ids("child"))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(ngettext("Saved for %(num)s child.", "Saved for %(num)s children.", count), "success")
            return redirect(url_for(".index"))
    children = queries.own_children(db.session, actor())
    log_names("safety", None, len(children))
    chosen = request.form.getlist("child")
    page = render_template("activities/lesson.html", form=form, children=children, chosen=chosen)
    return page, 422 if form.is_submitted() else 200


@safety.route("/topics", methods=["GET", "POST"])
@requires(Permission.TOPIC_WRITE)
def topics() -> ResponseReturnValue:
    """The list of topics: name them, take them out of use, confirm them, add one."""
    form = TopicForm()
    if form.validate_on_submit():
        try:
            _save(form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".topics"))
    known = [term for term in all_terms(db.session) if term.kind is TermKind.SAFETY_TOPIC]
    page = render_template("activities/topics.html", form=form, topics=known)
    return page, 422 if form.is_submitted() else 200


def _save(form: TopicForm) -> None:
    zh, en = form.name_zh.data.strip(), (form.name_en.data or "").strip()
    if form.code.data:
        state = {"active": form.active.data, "confirmed": form.confirmed.data}
        rules.change_topic(db.session, actor(), form.code.data, name_zh=zh, name_en=en, **state)
    else:
        rules.add_topic(db.session, actor(), zh, en)
