"""The board: which pairs of a lead's district to look at, and saying that one did."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, Role, authorize, may, visible_to
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.pairing.access import seen_as_staff
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import load_pairing
from app.places.models import Area
from app.safeguarding.looking.records import records_of
from app.safeguarding.looking.rules import RULES, Finding, Setting, findings, may_find, shipped
from app.safeguarding.looking.sums import sums_of, usual_minutes
from app.safeguarding.models import LookRule, LookSetting, PairLook

MOST_COUNTED = 300
GOING = (PairingState.ACTIVE, PairingState.SUSPENDED)


@dataclass(frozen=True)
class ToLookAt:
    """A pairing with what the rules found; ``looks``: what was found out before, the latest first."""

    pairing: Pairing
    findings: list[Finding]
    looks: Sequence[PairLook]

    @property
    def newest(self) -> datetime:
        """When the last record behind it was known. The order of the board: no number is put on anybody."""
        return max(one.newest for one in self.findings)


def to_look_at(session: DbSession, actor: Actor, rule: LookRule | None = None) -> list[ToLookAt]:
    """The pairs of the actor's district that a rule (or this one) points to, the newest first."""
    today = clock.today()
    lead = Actor(actor.id, tuple(one for one in actor.grants if one.role is Role.SAFEGUARDING_LEAD))
    query = visible_to(lead, Pairing).where(Pairing.state.in_(GOING), seen_as_staff(lead))
    ids, settings, usual = _sifted(session, query, rule, today)
    loaded = query.options(joinedload(Pairing.child), joinedload(Pairing.volunteer), joinedload(Pairing.season))
    sifted = session.scalars(loaded.where(Pairing.id.in_(ids)).order_by(Pairing.id))
    pairings = [one for one in sifted if may(lead, Permission.LOOK_READ, one)]
    looks = _looks(session, ids)
    found = []
    for records in records_of(session, pairings, usual, today):
        seen = looks.get(records.pairing.id, [])
        rows = findings(records, settings[records.pairing.district_id], _last(seen), today)
        if rows and (rule is None or rule in {one.rule for one in rows}):
            found.append(ToLookAt(records.pairing, rows, seen))
    return sorted(found, key=lambda one: (one.newest, str(one.pairing.id)), reverse=True)


def _sifted(
    session: DbSession, query: Select[Pairing], rule: LookRule | None, today: date
) -> tuple[list[uuid.UUID], dict[uuid.UUID, dict[LookRule, Setting]], float]:
    """Ids of the pairings of which a rule (or this one) may find something; settings by district; usual minutes."""
    consented = query.join(Child, Child.id == Pairing.child_id).where(Child.is_consented(today))
    rows = session.execute(
        consented.with_only_columns(Pairing.id, Pairing.volunteer_id, Child.district_id, maintain_column_froms=True)
    ).all()
    settings = {one: settings_of(session, one) for one in {row[2] for row in rows}}
    sums = sums_of(session, {row[0]: row[1] for row in rows}, today)
    usual = usual_minutes(sums.values())
    return [row[0] for row in rows if may_find(sums[row[0]], settings[row[2]], usual, rule)], settings, usual


def looked_at(session: DbSession, actor: Actor, pairing_id: uuid.UUID, note: str) -> list[PairLook]:
    """Say that one looked at a pairing and what one found; all that stands about it now rests. Commits.

    Raises:
        Missing: not on the actor's board.
        Refused: nothing is said.
    """
    authorize(actor, Permission.LOOK_WRITE, load_pairing(session, pairing_id))
    found = next((one for one in to_look_at(session, actor) if one.pairing.id == pairing_id), None)
    if found is None or actor.id is None:
        raise Missing
    if not note.strip():
        raise Refused("concerns.words_missing", field="note")
    made = [
        PairLook(
            pairing=found.pairing, child_id=found.pairing.child_id, rule=one.rule, note=note.strip(),
            looked_by_id=actor.id, looked_at=clock.now(),
        )
        for one in found.findings
    ]  # fmt: skip
    session.add_all(made)
    rules = sorted(one.rule.value for one in made)
    audit.record(session, actor, Action.PAIR_LOOKED_AT, found.pairing, rules=rules)
    session.commit()
    return made


def settings_of(session: DbSession, district_id: uuid.UUID) -> dict[LookRule, Setting]:
    """Every rule as the district has it."""
    rows = session.scalars(select(LookSetting).where(LookSetting.district_id == district_id))
    return {**shipped(), **{row.rule: Setting(row.active, row.number) for row in rows}}


def set_rules(session: DbSession, actor: Actor, district: Area, wanted: Mapping[LookRule, Setting]) -> int:
    """Set the rules of a district; return how many changed. Commits.

    Raises:
        Missing: not the actor's district.
        Refused: a number cannot be like that.
    """
    authorize(actor, Permission.LOOK_SET, district)
    before, changed = settings_of(session, district.id), []
    for rule, setting in wanted.items():
        if not 1 <= setting.number <= 100 or (rule is LookRule.LATE_HOURS and setting.number > 22):
            raise Refused("looks.number", field=rule.value)
        if setting != before[rule] and (RULES[rule].number is not None or setting.on != before[rule].on):
            row = session.get(LookSetting, (district.id, rule)) or LookSetting(district_id=district.id, rule=rule)
            row.active, row.number, row.set_by_id, row.set_at = setting.on, setting.number, actor.id, clock.now()
            session.add(row)
            changed.append(rule.value)
    if changed:
        audit.record(session, actor, Action.LOOK_RULES_SET, district, rules=sorted(changed))
    session.commit()
    return len(changed)


def count_to_look_at(session: DbSession, actor: Actor) -> int | None:
    """How many pairs stand on the board; None in a district too large to go through for a number on a landing page."""
    lead = Actor(actor.id, tuple(one for one in actor.grants if one.role is Role.SAFEGUARDING_LEAD))
    going = visible_to(lead, Pairing).where(Pairing.state.in_(GOING))
    if (session.scalar(going.with_only_columns(func.count(), maintain_column_froms=True)) or 0) > MOST_COUNTED:
        return None
    return len(to_look_at(session, actor))


def own_districts(session: DbSession, actor: Actor) -> Sequence[Area]:
    """The districts whose rules the actor sets."""
    mine = Area.id.in_(actor.scope_ids(Role.SAFEGUARDING_LEAD))
    return session.scalars(select(Area).where(mine).order_by(Area.name, Area.id)).all()


def _looks(session: DbSession, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PairLook]]:
    query = select(PairLook).where(PairLook.pairing_id.in_(ids)).options(joinedload(PairLook.looked_by))
    found: dict[uuid.UUID, list[PairLook]] = {}
    for row in session.scalars(query.order_by(PairLook.looked_at.desc(), PairLook.id)):
        found.setdefault(row.pairing_id, []).append(row)
    return found


def _last(looks: Sequence[PairLook]) -> dict[LookRule, datetime]:
    return {one.rule: one.looked_at for one in reversed(looks)}
