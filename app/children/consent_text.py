"""The informed consent that a guardian signs, by version, in both languages.

FOR LEGAL REVIEW before real use: the text follows the Personal Information Protection Law (Art. 13-17, 28-31), the
Minors Protection Law (Art. 4, 72) and the Provisions on Children's Personal Information (Art. 8-10), but no lawyer of
the operating League has read it. A change of what is collected or who sees it is a new version; where guardians must
be asked again, ``MATERIAL_VERSION`` is raised to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.database import DbSession

MONTHS = 12
"""How long a consent lasts unless another date is set."""


@dataclass(frozen=True)
class ConsentText:
    """One version in one language."""

    title: str
    paragraphs: tuple[str, ...]
    scopes: tuple[tuple[str, str], ...]
    """The name of a scope's column and its sentence; each is ticked separately and off by default."""


_ZH = ConsentText(
    "儿童参加一对一志愿陪伴 知情同意书",
    (
        "返乡大学生志愿者在寒暑假与孩子一对一结对，提供学业辅导、亲情陪伴等服务，全部免费。每一对结对由学校审批，"
        "首次见面有学校老师或村（社区）儿童主任在场。",
        "为安排结对，学校使用孩子的姓名、性别、出生日期、年级、居住村（社区）、需要的帮助、空闲时间，以及照护人的"
        "姓名和电话。这些信息加密保存在本地区的服务器上，只有本校老师、本村儿童主任和负责结对的工作人员因工作需要"
        "才能查看，每次查看都有记录。",
        "志愿者在学校审批前看不到孩子的姓名、住址、电话和学校；志愿者与孩子互不知道对方的电话号码。",
        "同意自签字之日起 12 个月有效。您可以随时撤回，不需要说明理由：告诉学校老师或儿童主任即可，结对随即停止。"
        "撤回或者不同意，都不影响孩子在学校和村（社区）应得的任何关爱。信息保存到服务结束后 12 个月，之后去除身份"
        "信息。",
        "您有权查看、复制、更正、删除孩子的信息，也可以向学校或团区委投诉。孩子自己的意愿同样重要，签字前请先问问"
        "孩子。",
    ),
    (
        ("online", "同意线上服务（视频辅导，旁边有大人）"),
        ("home_visit", "同意志愿者在大人陪同下到家里"),
        ("photo", "同意拍摄活动照片（不公开孩子的正脸）"),
        ("sharing", "同意向合作的服务机构提供必要信息"),
    ),
)

_EN = ConsentText(
    "Informed consent: one-to-one companionship by student volunteers",
    (
        "In the vacation a returning college student is paired one to one with the child, for tutoring, "
        "companionship and similar help, free of charge. The school approves every pairing; a teacher or the "
        "village child director is there at the first meeting.",
        "To arrange this the school uses the child's name, sex, birth date, grade, village, needs and free time, "
        "and the carer's name and phone. They are kept encrypted on a server of this region. Only the school's "
        "teachers, the village child director and the staff who arrange pairings may see them, for their work, "
        "and every look is recorded.",
        "Before the school approves, a volunteer sees no name, address, phone or school. Volunteer and child "
        "never learn each other's phone numbers.",
        "The consent lasts 12 months from the day it is signed. You may withdraw it at any time without a "
        "reason: tell the school or the child director, and the pairing stops. Neither withdrawing nor refusing "
        "costs the child any other care by school or village. The data are kept until 12 months after the "
        "service ends and are then anonymised.",
        "You may see, copy, correct and delete the child's data, and complain to the school or the League "
        "committee. The child's own wish matters as much: please ask the child before you sign.",
    ),
    (
        ("online", "Online service is fine (video, with an adult beside the child)"),
        ("home_visit", "The volunteer may come home, with an adult present"),
        ("photo", "Photos of activities may be taken (the child's face is not published)"),
        ("sharing", "Necessary data may be given to partner services"),
    ),
)

_TEXTS: dict[int, dict[str, ConsentText]] = {1: {"zh_Hans_CN": _ZH, "en": _EN}}
_MATERIAL = 1


def current_version(session: DbSession) -> int:
    """What is printed and signed now."""
    return versions(session)[0]


def versions(session: DbSession) -> tuple[int, ...]:
    """Every version there ever was, the newest first."""
    del session
    return tuple(sorted(_TEXTS, reverse=True))


def material_version(session: DbSession | None) -> int:
    """Consents to an older text than this no longer hold; without a session, of the text that the program ships."""
    del session
    return _MATERIAL


def still_good(session: DbSession | None, version: int) -> bool:
    """Whether a consent to this version counts today."""
    return version >= material_version(session)


def is_reviewed(session: DbSession) -> bool:
    """Whether somebody has said that the current version was reviewed; forms and pages say so until then."""
    del session
    return False


def consent_text(session: DbSession, locale: str, version: int | None = None) -> ConsentText:
    """The text of a version (None: the current one) in the reader's language, Chinese where there is no other.

    Raises:
        KeyError: there is no such version.
    """
    held = _TEXTS[version if version is not None else current_version(session)]
    return held.get(locale, held["zh_Hans_CN"])
