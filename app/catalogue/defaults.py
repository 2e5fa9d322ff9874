"""The terms an installation starts with, from the district's own programme."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.models import TermKind


@dataclass(frozen=True)
class Shipped:
    """One term as shipped; ``aliases`` are what people write for it."""

    kind: TermKind
    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()
    same_sex: bool = False
    provisional: bool = False


def _kind(kind: TermKind, rows: str) -> list[Shipped]:
    """Rows of ``code | Chinese | English | aliases``, and at the end ``same sex`` or ``to be confirmed``."""
    made = []
    for line in rows.strip().splitlines():
        code, name_zh, name_en, aliases, *mark = (cell.strip() for cell in line.split("|"))
        marks = mark == ["same sex"], mark == ["to be confirmed"]
        made.append(Shipped(kind, code, name_zh, name_en, tuple(aliases.split()), *marks))
    return made


DEFAULTS: tuple[Shipped, ...] = (
    *_kind(
        TermKind.SERVICE_AREA,
        """
        tutoring | 学业辅导 | Academic tutoring | 课业辅导 作业辅导 功课辅导 学习辅导 课业 作业 辅导功课
        companionship | 亲情陪伴 | Family companionship | 陪伴 情感陪伴 亲情 陪伴聊天 亲情关爱
        quality | 素质拓展 | Quality development | 兴趣培养 素质提升 兴趣 才艺 特长 文体活动
        safety | 自护教育 | Self-care and safety education | 安全教育 自我保护 安全自护 自护 防溺水
        guidance | 思想引领 | Guidance | 思想引导 励志教育 理想信念
        counselling | 心理疏导 | Psychological counselling | 心理辅导 心理健康 心理关爱 心理 情绪疏导 | same sex
        """,
    ),
    *_kind(
        TermKind.SUBJECT,
        """
        chinese | 语文 | Chinese | 作文 阅读 拼音 写作
        math | 数学 | Mathematics | 算术 奥数 Maths Math
        english | 英语 | English | 外语 英文
        physics | 物理 | Physics |
        chemistry | 化学 | Chemistry |
        biology | 生物 | Biology | 生物学
        science | 科学 | Science | 自然科学
        history | 历史 | History |
        geography | 地理 | Geography |
        politics | 道德与法治 | Morality and law | 政治 思想政治 道法 思想品德 品德
        music | 音乐 | Music | 声乐 唱歌 乐器
        art | 美术 | Art | 绘画 画画 书法 手工
        sports | 体育 | Sports | 运动 篮球 足球 乒乓球
        computing | 信息技术 | Computing | 计算机 电脑 编程 信息科技
        """,
    ),
    *_kind(
        TermKind.LANGUAGE,
        """
        mandarin | 普通话 | Mandarin | 国语 汉语 汉话
        qujing | 曲靖话 | Qujing dialect | 云南方言 云南话 方言 沾益话 本地话 当地方言
        yi | 彝语 | Yi | 彝话 彝族语
        hui | 回族用语 | Hui speech | 回族话 经堂语
        miao | 苗语 | Miao | 苗话 苗族语
        zhuang | 壮语 | Zhuang | 壮话 壮族语
        buyi | 布依语 | Buyi | 布依话
        dai | 傣语 | Dai | 傣话
        bai | 白语 | Bai | 白话 白族语
        hani | 哈尼语 | Hani | 哈尼话
        """,
    ),
    # 五防 is no fixed list; what the district counts as the fifth is to be confirmed.
    *_kind(
        TermKind.SAFETY_TOPIC,
        """
        drowning | 防溺水 | Drowning prevention |
        bullying | 防欺凌 | Anti-bullying |
        drugs | 防毒品 | Drug awareness |
        fraud | 防电信诈骗 | Fraud prevention |
        abuse | 防性侵 | Preventing sexual abuse | | to be confirmed
        """,
    ),
    *_kind(
        TermKind.DONE,
        """
        did_homework | 一起做作业 | Homework together |
        did_lesson | 讲解新知识 | Explained something new |
        did_reading | 一起阅读 | Read together |
        did_talk | 聊天倾听 | Talked and listened |
        did_call | 和爸爸妈妈通话 | Called mother or father |
        did_play | 游戏运动 | Games and sports |
        did_craft | 手工、画画、音乐 | Crafts, painting, music |
        did_safety | 讲安全知识 | Safety lesson |
        did_chores | 学做生活小事 | Everyday skills |
        did_outing | 户外活动 | Out of doors |
        """,
    ),
)
