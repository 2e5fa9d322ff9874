"""From an empty installation with two lists to the first approved pair: how many actions of staff it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import sample_lists as lists
from tests.browser import steps_first as first
from tests.browser.hand import Hand, say
from tests.browser.site import DESKTOP, PHONE, prepared, running

pytestmark = pytest.mark.browser
MOST = 60


def test_sixty_actions_of_staff_to_the_first_approved_pairing(chromium: Browser, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    installation = first.Installation(prepared(instance, APP_ENV="production"), tmp_path)
    installation.set_up()
    with running(installation.site) as site:

        def person(who: str, *, phone: bool = False) -> Hand:
            context = chromium.new_context(
                base_url=site.url, locale="zh-CN", viewport=PHONE if phone else DESKTOP, accept_downloads=True
            )
            context.set_default_timeout(30_000)
            return Hand(context.new_page(), who)

        staff = [person("administrator"), person("organizer"), person("teacher")]
        administrator, organizer, teacher = staff
        first.come_in(administrator, installation.links["administrator"])
        first.come_in(organizer, installation.links[lists.ORGANIZER])
        first.open_season(organizer)
        slips = first.sign_up_list(organizer, tmp_path)
        first.check_volunteers(organizer, tmp_path)

        first.come_in(teacher, installation.links[lists.TEACHER])
        fathers = first.agree(lambda: person("father", phone=True), first.read_roster(teacher, tmp_path))
        volunteers = {name: person("volunteer", phone=True) for name in list(slips)[: first.FAMILIES]}
        for name, one in volunteers.items():
            first.pledge(one, slips[name])

        first.match(organizer)
        volunteer, child = site.python("-c", first.PICK).split()
        first.accept(volunteers[volunteer])
        first.approve(teacher, child)

        counts = {"it": len(installation.commands) + 1} | {hand.who: hand.actions for hand in staff}
        own = {
            "fathers": sum(one.actions for one in fathers),
            "volunteers": sum(one.actions for one in volunteers.values()),
        }
        say({"staff": counts, "all": sum(counts.values()), "own": own})
        say([line for hand in staff for line in hand.done])
        assert sum(counts.values()) <= MOST, counts
        expect(teacher.page.locator("main")).to_contain_text(child)
