"""The template of the notice 2024-6 (its annex 1), for tests that need no campaign folder."""

import tomllib
from pathlib import Path

from rules.template import SectionSpec, Subject, Template

RESULTS = SectionSpec(
    number=1,
    subject=Subject.RESULTS,
    heading="项目实施成效",
    wordings=(
        "实施成效",
        "项目成效",
        "项目实施效果",
        "实施效果",
        "项目实施成果",
        "主要成效",
        "工作成效",
        "绩效目标完成情况",
    ),
    keywords=("成效",),
    guidance=("对照绩效目标，说明项目实施成效，须可量化、可考核，切勿内容堆砌、言之无物。",),
    marks=("须可量化、可考核，切勿内容堆砌、言之无物", "切勿内容堆砌、言之无物"),
)
FUNDS = SectionSpec(
    number=2,
    subject=Subject.FUNDS,
    heading="资金使用情况",
    wordings=(
        "经费使用情况",
        "项目资金使用情况",
        "专项资金使用情况",
        "资金执行情况",
        "经费执行情况",
        "资金使用",
    ),
    keywords=("资金", "经费"),
    guidance=("对照合同约定，说明资金使用情况，对资金使用进度过低或调整的部分说明原因。",),
    marks=("对资金使用进度过低或调整的部分说明原因",),
)
PROGRESS = SectionSpec(
    number=3,
    subject=Subject.PROGRESS,
    heading="工作推进情况",
    wordings=(
        "工作落实情况",
        "项目推进情况",
        "工作任务落实情况",
        "任务完成情况",
        "工作开展情况",
        "工作进展情况",
    ),
    keywords=("推进", "落实", "任务"),
    guidance=("对照合同约定，逐条说明工作落实情况，对未启动的工作说明原因，对进行中的工作说明进展情况。",),
    marks=("对未启动的工作说明原因，对进行中的工作说明进展情况",),
)
FEATURES = SectionSpec(
    number=4,
    subject=Subject.HIGHLIGHTS,
    heading="特色亮点工作",
    wordings=("特色亮点", "亮点工作", "特色工作", "工作亮点", "工作特色", "特色与亮点"),
    keywords=("特色", "亮点"),
    guidance=("简要描述本单位项目实施中的特色亮点工作，如形成创新举措、有效模式。",),
    marks=("如形成创新举措、有效模式",),
)
PLAN = SectionSpec(
    number=5,
    subject=Subject.PLAN,
    heading="工作计划和建议",
    wordings=(
        "工作计划与建议",
        "工作计划及建议",
        "下一步工作计划",
        "下一步工作安排",
        "下步工作计划和建议",
        "工作安排及建议",
    ),
    keywords=("计划", "安排", "建议"),
    guidance=("结合专利转化运用专项行动有关内容，简述下一步安排及工作建议。",),
    marks=("简述下一步安排及工作建议",),
)
TEMPLATE = Template(
    title_pattern="xx单位关于XX项目工作总结",
    title_words=("工作总结", "总结报告", "项目总结"),
    sections=(RESULTS, FUNDS, PROGRESS, FEATURES, PLAN),
    annex_heading="资金使用及工作成效佐证材料",
    annex_labels=("附件", "附录", "附表", "附"),
    contact_labels=("项目联系人", "联系人", "联系方式", "项目负责人", "负责人"),
    contact_line="项目联系人：姓名 电话 邮箱",
    sign_off_line="xx单位（盖章）",
    date_line="2024年3月xx日",
)


def campaign_template() -> Template:
    """The template as the campaign ships it, with many more wordings and labels."""
    path = Path(__file__).parents[2] / "rules" / "campaigns" / "2024-6" / "template.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = tuple(
        SectionSpec(
            number=section["number"],
            heading=section["heading"],
            wordings=tuple(section["wordings"]),
            keywords=tuple(section["keywords"]),
            guidance=tuple(section["guidance"]),
            marks=tuple(section["marks"]),
            subject=Subject(section["subject"]),
            further_keywords=tuple(section["further_keywords"]),
        )
        for section in data["section"]
    )
    return Template(
        title_pattern=data["title_pattern"],
        title_words=tuple(data["title_words"]),
        sections=sections,
        annex_heading=data["annex_heading"],
        annex_labels=tuple(data["annex_labels"]),
        contact_labels=tuple(data["contact_labels"]),
        contact_line=data["contact_line"],
        sign_off_line=data["sign_off_line"],
        date_line=data["date_line"],
        seal_words=tuple(data["seal_words"]),
    )
