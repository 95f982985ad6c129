"""Word files: everything that a reader sees, once, in order; nothing that he does not see."""

import io
import zipfile
from collections.abc import Callable

import pytest

from parsers import docx
from parsers.document import Block, BlockKind, Document
from parsers.errors import TooLargeError, UnreadableError
from parsers.registry import parse
from tests.documents import word
from tests.documents.word import number_level, numbered, package, paragraph, run_of
from tests.documents.writers import Heading, Right, Table, Title, docx_of

ABSTRACT = '<w:abstractNum w:abstractNumId="{0}">{1}</w:abstractNum>'
NUM = '<w:num w:numId="{0}"><w:abstractNumId w:val="{1}"/>{2}</w:num>'
GONGWEN = (  # the usual list of Chinese official documents: 一、 （一） 1. （1）
    number_level(0, "chineseCountingThousand", "%1、")
    + number_level(1, "chineseCountingThousand", "（%2）")
    + number_level(2, "decimal", "%3.")
    + number_level(3, "decimalEnclosedCircle", "%4")
)
BOX = "<w:txbxContent>{0}</w:txbxContent>"
GRAPHIC = (
    "<w:drawing><wp:anchor><a:graphic><a:graphicData>{0}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
)
DRAWN_BOX = GRAPHIC.format("<wps:wsp><wps:txbx>{0}</wps:txbx></wps:wsp>")
VML_BOX = "<w:pict><v:shape><v:textbox>{0}</v:textbox></v:shape></w:pict>"

DRAWN = DRAWN_BOX.format(BOX.format(paragraph("框内")))
OLD = VML_BOX.format(BOX.format(paragraph("框内")))


def read(body: str, **parts: str) -> Document:
    """Read a package made of this body."""
    return parse(package(body, **parts), "总结.docx")


def lines(body: str, **parts: str) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in read(body, **parts).blocks]


def only(body: str, **parts: str) -> Block:
    """The one block that the body gives."""
    (block,) = read(body, **parts).blocks
    return block


def field(code: str, result: str) -> str:
    """A complex field in runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{0}"/></w:r>'
    begin, separate, end = (mark.format(kind) for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}{result}{end}"


def table(*rows: str) -> str:
    """A table of these rows."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells, each the cell's XML or a plain text."""
    inner = "".join(
        cell if cell.startswith("<w:tc>") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


INLINE = {
    "runs are joined": (f"<w:p>{run_of('资金')}{run_of('使用')}</w:p>", ["资金使用"]),
    "tab, break and hyphen": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>021</w:t><w:noBreakHyphen/><w:t>5</w:t></w:r></w:p>",
        ["甲\t乙\n021-5"],
    ),
    "a page break is no line": ('<w:p><w:r><w:br w:type="page"/><w:t>二、资金</w:t></w:r></w:p>', ["二、资金"]),
    "insertions stay, deletions go": (
        (f"<w:p>{run_of('投入')}<w:ins w:id='1'>{run_of('12')}</w:ins><w:del w:id='2'><w:r><w:delText>9</w:delText></w:r></w:del>"
        f"{run_of('万元')}</w:p>"),
        ["投入12万元"],
    ),
    "moved text counts where it went": (
        (f"<w:p><w:moveFrom w:id='1'>{run_of('甲')}</w:moveFrom>{run_of('乙')}</w:p>"
        f"<w:p>{run_of('丙')}<w:moveTo w:id='2'>{run_of('甲')}</w:moveTo></w:p>"),
        ["乙", "丙甲"],
    ),
    "a deleted paragraph mark joins": (
        f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{run_of('前')}</w:p><w:p>{run_of('后')}</w:p>",
        ["前后"],
    ),
    "hidden text": (f"<w:p>{run_of('见')}{run_of('密', '<w:vanish/>')}{run_of('的')}</w:p>", ["见的"]),
    "struck out": (f"<w:p>{run_of('转化')}{run_of('XX', '<w:strike/>')}{run_of('86件')}</w:p>", ["转化86件"]),
    "struck out twice": (paragraph("XX件", run="<w:dstrike/>") + paragraph("86件"), ["86件"]),
    "vanish switched off": (paragraph("可见", run='<w:vanish w:val="0"/>'), ["可见"]),
    "hyperlink, smart tag, custom XML": (
        (f"<w:p><w:hyperlink>{run_of('a@example.org')}</w:hyperlink><w:smartTag>{run_of('上海')}</w:smartTag>"
        f"<w:customXml>{run_of('市')}</w:customXml></w:p>"),
        ["a@example.org上海市"],
    ),
    "field codes go, results stay": (f"<w:p>{run_of('第')}{field(' PAGE ', run_of('3'))}{run_of('页')}</w:p>", ["第3页"]),
    "a field inside a field's code": (
        ("<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF </w:instrText></w:r>"
        f"{field(' PAGE ', run_of('9'))}<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run_of('是')}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"),
        ["是"],
    ),
    "a field that never ends swallows nothing": (
        f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r>{run_of('甲')}</w:p>{paragraph('乙')}",
        ["甲", "乙"],
    ),
    "simple field": (f"<w:p><w:fldSimple w:instr='DATE'>{run_of('2024年')}</w:fldSimple></w:p>", ["2024年"]),
    "comments": (f"<w:p><w:commentRangeStart w:id='0'/>{run_of('文')}<w:r><w:commentReference w:id='0'/></w:r></w:p>", ["文"]),
    "content control in a line": (
        f"<w:p>{run_of('联系人：')}<w:sdt><w:sdtPr/><w:sdtContent>{run_of('李明')}</w:sdtContent></w:sdt></w:p>",
        ["联系人：李明"],
    ),
    "content control around paragraphs": (
        f"<w:sdt><w:sdtContent>{paragraph('甲')}<w:sdt><w:sdtContent>{paragraph('乙')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        ["甲", "乙"],
    ),
    "ruby": (
        f"<w:p><w:r><w:ruby><w:rt>{run_of('hu')}</w:rt><w:rubyBase>{run_of('沪')}</w:rubyBase></w:ruby></w:r></w:p>",
        ["沪"],
    ),
    "formula": ("<w:p><m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></w:p>", ["a=b"]),
    "symbol": ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r></w:p>', ["☑是"]),
    "property changes keep no old text": (
        f"<w:p><w:pPr><w:pPrChange><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:pPrChange></w:pPr>{run_of('文')}</w:p>",
        ["文"],
    ),
    "text box, both ways of drawing it, once": (
        (f"<w:p>{run_of('正文')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{DRAWN}</mc:Choice>"
        f"<mc:Fallback>{OLD}</mc:Fallback></mc:AlternateContent></w:r></w:p>"),
        ["正文", "框内"],
    ),
    "old text box": (f"<w:p><w:r>{VML_BOX.format(BOX.format(paragraph('旧框')))}</w:r></w:p>", ["旧框"]),
    "word art": ("<w:p><w:r><w:pict><v:shape><v:textpath string='工作总结'/></v:shape></w:pict></w:r></w:p>", ["工作总结"]),
    "table inside a text box": (
        f"<w:p><w:r>{VML_BOX.format(BOX.format(table(row('甲', '乙'))))}</w:r></w:p>",
        ["甲\t乙"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", INLINE)
def test_inline_content_is_read_as_shown(case: str) -> None:
    """Runs and what stands around them give exactly the text that Word shows."""
    body, expected = INLINE[case]
    assert lines(body) == expected


def test_block_says_how_it_looks() -> None:
    """Size, weight and alignment come from the run, the paragraph and the chain of styles."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="base"><w:name w:val="Base"/><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="标题"/><w:basedOn w:val="base"/></w:style>'
    )
    block = only(paragraph("总结", '<w:pStyle w:val="t"/>'), styles=styles)
    assert (block.style, block.size, block.bold, block.centred) == ("title", 22.0, True, True)


@pytest.mark.parametrize(
    ("style", "level"),
    [
        ('<w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>', 2),
        ('<w:name w:val="标题 1"/>', 1),
        ('<w:name w:val="自定义"/><w:basedOn w:val="h1"/>', 1),
        ('<w:name w:val="heading 3"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>', None),
        ('<w:name w:val="正文缩进"/>', None),
    ],
)
def test_heading_level_is_the_outline_level(style: str, level: int | None) -> None:
    """A heading is known by its style's outline level, through basedOn, or by a built-in name in any language."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
        f'</w:style><w:style w:type="paragraph" w:styleId="s">{style}</w:style>'
    )
    block = only(paragraph("一、成效", '<w:pStyle w:val="s"/>'), styles=styles)
    assert block.level == level
    assert (block.kind is BlockKind.HEADING) == (level is not None)


def test_a_style_may_strike_out() -> None:
    """A character style of the template's, and the run that has it is gone."""
    style = (
        '<w:style w:type="character" w:styleId="d"><w:name w:val="废"/><w:rPr><w:strike/></w:rPr></w:style>'
    )
    struck = run_of("XX", '<w:rStyle w:val="d"/>')
    line = f"<w:p>{run_of('转化')}{struck}{run_of('86件')}</w:p>"
    assert only(line, styles=style).text == "转化86件"


def test_outline_level_of_the_paragraph_itself() -> None:
    """WPS sets the outline level on the paragraph."""
    assert only(paragraph("一、成效", '<w:outlineLvl w:val="0"/>')).level == 1


def test_table_of_contents_is_told_by_field_or_style() -> None:
    """Lines of a table of contents bear a style "toc n", also where the author gave them none."""
    inside = f"{run_of('一、成效')}<w:r><w:tab/></w:r>{run_of('1')}"
    styles = '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="目录 2"/></w:style>'
    second = paragraph("二", '<w:pStyle w:val="c"/>')
    body = f"<w:p>{field('TOC', inside)}</w:p>{second}{paragraph('一、成效')}"
    assert [block.style for block in read(body, styles=styles).blocks] == ["toc 1", "toc 2", ""]


def test_automatic_numbers_count_by_level() -> None:
    """Levels count on their own and begin anew under each higher one."""
    numbering = ABSTRACT.format(0, GONGWEN) + NUM.format(1, 0, "")
    depths = [0, 1, 1, 2, 2, 0, 1, 2, 3, 3]
    body = "".join(numbered("文", depth) for depth in depths)
    expected = ["一、", "（一）", "（二）", "1.", "2.", "二、", "（一）", "1.", "①", "②"]
    assert [block.number for block in read(body, numbering=numbering).blocks] == expected


NUMBERINGS = {
    "legal": (
        number_level(0, "chineseCounting", "%1") + number_level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        "",
        [0, 1, 1],
        ["一", "1.1", "1.2"],
    ),
    "starts elsewhere": (
        number_level(0, "decimal", "%1.").replace('start w:val="1"', 'start w:val="5"'), "", [0, 0], ["5.", "6."],
    ),
    "instance starts anew": (
        number_level(0, "decimal", "%1."),
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>',
        [0, 0],
        ["3.", "4."],
    ),
    "instance writes otherwise": (
        number_level(0, "decimal", "%1."),
        f'<w:lvlOverride w:ilvl="0">{number_level(0, "chineseCounting", "第%1部分")}</w:lvlOverride>',
        [0, 0],
        ["第一部分", "第二部分"],
    ),
    "never restarts": (
        number_level(0, "decimal", "%1.") + number_level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>'),
        "",
        [0, 1, 0, 1],
        ["1.", "(1)", "2.", "(2)"],
    ),
    "deeper level first": (
        number_level(0, "decimal", "%1.") + number_level(1, "decimal", "%1.%2"),
        "",
        [1, 0, 1],
        ["1.1", "1.", "1.1"],
    ),
    "bullets": (number_level(0, "bullet", "\uf06c"), "", [0], ["●"]),
    "no text": (number_level(0, "decimal", ""), "", [0], [""]),
    "hidden number": (number_level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>"), "", [0], [""]),
}  # fmt: skip


@pytest.mark.parametrize("case", NUMBERINGS)
def test_list_definitions_are_followed(case: str) -> None:
    """Start values, overrides, restarts, legal numbering and bullets give what Word shows."""
    levels, overrides, depths, expected = NUMBERINGS[case]
    numbering = ABSTRACT.format(0, levels) + NUM.format(1, 0, overrides)
    body = "".join(numbered("文", depth) for depth in depths)
    assert [block.number for block in read(body, numbering=numbering).blocks] == expected


def test_number_comes_from_the_style_and_zero_takes_it_away() -> None:
    """A style may bear the list; numId 0 takes a paragraph out of it; the heading keeps its level."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    levels = number_level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h"/>') + number_level(
        1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>'
    )
    numbering = ABSTRACT.format(0, levels) + NUM.format(1, 0, "")
    body = (
        paragraph("成效", '<w:pStyle w:val="h"/>')
        + paragraph("专利", '<w:pStyle w:val="h2"/>')
        + paragraph("附录", '<w:pStyle w:val="h"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("资金", '<w:pStyle w:val="h"/>')
    )
    blocks = read(body, styles=styles, numbering=numbering).blocks
    assert [block.text for block in blocks] == ["一、成效", "（一）专利", "附录", "二、资金"]
    assert [block.level for block in blocks] == [1, 2, 1, 1]


def test_number_and_text_do_not_run_together() -> None:
    """A bare digit is parted from the text; a number that ends in Chinese punctuation is not."""
    numbering = ABSTRACT.format(0, number_level(0, "decimal", "%1")) + NUM.format(1, 0, "")
    assert lines(numbered("2023年度"), numbering=numbering) == ["1 2023年度"]


def test_instances_of_one_list_count_on() -> None:
    """Two lists over one abstract list share its counter, as in Word."""
    numbering = (
        ABSTRACT.format(0, number_level(0, "decimal", "%1.")) + NUM.format(1, 0, "") + NUM.format(2, 0, "")
    )
    assert lines(numbered("甲", 0, 1) + numbered("乙", 0, 2), numbering=numbering) == ["1. 甲", "2. 乙"]


def test_list_style_link_is_followed() -> None:
    """An abstract list that only names a list style takes that style's levels."""
    numbering = (
        ABSTRACT.format(0, '<w:numStyleLink w:val="L"/>')
        + ABSTRACT.format(1, '<w:styleLink w:val="L"/>' + number_level(0, "decimal", "%1)"))
        + NUM.format(1, 0, "")
    )
    assert lines(numbered("甲"), numbering=numbering) == ["1)甲"]


def test_empty_numbered_paragraph_counts_but_says_nothing() -> None:
    """Word numbers an empty paragraph; nobody wrote anything there."""
    numbering = ABSTRACT.format(0, number_level(0, "decimal", "%1.")) + NUM.format(1, 0, "")
    assert lines(numbered("甲") + numbered("") + numbered("乙"), numbering=numbering) == ["1. 甲", "3. 乙"]


def test_table_rows_keep_their_columns() -> None:
    """Spans are padded, continued merges are empty, nested tables and line breaks stay inside the cell."""
    wide = f"<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{paragraph('合计')}</w:tc>"
    first = f"<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{paragraph('年度')}</w:tc>"
    more = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    nested = f"<w:tc>{paragraph('内：')}{table(row('甲', '乙'))}</w:tc>"
    deleted = row("废", "弃", properties="<w:del w:id='1'/>")
    body = table(
        row(first, "2022", "10"), row(more, "2023", "12"), row(wide, "22"), deleted, row(nested, "丙", "丁")
    )
    assert [block.cells for block in read(body).blocks] == [
        ("年度", "2022", "10"),
        ("", "2023", "12"),
        ("合计", "", "22"),
        ("内：\n甲\t乙", "丙", "丁"),
    ]


def test_rows_and_cells_inside_content_controls() -> None:
    """Repeating-section and cell controls wrap rows and cells."""
    cell = f"<w:tc>{paragraph('乙')}</w:tc>"
    controlled = (
        f"<w:tr><w:tc>{paragraph('甲')}</w:tc><w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt></w:tr>"
    )
    body = table(f"<w:sdt><w:sdtContent>{controlled}</w:sdtContent></w:sdt>")
    assert lines(body) == ["甲\t乙"]


def test_a_single_cell_is_a_frame() -> None:
    """A whole summary set inside one cell keeps its headings and paragraphs."""
    inside = paragraph("一、成效", '<w:outlineLvl w:val="0"/>') + paragraph("正文")
    blocks = read(table(f"<w:tr><w:tc>{inside}</w:tc></w:tr>")).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.HEADING, "一、成效"),
        (BlockKind.PARAGRAPH, "正文"),
    ]


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    """Footnotes and endnotes are text; their separator lines are not."""
    notes = f"<w:{{0}} w:id='0' w:type='separator'>{paragraph('线')}</w:{{0}}><w:{{0}} w:id='2'>{paragraph('注文')}</w:{{0}}>"
    body = f"<w:p>{run_of('正文')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>{paragraph('后文')}"
    blocks = read(body, footnotes=notes.format("footnote")).blocks
    assert [(block.text, block.style) for block in blocks] == [
        ("正文", ""),
        ("注文", "footnote text"),
        ("后文", ""),
    ]


def test_headers_and_footers_are_set_aside() -> None:
    """Parts of their own that the body only refers to are not read."""
    assert lines(
        paragraph("正文") + '<w:sectPr><w:headerReference r:id="r_header"/></w:sectPr>',
        header=paragraph("页眉"),
    ) == ["正文"]


def test_headers_and_footers_are_told_apart_from_the_text() -> None:
    """Each text once, for the contact may stand there."""
    document = read(paragraph("正文"), header=paragraph("页眉"), footer=paragraph("联系人：王芳") * 2)
    assert [text for name, text in document.fields if name == "running"] == ["联系人：王芳", "页眉"]


def test_untouched_prompt_of_a_control_is_no_text() -> None:
    """“Click to enter text” was written by Word, not by the unit."""
    styles = '<w:style w:type="character" w:styleId="p"><w:name w:val="Placeholder Text"/></w:style>'
    prompt = run_of("单击此处输入文字。", '<w:rStyle w:val="p"/>')
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{prompt}</w:sdtContent></w:sdt>"
    body = f"<w:p>{run_of('电话：')}{control}</w:p>"
    assert lines(body, styles=styles) == ["电话："]


def test_embedded_documents_are_read_in_place() -> None:
    """An altChunk that is Word or HTML is read; another makes the Document partial."""
    body = paragraph("前") + '<w:altChunk r:id="c1"/><w:altChunk r:id="c2"/>'
    contents = {name: text.encode() for name, text in word.members(body).items()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    contents["word/_rels/document.xml.rels"] = word.relationships(
        f'<Relationship Id="c1" Type="{kind}" Target="/word/a.docx"/><Relationship Id="c2" Type="{kind}" Target="b.htm"/>'
    ).encode()
    contents["word/a.docx"] = package(paragraph("内"))
    contents["word/b.htm"] = b"<html><body><p>html</p></body></html>"
    document = parse(word.zip_of(contents), "a.docx")
    assert (document.text, document.partial) == ("前\n内\nhtml", False)
    contents["word/b.htm"] = rb"{\rtf1 x}"
    assert parse(word.zip_of(contents), "a.docx").partial


def test_diagram_texts_are_read() -> None:
    """The points of a SmartArt diagram stand in a part of their own."""
    drawing = GRAPHIC.format("<dgm:relIds r:dm='d1'/>")
    contents = word.members(f"<w:p><w:r>{drawing}</w:r></w:p>")
    contents["word/_rels/document.xml.rels"] = word.relationships(
        '<Relationship Id="d1" Type="x/diagramData" Target="d.xml"/>'
    )
    contents["word/d.xml"] = word.part(
        "x", "<dgm:pt><dgm:t><a:p><a:r><a:t>申请</a:t></a:r></a:p></dgm:t></dgm:pt>"
    )
    (block,) = parse(word.zip_of(contents), "a.docx").blocks
    assert (block.text, block.in_text_box) == ("申请", True)


def test_strict_namespaces_are_read_as_transitional() -> None:
    """ISO 29500 strict files say the same in other namespaces."""
    contents = word.members(paragraph("正文", '<w:jc w:val="center"/>'))
    contents = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in contents.items()
    }
    (block,) = parse(word.zip_of(contents), "a.docx").blocks
    assert (block.text, block.centred) == ("正文", True)


def _renamed_main(contents: dict[str, str]) -> dict[str, str]:
    contents["word/document2.xml"] = contents.pop("word/document.xml")
    contents["_rels/.rels"] = contents["_rels/.rels"].replace("word/document.xml", "/word/document2.xml")
    return contents


def _backslashes(contents: dict[str, str]) -> dict[str, str]:
    contents["_rels/.rels"] = contents["_rels/.rels"].replace("word/document.xml", "word\\document.xml")
    return {name.replace("word/", "word\\"): text for name, text in contents.items()}


def _without(*names: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda contents: {name: text for name, text in contents.items() if name not in names}


@pytest.mark.parametrize(
    "change",
    [
        _renamed_main,
        _backslashes,
        _without("[Content_Types].xml"),
        _without("_rels/.rels", "word/_rels/document.xml.rels"),
    ],
)
def test_odd_packages_are_read_as_word_reads_them(
    change: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    """Packages that python-docx refuses: another main part, backslashes, no content types, no relationships."""
    assert parse(word.zip_of(change(word.members(paragraph("正文")))), "a.docx").text == "正文"


def test_flat_package_is_read() -> None:
    """The whole package in one XML file, as Word saves "Word XML document"."""
    inner = word.part("document", f"<w:body>{paragraph('正文')}</w:body>").split("?>", 1)[1]
    rels = word.members("")["_rels/.rels"]
    flat = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>{rels}</pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{inner}</pkg:xmlData></pkg:part></pkg:package>'
    )
    assert parse(flat.encode(), "a.xml").text == "正文"


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    """XML that is not well-formed gives what stands before the fault, and says that it is partial."""
    contents = word.members(paragraph("甲") + paragraph("乙"))
    contents["word/document.xml"] = contents["word/document.xml"].replace(
        "</w:body></w:document>", "<w:p><w:r>"
    )
    document = parse(word.zip_of(contents), "a.docx")
    assert document.text.startswith("甲\n乙")
    assert document.partial


def test_entities_are_not_expanded() -> None:
    """No entity, internal or external, becomes text."""
    contents = word.members(paragraph("甲&bomb;"))
    contents["word/document.xml"] = contents["word/document.xml"].replace(
        "?>", '?><!DOCTYPE x [<!ENTITY bomb "炸"><!ENTITY file SYSTEM "file:///etc/hostname">]>', 1
    )
    assert parse(word.zip_of(contents), "a.docx").text == "甲"


def test_huge_part_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that unpacks beyond the limit is not read, whatever size its entry states."""
    monkeypatch.setattr("parsers.ooxml.MAX_PART_BYTES", 10_000)
    with pytest.raises(TooLargeError):
        parse(package(paragraph("大" * 20_000)), "a.docx")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_truncated_package_is_unreadable(share: float) -> None:
    """A file cut off in transit is damaged, not of another format."""
    payload = package(paragraph("正文" * 50))
    with pytest.raises(UnreadableError):
        parse(payload[: int(share * len(payload))], "总结.docx")


def test_package_without_document_is_unreadable() -> None:
    """A package that holds no body of a Word document."""
    contents = word.members("")
    contents["word/document.xml"] = "<x/>"
    with pytest.raises(UnreadableError):
        parse(word.zip_of(contents), "a.docx")


def test_damaged_member_is_unreadable() -> None:
    """A wrong checksum inside the zip."""
    payload = bytearray(zip_stored("word/document.xml", word.members(paragraph("正文"))["word/document.xml"]))
    payload[600] ^= 0xFF
    with pytest.raises(UnreadableError):
        parse(bytes(payload), "a.docx")


def zip_stored(name: str, text: str) -> bytes:
    """A zip of one member, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def test_file_of_python_docx_is_read_whole() -> None:
    """The writers' own documents come back line by line."""
    document = docx.parse(
        docx_of([Title("总结"), Heading("一、成效"), "正文", Table((("甲", "乙"),)), Right("单位")]), "a.docx"
    )
    assert document.text.split("\n") == ["总结", "一、成效", "正文", "甲\t乙", "单位"]
    assert [block.kind for block in document.blocks][1] is BlockKind.HEADING


def test_photos_pasted_into_word_are_a_scan() -> None:
    """A file of pictures alone is a scan with a page for each; with text beside them it is not."""
    picture = f"<w:p><w:r>{GRAPHIC.format('<pic:pic/>')}</w:r></w:p>"
    document = read(picture * 2)
    assert (document.is_scan, len(document.pages), dict(document.fields)["pictures"]) == (True, 2, "2")
    assert read(picture + paragraph("正文")).pages == ()
