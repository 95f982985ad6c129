"""Which file is the summary, its twin, evidence, a case study, a letter or nothing of these."""

from dataclasses import replace
from hashlib import sha256

import pytest

from parsers.document import Block, BlockKind, Document, Page
from parsers.errors import ParseError, UnreadableError, UnsupportedFormatError
from rules.roles import RoledFile, assign_roles, looks_like_summary
from rules.submission import Role, SubmittedFile
from tests.rules.summaries import document
from tests.rules.template_2024_6 import TEMPLATE

SUMMARY = """上海大学关于上海市高校知识产权运营中心项目工作总结
一、项目实施成效
2023年完成高价值专利培育项目12项，新增发明专利授权156件，许可转让86件，转化金额3200万元，服务企业45家次。
二、资金使用情况
专项资金100万元，截至2024年2月底已使用96.5万元，执行率96.5%，主要用于专利导航、人才培训和平台运行。
三、工作推进情况
（一）完善制度。修订管理办法3项，全部发布实施。
（二）运营平台。平台已于2023年6月上线运行，入库专利2300件。
四、特色亮点工作
探索“先使用后付费”模式，与12家中小企业签约。
五、工作计划和建议
结合专利转化运用专项行动，盘点存量专利，推动专利产业化。
附件：资金使用及工作成效佐证材料
上海大学（盖章）
2024年3月20日
项目联系人：张三 13800000000 zhangsan@example.org
"""
OTHER_SUMMARY = """上海大学关于上海市知识产权地方标准制定项目工作总结
一、项目实施成效
牵头制定地方标准3项，其中1项已于2023年11月发布，组织宣贯活动8场，覆盖企业230家。
二、资金使用情况
到账经费20万元，支出18.3万元，主要用于标准调研、专家咨询和印刷出版。
三、工作推进情况
标准立项、起草、征求意见、审查、报批各环节均已完成。
四、特色亮点工作
首次把开放许可写入地方标准。
五、工作计划和建议
围绕专利转化运用专项行动，做好标准实施评估。
"""
EVIDENCE = """专利许可转让清单
序号 专利名称 受让方 金额
1 一种石墨烯制备方法 上海某材料有限公司 120万元
2 一种传感器 上海某仪器有限公司 80万元
"""
AUDIT = """专项审计报告
一、项目基本情况
受上海大学委托，我们对项目专项资金进行了审计。
二、资金使用情况
经审计，专项资金共支出96.5万元，用于专利导航、人才培训和平台运行。
三、审计结论
资金使用合规。
"""
COVERING = """关于报送项目总结材料的函
上海市知识产权局：
根据通知要求，我单位认真组织编写了总结材料，现随函报送，请予审阅。
特此函告。
"""
LETTER = """关于调整项目预算的函
上海市知识产权局：
因培训改为线上举办，现申请将会议培训费4万元调整至专利分析费，总预算不变。
"""
LINK = """总结材料较大，已上传网盘，请下载：
链接：https://pan.example.org/s/1kQxT7vM3d 提取码：9x2f
"""
SAVED_LIST_OF_LINKS = """从网易163邮箱发来的超大附件
总结定稿.pdf (86.20M, 2024年4月3日 10:12 到期) 下载
"""
SAVED_WITHOUT_ADDRESSES = """您收到1个超大附件
工作总结.pdf 38.6M
点击下载
"""
TASK_BOOK = """项目任务书
一、项目实施成效
预期培育高价值专利10项。
二、资金使用情况
拟使用专项资金100万元。
三、工作推进情况
分三个阶段实施。
"""
CASE_STUDY = """上海大学高价值专利转化典型案例
一、背景
学校拥有一批高价值专利。
二、主要做法
探索先使用后付费模式。
三、取得成效
实现转化金额1200万元。
四、下一步计划
扩大试点范围。
"""
UNSTRUCTURED = (
    "上海大学关于上海市高校知识产权运营中心项目工作总结\n" + "本项目实施以来，学校完成了各项任务。" * 12
)
BUDGET = """关于申请调整项目预算的函
上海市知识产权局：
因工作需要，现申请对项目预算作如下调整，设备费调减10万元，培训费调增10万元。
"""
NOTICE = """关于开展首批专项资金支持项目总结验收和第二批专项资金支持项目中期检查的通知
各项目承担单位：
现根据相关工作安排和合同约定，对相关财政资金支持类项目开展总结验收和中期检查，相关事项通知如下：
各单位对照有关项目合同约定的工作任务、资金使用、绩效目标，开展工作总结（模板见附件1）。
特此通知。
"""
OWN_NOTICE = """关于开展知识产权培训的通知
各部门：
为提升知识产权管理能力，现就培训事项通知如下。
一、培训内容
二、工作安排
请各部门于3月1日前报名，培训在报告厅举行，共三场，参训人员须全程参加。
特此通知。
"""
DISTRICT_NOTICE = """关于做好项目总结验收工作的通知
各区知识产权局、各有关单位：
现就做好项目总结验收有关事项通知如下。
二、资金使用情况
请各单位认真核对资金使用情况，于3月22日前报送，逾期不予受理，联系方式另行通知。
特此通知。
"""
NOTICE_ON_NARROW_LINES = """关于开展上海知识产权运营体系建设首批专项资金支持项目总结
验收和第二批专项资金支持项目中期检查的通知
""" + NOTICE.partition("\n")[2]
TEMPLATE_TEXT = """附件1
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
LISTS = """附件2
总结验收项目承担单位名单
1 上海市知识产权运营综合服务基地 上海技术交易所
"""
PICTURE = Document("image", (), (Page(1, 595, 842, 0, 1.0),))
WITH_PICTURE = replace(document(COVERING), blocks=(*document(COVERING).blocks, Block(BlockKind.PICTURE, "")))
SCAN = Document("pdf", (), (Page(1, 595, 842, 0, 1.0),))


def _file(
    name: str, content: str | Document | ParseError, size: int = 100_000, *, inline: bool = False
) -> SubmittedFile:
    digest = sha256(f"{content}".encode()).hexdigest()
    if isinstance(content, ParseError):
        return SubmittedFile(name, sha256(name.encode()).hexdigest(), size, error=content, inline=inline)
    if isinstance(content, str):
        content = document(content)
    elif content is SCAN or content is PICTURE:
        digest = sha256(name.encode()).hexdigest()
    return SubmittedFile(name, digest, size, document=content, inline=inline)


def _pdf(text: str) -> Document:
    return Document(
        "pdf",
        tuple(Block(BlockKind.PARAGRAPH, line, page=1) for line in text.split("\n") if line),
        (Page(1, 595, 842, 900),),
    )


def _roles(*files: SubmittedFile) -> dict[str, tuple[Role, bool]]:
    return {
        item.file.name: (item.role, item.is_copy_of is not None) for item in assign_roles(files, TEMPLATE)
    }


CORRUPT = UnreadableError("zip")
CASES: list[tuple[str, list[SubmittedFile], dict[str, tuple[Role, bool]]]] = [
    (
        "summary and evidence, whatever they are called",
        [_file("附件1.docx", EVIDENCE), _file("1.docx", SUMMARY)],
        {"附件1.docx": (Role.EVIDENCE, False), "1.docx": (Role.SUMMARY, False)},
    ),
    (
        "a file called summary that is none",
        [_file("工作总结.docx", EVIDENCE), _file("佐证材料.docx", SUMMARY)],
        {"工作总结.docx": (Role.EVIDENCE, False), "佐证材料.docx": (Role.SUMMARY, False)},
    ),
    (
        "Word beside the PDF of the same text",
        [_file("总结.pdf", _pdf(SUMMARY)), _file("总结.docx", SUMMARY)],
        {"总结.pdf": (Role.SUMMARY, True), "总结.docx": (Role.SUMMARY, False)},
    ),
    (
        "the same bytes twice",
        [_file("总结.docx", SUMMARY), _file("总结(1).docx", SUMMARY)],
        {"总结.docx": (Role.SUMMARY, False), "总结(1).docx": (Role.SUMMARY, True)},
    ),
    (
        "Word beside a sealed scan",
        [_file("总结.docx", SUMMARY), _file("工作总结（盖章扫描件）.pdf", SCAN)],
        {"总结.docx": (Role.SUMMARY, False), "工作总结（盖章扫描件）.pdf": (Role.SUMMARY, True)},
    ),
    (
        "Word beside scanned evidence",
        [_file("总结.docx", SUMMARY), _file("佐证材料扫描件.pdf", SCAN)],
        {"总结.docx": (Role.SUMMARY, False), "佐证材料扫描件.pdf": (Role.EVIDENCE, False)},
    ),
    (
        "the scanned summary called an annex",
        [_file("总结.docx", SUMMARY), _file("附件1 工作总结（盖章版）.pdf", SCAN)],
        {"总结.docx": (Role.SUMMARY, False), "附件1 工作总结（盖章版）.pdf": (Role.SUMMARY, True)},
    ),
    (
        "a scan alone",
        [_file("扫描0001.pdf", SCAN)],
        {"扫描0001.pdf": (Role.SUMMARY, False)},
    ),
    (
        "a corrupt summary beside evidence",
        [_file("工作总结.doc", CORRUPT), _file("清单.docx", EVIDENCE)],
        {"工作总结.doc": (Role.SUMMARY, False), "清单.docx": (Role.EVIDENCE, False)},
    ),
    (
        "a corrupt file beside a good summary",
        [_file("工作总结.doc", CORRUPT), _file("工作总结.docx", SUMMARY)],
        {"工作总结.doc": (Role.OTHER, False), "工作总结.docx": (Role.SUMMARY, False)},
    ),
    (
        "an unsupported summary beside a scanned voucher",
        [_file("总结.wps", UnsupportedFormatError("wps")), _file("发票.pdf", SCAN)],
        {"总结.wps": (Role.SUMMARY, False), "发票.pdf": (Role.EVIDENCE, False)},
    ),
    (
        "only evidence: no summary",
        [_file("发票.docx", EVIDENCE), _file("审计.docx", AUDIT)],
        {"发票.docx": (Role.EVIDENCE, False), "审计.docx": (Role.EVIDENCE, False)},
    ),
    (
        "an audit report shares headings and is evidence",
        [_file("a.docx", AUDIT), _file("b.docx", SUMMARY)],
        {"a.docx": (Role.EVIDENCE, False), "b.docx": (Role.SUMMARY, False)},
    ),
    (
        "a case study",
        [_file("总结.docx", SUMMARY), _file("材料.docx", CASE_STUDY)],
        {"总结.docx": (Role.SUMMARY, False), "材料.docx": (Role.CASE_STUDY, False)},
    ),
    (
        "a case study alone",
        [_file("材料.docx", CASE_STUDY)],
        {"材料.docx": (Role.CASE_STUDY, False)},
    ),
    (
        "a budget letter",
        [_file("总结.docx", SUMMARY), _file("预算调整申请.docx", BUDGET)],
        {"总结.docx": (Role.SUMMARY, False), "预算调整申请.docx": (Role.BUDGET_CHANGE, False)},
    ),
    (
        "the notice without annexes",
        [_file("通知.docx", NOTICE)],
        {"通知.docx": (Role.OTHER, False)},
    ),
    (
        "the notice whose title a line breaks, so that its end looks like a heading",
        [_file("通知.pdf", NOTICE_ON_NARROW_LINES), _file("明细.xlsx", EVIDENCE)],
        {"通知.pdf": (Role.OTHER, False), "明细.xlsx": (Role.EVIDENCE, False)},
    ),
    (
        "a notice to all units, with a line like a section's heading",
        [_file("总结.docx", SUMMARY), _file("通知.docx", DISTRICT_NOTICE)],
        {"总结.docx": (Role.SUMMARY, False), "通知.docx": (Role.OTHER, False)},
    ),
    (
        "a unit's own notice",
        [_file("总结.docx", SUMMARY), _file("通知.docx", OWN_NOTICE)],
        {"总结.docx": (Role.SUMMARY, False), "通知.docx": (Role.EVIDENCE, False)},
    ),
    (
        "an unreadable file in an archive that is called a summary",
        [_file("工作总结.zip/正文及佐证材料.pdf", CORRUPT), _file("工作总结.zip/许可清单.docx", EVIDENCE)],
        {"工作总结.zip/正文及佐证材料.pdf": (Role.SUMMARY, False), "工作总结.zip/许可清单.docx": (Role.EVIDENCE, False)},
    ),
    (
        "evidence alone in an archive that is called a summary",
        [_file("某某局工作总结.7z/佐证材料目录.docx", "工作成效佐证材料\n序号 登记号 金额\n1 沪许备20236409 119万元")],
        {"某某局工作总结.7z/佐证材料目录.docx": (Role.EVIDENCE, False)},
    ),
    (
        "the notice with its annexes",
        [_file("工作总结.docx", NOTICE + TEMPLATE_TEXT + LISTS)],
        {"工作总结.docx": (Role.OTHER, False)},
    ),
    (
        "the notice beside a summary",
        [_file("通知.docx", NOTICE + TEMPLATE_TEXT + LISTS), _file("总结.docx", SUMMARY)],
        {"通知.docx": (Role.OTHER, False), "总结.docx": (Role.SUMMARY, False)},
    ),
    (
        "the bare template",
        [_file("模板.docx", TEMPLATE_TEXT)],
        {"模板.docx": (Role.SUMMARY, False)},
    ),
    (
        "a signature's logo",
        [_file("总结.docx", SUMMARY), _file("image001.png", PICTURE, 4000, inline=True), _file("logo.png", PICTURE, 4001)],
        {"总结.docx": (Role.SUMMARY, False), "image001.png": (Role.OTHER, False), "logo.png": (Role.OTHER, False)},
    ),
    (
        "an unreadable further file",
        [_file("总结.docx", SUMMARY), _file("佐证.zip", CORRUPT)],
        {"总结.docx": (Role.SUMMARY, False), "佐证.zip": (Role.OTHER, False)},
    ),
    (
        "photos of pages",
        [_file("IMG_1.jpg", PICTURE, 900_000),
         _file("IMG_2.jpg", UnsupportedFormatError("jpg"), 900_000)],
        {"IMG_1.jpg": (Role.SUMMARY, False), "IMG_2.jpg": (Role.SUMMARY, False)},
    ),
    (
        "a PDF that binds summary and vouchers together beside the Word file",
        [_file("总结.docx", SUMMARY), _file("全部.pdf", _pdf(SUMMARY + AUDIT * 6))],
        {"总结.docx": (Role.SUMMARY, False), "全部.pdf": (Role.SUMMARY, True)},
    ),
    (
        "the sealed last page once more",
        [_file("总结.docx", SUMMARY), _file("末页.docx", "\n".join(SUMMARY.split("\n")[-7:]))],
        {"总结.docx": (Role.SUMMARY, False), "末页.docx": (Role.SUMMARY, True)},
    ),
    (
        "two summaries of two projects",
        [_file("a.docx", SUMMARY), _file("b.docx", OTHER_SUMMARY)],
        {"a.docx": (Role.SUMMARY, False), "b.docx": (Role.SUMMARY, False)},
    ),
    (
        "a summary without headings",
        [_file("总结.docx", UNSTRUCTURED)],
        {"总结.docx": (Role.SUMMARY, False)},
    ),
    (
        "a task book on the same subjects",
        [_file("总结.docx", SUMMARY), _file("任务书.docx", TASK_BOOK)],
        {"总结.docx": (Role.SUMMARY, False), "任务书.docx": (Role.EVIDENCE, False)},
    ),
    (
        "a letter that asks to adjust the project's budget, in its own words",
        [_file("总结.docx", SUMMARY), _file("关于调整项目预算的函.docx", LETTER)],
        {"总结.docx": (Role.SUMMARY, False), "关于调整项目预算的函.docx": (Role.BUDGET_CHANGE, False)},
    ),
    (
        "a note beside the summary",
        [_file("总结.docx", SUMMARY), _file("说明.txt", replace(document("附件为总结材料，请查收，谢谢！"), kind="txt"))],
        {"总结.docx": (Role.SUMMARY, False), "说明.txt": (Role.OTHER, False)},
    ),
    (
        "a letter that says what is enclosed",
        [_file("总结.docx", SUMMARY), _file("IMG_1.jpg", COVERING)],
        {"总结.docx": (Role.SUMMARY, False), "IMG_1.jpg": (Role.OTHER, False)},
    ),
    (
        "a letter with the vouchers' pictures below it",
        [_file("总结.docx", SUMMARY), _file("函.docx", WITH_PICTURE)],
        {"总结.docx": (Role.SUMMARY, False), "函.docx": (Role.EVIDENCE, False)},
    ),
    (
        "a letter with a table of what was spent",
        [_file("总结.docx", SUMMARY), _file("函.docx", COVERING + "| 科目 | 预算 | 支出 |\n| 培训费 | 5 | 4 |")],
        {"总结.docx": (Role.SUMMARY, False), "函.docx": (Role.EVIDENCE, False)},
    ),
    (
        "a letter that tells what was achieved",
        [_file("总结.docx", SUMMARY), _file("函.docx", f"{COVERING}许可专利ZL202110529408.4，收入12万元。")],
        {"总结.docx": (Role.SUMMARY, False), "函.docx": (Role.EVIDENCE, False)},
    ),
    (
        "a letter that is the summary, if a poor one",
        [_file("总结.docx", f"{COVERING}一、项目实施成效\n成效显著。\n二、资金使用情况\n专款专用。\n")],
        {"总结.docx": (Role.SUMMARY, False)},
    ),
    (
        "a letter that holds the account itself",
        [_file("总结.docx", SUMMARY), _file("函.docx", COVERING + EVIDENCE * 4)],
        {"总结.docx": (Role.SUMMARY, False), "函.docx": (Role.EVIDENCE, False)},
    ),
    (
        "a file with nothing but a link to the real one",
        [_file("下载.docx", LINK), _file("清单.docx", EVIDENCE)],
        {"下载.docx": (Role.SUMMARY, False), "清单.docx": (Role.EVIDENCE, False)},
    ),
    ("nothing", [], {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "expected"), [pytest.param(files, expected, id=name) for name, files, expected in CASES]
)
def test_roles_go_by_what_files_hold(
    files: list[SubmittedFile], expected: dict[str, tuple[Role, bool]]
) -> None:
    """Every file gets its role, and copies of the summary are told from evidence."""
    assert _roles(*files) == expected


@pytest.mark.parametrize(
    ("files", "expected"), [pytest.param(files, expected, id=name) for name, files, expected in CASES]
)
def test_roles_do_not_hang_on_the_order_of_files(
    files: list[SubmittedFile], expected: dict[str, tuple[Role, bool]]
) -> None:
    """The same files in another order get the same roles, except which of two equal files is the copy."""
    found = _roles(*reversed(files))
    assert {name: role for name, (role, _) in found.items()} == {
        name: role for name, (role, _) in expected.items()
    }


def test_readable_summaries_come_read() -> None:
    """A file of role summary brings its reading, others none."""
    files = assign_roles([_file("a.docx", SUMMARY), _file("b.docx", EVIDENCE)], TEMPLATE)
    assert [item.summary is not None for item in files] == [True, False]
    assert files[1].role is Role.EVIDENCE
    assert files[1].file.document is not None
    assert files[1].is_copy_of is None


@pytest.mark.parametrize("text", [LINK, SAVED_LIST_OF_LINKS, SAVED_WITHOUT_ADDRESSES, ""])
def test_what_bears_no_summary_is_not_read_as_one(text: str) -> None:
    """A link, or an empty file, may be meant for the summary: it cannot be read, and nothing is said of sections."""
    found = assign_roles([_file("工作总结.docx", text)], TEMPLATE)
    assert [(item.role, item.summary) for item in found] == [(Role.SUMMARY, None)]


def test_a_short_summary_that_tells_of_downloads_is_one() -> None:
    """网盘, 5G and 下载 in its text are no list of links."""
    text = """上海大学关于上海市高校知识产权运营中心项目工作总结
一、项目实施成效
5G专利数据库已上线，企业可经网盘、云附件下载，容量500G。
二、资金使用情况
支出90万元。
三、工作推进情况
1.已完成导航。
四、特色亮点工作
专利超市模式。
五、工作计划和建议
继续推进。"""
    (found,) = assign_roles([_file("工作总结.docx", text)], TEMPLATE)
    assert found.summary is not None


def test_bare_template_is_known() -> None:
    """The template as sent out is a summary that holds nothing."""
    files: tuple[RoledFile, ...] = assign_roles([_file("a.docx", TEMPLATE_TEXT)], TEMPLATE)
    assert files[0].summary is not None
    assert files[0].summary.is_bare_template


def test_likeness_sorts_documents() -> None:
    """A summary looks more like one than an audit report, and that more than a list."""
    scores = [looks_like_summary(document(text), TEMPLATE) for text in (SUMMARY, AUDIT, EVIDENCE, NOTICE)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.9
    assert scores[1] < 0.3
