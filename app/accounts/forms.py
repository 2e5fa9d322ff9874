"""The shape of input of accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from app.foundation.forms import Form


def _new_password() -> PasswordField:
    return PasswordField(_l("New password"), [InputRequired(_l("Enter a password.")), Length(max=200)], id="password")


def _repeated() -> PasswordField:
    wrong = _l("The two passwords are not the same.")
    return PasswordField(_l("New password once more"), [InputRequired(wrong), EqualTo("password", wrong)])


class SignInForm(Form):
    """Login and password."""

    login = StringField(_l("Mobile number or login"), [InputRequired(_l("Enter your mobile number.")), Length(max=60)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)])
    next = HiddenField()


class UnlockForm(Form):
    """The password again, after a while without it."""

    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)])
    next = HiddenField()


class CodeForm(Form):
    """A code of the second factor, or a recovery code."""

    code = StringField(_l("Sign-in code"), [InputRequired(_l("Enter the code.")), Length(max=20)])


class JoinForm(Form):
    """A student's own account."""

    login = StringField(_l("Mobile number"), [InputRequired(_l("Enter your mobile number.")), Length(max=30)])
    name = StringField(_l("Name as on your ID card"), [InputRequired(_l("Enter your name.")), Length(max=40)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter a password.")), Length(max=200)], id="password")
    agreed = BooleanField(
        _l("I have read the children's data rule and keep what I learn about a child to myself"),
        [InputRequired(_l("Please read the rule and tick this box."))],
    )


class FirstPasswordForm(Form):
    """The password chosen with an invitation."""

    password = _new_password()
    repeated = _repeated()


class ForgottenForm(Form):
    """A new password with the one-time code that staff showed."""

    login = StringField(_l("Mobile number or login"), [InputRequired(_l("Enter your mobile number.")), Length(max=60)])
    code = StringField(_l("One-time code"), [InputRequired(_l("Enter the one-time code.")), Length(max=20)])
    password = _new_password()
    repeated = _repeated()


class PasswordForm(Form):
    """Changing one's own password."""

    current = PasswordField(_l("Current password"), [InputRequired(_l("Enter your current password."))])
    password = _new_password()
    repeated = _repeated()


class InviteForm(Form):
    """A member of staff; the role comes with the URL, the scope with the role."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the name.")), Length(max=40)])
    login = StringField(_l("Mobile number"), [InputRequired(_l("Enter the mobile number.")), Length(max=30)])
    work_phone = StringField(_l("Work phone"), [Optional(), Length(max=30)])
    scope = SelectField(_l("Limited to"), [InputRequired(_l("Choose the place of this role."))])
