"""What kind of place a list names, and which role a person has."""

import re
from enum import StrEnum

from app.foundation.chinese import CellValue, Read, Why, as_text, fault, is_formula, says_nothing, squeeze


class PlaceKind(StrEnum):
    """A school, a central school 中心校, or a kind of site; the sites' values are those of `SiteKind`."""

    SCHOOL = "school"
    CENTRAL_SCHOOL = "central_school"
    FOUR_THIRTY_CLASSROOM = "four_thirty_classroom"
    CHILDRENS_HOME = "childrens_home"
    SUNSHINE_HUT = "sunshine_hut"
    CHILDLIKE_HARBOUR = "childlike_harbour"
    RED_SCARF_SCHOOL = "red_scarf_school"
    HOLIDAY_CLASS = "holiday_class"

    @property
    def is_school(self) -> bool:
        """Whether children can belong to it."""
        return self in (PlaceKind.SCHOOL, PlaceKind.CENTRAL_SCHOOL)


# The order matters: 红领巾学堂 is no school, and 四点半课堂 often carries the name of one.
_KINDS = (
    (re.compile("四点半|4点半|4:30|四点三十|4点30|课后课堂"), PlaceKind.FOUR_THIRTY_CLASSROOM),
    (re.compile("红领巾"), PlaceKind.RED_SCARF_SCHOOL),
    (re.compile("童心港湾"), PlaceKind.CHILDLIKE_HARBOUR),
    (re.compile("阳光小屋|希望小屋|阳光屋"), PlaceKind.SUNSHINE_HUT),
    (re.compile("儿童之家|儿童家园|留守儿童之家|儿童活动中心"), PlaceKind.CHILDRENS_HOME),
    (re.compile("托管|假期班|暑期班|夏令营|冬令营"), PlaceKind.HOLIDAY_CLASS),
    (re.compile("中心(学校|小学|校)|中心完小|^中心$"), PlaceKind.CENTRAL_SCHOOL),
    (
        re.compile("小学|中学|学校|初中|高中|幼儿园|教学点|完小|一贯制|一中|二中|三中|四中|校区|学$|校$"),
        PlaceKind.SCHOOL,
    ),
)

# Whole words only: a role opens files, and 宿舍管理员 must not become an administrator.
_ROLES = {
    word: code
    for code, words in {
        "school_staff": "学校老师 学校教师 老师 教师 班主任 校长 副校长 学校工作人员 学校管理员 "
        "学校联络员 教务主任 政教主任 德育主任 大队辅导员 少先队辅导员 学校",
        "village_director": "儿童主任 村儿童主任 村级儿童主任 村(社区)儿童主任 村社区儿童主任 社区儿童主任 "
        "村居儿童主任",
        "township_supervisor": "儿童督导员 督导员 乡镇儿童督导员 乡镇(街道)儿童督导员 乡镇街道儿童督导员 "
        "街道儿童督导员 乡镇督导员",
        "organizer": "团区委 团县委 团市委 组织者 活动组织者 团区委工作人员 团县委工作人员 团委 团区委干部 共青团干部",
        "safeguarding_lead": "儿童保护负责人 儿童保护专员 未成年人保护专员 未保专员 未保负责人 守护负责人 "
        "安全保护负责人",
        "administrator": "系统管理员 平台管理员",
        "auditor": "审计员 审计 审计人员",
    }.items()
    for word in (*words.split(), code)
}


def place_kind(text: str) -> PlaceKind | None:
    """The kind a word or a place's own name tells."""
    bare = squeeze(text)
    return next((kind for pattern, kind in _KINDS if pattern.search(bare)), None)


def parse_kind(value: CellValue) -> Read[PlaceKind]:
    """The kind of place; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value)).lower()
    if says_nothing(text):
        return Read()
    kind = next((one for one in PlaceKind if one.value == text), None) or place_kind(text)
    return Read(kind) if kind else fault(Why.NOT_UNDERSTOOD)


def parse_role(value: CellValue) -> Read[str]:
    """The role's code (a value of `Role`); nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value)).lower()
    if says_nothing(text):
        return Read()
    return Read(_ROLES[text]) if text in _ROLES else fault(Why.NOT_UNDERSTOOD)
