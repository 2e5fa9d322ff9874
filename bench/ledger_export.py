"""10,000 children's rows to Excel, from the database to the bytes, beside openpyxl writing the same cells.

Ours reads the ledger's statement, opens the sealed names, words every cell and writes the file. Theirs is given the
cells and writes them with a write-only workbook and nothing else. Half of the children were visited, one in five is
paired.
"""

import random
import tempfile
import uuid
from datetime import timedelta
from io import BytesIO

from flask import Flask
from openpyxl import Workbook
from timing import compare, report

from app import create_app
from app.children.models import Child, Consent, ConsentDecision, ConsentMethod, LeftBehindKind, Need, Sex
from app.coverage.ledgers import queries
from app.coverage.ledgers.codes import Sort
from app.coverage.ledgers.columns import table
from app.coverage.ledgers.source import of_place
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.spreadsheets import to_xlsx
from app.pairing.models import Pairing, PairingState
from app.places.models import Area, AreaLevel, School
from app.seasons.models import Season, SeasonKind
from app.visits.codes import Mark, VisitPlace
from app.visits.models import Visit
from app.volunteers.models import Volunteer, VolunteerSlot
from config import load_settings

CHILDREN, VILLAGES, SCHOOLS = 10_000, 60, 20
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "小明雨欣子涵浩然梓轩佳怡思远文博嘉宁俊杰"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"APP_ENV": "testing", "INSTANCE_PATH": folder})
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            district = fill(random.Random(5))  # noqa: S311 - invented rows, no secrets
        measure(app, district)


def measure(app: Flask, district: uuid.UUID) -> None:
    """One line: seconds of both, and the ratio."""

    def ours() -> tuple[list[str], list[list[object]], bytes]:
        with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
            place = db.session.get_one(Area, district)
            source = queries.source_for(db.session, system_actor("bench"), of_place(place))
            rows = queries.all_rows(db.session, source, queries.Filters(), Sort.DUE)
            headings, cells = table(rows, named=True, codes_only=False)
            kept = list(cells)
            return headings, kept, to_xlsx(headings, kept)

    headings, cells, content = ours()

    def theirs() -> bytes:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet()
        sheet.append(headings)
        for row in cells:
            sheet.append(row)
        out = BytesIO()
        workbook.save(out)
        return out.getvalue()

    mine, other = compare(ours, theirs, rounds=3)
    report(
        "ledger_export", rows=len(cells), columns=len(headings), kilobytes=len(content) // 1024,
        ours_s=mine, openpyxl_s=other, ratio=mine / other, must=3,
    )  # fmt: skip


def fill(rng: random.Random) -> uuid.UUID:
    """A district of invented children; its id."""
    district = _added(Area(level=AreaLevel.DISTRICT, name="演示区", code="530303"))
    district.district_id = district.id
    township = _added(_area(AreaLevel.TOWNSHIP, "演示镇", "530303001", district.id, district.id))
    villages = [
        _added(_area(AreaLevel.VILLAGE, f"第{n}村", f"530303001{n:03}", township.id, district.id))
        for n in range(VILLAGES)
    ]
    schools = [
        _added(School(name=f"第{n}小学", district_id=district.id, township_id=township.id)) for n in range(SCHOOLS)
    ]
    today = clock.today()
    season = _added(
        Season(district_id=district.id, code="S", name="季", kind=SeasonKind.WINTER, starts_on=today,
               ends_on=today + timedelta(days=30))
    )  # fmt: skip
    children = [_child(rng, number, rng.choice(villages), rng.choice(schools)) for number in range(CHILDREN)]
    volunteers = [_volunteer(district.id, number) for number in range(0, CHILDREN, 5)]
    db.session.add_all([*children, *volunteers])
    db.session.flush()
    db.session.add_all(_visit(child) for child in children[::2])
    db.session.add_all(_pairing(*pair, season) for pair in zip(children[::5], volunteers, strict=True))
    found = district.id
    db.session.commit()
    db.session.remove()
    return found


def _child(rng: random.Random, number: int, village: Area, school: School) -> Child:
    today = clock.today()
    child = Child(
        id=uuid.uuid4(), code=f"C{number:06}", district_id=village.district_id, township_id=village.parent_id,
        village_id=village.id, school_id=school.id, name=rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2)),
        sex=rng.choice(list(Sex)), birth_date=today - timedelta(days=rng.randint(2200, 5900)), grade=rng.randint(1, 9),
        class_name=f"{rng.randint(1, 4)}班", left_behind=rng.choice(list(LeftBehindKind)), risk=rng.randint(0, 3),
        registered_on=today - timedelta(days=200), consented_until=today + timedelta(days=rng.randint(5, 300)),
        identity_token=uuid.uuid4().hex, lookalike_token=uuid.uuid4().hex,
    )  # fmt: skip
    areas = rng.sample(["tutoring", "companionship", "safety", "quality"], 2)
    child.needs = [Need(area=area, position=place) for place, area in enumerate(areas)]
    child.consents = [
        Consent(
            decision=ConsentDecision.GIVEN, consenter="母亲", relation="母亲", legal_guardian=True,
            method=ConsentMethod.PAPER, text_version=1, given_on=today, expires_on=child.consented_until,
        )
    ]  # fmt: skip
    return child


def _visit(child: Child) -> Visit:
    seen = dict.fromkeys(("health", "mood", "safety", "schooling"), Mark.OK)
    return Visit(
        district_id=child.district_id, child_id=child.id, visited_on=clock.today() - timedelta(days=child.risk * 10),
        place=VisitPlace.HOME, met_child=True, met_carer=True, **seen,
    )  # fmt: skip


def _volunteer(district_id: uuid.UUID, number: int) -> Volunteer:
    volunteer = Volunteer(
        id=uuid.uuid4(), district_id=district_id, code=f"V{number:06}", name="志愿者", sex=Sex.FEMALE.value,
        birth_date=clock.today() - timedelta(days=7300), phone=f"139{number:08}", identity_token=uuid.uuid4().hex,
    )  # fmt: skip
    volunteer.places.append(VolunteerSlot(number=1))
    return volunteer


def _pairing(child: Child, volunteer: Volunteer, season: Season) -> Pairing:
    now = clock.now()
    return Pairing(
        child_id=child.id, volunteer_id=volunteer.id, season_id=season.id, state=PairingState.ACTIVE, slot=1,
        answer_due_at=now, accepted_at=now, approved_at=now, active_at=now,
    )  # fmt: skip


def _area(level: AreaLevel, name: str, code: str, parent: uuid.UUID, district: uuid.UUID) -> Area:
    return Area(level=level, name=name, code=code, parent_id=parent, district_id=district)


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


if __name__ == "__main__":
    main()
