"""Who was there at an activity that is planned or on record, written where there is no signal."""

from __future__ import annotations

import uuid

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.activities import queries, rules
from app.activities.forms.events import AttendanceForm
from app.activities.models import Activity
from app.activities.views.base import events, sent_ids
from app.foundation import clock
from app.foundation.access import Permission, kept, requires
from app.foundation.database import db
from app.foundation.dates import day_in_words
from app.foundation.errors import Refused
from app.foundation.outbox import Outbox, add_outbox, in_language, refused, state_answer, taken
from app.foundation.pages import actor

add_outbox(
    Outbox(
        "attendance",
        _l("Who was there"),
        Permission.ACTIVITY_WRITE,
        empty="activities.attendance_empty",
        state="activities.attendance_state",
        send="activities.attendance",
        number="attendance_id",
        tracked=False,
    )
)


@events.get("/attendance/without-signal/<any(zh, en):language>")
@kept
def attendance_empty(language: str) -> ResponseReturnValue:
    """The form with nobody in it; the phone fills in the activities and codes it keeps."""
    with in_language(language):
        return render_template("activities/attendance_empty.html")


@events.get("/attendance/unsent")
@requires(Permission.ACTIVITY_WRITE, blind=True)
def attendance_state() -> ResponseReturnValue:
    """The activities of these days and the codes of the children one knows.

    Nothing counts as recorded: attendance only adds, so that a phone which never got its answer sends it again.
    """
    who = actor()
    activities = [(str(row.id), _named(row)) for row in queries.to_attend(db.session, who)]
    children = [(str(child_id), code) for child_id, code in queries.own_codes(db.session, who)]
    return state_answer(who, (), {"activity_id": activities, "present": children})


@events.route("/attendance", methods=["GET", "POST"])
@requires(Permission.ACTIVITY_WRITE, blind=True)
def attendance() -> ResponseReturnValue:
    """Add who was there, by codes."""
    who, form = actor(), AttendanceForm()
    children = queries.own_codes(db.session, who)
    form.offer([(row.id, _in_words(row)) for row in queries.to_attend(db.session, who)], children)
    if form.validate_on_submit():
        chosen = uuid.UUID(form.activity_id.data)
        try:
            count = rules.add_present(db.session, who, chosen, sent_ids("present"))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(ngettext("Saved. %(num)s child was there.", "Saved. %(num)s children were there.", count), "success")
            return taken(url_for(".show", activity_id=chosen))
    return refused(form) or render_template(
        "activities/attendance.html", form=form, unrecorded=0 if children else queries.count_unrecorded(db.session, who)
    )


def _in_words(row: Activity) -> str:
    """Day, hour and site as the reader's language writes them, where nothing is kept on a phone."""
    return f"{day_in_words(row.starts_at)} {clock.local(row.starts_at):%H:%M} · {row.site.name}"


def _named(row: Activity) -> str:
    """Day, hour and site: a title might name somebody. In figures, which read alike in both languages: a phone keeps
    these words, and its reader may change the language since.
    """
    return f"{clock.local(row.starts_at):%Y-%m-%d %H:%M} · {row.site.name}"
