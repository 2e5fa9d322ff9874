"""The short course and its quiz on a phone: one chapter a page, and a quiz that only the server checks."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.texts.kinds import TextKind
from app.texts.markup import Question, chapters, preamble, questions
from app.texts.models import StandingText
from app.texts.queries import current, version
from app.volunteers.forms import QuizForm
from app.volunteers.models import QuizAttempt, Volunteer
from app.volunteers.queries import attempts_of, volunteer_of
from app.volunteers.rules.signup import season_at
from app.volunteers.rules.training import answer_quiz
from app.volunteers.training import training_of
from app.volunteers.views.base import blueprint


@blueprint.get("/my-training")
@requires(Permission.SIGNUP_WRITE)
def course() -> ResponseReturnValue:
    """What there is to learn, what is done, and the way to the quiz."""
    volunteer = _own()
    if volunteer is None:
        return redirect(url_for(".sign_up"))
    text = current(db.session, TextKind.COURSE)
    return render_template(
        "volunteers/course.html",
        text=text,
        chapters=chapters(_body(text)),
        training=training_of(volunteer, clock.today()),
        season=season_at(db.session, volunteer.township_id),
        tries=len(attempts_of(db.session, volunteer.id)),
    )


@blueprint.get("/my-training/<int:page>")
@requires(Permission.SIGNUP_WRITE)
def chapter(page: int) -> ResponseReturnValue:
    """One chapter of the course."""
    if _own() is None:
        return redirect(url_for(".sign_up"))
    text = current(db.session, TextKind.COURSE)
    whole = chapters(_body(text))
    if not 1 <= page <= len(whole):
        raise Missing
    return render_template("volunteers/chapter.html", text=text, chapter=whole[page - 1], page=page, last=len(whole))


@blueprint.route("/my-training/quiz", methods=["GET", "POST"])
@requires(Permission.SIGNUP_WRITE)
def quiz() -> ResponseReturnValue:
    """Every question at once; the right answers are nowhere on the page."""
    volunteer = _own()
    if volunteer is None:
        return redirect(url_for(".sign_up"))
    text = current(db.session, TextKind.QUIZ)
    attempt_id = _attempt_id()
    form = QuizForm.of(attempt_id, questions(_body(text)))(data={"attempt_id": str(attempt_id), "number": text.number})
    if form.validate_on_submit():
        try:
            places, number = form.places(), form.number.data
            attempt = answer_quiz(db.session, actor(), volunteer, attempt_id, number=number, places=places)
        except Conflict as changed:
            db.session.rollback()
            flash(explain(changed), "error")
            return redirect(url_for(".quiz"))
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            return redirect(url_for(".quiz_result", attempt_id=attempt.id))
    page = render_template("volunteers/quiz.html", form=form, text=text, before=preamble(_body(text)))
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/my-training/quiz/<uuid:attempt_id>")
@requires(Permission.SIGNUP_WRITE)
def quiz_result(attempt_id: uuid.UUID) -> ResponseReturnValue:
    """How a try went: what was wrong and why, never which answer would have been right."""
    volunteer, attempt = _own(), db.session.get(QuizAttempt, attempt_id)
    if volunteer is None or attempt is None or attempt.volunteer_id != volunteer.id:
        raise Missing
    text = version(db.session, TextKind.QUIZ, attempt.number)
    asked = questions(_body(text)) if text is not None else ()
    return render_template(
        "volunteers/quiz_result.html",
        attempt=attempt,
        wrong=_wrong(attempt, asked),
        training=training_of(volunteer, clock.today()),
        season=season_at(db.session, volunteer.township_id),
    )


def _wrong(attempt: QuizAttempt, asked: tuple[Question, ...]) -> list[tuple[int, Question, str]]:
    """Number, question and the answer given, of every question that was answered wrongly."""
    answered = zip(asked, attempt.answers, strict=False)
    return [
        (number, question, question.answers[answer])
        for number, (question, answer) in enumerate(answered, 1)
        if answer != question.right
    ]


def _own() -> Volunteer | None:
    volunteer = volunteer_of(db.session, actor().id)
    return authorize(actor(), Permission.SIGNUP_WRITE, volunteer) if volunteer is not None else None


def _attempt_id() -> uuid.UUID:
    """The one the page was made with; another where it is none."""
    written = request.form.get("attempt_id", "")
    try:
        return uuid.UUID(written)
    except ValueError:
        return uuid.uuid4()


def _body(text: StandingText) -> str:
    return text.body(str(get_locale()))
