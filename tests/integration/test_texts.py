"""Standing texts: shipped, edited, reviewed; a material version needs a second person and asks everybody again."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, PendingAct
from app.accounts.rules import confirm
from app.children.gates import ChildGate, missing
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Missing, Refused
from app.foundation.jobs.worker import do_chores
from app.pairing.models import PairingState
from app.texts import shipped
from app.texts.checks import Typed
from app.texts.kinds import TextChange, TextKind
from app.texts.models import StandingText
from app.texts.queries import current, draft, standing, version
from app.texts.rules import publish, review, save_draft, stamp
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
CONSENT, PLEDGE, QUIZ = TextKind.CONSENT, TextKind.PLEDGE, TextKind.QUIZ

# Somebody signed these words. A released file never changes; what should be different is the next version.
DIGESTS = {
    "consent.en": "ded8b24af44ea66c",
    "consent.zh_Hans_CN": "a4d40b3d6a2d9b0f",
    "course.en": "05417fb89fd7bcdd",
    "course.zh_Hans_CN": "61ccb50bbffd658d",
    "data_rule.en": "a5547153f8014a78",
    "data_rule.zh_Hans_CN": "b8a5defd9638033d",
    "pledge.en": "913701bd17841373",
    "pledge.zh_Hans_CN": "3e341584f2b2fbd5",
    "quiz.en": "30b189ce5e961534",
    "quiz.zh_Hans_CN": "e27818175a42d6af",
    "rules.en": "75971da3bb881762",
    "rules.zh_Hans_CN": "e4e554425f83dee9",
}


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


@pytest.fixture
def lead(place: Place, session: Session) -> Account:
    made = make.account(Role.SAFEGUARDING_LEAD, place.district)
    session.commit()
    return made


def typed(kind: TextKind, **values: Any) -> Typed:
    text = shipped.made(kind)
    shown = {name: getattr(text, name) for name in ("title_zh", "title_en", "body_zh", "body_en", "pass_percent")}
    return Typed(**{**shown, "summary": "说明保存期限", **values})


def drafted(session: Session, who: Account, kind: TextKind = CONSENT, **values: Any) -> StandingText:
    values = values or {"title_zh": "知情同意书（新）"}
    return save_draft(session, who.actor(), kind, typed(kind, **values), seen=stamp(draft(session, kind)))


def asked(session: Session, who: Account, kind: TextKind = CONSENT) -> PendingAct:
    held = drafted(session, who, kind)
    act = publish(session, who.actor(), kind, TextChange.MATERIAL, seen=stamp(held))
    assert act is not None
    return act


def test_every_text_ships_ready_in_both_languages_and_says_that_it_is_a_draft(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.organizer)
    for kind in TextKind:
        page = browser.get(f"/texts/{kind.value}").get_data(as_text=True)
        assert shipped.made(kind).title_zh in page
        assert "请先审阅" in page
    browser.post("/language", data={"locale": "en"})
    for kind in TextKind:
        page = html.unescape(browser.get(f"/texts/{kind.value}").get_data(as_text=True))
        assert shipped.made(kind).title_en in page
        assert "Have this reviewed" in page


def test_what_was_released_stays_word_for_word() -> None:
    found = {
        file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in sorted(shipped.FOLDER.glob("*.txt"))
    }
    assert found == DIGESTS


def test_a_wording_fix_asks_nobody_again(session: Session, place: Place) -> None:
    held = drafted(session, place.organizer)
    publish(session, place.organizer.actor(), CONSENT, TextChange.WORDING, seen=stamp(held))
    stands = standing(session, CONSENT)
    assert (stands.current, stands.material) == (2, 1)
    assert missing(place.child, clock.today()) == ()
    first = version(session, CONSENT, 1)
    assert first is not None
    assert first.title_zh == shipped.made(CONSENT).title_zh, "every version is kept"


def test_a_material_text_needs_a_second_person_and_ends_every_older_consent(
    session: Session, place: Place, lead: Account, sign_in: SignIn
) -> None:
    pairing = place.pairing(PairingState.ACTIVE)
    act = asked(session, place.organizer)
    assert missing(place.child, clock.today()) == (), "asking alone changes nothing"
    with pytest.raises(Missing):
        confirm(session, place.organizer.actor(), act.id)
    session.rollback()
    browser = sign_in(lead)
    assert "说明保存期限" in browser.get("/accounts/pending").get_data(as_text=True)
    assert "知情同意书（新）" in browser.get("/texts/consent/draft").get_data(as_text=True)
    assert browser.post(f"/accounts/pending/{act.id}/confirm").status_code == 302
    assert missing(place.child, clock.today()) == (ChildGate.TEXT_OUTDATED,)
    do_chores()
    session.expire_all()
    assert pairing.state is PairingState.SUSPENDED
    now = current(session, CONSENT)
    assert (now.number, now.published_by_id, now.confirmed_by_id) == (2, place.organizer.id, lead.id)
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.TEXT_PUBLISHED)).one()
    assert logged.details == {"text": "consent", "number": 2, "change": "material"}


def test_what_the_second_person_reads_is_what_gets_published(session: Session, place: Place, lead: Account) -> None:
    """Else somebody asks with harmless words and changes them before the yes."""
    act = asked(session, place.organizer)
    organizer, seen = place.organizer.actor(), stamp(draft(session, CONSENT))
    with pytest.raises(Refused, match="asked"):
        save_draft(session, organizer, CONSENT, typed(CONSENT, title_zh="别的"), seen=seen)
    session.rollback()
    with pytest.raises(Refused, match="asked"):
        publish(session, organizer, CONSENT, TextChange.WORDING, seen=seen)
    session.rollback()
    for _again in range(2):
        confirm_or_refused(session, lead, act)
    assert standing(session, CONSENT).current == 2


def confirm_or_refused(session: Session, who: Account, act: PendingAct) -> None:
    try:
        confirm(session, who.actor(), act.id)
    except Refused:
        session.rollback()


def test_taken_back_the_draft_can_be_written_on(session: Session, place: Place, sign_in: SignIn) -> None:
    asked(session, place.organizer)
    browser = sign_in(place.organizer)
    assert browser.post("/texts/consent/take-back").status_code == 302
    form = {**vars(typed(CONSENT, title_zh="再改")), "pass_percent": "", "seen": stamp(draft(session, CONSENT))}
    assert browser.post("/texts/consent/edit", data=form).status_code == 302
    stale = browser.post("/texts/consent/edit", data=form)
    assert stale.status_code == 422, "somebody else's draft is not overwritten"
    assert browser.post("/texts/consent/discard").status_code == 302
    assert draft(session, CONSENT) is None


def test_reviewed_is_ticked_by_somebody_who_did_not_write_it(
    session: Session, place: Place, lead: Account, client: FlaskClient
) -> None:
    assert "草案" in client.get("/volunteer-rules").get_data(as_text=True)
    review(session, place.organizer.actor(), TextKind.RULES, 1)
    assert "草案" not in client.get("/volunteer-rules").get_data(as_text=True)
    drafted(session, place.organizer)
    with pytest.raises(Missing):
        review(session, place.organizer.actor(), CONSENT, None)
    session.rollback()
    held = review(session, lead.actor(), CONSENT, None)
    assert held.reviewed_by_id == lead.id
    drafted(session, place.organizer, title_zh="又改了")
    session.refresh(held)
    assert held.reviewed_at is None, "what was reviewed was another text"


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        (CONSENT, {"body_en": "Only words, nothing to tick."}, "texts.boxes"),
        (QUIZ, {"body_zh": "? 一加一\n+ 二\n+ 两个\n"}, "texts.one_right_answer"),
        (QUIZ, {"body_zh": "没有题目"}, "texts.no_question"),
        (
            QUIZ,
            {"body_zh": "? 一加一\n- 三\n+ 二\n", "body_en": "? One and one\n+ two\n- three\n"},
            "texts.quiz_differs",
        ),
        (QUIZ, {"pass_percent": 0}, "texts.pass_percent"),
        (TextKind.COURSE, {"body_en": "# One page\n\nOnly."}, "texts.chapters_differ"),
        (PLEDGE, {"body_zh": "  "}, "texts.empty"),
    ],
)
def test_a_text_the_pages_could_not_use_is_refused(
    session: Session, place: Place, kind: TextKind, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        drafted(session, place.organizer, kind, **change)
    assert refused.value.code == code


def test_the_database_keeps_no_material_text_of_one_person(session: Session, place: Place) -> None:
    alone = {"published_by_id": place.organizer.id, "confirmed_by_id": place.organizer.id}
    with pytest.raises(IntegrityError):
        make.standing_text(PLEDGE, 2, change=TextChange.MATERIAL, **alone)
    session.rollback()
