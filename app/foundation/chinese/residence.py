"""Where somebody lives, from one line: 金龙街道松林村委会 names a township and a village."""

import re
from dataclasses import dataclass

from app.foundation.chinese.text import HAN, squeeze

_ABOVE = re.compile(
    f"^(?:[{HAN}]{{2,8}}?(?:省|自治区))?(?:[{HAN}]{{2,8}}?(?:市|自治州|地区|盟))?(?:[{HAN}]{{1,8}}?(?:区|县|旗|市))?"
)
_TOWNSHIP = re.compile(f"([{HAN}]{{1,9}}?(?:街道|民族乡|镇|乡|苏木))(?:办事处|办|人民政府|政府)?")
_VILLAGE = re.compile(
    f"([{HAN}0-9]{{1,15}}?村)(?:民委员会|委员会|民委会|委会|委)"
    f"|([{HAN}0-9]{{1,15}}?(?:社区|居))(?:居民委员会|居委会|委会|委员会|民委员会)"
    f"|([{HAN}0-9]{{1,15}}?社区)"
    f"|([{HAN}0-9]{{1,15}}?村)"
)


@dataclass(frozen=True, slots=True)
class Residence:
    """Township and village as far as the line names them, and the line itself."""

    township: str
    village: str
    line: str


def village_name(text: str) -> str:
    """The village without its committee: 松林村委会 and 松林村民委员会 are 松林村."""
    text = squeeze(text)
    found = _VILLAGE.match(text)
    return next(group for group in found.groups() if group).replace("社区居", "社区") if found else text


def parse_residence(text: str) -> Residence:
    """Township and village of an address line; empty texts where it names none."""
    line = squeeze(text)
    for start in dict.fromkeys((_above(line), 0)):
        found = _TOWNSHIP.match(line, start)
        if found:
            rest = line[found.end() :]
            village = village_name(rest) if _VILLAGE.match(rest) else ""
            return Residence(found[1], village, line)
    found = _VILLAGE.match(line, _above(line))
    return Residence("", village_name(line[_above(line) :]) if found else "", line)


def _above(line: str) -> int:
    """Where the township starts: after province, city and county where the line has them."""
    found = _ABOVE.match(line)
    end = found.end() if found else 0
    # 开发区街道 and 市中区 are part of the township's own name when nothing that looks like one follows.
    return end if _TOWNSHIP.match(line, end) or _VILLAGE.match(line, end) else 0
