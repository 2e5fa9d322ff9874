"""A volunteer's photo and live badge: who sees the picture, and when the page says yes."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.foundation.retention import Subject
from app.pairing.badge import BadgeGap, badge_of, code_of_day, sign_of, who_asked
from app.pairing.models import PairingState, Substitute, SubstituteState
from app.privacy.copies import copy_of
from app.privacy.overwriting import overwrite_person
from app.seasons.models import SeasonStage
from app.volunteers.models import PhotoState, VettingCheck, VettingKind, VettingResult, VolunteerPhoto
from tests import factories as make
from tests.factories import hand
from tests.factories.sessions import absence
from tests.integration.sessions_place import NOW, Scene, make_scene
from tests.thorough import examples

SignIn = Callable[[Account], FlaskClient]
TODAY = date(2027, 1, 20)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    made = make_scene()
    made.volunteer.name = "欧阳晓明"
    session.commit()
    return made


def face() -> tuple[io.BytesIO, str]:
    written, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "SECRETCAM"
    Image.new("RGB", (900, 1200), "white").save(written, "JPEG", exif=exif)
    return io.BytesIO(written.getvalue()), "IMG_欧阳.jpg"


def photos() -> list[tuple[PhotoState, bool]]:
    db.session.expire_all()
    rows = db.session.scalars(select(VolunteerPhoto).order_by(VolunteerPhoto.state))
    return [(row.state, row.picture is not None) for row in rows]


def test_a_photo_is_shown_once_somebody_who_knows_the_person_approved_it(scene: Scene, sign_in: SignIn) -> None:
    organizer = make.account(Role.ORGANIZER, scene.township.parent)
    strangers = [scene.account, make.account(Role.SCHOOL_STAFF, scene.school), make.account(Role.ADMINISTRATOR)]
    db.session.commit()
    student, league = sign_in(scene.account), sign_in(organizer)
    assert student.post("/my/photo", data={"picture": (io.BytesIO(b"<svg/>"), "a.jpg")}).status_code == 422
    assert student.post("/my/photo", data={"picture": face()}).status_code == 302
    assert student.get("/my/photo/approved").status_code == 404
    own = student.get("/my/photo/waiting")
    assert (own.mimetype, own.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert own.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert b"SECRETCAM" not in own.data
    photo = db.session.scalars(select(VolunteerPhoto)).one()
    url = f"/volunteers/photos/{photo.id}"
    assert "欧阳晓明" in league.get("/volunteers/photos").get_data(as_text=True)
    assert league.get(url).data == own.data
    for stranger in strangers:
        assert sign_in(stranger).get(url).status_code == 404
        assert sign_in(stranger).post(url).status_code == 404
    taken_back = VettingCheck(kind=VettingKind.IDENTITY, result=VettingResult.WITHDRAWN, checked_on=TODAY)
    taken_back.recorded_at = clock.now() + timedelta(seconds=1)
    scene.volunteer.checks.append(taken_back)
    db.session.commit()
    league.post(url)
    assert photos() == [(PhotoState.WAITING, True)], "nobody has checked who this is"
    db.session.delete(taken_back)
    db.session.commit()
    league.post(url)
    assert photos() == [(PhotoState.APPROVED, True)]
    assert student.get("/my/photo/approved").status_code == 200
    assert "/my/photo/approved" in student.get("/my/badge").get_data(as_text=True)
    student.post("/my/photo", data={"picture": face()})
    assert photos() == [(PhotoState.APPROVED, True), (PhotoState.WAITING, True)], "the old one counts meanwhile"
    second = db.session.scalars(select(VolunteerPhoto).where(VolunteerPhoto.state == PhotoState.WAITING)).one()
    league.post(f"/volunteers/photos/{second.id}", data={"refusal": "not_alone"})
    assert photos() == [(PhotoState.APPROVED, True), (PhotoState.REFUSED, False)], "what was refused is gone"
    student.post("/my/photo/remove")
    assert photos() == []
    assert "SECRET" not in "".join(str(one) for one in db.session.scalars(select(AuditEvent.details)))


def test_nobody_approves_their_own_picture(scene: Scene, sign_in: SignIn) -> None:
    scene.account.roles.append(make.role_grant(Role.ORGANIZER, scene.township.parent))
    photo = hand.photo(scene.volunteer)
    db.session.commit()
    browser = sign_in(scene.account)
    assert browser.post(f"/volunteers/photos/{photo.id}").status_code == 404
    assert str(photo.id) not in browser.get("/volunteers/photos").get_data(as_text=True)


def test_a_photo_is_in_the_copy_and_goes_with_the_file(scene: Scene) -> None:
    hand.photo(scene.volunteer, PhotoState.APPROVED)
    db.session.commit()
    with pytest.raises(IntegrityError):
        hand.photo(scene.volunteer, PhotoState.APPROVED)
    db.session.rollback()
    [shown] = [one for one in copy_of(db.session, Subject.VOLUNTEER, scene.volunteer.id) if "hoto" in one.title
               or "照片" in one.title]  # fmt: skip
    assert hand.jpeg() not in str(shown)
    overwrite_person(db.session, "volunteer", scene.volunteer.id)
    assert db.session.scalar(select(func.count()).select_from(VolunteerPhoto)) == 0


def test_the_badge_says_yes_to_whoever_scans_it_and_tells_no_more(scene: Scene, sign_in: SignIn) -> None:
    page = sign_in(scene.account).get("/my/badge").get_data(as_text=True)
    assert "欧阳晓明" in page
    assert "2027-01-20" in page
    assert sign_of(TODAY).word in page
    url = f"/badge/{code_of_day(scene.volunteer.id, TODAY)}"
    answer = sign_in(scene.account).get(url)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert sign_of(TODAY).word in text
    assert "欧阳**" in text
    for hidden in ("晓明", scene.child.name, scene.child.code, scene.school.name, scene.volunteer.phone,
                   scene.volunteer.code):  # fmt: skip
        assert hidden not in text
    with time_machine.travel(NOW + timedelta(hours=7), tick=False):
        assert sign_in(scene.account).get(url).status_code == 404, "a code is good for its day"
        assert sign_of(clock.today()) != sign_of(TODAY)


def test_guessing_codes_ends_for_an_address(scene: Scene, client: FlaskClient) -> None:
    good = f"/badge/{code_of_day(scene.volunteer.id, TODAY)}"
    wrong = [client.get(f"/badge/{number}").status_code for number in range(30)]
    assert set(wrong) == {404}
    assert client.get("/badge/x").status_code == 429
    assert client.get(good).status_code == 429


def stop(scene: Scene, how: str) -> None:
    """Something that ends the right to the badge."""
    if how == "suspended":
        scene.volunteer.suspended_since = clock.now()
    elif how == "paused":
        scene.pairing.state = PairingState.SUSPENDED
    elif how == "ended":
        scene.pairing.state, scene.pairing.reason, scene.pairing.ended_at = PairingState.ENDED, "other", clock.now()
    elif how == "closed":
        scene.account.active = False
    elif how == "expired":
        background = next(one for one in scene.volunteer.checks if one.kind is VettingKind.BACKGROUND)
        background.expires_on = TODAY
    elif how == "season_over":
        scene.season.starts_on, scene.season.ends_on = TODAY - timedelta(days=40), TODAY - timedelta(days=1)
    elif how == "season_before":
        scene.season.starts_on = TODAY + timedelta(days=1)
    elif how == "consent":
        scene.child.consents[-1].withdrawn_at = clock.now()
    else:
        scene.volunteer.erased_at = clock.now()


STOPS = {
    "suspended": BadgeGap.SUSPENDED, "paused": BadgeGap.NOT_PAIRED, "ended": BadgeGap.NOT_PAIRED,
    "closed": BadgeGap.CHECKS, "expired": BadgeGap.CHECKS, "season_over": BadgeGap.SEASON,
    "season_before": BadgeGap.SEASON, "consent": BadgeGap.NOT_PAIRED, "erased": BadgeGap.CHECKS,
}  # fmt: skip


def test_it_says_no_the_moment_something_ends(scene: Scene, client: FlaskClient) -> None:
    code = code_of_day(scene.volunteer.id, TODAY)
    assert client.get(f"/badge/{code}").status_code == 200
    stop(scene, "suspended")
    db.session.commit()
    refused = client.get(f"/badge/{code}")
    assert refused.status_code == 404
    never = client.get("/badge/nobody").get_data(as_text=True)
    assert refused.get_data(as_text=True).replace(code, "nobody") == never, "as a code that never was"


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hows=st.sets(st.sampled_from(sorted(STOPS)), max_size=3))
@example(hows=set())
def test_it_holds_exactly_while_nothing_has_ended(scene: Scene, hows: set[str]) -> None:
    for how in sorted(hows):
        stop(scene, how)
    db.session.flush()
    badge = badge_of(db.session, scene.volunteer, TODAY)
    assert badge.valid == (not hows)
    assert badge.gap in {STOPS[how] for how in hows} | ({None} if not hows else set())
    db.session.rollback()
    db.session.expire_all()


def test_each_ending_is_told_to_the_volunteer_by_its_name(scene: Scene) -> None:
    for how, gap in STOPS.items():
        stop(scene, how)
        db.session.flush()
        assert badge_of(db.session, scene.volunteer, TODAY).gap is gap, how
        db.session.rollback()
        db.session.expire_all()


def test_who_stands_in_has_a_badge_on_those_days_only(scene: Scene) -> None:
    other = make.vetted(make.volunteer(scene.township))
    make.availability(other, scene.season)
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    away = absence(scene.pairing, staff, first_on=TODAY, last_on=TODAY)
    made = Substitute(
        absence_id=away.id, pairing_id=scene.pairing.id, volunteer_id=other.id, first_on=TODAY, last_on=TODAY,
        approved_by_id=staff.id,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    assert badge_of(db.session, other, TODAY).gap is BadgeGap.NOT_PAIRED, "asked, not agreed yet"
    made.state, made.answered_at = SubstituteState.ACCEPTED, clock.now()
    db.session.commit()
    assert badge_of(db.session, other, TODAY).valid
    assert not badge_of(db.session, other, TODAY + timedelta(days=1)).valid


def test_a_code_is_nothing_but_what_we_sealed(scene: Scene) -> None:
    code = code_of_day(scene.volunteer.id, TODAY)
    assert who_asked(code, TODAY) == scene.volunteer.id
    assert code != code_of_day(scene.volunteer.id, TODAY)
    assert scene.volunteer.id.hex not in code
    raw = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_")
    assert scene.volunteer.id.bytes not in raw
    spoilt = base64.urlsafe_b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode().rstrip("=")
    for wrong in (spoilt, code[:-4], "", "é", "x" * 500, "%", code + "A" * 200):
        assert who_asked(wrong, TODAY) is None
    assert who_asked(code, TODAY + timedelta(days=1)) is None


def test_the_season_of_a_badge_must_run(scene: Scene) -> None:
    scene.season.stage = SeasonStage.SERVE
    db.session.commit()
    assert badge_of(db.session, scene.volunteer, TODAY).season is scene.season
    assert datetime.now(clock.LOCAL).date() == TODAY


def test_pictures_to_compare_come_a_few_at_a_time_and_small(scene: Scene, sign_in: SignIn) -> None:
    names = ["甘露", "毕成", "晏清", "冉之"]
    for number, name in enumerate(names):
        photo = hand.photo(make.volunteer(scene.township, name=name))
        photo.sent_at = clock.now() + timedelta(minutes=number)
    league = sign_in(make.account(Role.ORGANIZER, scene.township.parent))
    db.session.commit()
    first = league.get("/volunteers/photos?cursor=0").get_data(as_text=True)
    following = re.search(r'href="([^"]+cursor=[^"]+)"[^>]* rel="next"', first)
    assert following is not None
    last = league.get(following[1]).get_data(as_text=True)
    assert [name for name in names if name in first] == names[:3]
    assert [name for name in names if name in last] == names[3:]
    assert f"/volunteers/photos/{photo.id}?small=1" in last
    whole, small = (league.get(f"/volunteers/photos/{photo.id}{query}").data for query in ("", "?small=1"))
    assert [Image.open(io.BytesIO(one)).size for one in (whole, small)] == [(300, 400), (150, 200)]
