"""A whole season through all its roles: opened, recruited for, served, certified, closed, and gone on with."""

from __future__ import annotations

import pytest

from tests.browser import steps_league as league
from tests.browser import steps_school as school
from tests.browser import steps_season as season
from tests.browser import steps_student as student
from tests.browser.conftest import Visit
from tests.browser.pages import Story
from tests.browser.site import Site

pytestmark = pytest.mark.browser  # beside the journeys: `make test` has no room for it, `make test-browser` does


def test_from_opening_to_closing_and_on_with_the_same_child(visit: Visit, site: Site) -> None:
    season.make_district(site)
    story = Story(code="DNC001", township="青山镇", village="青山村", school="青山小学")
    organizer, visitor = visit(season.PEOPLE["organizer"]), visit(phone=True)
    winter = season.open_season(organizer, -20, 10, "winter")
    season.recruit(organizer, visitor, winter)

    phone, teacher = visit(season.PEOPLE["student"], phone=True), visit(season.PEOPLE["school"])
    season.come_back(phone)
    season.match(organizer, story)
    season.accept(phone)
    school.approve(teacher, story, "山主任")
    league.meet(visit(season.PEOPLE["village"], phone=True), story)
    season.days_pass(site)
    student.log_session(phone, story)
    season.does_not_close(organizer, winter)
    school.confirm_session(teacher, story)

    season.say_again(phone)
    season.look_back(teacher, story)
    season.certify(organizer, site, winter)
    season.verify(phone, visitor)
    season.close(organizer, winter)

    season.open_season(organizer, 20, 60, "summer")
    season.come_back(phone)
    season.match(organizer, story, going_on=True)
