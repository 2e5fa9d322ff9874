"""What the landing page tells supervisors, safeguarding leads, administrators and auditors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import Role, system_actor
from app.pairing.models import PairingState
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]


def _figure(page: str, label: str) -> int:
    """The figure that stands under a label."""
    found = re.search(
        rf">{label}</a></p>\s*<p class=\"stat-figure\">(\d+)|<p>{label}</p>\s*<p class=\"stat-figure\">(\d+)", page
    )
    assert found is not None, label
    return int(found[1] or found[2])


def test_a_supervisor_sees_how_many_have_no_consent(session: Any, sign_in: SignIn) -> None:
    district = make.district()
    town, other = make.township(district), make.township(district)
    make.season(district)
    school = make.school(town)
    make.consent(make.child(school, town))
    for home in (town, town, other):
        make.child(school, home)
    account = make.account(Role.TOWNSHIP_SUPERVISOR, town)
    session.commit()
    page = sign_in(account).get("/").get_data(as_text=True)
    assert (_figure(page, "登记"), _figure(page, "尚未同意"), _figure(page, "待结对")) == (3, 2, 1)


def test_a_lead_sees_what_is_suspended_in_the_own_district(session: Any, sign_in: SignIn) -> None:
    halves = []
    for _ in range(2):
        district = make.district()
        town = make.township(district)
        child = make.child(make.school(town), town)
        make.consent(child)
        make.pairing(child, make.vetted(make.volunteer(town)), make.season(district), PairingState.SUSPENDED)
        halves.append(district)
    account = make.account(Role.SAFEGUARDING_LEAD, halves[0])
    session.commit()
    assert _figure(sign_in(account).get("/").get_data(as_text=True), "暂停") == 1


def test_an_administrator_sees_accounts_by_role_and_places(session: Any, sign_in: SignIn) -> None:
    town = make.township(make.district())
    schools = [make.school(town) for _ in range(3)]
    make.site(town)
    make.account(Role.SCHOOL_STAFF, schools[0])
    invited = make.account(Role.SCHOOL_STAFF, schools[1])
    invited.password_hash = None
    closed = make.account(Role.SCHOOL_STAFF, schools[2])
    closed.active = False
    account = make.account(Role.ADMINISTRATOR)
    account.password_hash = "set"
    session.commit()
    page = sign_in(account).get("/").get_data(as_text=True)
    assert _figure(page, "学校老师") == 2
    assert _figure(page, "学校") == 3
    assert _figure(page, "站点") == 1
    assert "现在没有要办的事" not in page


def test_an_auditor_sees_todays_counts(session: Any, sign_in: SignIn) -> None:
    town = make.township(make.district())
    child = make.child(make.school(town), town)
    for _ in range(2):
        audit.record(session, system_actor("test"), audit.Action.CHILD_READ, child)
    account = make.account(Role.AUDITOR)
    session.commit()
    page = sign_in(account).get("/").get_data(as_text=True)
    assert (_figure(page, "记录"), _figure(page, "查看儿童档案")) == (2, 2)


def test_one_button_stands_out_on_a_start_page(session: Any, sign_in: SignIn) -> None:
    town = make.township(make.district())
    school, season = make.school(town), make.season(town.parent)
    volunteer = make.vetted(make.volunteer(town, slots=2))
    for slot, state in enumerate((PairingState.ACCEPTED, PairingState.ACTIVE), 1):
        child = make.child(school, town)
        make.consent(child)
        pairing = make.pairing(child, volunteer, season, state, slot=slot)
    make.service_session(pairing)
    account = make.account(Role.SCHOOL_STAFF, school)
    session.commit()
    page = sign_in(account).get("/").get_data(as_text=True)
    assert "/approvals" in page
    assert "/sessions/queue/" in page
    main = re.sub(r"<dialog.*?</dialog>", "", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL)
    assert main.count("btn-primary") == 1
