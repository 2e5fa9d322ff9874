"""The whole loop through all its roles: from a school's list to a paired child and counted hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import steps_league as league
from tests.browser import steps_school as school
from tests.browser import steps_student as student
from tests.browser.conftest import Visit
from tests.browser.pages import Story
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_from_a_roster_to_counted_hours(visit: Visit, site: Site, tmp_path: Path) -> None:
    story = Story()
    village, teacher = visit("demo-village", phone=True), visit("demo-school")
    director = league.know_the_place(village, teacher, story)
    school.import_roster(teacher, story, tmp_path)
    school.record_consents(teacher, story)
    school.see_the_child_is_ready(teacher, story)

    phone = visit(phone=True)
    student.join(phone, story)
    student.sign_up(phone, story)
    student.is_told_what_is_missing(phone)

    organizer = visit("demo-organizer")
    league.vet(organizer, story)
    student.is_told_all_is_there(phone)
    league.match(organizer, story)

    student.accept(phone, story)
    school.approve(teacher, story, director)
    student.sees_the_first_meeting(phone, story, director)
    league.meet(village, story)
    league.two_days_pass(site, story)
    student.log_session(phone, story)

    before = league.hours_of_the_school(organizer, story)
    school.confirm_session(teacher, story)
    student.sees_the_hours(phone)
    assert league.hours_of_the_school(organizer, story) == pytest.approx(before + 1.5)
    league.is_reached(organizer, story)
