"""A sample form for the style page: as it comes back with mistakes."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length


class SampleForm(Form):
    """One field of each kind. Samples of that page are written in Chinese on purpose: they are not product text."""

    login = StringField("登录名", [InputRequired(), Length(max=6, message="登录名最多 6 个字")])
    secret = PasswordField("密码", [InputRequired("请填写密码")])
    rules = BooleanField("我读过守则", [InputRequired("请先读守则")])
    place = RadioField("在哪里见面", [InputRequired("请选一个地方")], choices={"school": "学校", "site": "儿童之家"})


def returned_sample() -> SampleForm:
    """What a reader sees after sending it half filled in; nothing is looked at, nothing is kept."""
    form = SampleForm(MultiDict({"login": "chenxiaotongxue"}))
    form.validate()
    return form
