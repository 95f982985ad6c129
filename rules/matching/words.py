"""Words of subjects that name neither unit, project nor batch, whatever the notice.

None of them may be a part of an organisation's name in such a way that a longer name shrinks to a roster's one:
附属, 中心, 学院, 公司, 研究, 技术 and the like must never stand here, nor single characters that build names together
(附 and 中: 华东师大附中).
"""

import re
from collections.abc import Iterable

from rules.matching.normalise import name_key

# In front of a subject, put there by mail programs.
_PREFIXES = "re fw fwd 回复 回覆 答复 转发 转寄 回 外部邮件 外部 external spam"

# What a document is called, and what is said about it.
_DOCUMENTS = """
工作总结 工作总结报告 总结报告 总结验收报告 总结 报告 工作报告 情况报告 自查报告 自评报告 汇报 情况汇报 情况说明 说明
工作情况 情况 工作 材料 总结材料
书面材料 电子材料 电子版材料 申报材料 验收材料 检查材料 中期材料 相关材料 佐证材料 证明材料 佐证 支撑材料
资料 文件 文档 文稿 正文 附件 附件材料 压缩包 扫描件 扫描版 扫描 电子版 电子稿 电子档 纸质版 盖章版 盖章件 盖章 已盖章
加盖公章 公章 签章版 签字版 word版 pdf版 word pdf doc docx wps zip rar 7z 最终版 最终稿 终版 终稿 定稿 正式版 正式 最终
修改版 修改稿 修订版 修订稿 修改 修订 更新版 更新 新版 最新版 最新 完整版 补充材料 补充 补正 补正材料 补交 补报 重新提交 重发 重新
模板 通知 有关 相关 关于 开展 进行 项目 专项 项目名称 项目承担单位 承担单位 支持单位 单位 单位名称 参与单位 年度 本年度
资金使用情况 典型案例 案例 一式两份 一式二份
"""
# What people do with it, and how they are polite about it.
_COURTESIES = """
提交 报送 上报 递交 呈报 呈送 发送 寄送 提供 上交 请查收 敬请查收 查收 请查阅 请审阅 请接收 请收 请阅 请 谢谢 感谢
您好 你好 烦请 重要 紧急 急件 加急 的 之 等 及 和 与 以及 由 我单位 我司 我校 我院 我所 我园区 我区
本单位 本公司 邮件
"""
# Departments that mail on behalf of their unit; only right behind its name.
_DEPARTMENTS = """
科技处 科研处 科学技术处 科技发展处 科学技术发展处 科学技术研究院 科研院 科研部 科教处 科教部 科技管理处 知识产权处 知识产权部
知识产权科 知识产权办公室 法务部 法务与知识产权部 研发部 办公室 综合部 项目办
"""
_NUMBERED = (
    r"v\d+(?:-\d+)*",  # v2, V1.3
    r"第[\d一二三四五六七八九]+[稿版次]",
    r"(?<!\d)[\d一二三四五六七八九][稿版]",
    r"(?<!\d)1[3-9]\d{9}(?!\d)",  # a mobile number
    r"(?<![^\-、])\d{1,2}(?![^\-、])",  # a number that stands alone
)


def noise_pattern(further: Iterable[str]) -> re.Pattern[str]:
    """What may stand in a subject beside the names; `further` are name keys of the campaigns' own noise words."""
    words = {name_key(word) for word in f"{_PREFIXES} {_DOCUMENTS} {_COURTESIES}".split()} | set(further)
    bounded = [
        rf"(?<![a-z0-9]){word}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in words if word
    ]
    return re.compile("|".join([*_NUMBERED, *sorted(bounded, key=len, reverse=True)]))


DEPARTMENT = re.compile("|".join(sorted(_DEPARTMENTS.split(), key=len, reverse=True)))

# Dates are no years: “2024年3月20日” says nothing about the project's year.
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE = re.compile(
    rf"(?<!\d)20\d\d\s*[年\-]\s*{_MONTH}\s*[月\-]\s*{_DAY}(?!\d)\s*[日号]?"
    rf"|(?<!\d)20\d\d\s*年\s*{_MONTH}\s*月份?"
    r"|(?<!\d)20\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?!\d)"
    rf"|(?<!\d){_MONTH}\s*月\s*{_DAY}\s*[日号]前?"
)
YEAR = re.compile(r"(?<!\d)(?:20(\d\d)|(\d\d)(?=年))(?!\d)(?:年度|年)?")
# Our own numbers come back in the subjects of answers: 〔ZSCQ2024-0012〕.
REPLY_NUMBER = re.compile(r"[〔\[【(（]\s*[A-Za-z][A-Za-z0-9_\-]*\d\s*[〕\]】)）]")
