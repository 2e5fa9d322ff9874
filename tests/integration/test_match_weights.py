"""The weights of a season: what an organizer sets is judged, kept, obeyed by the next run, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import matching
from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.feed import policy_of
from app.pairing.models import MatchRun
from app.pairing.policy import EDITABLE, differing, fingerprint, problems
from app.pairing.policy_form import shown
from app.pairing.rules.weighing import save_policy
from app.seasons.models import Season, SeasonStage
from tests import factories as make
from tests.integration.matching_place import Place, Session, children, compute_here, make_place, run, volunteers

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def typed(place: Place, **values: Any) -> dict[str, Any]:
    """The form as shown, with other values; a switch that is off is not sent."""
    sent = {**shown(place.season.policy), "seen": fingerprint(place.season.policy), **values}
    return {name: value for name, value in sent.items() if value is not False}


def url(place: Place) -> str:
    return f"/matching/weights/{place.season.id}"


def changes(session: Session) -> list[Any]:
    wanted = select(audit.AuditEvent).where(audit.AuditEvent.action == audit.Action.SEASON_CHANGED)
    return [event.details for event in session.scalars(wanted)]


def test_weights_are_saved_with_the_season_and_obeyed(
    session: Session, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(place.organizer)
    assert "匹配权重" in browser.get(url(place)).get_data(as_text=True)
    sent = typed(place, must_need="500", floor_share="60", waiting_bands="14，60、120", near_km="12.5", fairness=False)
    assert browser.post(url(place), data=sent).status_code == 302
    session.expire_all()
    wanted = {"must_need": 500, "floor_share": 0.6, "waiting_bands": [14, 60, 120], "near_km": 12.5, "fairness": False}
    assert place.season.policy == wanted
    assert changes(session) == [{"fields": ["policy"]}]
    page = browser.get(url(place)).get_data(as_text=True)
    assert page.count("已改动") == len(wanted)
    assert "14, 60, 120" in page
    children(place, 1)
    volunteers(place, 1)
    compute_here(monkeypatch)
    done = run(session, place)
    assert {name: done.policy[name] for name in wanted} == wanted
    assert policy_of(session, place.season).floor_share == 0.6


def test_the_form_sent_back_as_it_is_changes_nothing(session: Session, place: Place, sign_in: SignIn) -> None:
    assert sign_in(place.organizer).post(url(place), data=typed(place)).status_code == 302
    session.expire_all()
    assert (place.season.policy, changes(session)) == ({}, [])


def test_every_wrong_value_is_told_at_its_field_and_kept(session: Session, place: Place, sign_in: SignIn) -> None:
    wrong = {
        "must_need": "-1",
        "other_need": "100001",
        "thrift": "",
        "retention": "viel",
        "floor_share": "101",
        "waiting_bands": "90, 30",
        "full_overlap": "0",
        "full_weeks": "0",
        "near_km": "nan",
        "remote": "101",
        "min_common_weeks": "54",
    }
    answer = sign_in(place.organizer).post(url(place), data=typed(place, interests="77", **wrong))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert [name for name in wrong if f'id="{name}-error"' not in page] == []
    assert 'id="interests-error"' not in page
    for kept in ('value="90, 30"', 'value="77"', 'value="100001"'):
        assert kept in page
    session.expire_all()
    assert (place.season.policy, changes(session)) == ({}, [])


@pytest.mark.parametrize("bands", ["", "30", "1,2,3,4,5,6,7,8,9"])
def test_bands_of_waiting_may_be_few_or_many(session: Session, place: Place, sign_in: SignIn, bands: str) -> None:
    assert sign_in(place.organizer).post(url(place), data=typed(place, waiting_bands=bands)).status_code == 302
    session.expire_all()
    assert place.season.policy["waiting_bands"] == [int(day) for day in bands.split(",") if day]


def test_back_to_the_shipped_weights(session: Session, place: Place, sign_in: SignIn) -> None:
    place.season.policy = {"must_need": 1, "hold_back": True, "same_sex_areas": []}
    session.commit()
    browser = sign_in(place.organizer)
    assert browser.post(f"{url(place)}/reset").status_code == 302
    assert browser.post(f"{url(place)}/reset").status_code == 302
    session.expire_all()
    assert place.season.policy == {"same_sex_areas": []}, "what the page does not offer stays"
    assert len(changes(session)) == 1


def test_who_saves_over_a_colleague_is_told_first(session: Session, place: Place, sign_in: SignIn) -> None:
    mine = typed(place, must_need="900")
    save_policy(session, place.organizer.actor(), place.season.id, {"other_need": 5})
    browser = sign_in(place.organizer)
    answer = browser.post(url(place), data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "有同事保存了另一套权重" in page
    assert 'value="900"' in page
    session.expire_all()
    assert place.season.policy == {"other_need": 5}
    assert browser.post(url(place), data={**mine, "seen": fingerprint(place.season.policy)}).status_code == 302
    with pytest.raises(Conflict):
        save_policy(session, place.organizer.actor(), place.season.id, {}, seen="something else")
    session.rollback()


def test_only_the_districts_organizer_and_only_while_the_season_runs(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    stranger = make.account(Role.ORGANIZER, make.district())
    staff = make.account(Role.SCHOOL_STAFF, place.school)
    session.commit()
    for account in (stranger, staff):
        browser = sign_in(account)
        assert browser.get(url(place)).status_code == 404
        assert browser.post(url(place), data=typed(place, must_need="1")).status_code == 404
        assert browser.post(f"{url(place)}/reset").status_code == 404
    with pytest.raises(Missing):
        save_policy(session, stranger.actor(), place.season.id, {"must_need": 1})
    session.rollback()
    place.season.stage = SeasonStage.CLOSED
    session.commit()
    browser = sign_in(place.organizer)
    assert "权重不能再改" in browser.get(url(place)).get_data(as_text=True)
    assert browser.post(url(place), data=typed(place, must_need="1")).status_code == 422
    session.expire_all()
    assert place.season.policy == {}


def test_a_rule_refuses_what_the_engine_refuses(session: Session, place: Place) -> None:
    for values in ({"must_need": 1.5}, {"fairness": "yes"}, {"floor_share": 2}, {"waiting_bands": ["a"]}):
        with pytest.raises(Refused) as refused:
            save_policy(session, place.organizer.actor(), place.season.id, values)
        assert refused.value.field == next(iter(values))
        session.rollback()
    # A name the page does not offer is not taken from it.
    save_policy(session, place.organizer.actor(), place.season.id, {"same_sex_areas": [], "must_need": 7})
    assert session.get_one(Season, place.season.id).policy == {"must_need": 7}


def test_every_weight_the_engine_knows_is_offered_or_kept_from_the_page_on_purpose() -> None:
    assert set(matching.Policy().to_dict()) - set(EDITABLE) == {"same_sex_areas"}
    assert problems(matching.Policy().to_dict()) == {}
    assert differing(matching.Policy().to_dict()) == {}


def test_an_older_run_without_figures_of_fairness_is_still_shown(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    old = MatchRun(
        season_id=place.season.id, district_id=place.district.id, exact=True, finished_at=clock.now(), objective=1,
        bound=1, levels=[["children", 1, 1]], seconds=0.1,
    )  # fmt: skip
    session.add(old)
    session.commit()
    page = sign_in(place.organizer).get(f"/matching/{old.id}").get_data(as_text=True)
    assert "达成 = 上界" in page
    assert "乡镇（街道）公平" not in page
