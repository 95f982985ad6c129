"""Headings in every writer's own words, set in every form: whatever they are called, none of the five parts is missing."""

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.summary import read_summary
from tests.rules.template_2024_6 import campaign_template

_SETS = tomllib.loads((Path(__file__).parent / "summaries/reworded.toml").read_text("utf-8"))["set"]
_TEXTS = (
    "授权发明专利19件，转化收入1.27亿元，服务企业60家。",
    "市级资金50万元，已支出38.4万元，其余用于海外申请。",
    "制度建设已完成；平台开发正在推进；培训尚未启动，因场地未定。",
    "每周三请发明人坐堂，企业带着图纸上门，当面改、当面定。",
    "下一步结合专利转化运用专项行动，盘活存量专利，建议加强支持。",
)
_CLOSING = ("上海大学", "2024年3月12日", "联系人：王芳 021-55501234 wf@example.org")
_NUMERALS = "一二三四五"
Part = tuple[str, str]  # heading, text


def _paragraph(text: str, *, bold: bool = False) -> Block:
    return Block(BlockKind.PARAGRAPH, text, bold=bold)


def _numbered(parts: Sequence[Part]) -> list[Block]:
    counted = zip(_NUMERALS, parts, strict=False)
    return [_paragraph(each) for numeral, (head, text) in counted for each in (f"{numeral}、{head}", text)]


def _run_in(parts: Sequence[Part]) -> list[Block]:
    counted = zip(_NUMERALS, parts, strict=False)
    return [_paragraph(f"{numeral}、{head}。{text}") for numeral, (head, text) in counted]


def _bold(parts: Sequence[Part]) -> list[Block]:
    return [block for head, text in parts for block in (_paragraph(head, bold=True), _paragraph(text))]


def _plain(parts: Sequence[Part]) -> list[Block]:
    return [_paragraph(each) for part in parts for each in part]


def _form(parts: Sequence[Part]) -> list[Block]:
    return [Block(BlockKind.TABLE_ROW, "\t".join(part), cells=part) for part in parts]


def _rows(*rows: tuple[str, ...]) -> list[Block]:
    return [Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells) for cells in rows]


def _form_with_remarks(parts: Sequence[Part]) -> list[Block]:
    return _rows(*((f"{head}\n（对照合同约定说明）", text) for head, text in parts))


def _form_with_colons(parts: Sequence[Part]) -> list[Block]:
    return _rows(*((f"{head}：", text) for head, text in parts))


def _form_of_columns(parts: Sequence[Part]) -> list[Block]:
    return _rows(("序号", "内容", "情况"), *((str(n), *part) for n, part in enumerate(parts, start=1)))


def _form_stacked(parts: Sequence[Part]) -> list[Block]:
    return _rows(*((each,) for part in parts for each in part))


def _form_written_for_each_column(parts: Sequence[Part]) -> list[Block]:
    return _rows(*((each, each) for part in parts for each in part))


def _form_of_cells(parts: Sequence[Part]) -> list[Block]:
    return _rows(*((f"{head}\n{text}",) for head, text in parts))


def _form_of_one_cell(parts: Sequence[Part]) -> list[Block]:
    return _rows(("总结内容", "\n".join(f"{head}\n{text}" for head, text in parts)))


Form = Callable[[Sequence[Part]], list[Block]]
_FORMS: tuple[Form, ...] = (
    _form_with_remarks, _form_with_colons, _form_of_columns, _form_stacked, _form_written_for_each_column,
    _form_of_cells, _form_of_one_cell,
)  # fmt: skip


def _sections(parts: Sequence[Part], form: Form) -> list[int]:
    title = Block(
        BlockKind.PARAGRAPH, "上海大学关于上海市高校知识产权运营中心项目工作总结", bold=True, centred=True
    )
    blocks = (title, *form(parts), *map(_paragraph, _CLOSING))
    summary = read_summary(Document("docx", blocks), campaign_template(), {"上海大学"})
    assert summary.sign_off is not None
    assert summary.contact is not None
    return [section.number for section in summary.sections]


def _parts(headings: str) -> list[Part]:
    return list(zip(headings.split("|"), _TEXTS, strict=True))


@pytest.mark.parametrize("form", [_numbered, _run_in, _bold, _plain, _form])
@pytest.mark.parametrize("headings", [each["headings"] for each in _SETS])
def test_all_parts_are_found(headings: str, form: Form) -> None:
    """Numbered, running into their text, bold, plain, or labels of a form's rows."""
    assert _sections(_parts(headings), form) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize(
    "headings",
    [
        "项目实施成效|资金使用情况|工作推进情况|特色亮点工作|工作计划和建议",
        "目标完成及主要成果|经费收支|任务落实|创新与特色|下步安排",
        "绩效达成|预算执行|合同履行|经验做法|后续打算",
    ],
)
def test_forms_of_every_kind_are_read(headings: str, form: Form) -> None:
    """Labels with a remark or a colon, in columns, above their text, in its cell, in a merged cell written twice."""
    assert _sections(_parts(headings), form) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("left_out", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("headings", [each["headings"] for each in _SETS if not each.get("ambiguous")])
def test_only_the_part_that_was_left_out_is_missing(headings: str, left_out: int) -> None:
    """Four headings, numbered anew: each still stands for its own part."""
    parts = _parts(headings)
    kept = [part for number, part in enumerate(parts, start=1) if number != left_out]
    assert _sections(kept, _numbered) == [number for number in range(1, 6) if number != left_out]


_ITEMS = (
    ("专利布局：已完成并持续优化", "申请数量：新增35件", "转化运用：转化12件", "经验成果：形成报告2份"),
    ("到账情况：已全部到位", "支出情况：支出96.5万元", "结余情况：无结余", "预算调整：无"),
    ("导航分析：已完成", "培训活动：已举办12场", "数据库：正在推进", "创新举措：已推广"),
    ("超市模式：首创", "一分钟说明书：已推广", "专员驻点：得到好评", "示范带动：明显"),
    ("专项行动：盘活存量专利", "政策建议：加强支持", "平台互联：建议打通", "后续打算：继续做好"),
)


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("style", ["{digit}.", "{digit}、", "{numeral}、", "（{numeral}）"])
def test_items_numbered_as_the_sections_are_stay_in_them(style: str, count: int, *, apart: bool) -> None:
    """一、 under 三、: an item ends no section, be it `apart` from its text or not, whatever its number and its words."""

    def numbered(place: int, text: str) -> Block:
        return _paragraph(style.format(digit=place + 1, numeral=_NUMERALS[place]) + text)

    def written(place: int, item: str) -> list[Block]:
        name, _, text = item.partition("：")
        return [numbered(place, name), _paragraph(text)] if apart else [numbered(place, item)]

    headings = ("项目实施成效", "资金使用情况", "工作推进情况", "特色亮点工作", "工作计划和建议")
    blocks = [
        block
        for place, (heading, items) in enumerate(zip(headings, _ITEMS, strict=True))
        for block in (
            numbered(place, heading),
            *(numbered(number, f"{item}，得到各方认可。") for number, item in enumerate(items[:count])),
        )
    ]
    document = Document("docx", (*blocks, *map(_paragraph, _CLOSING)))
    summary = read_summary(document, campaign_template(), {"上海大学"})
    assert [(each.number, len(each.content)) for each in summary.sections] == [
        (n, count) for n in range(1, 6)
    ]


def test_the_addressee_is_no_heading() -> None:
    """市知识产权局： above an introduction with figures, where the first part was left out: its heading is missing."""
    parts = list(zip(("资金使用", "工作推进", "特色亮点", "下一步计划"), _TEXTS[1:], strict=True))
    letter = [("市知识产权局：", "我司规模不大，全厂72人，一年多来申请专利15件，服务客户20家。"), *parts]
    assert _sections(letter, _plain) == [2, 3, 4, 5]


def _numbers(*texts: str) -> list[int]:
    blocks = map(_paragraph, ("上海大学关于上海市高校知识产权运营中心项目工作总结", *texts, *_CLOSING))
    summary = read_summary(Document("docx", tuple(blocks)), campaign_template(), {"上海大学"})
    return [section.number for section in summary.sections]


def test_an_item_takes_no_missing_sections_place() -> None:
    """2. below 1. is its item, for the next section bears 2. as well; and so is a name that tells of the work above."""
    items = (
        "1.制度建设。建立专利管理制度，修订办法四项。",
        "2.专利创造。授权发明专利19件，资金50万元已支出。",
    )
    rest = [f"{number}.{head}\n{text}".split("\n") for number, head, text in zip(
        (2, 3, 4), ("工作推进情况", "特色亮点工作", "工作计划和建议"), _TEXTS[2:], strict=True)]  # fmt: skip
    assert _numbers("1.项目实施成效", *items, *(each for part in rest for each in part)) == [1, 3, 4, 5]
    plain = ("项目实施成效", _TEXTS[0], "资金使用情况", _TEXTS[1], "工作推进情况", _TEXTS[2])
    within = ("平台开发", "合同约定的开发任务全部完成，平台于2023年6月上线。")
    assert _numbers(*plain, *within, "工作计划和建议", _TEXTS[4]) == [1, 2, 3, 5]


def test_a_merged_cell_written_for_each_column_makes_no_columns() -> None:
    """The rows of the contact below stay rows: the name beside its label."""
    parts = _parts("项目实施成效|资金使用情况|工作推进情况|特色亮点工作|工作计划和建议")
    contact = _rows(("联系人", "王芳"), ("电话", "021-55501234"), ("邮箱", "wf@example.org"))
    summary = read_summary(
        Document("docx", (*_form_written_for_each_column(parts), *contact)), campaign_template()
    )
    assert summary.contact is not None
    assert summary.contact.name == "王芳"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "（二）资金管理和使用情况专项资金39万元到位，已支出30.99万元。",
            "专项资金39万元到位，已支出30.99万元。",
        ),
        ("（二）资金管理和使用情况总体良好，专项资金39万元到位。", None),
        ("（二）资金管理和使用情况纳入年度审计计划，由财务处会同科研处组织实施。", None),
    ],
)
def test_a_heading_in_other_words_whose_space_was_lost(line: str, found: str | None) -> None:
    """On a page, where bold print and a wide space part the two; a sentence that only begins so is none."""
    texts = (
        "（一）项目实施成效：授权专利12件。",
        line,
        "（三）工作推进情况",
        "1.能力诊断。",
        "（四）特色亮点工作：坐堂。",
    )
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, page=1, origin=TextOrigin.OCR) for text in texts)
    section = read_summary(Document("pdf", blocks), campaign_template()).section(2)
    assert (section.own_text if section else None) == found
