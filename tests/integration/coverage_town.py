"""A district of random rows for the tests of coverage, and a recount of it that shares nothing with the queries."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select

from app.activities.models import Activity, Attendance
from app.children.models import Child, ChildStatus
from app.coverage import queries
from app.coverage.figures import By, Month, month_shown
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.pairing.models import Pairing, PairingState
from app.places.models import Area
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState
from tests import factories as make

NOW = datetime.fromisoformat("2027-02-03T12:00:00+08:00")

STATES = [PairingState.APPROVED, PairingState.ACTIVE, PairingState.PROPOSED, PairingState.ENDED, PairingState.EXPIRED]


class Town:
    """A district with random children, pairings, sessions and activities; and one beside it that must not count."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - invented rows, no secrets
        self.district = make.district(f"区{seed}")
        self.townships = [make.township(self.district, column=n % 3, row=n // 3) for n in range(3)]
        self.townships.append(make.township(self.district))  # without a tile
        self.villages = [make.village(place) for place in self.townships[:2] for _ in range(2)]
        self.schools = [make.school(place) for place in self.townships[:3]]
        dates: dict[str, Any] = {"starts_on": date(2027, 1, 10), "ends_on": date(2027, 2, 28)}
        self.season = make.season(self.district, code=f"2027-w{seed}", **dates)
        self.earlier = make.season(
            self.district, code=f"2026-s{seed}", starts_on=date(2026, 7, 1), ends_on=date(2026, 8, 31)
        )
        self.sites = [make.site(place) for place in self.townships]
        self.children = [self._child() for _ in range(40)]
        self.activities = [self._activity() for _ in range(5)]
        db.session.flush()

    def _child(self) -> Child:
        home = self.rng.choice([*self.townships, *self.villages])
        child = make.child(self.rng.choice([None, *self.schools]), home)
        if self.rng.random() < 0.7:
            make.consent(child, expires_on=clock.today() + timedelta(days=self.rng.choice([-1, 0, 90])))
        if self.rng.random() < 0.15:
            child.status, child.left_on = ChildStatus.LEFT, clock.today()
        for season in (self.season, self.earlier):
            if self.rng.random() < 0.6:
                self._serve(child, season)
        return child

    def _serve(self, child: Child, season: Season) -> None:
        state = self.rng.choice(STATES) if season is self.season else PairingState.ENDED
        pairing = make.pairing(child, make.volunteer(self.townships[0]), season, state)
        start = datetime.combine(season.starts_on, datetime.min.time()) + timedelta(hours=9)
        for day in self.rng.sample(range(24), self.rng.randint(0, 3)):
            state_of = self.rng.choice(list(SessionState))
            values: dict[str, Any] = {"state": state_of}
            if state_of is SessionState.CONFIRMED:
                values["confirmed_at"] = clock.now()
            if state_of in {SessionState.RETURNED, SessionState.VOID}:
                values["reason"] = "other"
            moment = clock.from_local(start + timedelta(days=day))
            make.service_session(pairing, moment, self.rng.randint(1, 240), **values)

    def _activity(self) -> Activity:
        # Some on the season's first and last local day, one a minute before it begins.
        moment = self.rng.choice(["2027-01-10 00:00", "2027-01-09 23:59", "2027-02-28 23:00", "2027-01-20 14:00"])
        start = clock.from_local(datetime.fromisoformat(moment))
        present = self.rng.sample(self.children, 4)
        return make.activity(self.rng.choice(self.sites), present, starts_at=start, ends_at=start + timedelta(hours=1))

    def view(self, month: Month | None = None) -> View:
        system = system_actor("test")
        chosen = month or month_shown(self.season, clock.today())
        return View(self.season, chosen, clock.today(), queries.scope_of(system))


KEY: dict[By, Callable[[Child], uuid.UUID | None]] = {
    By.TOWNSHIP: lambda child: child.township_id,
    By.VILLAGE: lambda child: child.village_id,
    By.SCHOOL: lambda child: child.school_id,
}


class OfSeason(Protocol):
    """What is recounted: a season of a district."""

    district: Area
    season: Season


def recount(town: OfSeason, by: By, month: str) -> dict[uuid.UUID | None, tuple[int, ...]]:
    """The same figures by plain loops over all rows, sharing nothing with the queries."""
    children = {c.id: c for c in db.session.scalars(select(Child)) if c.district_id == town.district.id}
    pairings = {p.id: p for p in db.session.scalars(select(Pairing)) if p.season_id == town.season.id}
    sessions = [
        s
        for s in db.session.scalars(select(ServiceSession))
        if s.pairing_id in pairings and s.state.value == "confirmed"
    ]
    activities = {a.id: a for a in db.session.scalars(select(Activity))}
    attended = set()
    for one in db.session.scalars(select(Attendance)):
        held = activities[one.activity_id]
        day = (held.starts_at + timedelta(hours=8)).date()  # Shanghai is UTC+8, all year
        in_season = town.season.starts_on <= day <= town.season.ends_on
        if held.state.value == "held" and held.district_id == town.district.id and in_season:
            attended.add(one.child_id)
    figures: dict[uuid.UUID | None, list[int]] = defaultdict(lambda: [0] * 6)
    for child in children.values():
        if child.status.value != "active":
            continue
        row = figures[KEY[by](child)]
        mine = [s for s in sessions if s.child_id == child.id]
        consented = child.consented_until is not None and child.consented_until >= clock.today()
        open_now = any(p.child_id == child.id and p.state.value in ("approved", "active") for p in pairings.values())
        row[0] += 1
        row[1] += consented
        row[2] += consented and open_now
        row[3] += any(f"{s.starts_at + timedelta(hours=8):%Y-%m}" == month for s in mine)
        row[4] += bool(mine) or child.id in attended
    for one_session in sessions:
        figures[KEY[by](children[one_session.child_id])][5] += one_session.minutes
    return {key: tuple(map(int, row)) for key, row in figures.items()}


class People:
    """Who reads the figures of a town."""

    def __init__(self, town: Town) -> None:
        self.organizer = make.account(Role.ORGANIZER, town.district)
        self.supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, town.townships[0])
        self.staff = make.account(Role.SCHOOL_STAFF, town.schools[0])
        db.session.commit()
