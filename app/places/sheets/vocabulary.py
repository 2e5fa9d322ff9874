"""The headings of lists of places and of staff."""

from app.foundation.spreadsheets import FieldNames, Vocabulary


def _field(name: str, headings: str, *, required: bool = False) -> FieldNames:
    return FieldNames(name, tuple(headings.split()), required)


PLACES = Vocabulary(
    (
        _field(
            "name",
            "名称 学校名称 站点名称 单位名称 学校 站点 阵地名称 阵地 场所名称 学校站点名称 学校/站点 点位名称 "
            "校名 name",
            required=True,
        ),
        _field("kind", "类型 类别 性质 学校类型 站点类型 阵地类型 场所类型 办学类型 kind type"),
        _field("township", "乡镇 乡镇街道 乡镇/街道 所在乡镇 所属乡镇 街道 镇街 township"),
        _field("village", "村 村社区 村/社区 所在村 村委会 社区 行政村 所在村社区 village"),
        _field("central_school", "中心校 中心学校 所属中心校 所属中心学校 上级学校 主管学校 中心小学 central_school"),
        _field("address", "地址 详细地址 所在地址 具体地址 address"),
        _field("host_school", "依托学校 所在学校 所属学校 挂靠学校 依托单位 host_school"),
        _field("contact", "联系人 负责人 负责人姓名 联系人姓名 contact"),
        _field("phone", "联系电话 电话 手机 手机号 手机号码 联系方式 负责人电话 联系人电话 phone"),
        _field("notes", "备注 说明 其他 notes"),
    )
)

STAFF = Vocabulary(
    (
        _field("name", "姓名 名字 人员姓名 教师姓名 工作人员 工作人员姓名 name", required=True),
        _field("phone", "手机号码 手机号 手机 联系电话 电话 联系方式 phone mobile", required=True),
        _field("role", "角色 岗位 职务 身份 平台角色 人员类别 类别 职责 role", required=True),
        _field(
            "scope",
            "单位/范围 单位 范围 管理范围 所在单位 工作单位 所属单位 负责范围 学校 单位名称 所在学校 scope unit",
        ),
        _field("township", "乡镇 乡镇街道 乡镇/街道 所在乡镇 所属乡镇 街道 township"),
        _field("village", "村 村社区 村/社区 村委会 社区 行政村 village"),
        _field("notes", "备注 说明 其他 notes"),
    )
)
