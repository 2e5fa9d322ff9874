"""What an organizer may suppose of a run that is not published, and the question to the engine that it makes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import matching
from app.foundation.database import DbSession
from app.pairing.comparing import Question
from app.pairing.feed import read_feed
from app.pairing.looking_back import as_input, look_back
from app.pairing.models import MatchPair, MatchRun
from app.pairing.solving import Input
from app.volunteers.models import Availability, Volunteer

SUPPOSED = "supposed"
"""The id of a volunteer who is only supposed; all others are UUIDs."""

SUPPOSING_MESSAGES = {
    "matching.suppose.running": _l("A question about this run is being answered; wait for it."),
    "matching.suppose.area": _l("Choose a service area."),
    "matching.suppose.subject": _l("Choose a subject: tutoring is always in one."),
    "matching.suppose.no_subject": _l("Only tutoring has a subject."),
    "matching.suppose.grades": _l("The last grade must not be before the first."),
    "matching.suppose.township": _l("Choose a township of this district."),
    "matching.suppose.mode": _l("Choose how they meet."),
    "matching.suppose.capacity": _l("A volunteer takes one to three children."),
    "matching.suppose.volunteer": _l("Choose a volunteer who has a pair in this run."),
    "matching.suppose.codes": _l("There is no volunteer with the code %(code_asked)s who takes part in this season."),
    "matching.suppose.weight": _l("Choose a weight."),
    "matching.suppose.same": _l("The run was made with this value already."),
}


@dataclass(frozen=True)
class OneMore:
    """One more volunteer, with time whenever a child has. ``township_id`` None: gets to all."""

    area: str
    subject: str | None
    grade_min: int
    grade_max: int
    township_id: str | None
    mode: str
    sex: str | None = None
    capacity: int = 1


@dataclass(frozen=True)
class OneLess:
    """A volunteer who leaves."""

    volunteer_id: str


@dataclass(frozen=True)
class OtherWeight:
    """One weight of the run is another."""

    name: str
    value: Any


@dataclass(frozen=True)
class TakeMore:
    """Willing volunteers take so many children; all of them where ``volunteer_ids`` is empty."""

    children: int
    volunteer_ids: tuple[str, ...] = ()


Change = OneMore | OneLess | OtherWeight | TakeMore
_KINDS: dict[str, type[Any]] = {
    "one_more": OneMore,
    "one_less": OneLess,
    "other_weight": OtherWeight,
    "take_more": TakeMore,
}


def kind_of(change: Change) -> str:
    """The name under which a change is kept with its job."""
    return next(name for name, kind in _KINDS.items() if isinstance(change, kind))


def as_payload(change: Change) -> dict[str, Any]:
    """A change as JSON holds it."""
    return {"kind": kind_of(change), **asdict(change)}


def from_payload(saved: Mapping[str, Any]) -> Change:
    """The change that ``as_payload`` wrote."""
    values = {name: value for name, value in saved.items() if name != "kind"}
    change: Change = _KINDS[saved["kind"]](**values)
    return replace(change, volunteer_ids=tuple(change.volunteer_ids)) if isinstance(change, TakeMore) else change


def ask(session: DbSession, run: MatchRun, change: Change, today: date) -> Question:
    """The question to the engine: as things are today under the run's own weights, and as supposed."""
    feed = read_feed(session, run.season, today, run.kind)
    policy = matching.Policy.from_dict(run.policy)
    before = as_input(feed, look_back(session, run.season, policy, today), policy)
    after: Input | None = None  # one more or one less is solved from the plan of before
    if isinstance(change, OtherWeight):
        other = matching.Policy.from_dict({**run.policy, change.name: change.value})
        after = as_input(feed, look_back(session, run.season, other, today), other)
    elif isinstance(change, TakeMore):
        more = read_feed(session, run.season, today, run.kind, _more_places(change))
        after = replace(before, volunteers=more.volunteers, forbidden=more.forbidden)
    pairs = select(MatchPair.child_id, MatchPair.volunteer_id).where(MatchPair.run_id == run.id)
    return Question(
        before=before,
        after=after,
        without=change.volunteer_id if isinstance(change, OneLess) else None,
        coming=_newcomer(change) if isinstance(change, OneMore) else None,
        stored={str(row.child_id): str(row.volunteer_id) for row in session.execute(pairs)},
    )


def _newcomer(change: OneMore) -> matching.Volunteer:
    home = change.township_id if change.mode == matching.IN_PERSON else None
    return matching.Volunteer(
        id=SUPPOSED,
        skills=(matching.Skill(change.area, change.subject, change.grade_min, change.grade_max),),
        capacity=change.capacity,
        township=home,
        gender=change.sex,
        modes=(change.mode,),
        reach=frozenset({home}) if home is not None else None,
    )


def _more_places(change: TakeMore) -> Any:
    chosen = {uuid.UUID(id_) for id_ in change.volunteer_ids}

    def more(volunteer: Volunteer, offered: Availability) -> int:
        willing = not chosen or volunteer.id in chosen
        return max(0, change.children - offered.capacity) if willing else 0

    return more
