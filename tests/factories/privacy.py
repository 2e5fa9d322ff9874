"""Factories of rights and retention; as in the package, the test commits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.children.models import Child
from app.foundation import clock
from app.places.models import Area
from app.privacy.models import Breach, BreachKind, Channel, ImpactAssessment, Requester, RequestKind, RightsRequest
from app.volunteers.models import Volunteer
from tests.factories import add


def rights_request(of: Child | Volunteer, kind: RequestKind = RequestKind.VIEW, **values: Any) -> RightsRequest:
    """A request that came in person today."""
    today, of_child = clock.today(), isinstance(of, Child)
    values = {
        "requester": Requester.GUARDIAN if of_child else Requester.VOLUNTEER,
        "channel": Channel.IN_PERSON,
        "received_on": today,
        "due_on": today + timedelta(days=15),
        "child_id" if of_child else "volunteer_id": of.id,
        **values,
    }
    made: RightsRequest = add(RightsRequest(kind=kind, **values))
    return made


def breach(place: Area, **values: Any) -> Breach:
    """A breach found just now."""
    values = {"kind": BreachKind.LOST_DEVICE, "found_at": clock.now(), "summary": "手机丢失", **values}
    made: Breach = add(Breach(district_id=place.district_id, **values))
    return made


def assessment(place: Area, **values: Any) -> ImpactAssessment:
    """The first version, reviewed today."""
    today = clock.today()
    texts = dict.fromkeys(("purpose", "effects", "measures", "conclusion"), "已评估")
    days = {"reviewed_on": today, "next_due_on": today + timedelta(days=365)}
    values = {"version": 1, "reviewed_by": "负责人", **texts, **days, **values}
    made: ImpactAssessment = add(ImpactAssessment(district_id=place.district_id, **values))
    return made
