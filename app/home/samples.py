"""What the style page shows: a form that came back, steps of a board, figures to draw. Invented; Chinese on purpose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.foundation.board import Act, Figure, Step, StepState
from app.foundation.pictures import Funnel, HeatMap, SeasonLine, ShareBars, ShareOf, Week, WeekBars

_MONDAY, _TODAY = date(2027, 1, 11), date(2027, 2, 3)


class SampleForm(Form):  # type: ignore[misc] # WTForms has no types
    """One field of each kind."""

    login = StringField("登录名", [InputRequired(), Length(max=6, message="登录名最多 6 个字")])
    secret = PasswordField("密码", [InputRequired("请填写密码")])
    rules = BooleanField("我读过守则", [InputRequired("请先读守则")])
    place = RadioField("在哪里见面", [InputRequired("请选一个地方")], choices={"school": "学校", "site": "儿童之家"})


def _returned() -> SampleForm:
    form = SampleForm(MultiDict({"login": "chenxiaotongxue"}))
    form.validate()
    return form


def _steps() -> list[Step]:
    act = Act("全部批准", "#pictures", icon="check", main=True)
    return [
        Step("名册", StepState.DONE, (Figure("孩子", 2521, "#pictures"),), name="roster"),
        Step("资格核查", StepState.HELD, (Figure("缺身份核验", 21, "#pictures", 87, holds=True),), name="vetting"),
        Step("学校审批", StepState.GOING, (Figure("待审批", 3, "#pictures"),), (act,), name="approve"),
        Step("首次见面", StepState.NEXT, name="meet"),
    ]


def samples() -> dict[str, Any]:
    """Everything by its name in the templates of the style page."""
    moments = [(date(2026, 12, 1), "报名"), (date(2027, 1, 15), "开始"), (date(2027, 2, 27), "结束")]
    return {
        "sample": _returned(),
        "steps_of_board": _steps(),
        "weeks": WeekBars.of([Week(_MONDAY + timedelta(weeks=n), 4 + n, 300 + 40 * n) for n in range(6)]),
        "funnel_steps": Funnel.of(
            [("a", "已登记", 2521), ("b", "已同意", 1904), ("c", "已结对", 87), ("d", "已见面", 82)]
        ),
        "shares": ShareBars.of(
            [ShareOf("菱角乡", 3, 4.1, 3), ShareOf("白水镇", 5, 3.7, 2), ShareOf("德泽乡", 1, 2.9, 2)]
        ),
        "season": SeasonLine.of(moments[1][0], moments[2][0], _TODAY, [date(2027, 2, 5), date(2027, 2, 6)], moments),
        "heat": HeatMap.of({_TODAY - timedelta(days=3 * n): (1, 60) for n in range(20)}, _TODAY),
    }
