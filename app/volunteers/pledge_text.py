"""The pledge that every volunteer signs, by version, in both languages.

FOR REVIEW before real use: it follows the Volunteer Service Regulation (Art. 20-22) and the Minors Protection Law
(Art. 11, 63), but nobody of the operating League has approved it. A change is a new version; where everybody must sign
again, ``MATERIAL_VERSION`` is raised to it, and every older pledge no longer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

CURRENT_VERSION = 1
"""What is signed now."""
MATERIAL_VERSION = 1
"""Pledges of an older text than this no longer count."""
REVIEWED = False
"""Whether the operator has approved the current version; the page says so until it is True."""


@dataclass(frozen=True)
class PledgeText:
    """One version in one language: what is promised, point by point."""

    title: str
    opening: str
    points: tuple[str, ...]


_ZH = PledgeText(
    "志愿者服务承诺书",
    "我自愿参加一对一陪伴服务。为了孩子的安全和尊严，我承诺：",
    (
        "只在学校批准之后、约定的时间和公共场所与孩子见面，身边始终有另一位成年人；不单独带孩子外出，不把孩子带到我的住处。",
        "不索要、不保存孩子和照护人的电话、微信等联系方式，不与孩子私下联系。",
        "不打骂、不羞辱、不恐吓孩子，不与孩子有任何不当的身体接触。",
        "不收受任何财物，不推销，不传教，不借钱给孩子家里，也不向其借钱。",
        "不拍摄、不公开孩子的照片、姓名、住址和家里的事；服务结束后不再使用这些信息。",
        "心理疏导只做倾听、陪伴和转介，不做诊断和治疗。",
        "发现孩子受到伤害、疑似受到伤害或者面临危险，立即报告：危险时先拨打 110，当天告诉学校和团区委，不自行调查。",
        "按约定到场；不能来时提前告诉学校，不无故中断；结束时好好道别。",
    ),
)

_EN = PledgeText(
    "Volunteer's pledge",
    "I take part in one-to-one companionship of my own free will. For the child's safety and dignity I promise:",
    (
        "I meet the child only once the school has approved, at the agreed hour and public place, with another adult "
        "there all the time. I take the child nowhere alone and never to where I live.",
        "I neither ask for nor keep phone numbers or accounts of child and carers, and have no contact beside the "
        "agreed meetings.",
        "I do not hit, shame or frighten the child, and there is no improper touch of any kind.",
        "I accept nothing of value, sell nothing, preach nothing, and neither lend to the family nor borrow from it.",
        "I take and publish no picture, name, address or story of the child, and use none of it once the service ends.",
        "In counselling I listen, keep company and refer. I neither diagnose nor treat.",
        "Where a child is harmed, may be harmed or is in danger, I report at once: in danger 110 first, and the school "
        "and the League the same day. I do not investigate by myself.",
        "I come as agreed, tell the school in time when I cannot, do not stop without a word, and say goodbye well.",
    ),
)

TEXTS: dict[int, dict[str, PledgeText]] = {1: {"zh_Hans_CN": _ZH, "en": _EN}}


def pledge_text(locale: str, version: int) -> PledgeText:
    """The text of a version in the reader's language, Chinese where there is no other."""
    return TEXTS[version].get(locale, TEXTS[version]["zh_Hans_CN"])
