"""A volunteer's picture: sent, compared with the person by staff, shown from then on, and taken back at any time."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Collection

from sqlalchemy import delete, select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.portraits import portrait
from app.volunteers.gates import latest_checks
from app.volunteers.models import PhotoRefusal, PhotoState, VettingKind, VettingResult, Volunteer, VolunteerPhoto
from app.volunteers.rules.suspending import hold_volunteer


def send_photo(session: DbSession, actor: Actor, volunteer_id: uuid.UUID, content: bytes) -> VolunteerPhoto:
    """Put a picture before staff; one that waited or was refused gives way, one that counts stays meanwhile. Commits.

    Raises:
        Missing: not the actor's own profile.
        Refused: the file is no picture we take (see ``portrait``).
    """
    jpeg = portrait(content)
    volunteer = authorize(actor, Permission.PHOTO_OWN, hold_volunteer(session, volunteer_id))
    _drop(session, volunteer, (PhotoState.WAITING, PhotoState.REFUSED))
    made = VolunteerPhoto(id=uuid.uuid4(), volunteer=volunteer, picture=base64.b64encode(jpeg).decode())
    session.add(made)
    audit.record(session, actor, Action.PHOTO_SENT, volunteer)
    session.commit()
    return made


def remove_photos(session: DbSession, actor: Actor, volunteer_id: uuid.UUID) -> None:
    """Take every picture of oneself back, at once and for good. Commits; doing it twice is doing it once.

    Raises:
        Missing: not the actor's own profile.
    """
    volunteer = authorize(actor, Permission.PHOTO_OWN, hold_volunteer(session, volunteer_id))
    if _drop(session, volunteer, tuple(PhotoState)):
        audit.record(session, actor, Action.PHOTO_REMOVED, volunteer)
    session.commit()


def approve_photo(session: DbSession, actor: Actor, photo_id: uuid.UUID) -> VolunteerPhoto:
    """Say that the picture shows this person; it takes the place of an earlier one. Commits; twice is once.

    Raises:
        Missing: not of the actor's district, or the actor's own.
        Refused: nobody has checked the volunteer's identity yet.
        Conflict: somebody else decided first.
    """
    photo = _held(session, actor, photo_id)
    if photo.state is PhotoState.APPROVED:
        return photo
    _expect_waiting(photo)
    identity = latest_checks(photo.volunteer).get(VettingKind.IDENTITY)
    if identity is None or identity.result is not VettingResult.CLEAR:
        raise Refused("photo.identity_first")
    _drop(session, photo.volunteer, (PhotoState.APPROVED,))
    _decide(session, actor, photo, PhotoState.APPROVED)
    session.commit()
    return photo


def refuse_photo(session: DbSession, actor: Actor, photo_id: uuid.UUID, why: PhotoRefusal) -> VolunteerPhoto:
    """Say why the picture is not shown; the picture itself is gone, the reason stays for the volunteer. Commits.

    Raises:
        Missing: not of the actor's district, or the actor's own.
        Conflict: somebody else decided first.
    """
    photo = _held(session, actor, photo_id)
    if photo.state is PhotoState.REFUSED:
        return photo
    _expect_waiting(photo)
    photo.picture, photo.refusal = None, why
    _decide(session, actor, photo, PhotoState.REFUSED)
    session.commit()
    return photo


def photos_of(session: DbSession, volunteer_id: uuid.UUID) -> dict[PhotoState, VolunteerPhoto]:
    """The pictures of one volunteer by state; the caller has judged the volunteer."""
    found = session.scalars(select(VolunteerPhoto).where(VolunteerPhoto.volunteer_id == volunteer_id))
    return {photo.state: photo for photo in found}


def approved_jpeg(session: DbSession, volunteer_id: uuid.UUID) -> bytes | None:
    """The picture that counts, as a JPEG; None where there is none. The caller has judged who asks."""
    stands = VolunteerPhoto.volunteer_id == volunteer_id, VolunteerPhoto.state == PhotoState.APPROVED
    picture = session.scalar(select(VolunteerPhoto.picture).where(*stands))
    return None if picture is None else base64.b64decode(picture)


def jpeg_of(photo: VolunteerPhoto) -> bytes:
    """A picture as a JPEG.

    Raises:
        Missing: it was refused, and is gone.
    """
    if photo.picture is None:
        raise Missing
    return base64.b64decode(photo.picture)


def _held(session: DbSession, actor: Actor, photo_id: uuid.UUID) -> VolunteerPhoto:
    """The picture, under the lock of its volunteer: somebody may just be sending another one."""
    volunteer_id = session.scalar(select(VolunteerPhoto.volunteer_id).where(VolunteerPhoto.id == photo_id))
    if volunteer_id is None:
        raise Missing
    hold_volunteer(session, volunteer_id)
    photo = session.get(VolunteerPhoto, photo_id, populate_existing=True)
    return authorize(actor, Permission.PHOTO_REVIEW, photo)


def _expect_waiting(photo: VolunteerPhoto) -> None:
    if photo.state is not PhotoState.WAITING:
        raise Conflict("photo.decided_before")


def _decide(session: DbSession, actor: Actor, photo: VolunteerPhoto, state: PhotoState) -> None:
    photo.state, photo.decided_by_id, photo.decided_at = state, actor.id, clock.now()
    audit.record(session, actor, Action.PHOTO_DECIDED, photo.volunteer, outcome=state.value)


def _drop(session: DbSession, volunteer: Volunteer, states: Collection[PhotoState]) -> bool:
    """Whether there was one to delete."""
    gone = delete(VolunteerPhoto).where(VolunteerPhoto.volunteer_id == volunteer.id, VolunteerPhoto.state.in_(states))
    rows = session.execute(gone.returning(VolunteerPhoto.id)).all()
    return bool(rows)
