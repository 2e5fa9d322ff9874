"""Rights and registers with a little life: a named person, an assessment, requests that wait, a breach long closed."""

from __future__ import annotations

import uuid
from datetime import timedelta

from app.children.models import Child, ChildStatus
from app.children.rules.recording import add_months
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.privacy.models import (
    Breach,
    BreachKind,
    Channel,
    DataOfficer,
    ImpactAssessment,
    Requester,
    RequestKind,
    RightsRequest,
)
from app.privacy.rules.requests import ANSWER_DAYS

TEXTS = {
    "purpose": "为本区在册留守儿童安排大学生一对一陪伴，依据是未成年人保护法规定的台账职责和监护人的单独同意。\n"
    "只收集安排结对必需的信息，不收集身份证号码、民族、宗教信仰和照片。",
    "effects": "可能被无关人员看到住址和电话（可能性低，后果严重）；可能被贴上“留守”的标签（可能性中）；\n"
    "志愿者可能越界接触（可能性低，后果严重）。",
    "measures": "姓名、电话、住址、备注加密存储；分阶段披露；查看须说明理由并留痕；志愿者每年查询违法犯罪记录；\n"
    "首次见面在公共场所并有其他成年人在场；离册满期后匿名化。",
    "conclusion": "可以开展。改进：每学期核对一次账号；学校工作人员启用两步登录。",
}


def make_protection(session: DbSession, cast: Cast) -> None:
    """Add them."""
    lead, staff = cast.accounts[Role.SAFEGUARDING_LEAD], cast.accounts[Role.SCHOOL_STAFF]
    district, today = cast.places.district, cast.today
    session.add(DataOfficer(
        district_id=district.id, body="共青团演示区委员会", name="周敏（演示）", phone="0874-0000000",
        address="演示区文化路 1 号", changed_by_id=lead.id,
    ))  # fmt: skip
    session.add(ImpactAssessment(
        district_id=district.id, version=1, **TEXTS, reviewed_by="周敏（演示）", reviewed_on=today - timedelta(days=60),
        next_due_on=add_months(today, 10), recorded_by_id=lead.id,
    ))  # fmt: skip
    found = clock.now() - timedelta(days=45)
    session.add(Breach(
        district_id=district.id, kind=BreachKind.LOST_DEVICE, found_at=found, children=3, volunteers=0,
        summary="登记用的手机在乡镇赶集时丢失，手机有锁屏密码，未保存密码。",
        measures="立即在平台退出全部登录，两小时后找回。", told_office_at=found + timedelta(hours=2),
        told_people_at=found + timedelta(hours=3), told_how="电话告知三位家长",
        lessons="外出登记改用平板，随身保管。", closed_at=found + timedelta(days=2), recorded_by_id=lead.id,
    ))  # fmt: skip
    own = [one for one in cast.children if one.school_id in {grant.school_id for grant in staff.roles}]
    for number, child in enumerate([one for one in own if one.status is ChildStatus.ACTIVE][:2]):
        session.add(_request(child, number, cast, staff.id))
    session.flush()


def _request(child: Child, number: int, cast: Cast, staff_id: uuid.UUID) -> RightsRequest:
    came = cast.today - timedelta(days=12 - number * 8)
    return RightsRequest(
        child_id=child.id, kind=(RequestKind.COPY, RequestKind.CORRECT)[number], requester=Requester.GUARDIAN,
        requester_name="家长（演示）", channel=(Channel.PHONE, Channel.IN_PERSON)[number], received_on=came,
        due_on=came + timedelta(days=ANSWER_DAYS), wish=(None, "孩子的年级写错了，应该是五年级（演示）")[number],
        recorded_by_id=staff_id,
    )  # fmt: skip
