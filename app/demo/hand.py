"""Invented photos: faces drawn from circles, so that badge, card and the League's comparing have something to show."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageDraw

from app.demo.service import Cast
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.portraits import QUALITY, SIZE
from app.volunteers.models import PhotoState, VolunteerPhoto

SHADES = ((214, 228, 222), (245, 226, 210), (226, 222, 240), (250, 236, 200))
WAITING = 3


def make_photos(session: DbSession, cast: Cast) -> None:
    """The demo student's is approved; a few others wait to be compared."""
    for number, volunteer in enumerate(cast.volunteers[: WAITING + 1]):
        approved = number == 0
        photo = VolunteerPhoto(
            volunteer_id=volunteer.id, picture=drawn_face(number),
            state=PhotoState.APPROVED if approved else PhotoState.WAITING, decided_at=clock.now() if approved else None,
        )  # fmt: skip
        session.add(photo)
    session.flush()


def drawn_face(number: int) -> str:
    """A face of circles as a JPEG in base64; the same number gives the same one."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE, SHADES[number % len(SHADES)])
    pen, middle = ImageDraw.Draw(picture), width // 2
    pen.ellipse((middle - 190, height - 230, middle + 190, height + 200), fill=(31, 111, 99))
    pen.ellipse((middle - 125, 110, middle + 125, 400), fill=(70, 50, 40))
    pen.ellipse((middle - 105, 150, middle + 105, 410), fill=(244, 208, 180))
    for side in (-45, 45):
        pen.ellipse((middle + side - 11, 262, middle + side + 11, 284), fill=(50, 40, 35))
    pen.arc((middle - 45, 290, middle + 45, 350), 20, 160, fill=(160, 70, 60), width=7)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return base64.b64encode(written.getvalue()).decode()
