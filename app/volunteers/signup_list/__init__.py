"""The pure part of a sign-up list's import: a sheet in, students and problems out."""

from app.volunteers.signup_list.codes import SignupCode, codes
from app.volunteers.signup_list.offers import MOST_CHILDREN
from app.volunteers.signup_list.persons import OLDEST, YOUNGEST
from app.volunteers.signup_list.reading import SignupReading, read_signup_list
from app.volunteers.signup_list.row import AreaRow, SignupRow, SkillRow
from app.volunteers.signup_list.vocabulary import SIGNUP

__all__ = [
    "MOST_CHILDREN",
    "OLDEST",
    "SIGNUP",
    "YOUNGEST",
    "AreaRow",
    "SignupCode",
    "SignupReading",
    "SignupRow",
    "SkillRow",
    "codes",
    "read_signup_list",
]
