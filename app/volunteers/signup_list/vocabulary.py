"""The headings that youth leagues and colleges give the columns of a sign-up list."""

from app.foundation.spreadsheets import FieldNames, Group, Vocabulary


def _field(name: str, headings: str, *, required: bool = False) -> FieldNames:
    return FieldNames(name, tuple(headings.split()), required)


_FIELDS = (
    _field("name", "姓名 志愿者姓名 学生姓名 大学生姓名 名字 志愿者 报名人 报名人姓名 name full_name", required=True),
    _field("sex", "性别 男女 sex gender"),
    _field(
        "birth_date", "出生日期 出生年月 出生年月日 生日 出生时间 date_of_birth birthday birth_date dob", required=True
    ),
    _field(
        "college",
        "就读高校 就读院校 学校 高校 院校 大学 就读学校 所在高校 毕业院校 学校名称 所在学校 院校名称 "
        "就读大学 college university school",
    ),
    _field("major", "专业 所学专业 就读专业 专业名称 院系专业 major"),
    _field("study_year", "年级 就读年级 学历年级 所在年级 学历 年级学历 year study_year"),
    _field(
        "national_number",
        "全国志愿者编号 全国志愿者号 志愿者统一编号 志愿汇编号 志愿中国编号 志愿者注册号 志愿者证号 "
        "national_volunteer_number national_number",
    ),
    _field(
        "township",
        "家庭所在乡镇 乡镇 所在乡镇 家乡乡镇 生源地乡镇 返乡乡镇 家庭所在乡镇街道 乡镇街道 乡镇/街道 "
        "所属乡镇 家庭住址 家庭地址 现居住地 户籍所在地 生源地 籍贯 township home_township",
    ),
    _field(
        "phone",
        "手机号码 手机号 手机 联系电话 联系方式 电话 电话号码 本人电话 本人联系电话 phone mobile tel",
        required=True,
    ),
    _field(
        "areas",
        "服务意向 意向服务 服务类别 服务类型 服务领域 服务内容 志愿服务意向 意向岗位 服务项目 意向 "
        "意向服务内容 service_areas",
    ),
    _field(
        "skills",
        "擅长科目及年级 擅长科目 可辅导科目 辅导科目 可辅导科目及年级 擅长科目和年级 擅长学科 可辅导学科 "
        "科目 学科 辅导科目及年级 可教科目 skills subjects",
    ),
    _field(
        "free_time",
        "可服务时间 空闲时间 服务时间 可服务时段 空余时间 时间安排 可参与时间 服务时段 每周空闲时间 "
        "free_time availability",
    ),
    _field("modes", "服务方式 服务形式 线上线下 线上/线下 参与方式 mode"),
    _field(
        "languages",
        "会说的语言或方言 语言 方言 会说的语言 语言或方言 掌握语言 语言能力 会说方言 语言方言 languages",
    ),
    _field("interests", "特长爱好 兴趣爱好 爱好 特长 兴趣 爱好特长 兴趣特长 个人特长 interests hobbies"),
    _field(
        "capacity",
        "最多可结对人数 可结对人数 结对人数 最多结对人数 可帮扶人数 愿意结对人数 结对儿童数 可结对儿童数 capacity",
    ),
    _field(
        "signed_up_on",
        "报名日期 报名时间 提交时间 填表日期 登记日期 申请日期 提交日期 填写时间 signed_up_on date",
    ),
    _field("home_from", "返乡时间 返乡日期 到家日期 到家时间 回家时间 在家开始日期 可服务开始日期 home_from"),
    _field(
        "home_to",
        "离乡时间 返校时间 返校日期 离家日期 离家时间 离乡日期 在家结束日期 可服务结束日期 home_to",
    ),
    _field("notes", "备注 其他 说明 备注说明 notes remarks"),
)

# The other person of such lists; her telephone is not the student's.
_OTHERS = Group(
    ("紧急联系人", "家长", "监护人", "推荐人", "紧急联系人信息", "家长信息", "辅导员"), closed=True, own=frozenset()
)

SIGNUP = Vocabulary(_FIELDS, (_OTHERS,))
