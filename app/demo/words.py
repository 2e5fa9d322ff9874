"""What the demo district is made of: real township names and codes, everything else invented."""

from __future__ import annotations

DISTRICT = ("530303", "沾益区")

# Division code, name, tile on the schematic map (column, row), villages.
TOWNSHIPS: tuple[tuple[str, str, int, int, int], ...] = (
    ("530303001", "西平街道", 1, 3, 12),
    ("530303002", "龙华街道", 1, 4, 13),
    ("530303003", "金龙街道", 2, 3, 9),
    ("530303004", "花山街道", 2, 2, 9),
    ("530303101", "白水镇", 3, 3, 12),
    ("530303102", "盘江镇", 1, 2, 15),
    ("530303201", "炎方乡", 2, 0, 14),
    ("530303202", "播乐乡", 3, 1, 12),
    ("530303203", "大坡乡", 0, 2, 13),
    ("530303204", "菱角乡", 1, 1, 13),
    ("530303205", "德泽乡", 0, 0, 8),
)

VILLAGE_FIRST = "松大新兴遵迤施湖红白青石水云桃柳梨荷龙凤"
VILLAGE_SECOND = ("林", "树屯", "排", "源", "花铺", "堵", "家屯", "滨", "坡", "沟", "山", "河湾", "塘", "井")

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_GIRL = (
    "雨桐",
    "梦琪",
    "欣怡",
    "若曦",
    "一诺",
    "梓萱",
    "佳怡",
    "晓燕",
    "春梅",
    "丽娟",
    "思远",
    "静",
    "芳",
    "玥",
    "艳",
)
GIVEN_BOY = (
    "浩宇",
    "俊杰",
    "家豪",
    "志强",
    "文博",
    "润泽",
    "小龙",
    "明辉",
    "永福",
    "建国",
    "磊",
    "伟",
    "思远",
    "一诺",
    "强",
)

RELATIONS = (
    "paternal_grandmother", "paternal_grandfather", "maternal_grandmother", "maternal_grandfather", "uncle", "aunt",
)  # fmt: skip
WHEREABOUTS = ("浙江省宁波市", "广东省东莞市", "江苏省苏州市", "福建省泉州市", "上海市", "云南省昆明市")
COLLEGES = ("云南大学", "云南师范大学", "昆明理工大学", "曲靖师范学院", "贵州大学", "西南大学", "四川大学")
MAJORS = ("学前教育", "心理学", "英语", "汉语言文学", "数学与应用数学", "护理学", "计算机科学", "美术学", "土木工程")
YEARS = ("大一", "大二", "大三", "大四", "研一")
INTERESTS = ("篮球 吉他", "画画", "剪纸", "讲故事 唱歌", "羽毛球 围棋", "编程", "跑步 足球", "书法", "手工 折纸")

SITE_NAMES = {
    "four_thirty_classroom": "四点半课堂",
    "childrens_home": "儿童之家",
    "sunshine_hut": "阳光小屋",
    "childlike_harbour": "童心港湾",
    "red_scarf_school": "红领巾学堂",
    "holiday_class": "假期托管班",
}

SUBJECTS = ("chinese", "math", "english", "science", "art", "music")
HARDER_SUBJECTS = ("physics", "chemistry")

# Sign-in name, name, and what the reader of the terminal is told about it. One per role; the password is the same.
SIGN_INS: tuple[tuple[str, str, str], ...] = (
    ("volunteer", "demo-volunteer", "返乡大学生 returning student"),
    ("school_staff", "demo-school", "学校老师 school staff"),
    ("village_director", "demo-village", "儿童主任 village child director"),
    ("township_supervisor", "demo-township", "儿童督导员 township supervisor"),
    ("organizer", "demo-organizer", "团区委 league organizer"),
    ("safeguarding_lead", "demo-safeguarding", "儿童保护负责人 safeguarding lead"),
    ("administrator", "demo-admin", "系统管理员 administrator"),
    ("auditor", "demo-auditor", "审计员 auditor"),
)
