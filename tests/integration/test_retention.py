"""The retention run: closed files lose everything that says who it was, figures stay, open and held files are left."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.models import Account
from app.children.models import Child, ChildStatus
from app.coverage.figures import By, Month
from app.coverage.queries import View, figures_by, scope_of
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import Base, db
from app.foundation.errors import Refused
from app.foundation.inventory import Kept, inventory
from app.foundation.retention import Subject
from app.pairing.models import PairingState
from app.privacy.models import Cause, Channel, Erasure, Requester, RequestKind, RightsRequest
from app.privacy.overwriting import CLASSES, owned
from app.privacy.rules import erasing, retaining
from app.privacy.rules.retaining import PAPERWORK, SINCE, run
from app.privacy.rules.terms import set_term
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.factories import concerns
from tests.integration.privacy_place import MARK, fresh_ledger, make_past, marked, plant

__all__ = ["fresh_ledger"]
ACTOR = system_actor("test")


def counts(past: Any) -> list[Any]:
    """The coverage of the old season, by township, village and school."""
    view = View(past.season, Month.of(past.season.ends_on), clock.today(), scope_of(ACTOR))
    found = [figures_by(db.session, view, by) for by in By]
    db.session.rollback()
    return found


def test_a_closed_file_is_overwritten_everywhere_and_old_figures_stay(app: Flask) -> None:
    past = make_past()
    assert plant(past) > 30
    code, tokens = past.child.code, (past.child.identity_token, past.volunteer.identity_token)
    before = counts(past)
    assert any(figures.minutes for by in before for figures in by.values())

    done = run(db.session, ACTOR, dry_run=False)

    assert (done.children, done.volunteers) == (1, 1)
    assert marked() == []
    assert counts(past) == before
    child, volunteer = db.session.get_one(Child, past.child.id), db.session.get_one(Volunteer, past.volunteer.id)
    assert child.code != code
    assert {child.identity_token, volunteer.identity_token}.isdisjoint(tokens)
    assert (child.birth_date.month, child.birth_date.day) == (1, 1)
    account = db.session.get_one(Account, past.account.id)
    assert (account.active, account.password_hash, account.name) == (False, None, "—")
    assert all(role.ended_at is not None for role in account.roles)


def test_what_ends_with_a_file_is_found_by_whose_it_is() -> None:
    lost = [
        f"{row.table}.{row.column}"
        for owner, classes in CLASSES.items()
        for row in inventory()
        if row.kept in classes and owned(Base.metadata.tables[row.table], owner, uuid.uuid4()) is None
    ]
    assert lost == [], "kept with somebody's file, but no key of the table says whose row it is"


def test_a_dry_run_says_the_same_and_changes_nothing(app: Flask) -> None:
    past = make_past()
    plant(past)
    found = json.loads(app.test_cli_runner().invoke(args=["retention", "run", "--dry-run", "--json"]).output)
    assert (found["children"], found["volunteers"]) == (1, 1)
    assert marked()
    assert db.session.scalars(select(Erasure)).all() == []
    found = json.loads(app.test_cli_runner().invoke(args=["retention", "run", "--json"]).output)
    assert (found["children"], found["volunteers"], found["dry_run"]) == (1, 1, False)
    again = json.loads(app.test_cli_runner().invoke(args=["retention", "run", "--json"]).output)
    assert (again["children"], again["volunteers"], again["paperwork"].values().__iter__().__next__()) == (0, 0, 0)


def test_open_held_and_young_files_are_left_alone(app: Flask) -> None:
    past = make_past()
    plant(past)
    young = make_past(days_ago=300)  # not twelve months
    paired = make_past(days_ago=801)
    paired.pairing.state, paired.pairing.active_at = PairingState.ACTIVE, clock.now()
    asked = make.add(
        RightsRequest(
            kind=RequestKind.VIEW, child_id=past.child.id, requester=Requester.GUARDIAN, channel=Channel.PHONE,
            received_on=clock.today(), due_on=clock.today() + timedelta(days=15),
        )
    )  # fmt: skip
    db.session.commit()
    kept = [one.child.id for one in (past, young, paired)] + [young.volunteer.id, paired.volunteer.id]
    done = run(db.session, ACTOR, dry_run=False)
    assert (done.children, done.volunteers, dict(done.held)) == (0, 1, {"request": 1})
    assert set(db.session.scalars(select(Erasure.subject_id))).isdisjoint(kept)
    with pytest.raises(Refused, match=r"privacy\.held"):
        erasing.erase(db.session, ACTOR, Subject.CHILD, past.child.id, Cause.TERM)
    db.session.rollback()
    db.session.delete(db.session.get_one(RightsRequest, asked.id))
    db.session.commit()
    assert run(db.session, ACTOR, dry_run=False).children == 1


def test_an_open_concern_and_a_suspension_keep_files(app: Flask) -> None:
    past = make_past()
    raised = concerns.concern(past.district, child_id=past.child.id)
    concerns.suspension(raised, past.volunteer, past.lead)
    db.session.commit()
    done = run(db.session, ACTOR, dry_run=False)
    assert (done.children, done.volunteers, done.held.total()) == (0, 0, 2)
    for subject, number in ((Subject.CHILD, past.child.id), (Subject.VOLUNTEER, past.volunteer.id)):
        with pytest.raises(Refused, match="held"):
            erasing.erase(db.session, ACTOR, subject, number, Cause.REQUEST)
        db.session.rollback()


def test_a_child_on_the_ledger_is_never_due_however_old_the_file(app: Flask) -> None:
    past = make_past(days_ago=4000)
    past.child.status, past.child.left_on, past.child.left_reason = ChildStatus.ACTIVE, None, None
    db.session.commit()
    assert run(db.session, ACTOR, dry_run=False).children == 0


def test_the_months_are_a_setting_within_what_the_law_lets(app: Flask) -> None:
    past = make_past(days_ago=800)
    set_term(db.session, ACTOR, Kept.CHILD_FILE, 36)
    assert run(db.session, ACTOR, dry_run=True).children == 0
    set_term(db.session, ACTOR, Kept.CHILD_FILE, 24)
    assert run(db.session, ACTOR, dry_run=True).children == 1
    with pytest.raises(Refused, match="term_bounds"):
        set_term(db.session, ACTOR, Kept.REQUEST, 12)
    assert past.child.erased_at is None


def test_a_run_that_dies_between_ledger_and_database_is_finished_by_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = make_past()
    plant(past)

    def die(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(erasing, "_carry_out", die)
        with pytest.raises(KeyboardInterrupt):
            run(db.session, ACTOR, dry_run=False)
        db.session.rollback()
    assert marked()
    done = run(db.session, ACTOR, dry_run=False)
    assert done.replayed == 1
    assert marked() == []


def test_what_is_erased_is_nobodys_any_more(app: Flask, sign_in: Callable[[Account], FlaskClient]) -> None:
    past = make_past()
    assert sign_in(past.staff).get(f"/children/{past.child.id}").status_code == 200
    run(db.session, ACTOR, dry_run=False)
    assert sign_in(past.staff).get(f"/children/{past.child.id}").status_code == 404
    assert sign_in(past.staff).post(f"/children/{past.child.id}/come-back").status_code == 404
    assert str(past.child.id) not in sign_in(past.staff).get("/children?status=left").get_data(as_text=True)
    assert sign_in(past.organizer).get(f"/volunteers/{past.volunteer.id}").status_code == 404


def test_old_paperwork_goes_and_new_stays(app: Flask) -> None:
    assert {row.table for row in inventory() if row.kept in PAPERWORK} == set(SINCE), "say since when it counts as old"
    past = make_past()
    from app.children.models import ImportState, RosterImport

    values = {"district_id": past.district.id, "school_id": past.school.id, "filename": MARK, "content": MARK}
    old = make.add(RosterImport(**values, created_at=clock.now() - timedelta(days=40)))
    new = make.add(RosterImport(**values))
    db.session.commit()
    assert run(db.session, ACTOR, dry_run=True).paperwork["roster_import"] == 1
    assert run(db.session, ACTOR, dry_run=False).paperwork["roster_import"] == 1
    db.session.expire_all()
    assert (old.state, old.content, old.filename) == (ImportState.DISCARDED, None, "—")
    assert new.content == MARK


def test_the_file_of_the_database_holds_it_no_more(app: Flask, database: str) -> None:
    if database != "sqlite":
        return  # PostgreSQL's dead rows go with the VACUUM that `tidy` runs
    assert db.session.scalar(text("PRAGMA secure_delete")) == 1
    past = make_past()
    past.child.interests = marker = "Zeichen-die-nicht-bleiben" * 8
    db.session.commit()
    assert marker.encode() in _bytes(app)
    run(db.session, ACTOR, dry_run=False)
    assert marker.encode() not in _bytes(app)


def _bytes(app: Flask) -> bytes:
    path = Path(str(db.engine.url.database))
    db.session.remove()
    assert sqlite3.threadsafety
    return b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))


def test_the_night_run_waits_for_the_night(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.privacy import tasks

    make_past()
    monkeypatch.setattr(tasks, "NIGHT", (clock.local(clock.now()).hour + 1) % 24)
    assert tasks.anonymise_at_night(db.session) == 0
    monkeypatch.setattr(tasks, "NIGHT", clock.local(clock.now()).hour)
    assert tasks.anonymise_at_night(db.session) == 2
    assert retaining.run(db.session, ACTOR, dry_run=True).children == 0
