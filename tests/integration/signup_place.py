"""A student at home in a district with a season, and the steps of a sign-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import db
from app.places.models import Area
from app.seasons.models import Season
from tests import factories as make

ID_NUMBER = "530303200503020026"  # invented; its check digit is right

NOW = "2026-11-23T04:00:00Z"


@dataclass
class Place:
    """Where the student may sign up, and what is typed at each step."""

    district: Area
    township: Area
    other: Area
    season: Season
    student: Account

    @property
    def who(self) -> dict[str, str]:
        return {
            "name": "王小明",
            "sex": "female",
            "birth_date": "2005-03-02",
            "phone": "13912345678",
            "id_number": ID_NUMBER,
            "national_number": "５３０３ 0000-12345",
            "college": "云南大学",
            "major": "教育学",
            "study_year": "大三",
            "township": str(self.township.id),
        }

    @property
    def time(self) -> dict[str, Any]:
        return {
            "home_from": "2027-01-18",
            "home_to": "2027-02-20",
            "away_from": "2027-02-01",
            "away_to": "2027-02-03",
            "slots": ["1-am", "3-pm", "7-ev"],
            "modes": ["in_person", "online"],
            "reach": [str(self.township.id), str(self.other.id)],
            "capacity": "2",
        }


def make_place() -> Place:
    """Build and commit it."""
    district = make.district()
    here, there = make.township(district, "金龙街道"), make.township(district, "菱角乡")
    season = make.season(district, starts_on=date(2027, 1, 15), ends_on=date(2027, 2, 27), max_capacity=2)
    student = make.account(Role.VOLUNTEER, login="13912345678")
    db.session.commit()
    return Place(district, here, there, season, student)


def walk(browser: FlaskClient, place: Place, **changed: Any) -> None:
    """Fill in every step."""
    for step, typed in (
        ("who", place.who),
        ("skills", {"areas": ["tutoring", "companionship", "counselling"], "subjects": ["math"]}),
        ("grades", {"from_math": "1", "to_math": "6"}),
        ("time", place.time),
        ("more", {"languages": ["mandarin"], "interests": "篮球"}),
    ):
        answer = browser.post(f"/sign-up/{step}", data={**typed, **changed.get(step, {})})
        assert answer.status_code == 302, answer.get_data(as_text=True)
