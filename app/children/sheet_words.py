"""Words for what reading a list finds: shared by everything that reads one."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.foundation.chinese import Mode, Relation, Sex, Why

SHEET: dict[str, Any] = {
    "sheet.empty": _l("The file is empty."),
    "sheet.file_too_large": _l("The file is too large: at most %(mb)s MB."),
    "sheet.too_many_rows": _l("The file has too many rows: at most %(limit)s. Split it and upload the parts."),
    "sheet.too_many_columns": _l("The file has too many columns: at most %(limit)s."),
    "sheet.too_many_cells": _l("The file holds too much: at most %(limit)s cells. Split it and upload the parts."),
    "sheet.cell_too_long": _l("A cell in row %(row)s is too long: at most %(limit)s characters."),
    "sheet.expands_too_much": _l("The file unpacks to far too much and was not read. Save it again in Excel or WPS."),
    "sheet.encrypted": _l("The file is protected by a password. Save it without one and upload it again."),
    "sheet.old_xls": _l("This is the old .xls format. Open it in Excel or WPS and save it as .xlsx."),
    "sheet.other_format": _l("This is a %(format)s file. Save the list as .xlsx or .csv and upload that."),
    "sheet.unknown_format": _l("This is no list that can be read. Save it as .xlsx or .csv and upload that."),
    "sheet.damaged": _l("The file is damaged. Open it in Excel or WPS, save it again and upload it once more."),
    "sheet.no_header": _l("No row of headings was found, such as 姓名 and 出生日期. Add one above the first row."),
}

WHY: dict[StrEnum, Any] = {
    Why.FORMULA: _l("it is a formula"),
    Why.NOT_UNDERSTOOD: _l("it is not understood"),
    Why.ONLY_DIGITS: _l("it is only digits"),
    Why.LATIN_ONLY: _l("it has no Chinese characters"),
    Why.PLACEHOLDER: _l("it says that there is none"),
    Why.TOO_SHORT: _l("it is too short"),
    Why.TOO_LONG: _l("it is too long"),
    Why.STRANGE_CHARACTERS: _l("it holds characters that do not belong there"),
    Why.NO_SUCH_MONTH: _l("there is no such month"),
    Why.NO_SUCH_DAY: _l("there is no such day"),
    Why.YEAR_OUT_OF_RANGE: _l("the year cannot be"),
    Why.YEAR_NOT_IN_FULL: _l("the year is not written in full"),
    Why.ONLY_A_YEAR: _l("it is only a year"),
    Why.LUNAR_DATE: _l("it is a date of the lunar calendar"),
    Why.MONTH_AMBIGUOUS: _l("day and month cannot be told apart"),
    Why.DAY_UNKNOWN: _l("it has no day; the first of the month was taken"),
    Why.PHONE_LENGTH: _l("it has the wrong number of digits"),
    Why.PHONE_PREFIX: _l("no phone number begins like this"),
    Why.SEVERAL_PHONES: _l("it holds several numbers; the first was taken"),
    Why.ID_LENGTH: _l("it has the wrong number of digits"),
    Why.ID_CHARACTERS: _l("it holds characters that do not belong there"),
    Why.ID_DIGITS_LOST: _l("its last digits were lost in the spreadsheet"),
    Why.ID_BIRTH_DATE: _l("its birth date cannot be"),
    Why.ID_CHECKSUM: _l("its check digit is wrong"),
    Why.ID_AREA_UNKNOWN: _l("its area code is not known"),
    Why.EXCEPTIONS_WRITTEN: _l("it names exceptions"),
    Why.PARTLY_UNDERSTOOD: _l("only a part of it is understood"),
    Why.GRADE_OUT_OF_RANGE: _l("there is no such grade"),
}

PEOPLE: dict[StrEnum, Any] = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Mode.IN_PERSON: _l("In person"),
    Mode.ONLINE: _l("Online"),
    Relation.FATHER: _l("Father"),
    Relation.MOTHER: _l("Mother"),
    Relation.PATERNAL_GRANDFATHER: _l("Paternal grandfather"),
    Relation.PATERNAL_GRANDMOTHER: _l("Paternal grandmother"),
    Relation.MATERNAL_GRANDFATHER: _l("Maternal grandfather"),
    Relation.MATERNAL_GRANDMOTHER: _l("Maternal grandmother"),
    Relation.GRANDPARENTS: _l("Grandparents"),
    Relation.UNCLE: _l("Uncle"),
    Relation.AUNT: _l("Aunt"),
    Relation.SIBLING: _l("Brother or sister"),
    Relation.STEP_PARENT: _l("Step-parent"),
    Relation.OTHER_RELATIVE: _l("Other relative"),
    Relation.NOT_RELATED: _l("Not related"),
    Relation.GUARDIAN_BODY: _l("Body that is guardian by law"),
}
