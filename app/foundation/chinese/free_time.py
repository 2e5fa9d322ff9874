"""Weekly free time as people write it, into slots such as "3-pm" (Wednesday afternoon)."""

import re

from app.foundation.chinese.outcome import CellValue, Read, Why, doubtful, fault
from app.foundation.chinese.text import as_text, is_formula, says_nothing, squeeze

MORNING, AFTERNOON, EVENING = "am", "pm", "ev"
PARTS = (MORNING, AFTERNOON, EVENING)
DAYS = range(1, 8)
ALL_SLOTS = frozenset(f"{day}-{part}" for day in DAYS for part in PARTS)

_DAY_NUMBERS = {name: number for number, names in enumerate(("", *"一二三四五六日")) for name in names}
_DAY_NUMBERS |= {str(number): number for number in DAYS} | {"天": 7}
_DAY_WORDS: dict[str, tuple[int, ...]] = {
    "双休日": (6, 7),
    "周末": (6, 7),
    "星期末": (6, 7),
    "工作日": (1, 2, 3, 4, 5),
    "平日": (1, 2, 3, 4, 5),
    "平时": (1, 2, 3, 4, 5),
    "每天": tuple(DAYS),
    "每日": tuple(DAYS),
    "天天": tuple(DAYS),
}
_PART_WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("上午", "早上", "早晨", "午前"), (MORNING,)),
    **dict.fromkeys(("下午", "午后", "中午"), (AFTERNOON,)),
    **dict.fromkeys(("晚上", "晚间", "傍晚", "夜间", "夜晚", "晚"), (EVENING,)),
    **dict.fromkeys(("全天", "整天", "白天", "一天"), (MORNING, AFTERNOON)),
}
_ANY = re.compile(
    "(时间)?(不限(制|时间)?|随时(都?可以?|都行)?|任意(时间)?|均可|都可以?|都行|皆可|任何时间|anytime|any)"
)
_EXCEPT = re.compile("除|不行|不可|没空|没有时间|以外|之外|不能|except|not")
_DAY = "[一二三四五六日天1-7]"
_WEEK = "(?:每?(?:周|星期|礼拜))"
_TO = "[至到~-]"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[::点时]半?(?:[0-5]\d)?分?)"
_TOKEN = re.compile(
    f"(?P<range>{_WEEK}(?P<first>{_DAY}){_TO}{_WEEK}?(?P<last>{_DAY}))"
    f"|(?P<days>{_WEEK}{_DAY}(?:(?:、|,)?{_DAY}(?![0-9::点时]))*)"
    f"|(?P<word>{'|'.join(_DAY_WORDS)})"
    f"|(?P<hours>(?P<start>{_CLOCK}){_TO}(?P<end>{_CLOCK}))"
    f"|(?P<part>{'|'.join(_PART_WORDS)})"
    "|(?P<joint>[、,;。.及和与或\\|/&+()]|都?可以?|都有空|有空|的|时间|我)"
    "|(?P<other>.)"
)
_NOON, _DUSK = 12, 18


def parse_free_time(value: CellValue) -> Read[frozenset[str]]:
    """The slots a phrase names. No value and no fault means any time: nothing written, or 不限."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value)).lower()
    if says_nothing(text) or _ANY.fullmatch(text):
        return Read()
    if _EXCEPT.search(text):
        # "Every day except Wednesday" read without its exception would promise a day that is not free.
        return fault(Why.EXCEPTIONS_WRITTEN)
    slots, leftover = _slots_of(text)
    if not slots:
        return fault(Why.NOT_UNDERSTOOD)
    return doubtful(slots, Why.PARTLY_UNDERSTOOD, rest=leftover) if leftover else Read(slots)


def _slots_of(text: str) -> tuple[frozenset[str], str]:
    """Days gather until a part of the day closes them: in 周一、周三下午 both days are afternoons."""
    slots: set[str] = set()
    days: set[int] = set()
    last_days: set[int] = set()
    parts_given = False
    leftover = ""
    for token in _TOKEN.finditer(text):
        named, parts = _days_of(token), _parts_of(token)
        if named:
            if parts_given:
                days, parts_given = set(), False
            days |= named
            last_days = days
        elif parts:
            slots |= {f"{day}-{part}" for day in (last_days or DAYS) for part in parts}
            parts_given = True
        elif token["other"]:
            leftover += token["other"]
    if days and not parts_given:
        slots |= {f"{day}-{part}" for day in days for part in (MORNING, AFTERNOON)}
    return frozenset(slots), leftover


def _days_of(token: re.Match[str]) -> set[int]:
    if token["range"]:
        first, last = _DAY_NUMBERS[token["first"]], _DAY_NUMBERS[token["last"]]
        return set(range(first, last + 1)) if first <= last else {*range(first, 8), *range(1, last + 1)}
    if token["days"]:
        return {_DAY_NUMBERS[character] for character in token["days"] if character in _DAY_NUMBERS}
    return set(_DAY_WORDS[token["word"]]) if token["word"] else set()


def _parts_of(token: re.Match[str]) -> set[str]:
    if token["part"]:
        return set(_PART_WORDS[token["part"]])
    if not token["hours"]:
        return set()
    start, end = (int(re.split("[::点时]", token[name])[0]) for name in ("start", "end"))
    borders = ((MORNING, 0, _NOON), (AFTERNOON, _NOON, _DUSK), (EVENING, _DUSK, 24))
    return {part for part, opens, closes in borders if start < closes and end > opens}
