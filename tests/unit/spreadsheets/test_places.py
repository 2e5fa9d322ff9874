"""Lists of schools, sites and staff."""

from app.foundation.spreadsheets import read_sheet, to_csv, to_xlsx
from app.places.models import SiteKind
from app.places.sheets import PlaceKind, PlaceListCode, codes, parse_role, read_places, read_staff

PLACES = [
    ["松林小学", "小学", "花山街道", "松林村委会", "花山街道中心学校"],
    ["花山街道中心学校", "中心学校", "花山街道", "", ""],
    ["松林村儿童之家", "", "花山街道", "松林村", ""],
    ["遵花铺四点半课堂", "四点半课堂", "", "", ""],
    ["某地", "", "白水镇", "", ""],
    ["松林小学", "小学", "花山街道", "", ""],
    ["", "小学", "花山街道", "", ""],
    ["合计", "6", "", "", ""],
]
STAFF = [
    ["张老师", "13800000001", "学校老师", "松林小学"],
    ["李梅", "138 0000 0002", "儿童主任", "白水镇大树屯村委会"],
    ["王强", "13800000003", "宿舍管理员", "松林小学"],
    ["赵敏", "12345", "团区委", ""],
    ["钱丽", "13800000004", "团区委", ""],
    ["孙伟", "13800000005", "儿童督导员", ""],
    ["李梅", "13800000002", "儿童主任", "白水镇大树屯村委会"],
    ["李梅", "13800000002", "学校教师", "大树屯小学"],
    ["周丽", "0874-3168888", "", "松林小学"],
]


def test_places() -> None:
    for data in (
        to_csv(["名称", "类型", "乡镇", "村", "中心校"], PLACES),
        to_xlsx(["名称", "类型", "乡镇", "村", "中心校"], PLACES),
    ):
        reading = read_places(read_sheet(data))
        assert [(row.number, row.name, row.kind, row.township, row.village) for row in reading.rows] == [
            (2, "松林小学", PlaceKind.SCHOOL, "花山街道", "松林村"),
            (3, "花山街道中心学校", PlaceKind.CENTRAL_SCHOOL, "花山街道", ""),
            (4, "松林村儿童之家", PlaceKind.CHILDRENS_HOME, "花山街道", "松林村"),
        ]
        assert reading.rows[0].central_school == "花山街道中心学校"
        assert [(one.row, one.column, one.code) for one in reading.problems] == [
            (5, "乡镇", PlaceListCode.TOWNSHIP_MISSING),
            (6, "类型", PlaceListCode.KIND_UNKNOWN),
            (7, "名称", PlaceListCode.REPEATED_IN_FILE),
            (8, "名称", PlaceListCode.NAME_MISSING),
        ]
        assert [(one.row, one.code) for one in reading.warnings] == [(4, PlaceListCode.KIND_GUESSED)]


def test_staff() -> None:
    reading = read_staff(read_sheet(to_xlsx(["姓名", "手机号码", "角色", "单位/范围"], STAFF)))
    assert [(row.number, row.phone, row.role, row.scope, row.village) for row in reading.rows] == [
        (2, "13800000001", "school_staff", "松林小学", ""),
        (3, "13800000002", "village_director", "白水镇大树屯村委会", "大树屯村"),
        (6, "13800000004", "organizer", "", ""),
        (9, "13800000002", "school_staff", "大树屯小学", ""),
    ]
    assert [(one.row, one.code) for one in reading.problems] == [
        (4, PlaceListCode.ROLE_UNKNOWN),
        (5, PlaceListCode.PHONE_INVALID),
        (7, PlaceListCode.SCOPE_MISSING),
        (8, PlaceListCode.REPEATED_IN_FILE),
        (10, PlaceListCode.PHONE_NOT_MOBILE),
        (10, PlaceListCode.ROLE_MISSING),
    ]


def test_missing_columns_are_problems_of_the_heading() -> None:
    reading = read_staff(read_sheet(to_csv(["姓名", "单位"], [["张三", "松林小学"]])))
    assert reading.rows == ()
    assert [(one.row, one.code, one.params["heading"]) for one in reading.problems] == [
        (1, PlaceListCode.COLUMN_MISSING, "手机号码"), (1, PlaceListCode.COLUMN_MISSING, "角色")
    ]  # fmt: skip


def test_codes_are_those_of_the_tables() -> None:
    from app.foundation.access.actors import Role

    assert {one.value for one in SiteKind} == {one.value for one in PlaceKind if not one.is_school}
    assert {parse_role(role.value).value for role in Role} - {None} == {role.value for role in Role} - {"volunteer"}
    assert len(set(codes)) == len(codes)
