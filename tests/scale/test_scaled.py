"""The whole loop through several machines, of which one of each kind dies in its middle: nothing is lost or doubled."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.browser import steps_league as league
from tests.browser import steps_school as school
from tests.browser import steps_student as student
from tests.browser.conftest import Visit
from tests.browser.pages import Story
from tests.scale.cluster import Cluster

pytestmark = pytest.mark.browser


def test_the_loop_goes_on_when_a_web_process_and_a_worker_are_killed(
    visit: Visit, site: Cluster, tmp_path: Path
) -> None:
    story = Story()
    village, teacher = visit("demo-village", phone=True), visit("demo-school")
    director = league.know_the_place(village, teacher, story)
    school.import_roster(teacher, story, tmp_path)
    school.record_consents(teacher, story)
    phone = visit(phone=True)
    student.join(phone, story)
    student.sign_up(phone, story)
    organizer = visit("demo-organizer")
    league.vet(organizer, story)

    earlier = len(matchings(site))
    site.webs[0].kill()
    second, first = site.workers
    second.tell(signal.SIGSTOP)  # so that it is surely the other one that is at the matching
    league.start_matching(organizer)
    wait_for(site, "running", earlier)
    first.kill()
    second.tell(signal.SIGCONT)
    wait_for(site, "done", earlier)
    league.publish_pairs(organizer, story)
    assert matchings(site)[earlier:] == [("done", 2)]
    assert site.ask("SELECT count(*) FROM match_run") == [(earlier + 1,)]

    student.accept(phone, story)
    school.approve(teacher, story, director)
    league.meet(village, story)
    league.two_days_pass(site, story)
    student.log_session(phone, story)
    before = league.hours_of_the_school(organizer, story)
    school.confirm_session(teacher, story)
    assert league.hours_of_the_school(organizer, story) == pytest.approx(before + 1.5)
    league.is_reached(organizer, story)
    site.flask("audit", "verify")  # fails where a chain is broken


def matchings(site: Cluster) -> list[tuple[object, ...]]:
    """State and attempts of every matching that was asked for, in that order."""
    return site.ask("SELECT state, attempts FROM job WHERE kind = 'match_run' ORDER BY created_at")


def wait_for(site: Cluster, state: str, earlier: int) -> None:
    """Until the matching after so many is in this state; a worker that died is followed within three minutes."""
    for _ in range(1200):
        if [one for one, _attempts in matchings(site)[earlier:]] == [state]:
            return
        time.sleep(0.2)
    raise AssertionError(f"never {state}: {site.ask('SELECT state, attempts, error FROM job')}")
