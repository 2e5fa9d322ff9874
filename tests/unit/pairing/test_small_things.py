"""Given names, weeks at home, and that the gates' idea of a covered need is the engine's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import matching
from app.children.models import Child, Need
from app.pairing.feed import weeks_there
from app.pairing.gates import covers_enough
from app.pairing.stages import given_name
from app.seasons.models import Season
from app.volunteers.models import Availability, Skill, Volunteer


@pytest.mark.parametrize(
    ("name", "given_part"),
    [("王小雨", "小雨"), ("王雨", "雨"), ("欧阳小雨", "小雨"), ("欧阳", "阳"), ("阿依古丽·买买提", "阿依古丽·买买提")],
)
def test_given_name(name: str, given_part: str) -> None:
    assert given_name(name) == given_part


def test_a_week_counts_where_the_volunteer_is_there_on_three_days() -> None:
    # Monday 2027-01-18 to Sunday 2027-02-07: three whole weeks, then Monday and Tuesday of a fourth.
    season = Season(starts_on=date(2027, 1, 18), ends_on=date(2027, 2, 9), blackout=["2027-02-05", "2027-02-06"])
    home = Availability(home_from=date(2027, 1, 23), home_to=None, days_away=["2027-02-01", "2027-02-02", "2027-02-03"])
    # Two days of the first week; all of the second; two of the third; both days of the fourth.
    assert weeks_there(season, home) == {"2027-W04", "2027-W06"}


AREAS = st.sampled_from(["tutoring", "quality"])
SUBJECTS = st.sampled_from([None, "math", "art"])
SKILLS = st.lists(st.tuples(AREAS, SUBJECTS, st.integers(0, 6), st.integers(6, 12)), max_size=3)
NEEDS = st.lists(st.tuples(AREAS, SUBJECTS, st.booleans()), max_size=3)


@given(skills=SKILLS, needs=NEEDS, grade=st.none() | st.integers(0, 12))
def test_the_gate_covers_what_the_engine_covers(
    skills: list[tuple[str, str | None, int, int]], needs: list[tuple[str, str | None, bool]], grade: int | None
) -> None:
    child = Child(grade=grade, needs=[Need(area=area, subject=subject, must=must) for area, subject, must in needs])
    volunteer = Volunteer(
        skills=[Skill(area=a, subject=s, grade_min=low, grade_max=high) for a, s, low, high in skills]
    )
    helper = matching.Volunteer("v", [matching.Skill(*skill) for skill in skills])
    helped = matching.Child("c", [matching.Need(*need) for need in needs], grade=grade)
    assert covers_enough(child, volunteer) == bool(matching.match([helper], [helped]).pairs)
