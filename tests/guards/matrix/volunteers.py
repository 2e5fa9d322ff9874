"""Rows of the volunteers' pages."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.foundation.access import Role
from app.foundation.database import db
from app.volunteers.models import PhotoState, VolunteerPhoto
from tests.factories import hand
from tests.guards.matrix import row

PERSON = {
    "own": lambda world: {"volunteer_id": world.own.volunteer.id},
    "foreign": lambda world: {"volunteer_id": world.foreign.volunteer.id},
}
SKILL = {
    "own": lambda world: {"skill_id": world.own.volunteer.skills[0].id},
    "foreign": lambda world: {"skill_id": world.foreign.volunteer.skills[0].id},
}
LIST = {
    "own": lambda world: {"import_id": world.own.signup_list.id},
    "foreign": lambda world: {"import_id": world.foreign.signup_list.id},
}
STEP = {"own": lambda _: {"step": "who"}}


def _photo(volunteer: Any, state: PhotoState) -> VolunteerPhoto:
    mine = select(VolunteerPhoto).where(VolunteerPhoto.volunteer_id == volunteer.id, VolunteerPhoto.state == state)
    made = db.session.scalars(mine).first() or hand.photo(volunteer, state)
    db.session.commit()
    return made


def _own_state(world: Any) -> Mapping[str, Any]:
    _photo(world.own.volunteer, PhotoState.WAITING)
    return {"state": "waiting"}


PHOTO = {
    "own": lambda world: {"photo_id": _photo(world.own.volunteer, PhotoState.WAITING).id},
    "foreign": lambda world: {"photo_id": _photo(world.foreign.volunteer, PhotoState.WAITING).id},
}

ROWS = [
    row("volunteers.photo", Role.VOLUNTEER),
    row("volunteers.photo", Role.VOLUNTEER, method="POST"),
    row("volunteers.own_picture", Role.VOLUNTEER, own=_own_state),
    row("volunteers.photos", Role.ORGANIZER),
    row("volunteers.picture", Role.ORGANIZER, **PHOTO),
    row("volunteers.decide_photo", Role.ORGANIZER, method="POST", **PHOTO),
    row("volunteers.remove_photo", Role.VOLUNTEER, method="POST"),
    row("volunteers.course", Role.VOLUNTEER),
    row("volunteers.chapter", Role.VOLUNTEER, own=lambda _world: {"page": 1}, foreign=lambda _world: {"page": 99}),
    row("volunteers.quiz", Role.VOLUNTEER),
    row("volunteers.quiz", Role.VOLUNTEER, method="POST"),
    row(
        "volunteers.quiz_result",
        Role.VOLUNTEER,
        own=lambda w: {"attempt_id": w.own.attempt.id},
        foreign=lambda w: {"attempt_id": w.foreign.attempt.id},
    ),
    row("volunteers.sign_up", Role.VOLUNTEER),
    row("volunteers.sign_up_step", Role.VOLUNTEER, **STEP),
    row("volunteers.sign_up_step", Role.VOLUNTEER, method="POST", **STEP),
    row("volunteers.review", Role.VOLUNTEER),
    row("volunteers.send", Role.VOLUNTEER, method="POST"),
    row("volunteers.status", Role.VOLUNTEER),
    row("volunteers.come_back", Role.VOLUNTEER, method="POST"),
    row("volunteers.pledge", Role.VOLUNTEER),
    row("volunteers.pledge", Role.VOLUNTEER, method="POST"),
    row("volunteers.index", Role.ORGANIZER),
    row("volunteers.show", Role.ORGANIZER, **PERSON),
    row("volunteers.one_time_code", Role.ORGANIZER, method="POST", **PERSON),
    row("volunteers.invite", Role.ORGANIZER, method="POST", **PERSON),
    row("volunteers.slips", Role.ORGANIZER, method="POST"),
    row("volunteers.vetting", Role.ORGANIZER),
    row("volunteers.vetting", Role.ORGANIZER, method="POST"),
    row("volunteers.lists", Role.ORGANIZER),
    row("volunteers.export", Role.ORGANIZER, method="POST"),
    row("volunteers.results", Role.ORGANIZER, method="POST"),
    row("volunteers.check", Role.ORGANIZER, method="POST", **PERSON),
    row("volunteers.verify", Role.ORGANIZER, method="POST", **SKILL),
    row("volunteers.upload", Role.ORGANIZER),
    row("volunteers.upload", Role.ORGANIZER, method="POST"),
    row("volunteers.preview", Role.ORGANIZER, **LIST),
    row("volunteers.problems", Role.ORGANIZER, **LIST),
    row("volunteers.columns", Role.ORGANIZER, method="POST", **LIST),
    row("volunteers.confirm", Role.ORGANIZER, method="POST", **LIST),
    row("volunteers.discard", Role.ORGANIZER, method="POST", **LIST),
]
