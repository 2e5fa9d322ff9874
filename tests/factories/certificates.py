"""Rows of publicity, certificates and records."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from app.accounts.models import Account
from app.certificates.models import Certificate, Commendation, Evaluation, Issuer, Objection, Publicity, Rating
from app.foundation import clock
from app.foundation.ids import short_code
from app.places.models import Area
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from tests import factories as make

_numbers = count(1)


def issuer(of: Area) -> Issuer:
    """Who issues in a district."""
    body, phone = "共青团演示区委员会", "0874-1234567"
    made: Issuer = make.add(
        Issuer(district_id=of.id, body=body, responsible="王书记", handler="赵干事", phone=phone)
    )  # fmt: skip
    return made


def publicity(of: Season, **values: Any) -> Publicity:
    """The hours of a season as they are now, for a week that ended yesterday."""
    values = {
        "number": next(_numbers), "opened_at": clock.now(), "last_day": clock.today() - timedelta(days=1), **values,
    }  # fmt: skip
    made: Publicity = make.add(Publicity(district_id=of.district_id, season_id=of.id, **values))
    return made


def objection(to: Publicity, by: Account) -> Objection:
    """An objection without an answer."""
    made: Objection = make.add(Objection(publicity_id=to.id, account_id=by.id, words="第二行不对"))
    return made


def certificate(of: Volunteer, during: Publicity, **values: Any) -> Certificate:
    """Two hours of tutoring."""
    today = clock.today()
    values = {
        "name": of.name, "first_day": today, "last_day": today, "minutes": 120, "sessions": 2,
        "content": {"tutoring": {"name": "学业辅导", "minutes": 120}}, "season_name": "测试季", "body": "共青团",
        "responsible": "王书记", "handler": "赵干事", "phone": "0874-1234567", "number": short_code(20),
        "township_id": of.township_id, **values,
    }  # fmt: skip
    made: Certificate = make.add(
        Certificate(
            district_id=during.district_id,
            season_id=during.season_id,
            publicity_id=during.id,
            volunteer_id=of.id,
            **values,
        )
    )
    return made


def commendation(of: Volunteer) -> Commendation:
    """An award of today."""
    made: Commendation = make.add(
        Commendation(volunteer_id=of.id, title="优秀志愿者", given_on=clock.today(), given_by="团区委")
    )
    return made


def evaluation(of: Volunteer, during: Season, **values: Any) -> Evaluation:
    """Excellent throughout, as the League sees it."""
    values = dict.fromkeys(("content", "quality", "attitude"), Rating.EXCELLENT) | {"words": "认真"} | values
    made: Evaluation = make.add(Evaluation(volunteer_id=of.id, season_id=during.id, **values))
    return made


def record_whole(of: Volunteer, during: Season, objector: Account) -> None:
    """One of everything: hours publicised to this day, an answered objection, a certificate, and what staff added."""
    shown = publicity(during, last_day=clock.today())
    answered = objection(shown, objector)
    answered.answer, answered.answered_at = "已核实", clock.now()
    certificate(of, shown, id_line="5303**********0026")
    commendation(of)
    evaluation(of, during)
    issuer(make.db.session.get_one(Area, during.district_id))
