"""The two questions that only a roster asks: why the child counts as left behind, and how it is looked after."""

import re
from enum import StrEnum

from app.foundation.chinese import CellValue, Read, Why, as_text, doubtful, fault, is_formula, says_nothing, squeeze


class LeftBehind(StrEnum):
    """As the national survey divides; the values are those of the child's file."""

    BOTH_AWAY = "both_away"
    ONE_AWAY_OTHER_UNABLE = "one_away_other_unable"
    OTHER = "other"


class Guardianship(StrEnum):
    """How the child is looked after, as the survey words it."""

    GOOD = "good"
    FAIR = "fair"
    INSUFFICIENT = "insufficient"
    NOBODY = "nobody"


# The order matters: 父母一方外出 holds 父母 too, and 受委托监护人监护能力不足 holds 监护.
_LEFT_BEHIND = (
    (re.compile("一方外出|单方外出|单亲外出|父亲外出|母亲外出|一方务工"), LeftBehind.ONE_AWAY_OTHER_UNABLE),
    (re.compile("双方外出|双亲|父母均|父母都|父母外出|双方均|父母双方|双留守|双方务工"), LeftBehind.BOTH_AWAY),
    (re.compile("其他|其它|困境|孤儿|单亲"), LeftBehind.OTHER),
)
_GUARDIANSHIP = (
    (re.compile("无人|失去监护|无监护人|脱离监护|独居|缺失"), Guardianship.NOBODY),
    (re.compile("不足|较差|很差|差|薄弱|无能力|无监护能力|弱|缺乏"), Guardianship.INSUFFICIENT),
    (re.compile("一般|尚可|中等|基本"), Guardianship.FAIR),
    (re.compile("较好|良好|很好|正常|好|优|到位"), Guardianship.GOOD),
)


def parse_left_behind(value: CellValue) -> Read[LeftBehind]:
    """The kind; OTHER with a doubt for words that are not known; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value))
    if says_nothing(text):
        return Read()
    for pattern, kind in _LEFT_BEHIND:
        if pattern.search(text):
            return Read(kind)
    return doubtful(LeftBehind.OTHER, Why.NOT_UNDERSTOOD)


def parse_guardianship(value: CellValue) -> Read[Guardianship]:
    """How the child is looked after; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value))
    if says_nothing(text):
        return Read()
    found = next((kind for pattern, kind in _GUARDIANSHIP if pattern.search(text)), None)
    return Read(found) if found else fault(Why.NOT_UNDERSTOOD)
