"""Small closed answers: sex, yes or no, in person or online, how a carer is related."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.foundation.chinese.outcome import CellValue, Read, Why, doubtful, fault
from app.foundation.chinese.text import as_text, is_formula, says_nothing, split_list, squeeze

Answer = TypeVar("Answer")


class Sex(StrEnum):
    """As a list gives it; unknown is None, never a third code."""

    MALE = "male"
    FEMALE = "female"


class Mode(StrEnum):
    """How somebody serves or is served; the engine's words."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class Relation(StrEnum):
    """Who a carer is to the child."""

    FATHER = "father"
    MOTHER = "mother"
    PATERNAL_GRANDFATHER = "paternal_grandfather"
    PATERNAL_GRANDMOTHER = "paternal_grandmother"
    MATERNAL_GRANDFATHER = "maternal_grandfather"
    MATERNAL_GRANDMOTHER = "maternal_grandmother"
    GRANDPARENTS = "grandparents"
    UNCLE = "uncle"
    AUNT = "aunt"
    SIBLING = "sibling"
    STEP_PARENT = "step_parent"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"
    GUARDIAN_BODY = "guardian_body"
    """A body that is guardian by law: civil affairs, a village committee."""


def _table(lines: Mapping[Answer, str]) -> dict[str, Answer]:
    return {word.lower(): code for code, words in lines.items() for word in words.split()}


_SEXES = _table(
    {
        Sex.MALE: "男 男性 男孩 男生 男童 男士 先生 M male boy man 1 ♂",
        Sex.FEMALE: "女 女性 女孩 女生 女童 女士 F female girl woman 2 ♀",
    }
)
_ANSWERS = _table(
    {
        True: "是 有 对 √ ✓ ✔ ☑ Y yes true 1 住校 寄宿 住读 在校住宿 已 愿意 需要",
        False: "否 没有 无 不是 不 × x ✗ N no false 0 走读 未 未寄宿 不寄宿 不愿意 不需要",
    }
)
_RELATIONS = _table(
    {
        Relation.FATHER: "父亲 爸爸 父 父子 父女 生父",
        Relation.MOTHER: "母亲 妈妈 母 母子 母女 生母",
        Relation.PATERNAL_GRANDFATHER: "祖父 爷爷 爷孙 大爹",
        Relation.PATERNAL_GRANDMOTHER: "祖母 奶奶 婆孙",
        Relation.MATERNAL_GRANDFATHER: "外祖父 外公 姥爷 外爷",
        Relation.MATERNAL_GRANDMOTHER: "外祖母 外婆 姥姥 家婆",
        Relation.GRANDPARENTS: "祖父母 爷爷奶奶 外祖父母 外公外婆 姥姥姥爷 祖孙",
        Relation.UNCLE: "伯父 伯伯 叔父 叔叔 舅舅 舅父 姑父 姑爹 姨父 姨夫 姨爹 叔 伯 舅 大伯 叔侄",
        Relation.AUNT: "姑姑 姑母 姑妈 姨妈 姨母 阿姨 小姨 大姨 舅妈 舅母 婶婶 婶母 伯母 大妈 姑 姨 婶 嬢嬢",
        Relation.SIBLING: "哥哥 姐姐 兄 姐 兄长 长兄 长姐 兄弟姐妹 兄妹 姐弟 姐妹 兄弟",
        Relation.STEP_PARENT: "继父 继母 养父 养母 后爸 后妈",
        Relation.OTHER_RELATIVE: "亲戚 亲属 其他亲属 其他亲戚 堂哥 堂姐 表哥 表姐 嫂子 姐夫 "
        "太爷爷 太奶奶 曾祖父 曾祖母 舅公 姑婆",
        Relation.GUARDIAN_BODY: "监护机构 民政局 民政部门 福利院 儿童福利院 村委会 居委会 村民委员会 居民委员会",
        Relation.NOT_RELATED: "邻居 朋友 老师 教师 村干部 儿童主任 无血缘关系 非亲属 保姆 干爹 干妈",
    }
)
_MODES = {
    Mode.ONLINE: ("线上", "网络", "网上", "视频", "远程", "online"),
    Mode.IN_PERSON: (
        "线下",
        "面对面",
        "实地",
        "到场",
        "现场",
        "入户",
        "offline",
        "inperson",
        "in-person",
        "in_person",
    ),
}
_EITHER = ("均可", "都可", "都行", "不限", "皆可", "两者", "任意", "both", "either")


def _from_table(value: CellValue, table: Mapping[str, Answer]) -> Read[Answer]:
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value)).lower()
    if text in table:
        return Read(table[text])
    return Read() if says_nothing(text) else fault(Why.NOT_UNDERSTOOD)


def parse_sex(value: CellValue) -> Read[Sex]:
    """Male or female; nothing for a blank cell."""
    return _from_table(value, _SEXES)


def parse_yes_no(value: CellValue) -> Read[bool]:
    """Yes or no; nothing for a blank cell."""
    return _from_table(value, _ANSWERS)


def parse_relation(value: CellValue) -> Read[Relation]:
    """Who somebody is to the child; 其 and 之 before the word are form language and go."""
    text = squeeze(as_text(value))
    return _from_table(text if is_formula(text) else text.lstrip("其之"), _RELATIONS)


def parse_modes(value: CellValue) -> Read[frozenset[Mode]]:
    """In person, online or both; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value)).lower()
    if says_nothing(text):
        return Read()
    if any(word in text for word in _EITHER):
        return Read(frozenset(Mode))
    found = frozenset(mode for mode, words in _MODES.items() if any(word in text for word in words))
    return Read(found) if found else fault(Why.NOT_UNDERSTOOD)


def parse_whole_number(value: CellValue, lowest: int, highest: int) -> Read[int]:
    """A count such as 2, 2人 or 两个 within its bounds; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = squeeze(as_text(value))
    if says_nothing(text):
        return Read()
    text = text.rstrip("人名个位").replace("两", "2").replace("一", "1").replace("三", "3")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(highest))):
        return fault(Why.NOT_UNDERSTOOD)
    number = int(text)
    return (
        Read(number)
        if lowest <= number <= highest
        else doubtful(max(lowest, min(number, highest)), Why.PARTLY_UNDERSTOOD, lowest=lowest, highest=highest)
    )


def parse_words(value: CellValue) -> tuple[str, ...]:
    """A list of free words (languages, interests) in the order written, each once."""
    text = as_text(value)
    return () if says_nothing(text) else tuple(dict.fromkeys(split_list(text)))
