"""Three tasks as a new user does them: taps, slow typing and actions are counted, and stay within what was promised."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser import tasks as task
from tests.browser.hand import Hand
from tests.browser.site import Site
from tests.browser.tasks import Tasks

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tasks(chromium: Browser, site: Site) -> Tasks:
    made = Tasks(chromium, site)
    made.make_place()
    return made


@pytest.mark.parametrize("everything", [False, True])
def test_signing_up_takes_three_minutes_of_slow_typing(tasks: Tasks, everything: bool) -> None:
    hand = tasks.sign_up(1 + everything, everything=everything)
    assert hand.seconds <= task.SIGN_UP_SECONDS, hand.done


# In this order: none overlaps another, and what was last is the day before yesterday's when it is asked for.
@pytest.mark.parametrize("when", [task.by_taps, task.as_last_time, task.past_hour, task.at_odd_hours])
def test_a_session_is_logged_with_eight_taps_beyond_the_note(tasks: Tasks, when: Callable[[Hand], None]) -> None:
    hand = tasks.log_session(when)
    assert hand.taps <= task.LOG_TAPS, hand.done


def test_ten_pairings_are_looked_at_and_approved_with_twenty_five_actions(tasks: Tasks) -> None:
    hand = tasks.approve_ten()
    assert hand.actions <= task.APPROVE_ACTIONS, hand.done
