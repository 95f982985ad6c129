"""Word files as units write them, for the demonstration's sample mails."""

import io
from dataclasses import dataclass

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

SECTIONS = {
    "一、项目实施成效": (
        "对照绩效目标，本项目各项指标均已完成。项目期内新增发明专利申请46件、授权21件，完成专利转化许可9项，"
        "合同金额1,280万元；建成专题数据库2个，开展培训12场次、参训430人次，相关产品新增销售收入3,600万元。"
    ),
    "二、资金使用情况": (
        "项目专项资金总额100万元，截至报送时已使用92.5万元，执行率92.5%。其中专利导航分析35万元、数据库建设28万元、"
        "人才培训12.5万元、运营服务17万元，均按合同约定的科目列支，专账核算。"
    ),
    "三、工作推进情况": (
        "1.专利导航：已完成两个重点产品的导航分析，形成报告2份，结论用于研发立项。\n"
        "2.数据库建设：已完成并投入使用，月均检索1,500次。\n"
        "3.转化运用：已完成许可9项、转让2项；另有3项正在洽谈，预计本年内签约。"
    ),
    "四、特色亮点工作": (
        "建立“研发—专利—市场”三方联席评审机制，把专利布局前移到立项阶段，立项后申请周期平均缩短40天；"
        "形成专利分级管理办法一项，已在集团内三家企业推广。"
    ),
    "五、工作计划和建议": (
        "下一步将结合专利转化运用专项行动，完成存量专利盘点并入库，推动不少于10项专利开放许可；"
        "建议进一步加强产业链上下游的专利信息共享，支持建设专利池。"
    ),
}
CONTACT = "项目联系人：张三　电话：021-00001234　邮箱：zhangsan@example.org"


@dataclass(frozen=True, slots=True)
class Summary:
    """A work summary to be written; what is left out makes the gaps of the sample."""

    unit: str
    project: str
    sections: tuple[str, ...] = tuple(SECTIONS)
    contact: str = CONTACT
    signed: str = "2024年3月15日"
    titled: bool = True

    def as_docx(self) -> bytes:
        """The summary as a Word file."""
        document = docx.Document()
        names = f"{self.unit}关于{self.project}" if self.titled else ""
        title = document.add_paragraph(f"{names}工作总结")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for heading in self.sections:
            document.add_heading(heading, level=1)
            for paragraph in SECTIONS[heading].split("\n"):
                document.add_paragraph(paragraph)
        document.add_paragraph("附件：资金使用及工作成效佐证材料")
        for line in (f"{self.unit}（盖章）", self.signed):
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        document.add_paragraph(self.contact)
        return _bytes_of(document)


def evidence_docx(unit: str) -> bytes:
    """Evidence: what was paid and what was granted, as a table."""
    document = docx.Document()
    document.add_heading("资金使用及工作成效佐证材料", level=1)
    document.add_paragraph(f"{unit}专项资金支出明细及授权专利清单如下，凭证复印件附后。")
    rows = (
        ("凭证号", "内容", "金额（万元）"),
        ("记-0012", "专利导航分析服务费", "35.0"),
        ("记-0027", "数据库建设费", "28.0"),
    )
    table = document.add_table(rows=0, cols=3)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return _bytes_of(document)


def blank_template_docx() -> bytes:
    """The notice's annex 1 as it was sent out, with nothing filled in."""
    document = docx.Document()
    for line in _TEMPLATE.strip().split("\n"):
        document.add_paragraph(line)
    return _bytes_of(document)


def _bytes_of(document: "docx.document.Document") -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


_TEMPLATE = """
xx单位关于XX项目工作总结
一、项目实施成效
对照绩效目标，说明项目实施成效，须可量化、可考核，切勿内容堆砌、言之无物。
二、资金使用情况
对照合同约定，说明资金使用情况，对资金使用进度过低或调整的部分说明原因。
三、工作推进情况
对照合同约定，逐条说明工作落实情况，对未启动的工作说明原因，对进行中的工作说明进展情况。
四、特色亮点工作
简要描述本单位项目实施中的特色亮点工作，如形成创新举措、有效模式。
五、工作计划和建议
结合专利转化运用专项行动有关内容，简述下一步安排及工作建议。
附件：资金使用及工作成效佐证材料
xx单位（盖章）
2024年3月xx日
项目联系人：姓名 电话 邮箱
"""
