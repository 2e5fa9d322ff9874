"""The headings that schools and villages give the columns of a roster."""

from app.foundation.spreadsheets import FieldNames, Group, Vocabulary


def _field(name: str, headings: str, *, required: bool = False) -> FieldNames:
    return FieldNames(name, tuple(headings.split()), required)


_FIELDS = (
    _field(
        "name",
        "姓名 儿童姓名 学生姓名 孩子姓名 留守儿童姓名 名字 学生 儿童 孩子 留守儿童 学生名字 幼儿姓名 name "
        "child's_name child_name",
        required=True,
    ),
    _field("sex", "性别 儿童性别 学生性别 孩子性别 男女 sex gender"),
    _field(
        "birth_date",
        "出生日期 出生年月 出生年月日 生日 出生时间 出生 儿童出生日期 学生出生日期 出生日 date_of_birth "
        "birthday birth_date dob",
    ),
    _field(
        "id_number",
        "身份证号码 身份证号 身份证 儿童身份证号 儿童身份证号码 学生身份证号 学生身份证号码 公民身份号码 "
        "居民身份证号码 身份证件号 身份证件号码 证件号码 证件号 身份号码",
    ),
    _field(
        "school",
        "学校 就读学校 所在学校 学校名称 现就读学校 所读学校 就读学校名称 就学学校 幼儿园 学籍学校 "
        "就读幼儿园 学校全称 school",
    ),
    _field("grade", "年级 就读年级 所在年级 现就读年级 年级班级 就读年级班级 年级及班级 grade"),
    _field("class_name", "班级 班 所在班级 就读班级 班别 班级名称 class"),
    _field(
        "residence",
        "现居住地 居住地 现住址 家庭住址 住址 家庭地址 现居住地址 居住地址 详细地址 地址 现居地 "
        "家庭详细住址 户籍地址 户籍所在地 常住地址 所在村 address",
    ),
    _field(
        "township",
        "乡镇 乡镇街道 所在乡镇 街道 乡 镇 乡/镇 乡镇/街道 镇街 所属乡镇 家庭所在乡镇 township",
    ),
    _field(
        "village",
        "村 村委会 村社区 村/社区 行政村 社区 村居 村委 所属村 村名 所在村委会 村社区名称 village",
    ),
    _field("boarding", "是否寄宿 寄宿 住校 是否住校 寄宿情况 是否寄宿生 是否住校生 住宿情况 boarding"),
    _field(
        "health",
        "身体情况 健康状况 身体状况 健康情况 身体健康状况 健康 儿童健康状况 身心状况 残疾或患病情况 health",
    ),
    _field(
        "left_behind",
        "留守类型 留守情况 父母外出情况 外出情况 留守原因 留守状况 父母外出务工情况 儿童类别 儿童类型 "
        "留守儿童类型 监护缺失类型",
    ),
    _field("guardianship", "监护情况 监护状况 监护评估 监护能力 监护情况评估 监护质量 委托监护情况 监护类型"),
    _field("father_name", "父亲姓名 父亲 父亲名字 爸爸姓名"),
    _field(
        "father_whereabouts",
        "父亲务工地点 父亲外出地点 父亲务工地 父亲去向 父亲所在地 父亲工作地点 父亲务工地址 "
        "父亲外出务工地点 父亲现状 父亲情况",
    ),
    _field("father_phone", "父亲联系电话 父亲电话 父亲手机 父亲手机号 父亲手机号码 父亲联系方式"),
    _field("mother_name", "母亲姓名 母亲 母亲名字 妈妈姓名"),
    _field(
        "mother_whereabouts",
        "母亲务工地点 母亲外出地点 母亲务工地 母亲去向 母亲所在地 母亲工作地点 母亲务工地址 "
        "母亲外出务工地点 母亲现状 母亲情况",
    ),
    _field("mother_phone", "母亲联系电话 母亲电话 母亲手机 母亲手机号 母亲手机号码 母亲联系方式"),
    _field(
        "carer_name",
        "监护人姓名 委托监护人 受委托监护人 照护人 受委托照护人 照护人姓名 委托监护人姓名 "
        "受委托监护人姓名 受委托照护人姓名 监护人 实际监护人 被委托人 被委托人姓名 现监护人 "
        "实际监护人姓名 现监护人姓名 照料人 照料人姓名 家长姓名 家长 抚养人 抚养人姓名 委托照护人 "
        "委托照护人姓名 实际照护人 代养人 carer guardian",
    ),
    _field(
        "carer_relation",
        "与儿童关系 关系 与监护人关系 与学生关系 与被监护人关系 监护人关系 与孩子关系 与留守儿童关系 "
        "与本人关系 监护人与儿童关系 照护人与儿童关系 与照护人关系 与委托监护人关系 委托监护人与儿童关系 "
        "relation",
    ),
    _field(
        "carer_phone",
        "联系电话 联系方式 电话 手机 手机号 手机号码 电话号码 监护人电话 监护人联系电话 监护人联系方式 "
        "监护人手机 监护人手机号 监护人手机号码 委托监护人电话 委托监护人联系电话 委托监护人联系方式 "
        "受委托监护人联系电话 受委托监护人电话 照护人电话 照护人联系电话 照护人联系方式 "
        "受委托照护人联系电话 家长电话 家长联系电话 家长联系方式 家长手机号 家长手机号码 家庭电话 "
        "实际监护人联系电话 实际监护人电话 被委托人联系电话 联系电话号码 phone tel mobile",
    ),
    _field(
        "needs",
        "需求 帮扶需求 服务需求 需求内容 需要的帮助 关爱需求 辅导需求 需求清单 需要帮助 服务内容 需求类型 "
        "帮扶内容 needs",
    ),
    _field(
        "registered_on",
        "登记日期 登记时间 填报日期 建档日期 建档时间 录入日期 报名日期 申请日期 填表日期 registered_on",
    ),
    _field("modes", "服务方式 服务形式 帮扶方式 线上线下 线上/线下 期望方式 辅导方式 mode"),
    _field("free_time", "空闲时间 可服务时间 方便时间 时间安排 可接受时间 free_time"),
    _field("languages", "语言 方言 语言或方言 会说的语言 会说的语言或方言 常用语言 languages"),
    _field("interests", "兴趣爱好 爱好 特长 兴趣 特长爱好 爱好特长 interests"),
    _field("notes", "备注 其他 说明 备注说明 其他情况 其他说明 notes remarks"),
)

_CARER = {
    **dict.fromkeys(("姓名", "名字"), "carer_name"),
    **dict.fromkeys(("与儿童关系", "关系", "与孩子关系", "与学生关系", "与被监护人关系", "亲属关系"), "carer_relation"),
    **dict.fromkeys(
        ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系方法"), "carer_phone"
    ),
}


def _parent(who: str) -> dict[str, str]:
    places = ("务工地点", "务工地", "外出地点", "去向", "工作地点", "所在地", "务工地址", "外出务工地点", "现状")
    phones = ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式")
    return {
        "姓名": f"{who}_name",
        **dict.fromkeys(places, f"{who}_whereabouts"),
        **dict.fromkeys(phones, f"{who}_phone"),
    }


def _own(*people: str) -> frozenset[str]:
    return frozenset(one.name for one in _FIELDS if one.name.startswith(people))


_CHILD_GROUPS = (
    "儿童基本情况 儿童信息 学生信息 学生基本情况 学生基本信息 儿童基本信息 基本情况 基本信息 "
    "留守儿童基本情况 留守儿童信息 留守儿童基本信息 儿童情况 学生情况 个人信息"
)
_CARER_GROUPS = (
    "受委托监护人 受委托照护人 委托监护人 照护人 监护人 实际监护人 现监护人 被委托人 照料人 抚养人 家长 "
    "监护人情况 监护人信息 监护人基本情况 受委托监护人情况 受委托监护人信息 委托监护人情况 委托监护人信息 "
    "照护人情况 照护人信息 受委托照护人情况 家长信息 家长情况"
)
_GROUPS = (
    # Under the child, a plain telephone is still that of whoever answers for it: the group is open.
    Group(tuple(_CHILD_GROUPS.split()), {"姓名": "name"}),
    Group(tuple(_CARER_GROUPS.split()), _CARER, closed=True, own=_own("carer")),
    Group(
        ("父母情况", "父母信息", "父母基本情况", "父母外出务工情况"),
        closed=True,
        own=_own("left_behind", "father", "mother"),
    ),
    Group(("父亲", "父亲情况", "父亲信息", "父亲基本情况"), _parent("father"), closed=True, own=_own("father")),
    Group(("母亲", "母亲情况", "母亲信息", "母亲基本情况"), _parent("mother"), closed=True, own=_own("mother")),
)

ROSTER = Vocabulary(_FIELDS, _GROUPS)
