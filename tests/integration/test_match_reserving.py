"""Places reserved for children who are expected: who is expected, what is left out and shown, and switching it off."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.foundation import audit
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs.worker import run_waiting
from app.pairing.models import MatchReserve, MatchRun
from app.pairing.policy import fingerprint
from app.pairing.policy_form import shown
from app.pairing.rules.running import start_run
from app.pairing.rules.weighing import run_without_reserve, save_policy
from app.pairing.supposing import OtherWeight
from app.seasons.models import Season, SeasonStage
from app.volunteers.models import Skill, Volunteer
from tests import factories as make
from tests.integration.matching_place import Place, Session, children, run, volunteers
from tests.integration.past_place import came_late, past, place, wants
from tests.integration.what_if_place import SignIn, ask

# Fixtures are found by being imported.
__all__ = ["past", "place"]


def scarce(place: Place) -> Volunteer:
    """A student who can do what the others can, and music."""
    (volunteer,) = volunteers(place, 1)
    volunteer.skills.append(Skill(area="quality", grade_min=0, grade_max=12))
    return volunteer


def reserving(session: Session, place: Place, past: Season) -> Volunteer:
    """One child here who wants mathematics, two students who can teach it; one of them is needed later."""
    children(place, 1)
    volunteers(place, 1)
    volunteer = scarce(place)
    wants(came_late(place, past), "quality")
    session.commit()
    save_policy(session, place.organizer.actor(), place.season.id, {"hold_back": True})
    return volunteer


def test_a_scarce_place_is_reserved_shown_and_costs_no_child(
    session: Session, place: Place, past: Season, sign_in: SignIn
) -> None:
    volunteer = reserving(session, place, past)
    done = run(session, place)
    assert (done.exact, done.pair_count, done.waiting_count) == (True, 1, 0)
    assert done.pairs[0].volunteer_id != volunteer.id
    (kept,) = done.reserves
    assert (kept.volunteer_id, kept.slots) == (volunteer.id, 1)
    assert kept.kinds == [
        {"needs": [["quality", None]], "grades": [1, 6], "township": str(place.township.id), "slots": 1}
    ]
    assert done.outlook is not None
    assert (done.outlook["season"], done.outlook["children"]) == ("去年寒假", 1)
    page = sign_in(place.organizer).get(f"/matching/{done.id}").get_data(as_text=True)
    for words in ("去年寒假", "又来了 1 名孩子和 0 名志愿者", volunteer.code, "素质拓展（小学）", "不预留，重新匹配"):
        assert words in page
    assert volunteer.name not in page


def test_switched_off_and_matched_again_with_one_tap(
    session: Session, place: Place, past: Season, sign_in: SignIn
) -> None:
    volunteer = reserving(session, place, past)
    done = run(session, place)
    browser = sign_in(place.organizer)
    answer = browser.post(f"/matching/{done.id}/without-reserve")
    assert answer.status_code == 302
    again = browser.post(f"/matching/{done.id}/without-reserve")  # a double click leads to the same run
    assert again.headers["Location"] == answer.headers["Location"]
    assert run_waiting() == 1
    session.expire_all()
    assert place.season.policy == {}
    latest = session.scalars(select(MatchRun).order_by(MatchRun.created_at.desc()).limit(1)).one()
    assert (latest.reserves, latest.outlook, latest.policy["hold_back"]) == ([], None, False)
    assert latest.exact
    page = browser.get(f"/matching/{latest.id}").get_data(as_text=True)
    assert 'id="reserved"' not in page
    old = session.get_one(MatchRun, done.id)
    assert [one.volunteer_id for one in old.reserves] == [volunteer.id], "the old run keeps what it did"
    events = session.scalars(select(audit.AuditEvent.details).where(audit.AuditEvent.action == "season.changed")).all()
    assert events.count({"fields": ["policy"]}) == 2


def test_it_is_switched_off_and_matched_or_neither(session: Session, place: Place, past: Season) -> None:
    reserving(session, place, past)
    done = run(session, place)
    actor = place.organizer.actor()
    start_run(session, actor, place.season.id)
    with pytest.raises(Conflict):
        run_without_reserve(session, actor, done.id)
    session.rollback()
    assert place.season.policy == {"hold_back": True}
    stranger = make.account(Role.ORGANIZER, make.district())
    session.commit()
    with pytest.raises(Missing):
        run_without_reserve(session, stranger.actor(), done.id)
    session.rollback()
    run_waiting()
    place.season.stage = SeasonStage.CLOSED
    session.commit()
    with pytest.raises(Refused, match="season_over"):
        run_without_reserve(session, actor, done.id)
    session.rollback()


def test_nothing_to_reserve_is_said_too(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    children(place, 2)
    volunteers(place, 1)
    wants(came_late(place, past), "tutoring", "math")
    session.commit()
    save_policy(session, place.organizer.actor(), place.season.id, {"hold_back": True})
    done = run(session, place)
    assert (done.pair_count, done.reserves) == (1, []), "nobody who is here waits for one who may come"
    page = sign_in(place.organizer).get(f"/matching/{done.id}").get_data(as_text=True)
    assert "这次没有预留名额" in page


def test_without_a_past_season_the_switch_is_shut_and_says_why(session: Session, place: Place, sign_in: SignIn) -> None:
    url = f"/matching/weights/{place.season.id}"
    browser = sign_in(place.organizer)
    page = browser.get(url).get_data(as_text=True)
    assert "还没有同类假期的往季记录" in page
    (field,) = [tag for tag in page.split("<") if tag.startswith("input") and 'name="hold_back"' in tag]
    assert "disabled" in field
    sent = {**shown({}), "seen": fingerprint({}), "hold_back": "y"}
    forged = browser.post(url, data={name: value for name, value in sent.items() if value is not False})
    assert forged.status_code == 422
    session.expire_all()
    assert place.season.policy == {}


def test_the_switch_names_the_season_it_goes_by(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    url = f"/matching/weights/{place.season.id}"
    browser = sign_in(place.organizer)
    assert "参照去年寒假" in browser.get(url).get_data(as_text=True)
    sent = {**shown({}), "seen": fingerprint({}), "hold_back": "y"}
    assert browser.post(url, data=sent).status_code == 302
    session.expire_all()
    assert place.season.policy == {"hold_back": True}


def test_off_by_default_and_nothing_is_asked_of_the_past(session: Session, place: Place, past: Season) -> None:
    children(place, 1)
    volunteers(place, 2)
    wants(came_late(place, past), "tutoring", "math")
    session.commit()
    done = run(session, place)
    assert (done.outlook, done.policy["hold_back"]) == (None, False)
    assert session.scalars(select(MatchReserve)).all() == []


def test_what_if_nothing_were_reserved(session: Session, place: Place, past: Season, sign_in: SignIn) -> None:
    reserving(session, place, past)
    done = run(session, place)
    assert "关闭：为后面还会来的孩子预留名额" in sign_in(place.organizer).get(f"/matching/{done.id}/what-if").get_data(
        as_text=True
    )
    answer = ask(session, place, done, OtherWeight("hold_back", value=False))
    assert answer["as_the_run"], "before the change, places are reserved as in the run"
    assert (answer["before"]["pairs"], answer["after"][0]["pairs"]) == (1, 1)
    back = run_without_reserve(session, place.organizer.actor(), done.id)
    run_waiting()
    later = session.get_one(MatchRun, back.id, populate_existing=True)
    again = ask(session, place, later, OtherWeight("hold_back", value=True))
    assert again["as_the_run"]
    assert again["after"][0]["pairs"] == 1


def test_without_a_past_season_no_question_offers_to_reserve(session: Session, place: Place, sign_in: SignIn) -> None:
    children(place, 1)
    volunteers(place, 1)
    session.commit()
    done = run(session, place)
    page = sign_in(place.organizer).get(f"/matching/{done.id}/what-if").get_data(as_text=True)
    assert "关闭：追求最佳契合" in page
    assert "预留名额" not in page
