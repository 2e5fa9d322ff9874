"""A district with a lead, two deputies, a second and an active pairing, for the tests of concerns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import Pairing, PairingState
from app.safeguarding.models import Concern, ConcernAbout, Post
from app.safeguarding.rules.raising import Report, raise_concern
from tests import factories as make
from tests.factories import concerns
from tests.integration.pairing_place import Place, make_place


@dataclass
class Town:
    """``place`` with those who handle concerns; ``pairing`` is the student's, active."""

    place: Place
    lead: Account
    deputy: Account
    other: Account
    second: Account
    pairing: Pairing

    @property
    def handlers(self) -> tuple[Account, ...]:
        """Everybody who handles concerns, the second last."""
        return self.lead, self.deputy, self.other, self.second

    def report(self, story: str = "孩子胳膊上有伤", reporter: Account | None = None, **values: Any) -> Concern:
        """Somebody reports something."""
        given = {"id": uuid.uuid4(), "district_id": self.place.district.id, "story": story, **values}
        return raise_concern(db.session, Report(**given), reporter.actor() if reporter is not None else None)

    def about_student(self, **values: Any) -> Concern:
        """The school reports the student."""
        given = {"about": ConcernAbout.VOLUNTEER, "child_code": self.place.child.code, **values}
        return self.report("他单独带孩子回家", self.place.staff, **given)


def make_town(*, second: bool = True) -> Town:
    """Build and commit it."""
    place = make_place()
    names = ("周主任", "吴副手", "郑副手", "冯书记")
    lead, deputy, other, stands_in = (make.account(Role.SAFEGUARDING_LEAD, place.district, name=name) for name in names)
    concerns.post(place.district, lead, Post.LEAD, confirmed=True)
    if second:
        concerns.post(place.district, stands_in, Post.SECOND, confirmed=True)
    pairing = place.pairing(PairingState.ACTIVE, approved_by_id=place.staff.id, sexes="same")
    return Town(place, lead, deputy, other, stands_in, pairing)
