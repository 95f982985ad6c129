"""Build the twins: Word files as units write them, and beside each the PDF that LibreOffice makes of it.

Run by people, with LibreOffice and the Noto CJK fonts installed: `python -m tests.documents.build`. What it writes is
committed, so that the tests need neither.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.documents.word import members, number_level, numbered, paragraph, run_of, zip_of

TWINS = Path(__file__).parent / "twins"
FONTS = '<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:eastAsia="Noto Serif CJK SC"/>'
CENTRED, RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
HEADINGS = ("项目实施成效", "资金使用情况", "工作推进情况", "特色亮点工作", "工作计划和建议")
NUMERALS = "一二三四五"
RESULTS = (
    "2022年6月至2024年2月，公司围绕重点产品布局高价值专利，累计申请发明专利38件，其中PCT国际专利申请6件，授权发明专利12件，"
    "建成专利导航数据库1个，开展培训9场、参训人员432人次，专利转化收入达到1250.6万元，较立项前增长32.5％。"
)
ENGLISH = (
    "The project established a PCT filing pipeline with WIPO and 3 overseas agents, supporting exports to the EU and "
    "ASEAN markets; 详见附件中的EPO检索报告（EP3456789B1）。"
)
SPENT = "项目总投入350万元，其中专项资金150万元，自筹200万元。截至2024年2月底，已使用专项资金148.2万元，执行率98.8%。"
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="r_header"/><w:footerReference w:type="default" r:id="r_footer"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992"/></w:sectPr>'
)
STYLES = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{FONTS}<w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:spacing w:before="340" w:after="330"/>'
    '<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
)


def official() -> str:
    """Give a summary in the form of official documents: 28-point lines, indented, typed numbers, a title of two lines."""
    form = '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
    body = paragraph(
        "上海测试科技有限公司关于上海市高价值专利升级培育项目工作总结", CENTRED, '<w:b/><w:sz w:val="44"/>'
    )
    large = '<w:sz w:val="32"/>'
    for numeral, heading in zip(NUMERALS, HEADINGS, strict=True):
        body += paragraph(f"{numeral}、{heading}", form, f"<w:b/>{large}") + paragraph(RESULTS, form, large)
        body += paragraph("（一）完善制度，提升管理水平", form, f"<w:b/>{large}")
        body += paragraph(SPENT + RESULTS, form, large)
        body += _accounts() if heading == "资金使用情况" else ""
    body += paragraph("附件：资金使用及工作成效佐证材料", form, large)
    body += paragraph("上海测试科技有限公司（盖章）", RIGHT, large) + paragraph("2024年3月18日", RIGHT, large)
    return body + paragraph("项目联系人：李明  电话：021-55550123  邮箱：liming@example.org", form, large)


def _accounts() -> str:
    rows = (
        ("序号", "科目", "金额（万元）"),
        ("1", "设备费", "12.50"),
        ("2", "知识产权代理及咨询服务费用，包括导航分析、布局检索等委托外部机构开展的工作", "135.7"),
        ("合计", "", "148.2"),
    )
    return _table(([paragraph(cell) for cell in row] for row in rows), (1500, 3500, 3500))


def automatic() -> str:
    """Give a summary with automatic numbers and without indents, one and a half lines apart."""
    spacing = '<w:spacing w:line="360"/>'
    body = paragraph("某大学关于上海市高校知识产权运营中心工作总结", CENTRED, '<w:sz w:val="36"/>')
    for heading in HEADINGS:
        body += numbered(heading, 0, more=spacing) + numbered("平台建设与运行", 1, more=spacing)
        body += paragraph(RESULTS) + paragraph(RESULTS + SPENT)
        body += numbered(
            "组建专职团队12人，其中高级职称4人，完成全校专利分级分类管理共计3260件。", 2, more=spacing
        )
        body += numbered(
            "完成专利开放许可56件，其中达成许可意向的有23件，合同金额合计超过五百六十万元。", 2, more=spacing
        )
    body += paragraph("某大学", RIGHT) + paragraph("2024年3月20日", RIGHT)
    return body + paragraph("项目联系人：王芳 13800001234 wangfang@example.org")


def covered() -> str:
    """Give a summary with a cover, a table of contents, heading styles, hanging indents and English."""
    page_break = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    body = paragraph("上海某某研究所", CENTRED, '<w:sz w:val="52"/>')
    body += paragraph("2023年度上海市高价值专利培育中心中期工作总结", CENTRED, '<w:sz w:val="44"/>')
    body += paragraph("二〇二四年三月", CENTRED) + page_break + paragraph("目  录", CENTRED)
    body += (
        "".join(_contents_line(f"{NUMERALS[place]}、{HEADINGS[place]}", place + 3) for place in range(2))
        + page_break
    )
    indent, hanging = '<w:ind w:firstLine="480"/>', '<w:ind w:left="480" w:hanging="480"/>'
    for numeral, heading in zip(NUMERALS, HEADINGS, strict=True):
        body += paragraph(f"{numeral}、{heading}", '<w:pStyle w:val="1"/>')
        body += paragraph("（一）主要指标完成情况", '<w:pStyle w:val="2"/>')
        body += paragraph(RESULTS, indent) + paragraph(ENGLISH, indent)
        body += paragraph(f"1. 组织开展专利导航与布局分析工作，形成三份产业专利导航报告。{SPENT}", hanging)
        body += paragraph("2．完成与临床单位的合作签约，涉及专利23件。", hanging)
    body += paragraph("上海某某研究所知识产权与成果转化处", RIGHT)
    return body + paragraph("2024年3月20日", RIGHT)


def _contents_line(text: str, page: int) -> str:
    tabs = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8296"/></w:tabs>'
    tab = "<w:r><w:tab/></w:r>"
    return f'<w:p><w:pPr><w:pStyle w:val="TOC1"/>{tabs}</w:pPr>{run_of(text)}{tab}{run_of(str(page))}</w:p>'


def form() -> str:
    """Give a summary filled into a form: label beside text, headings across the table, long cells."""
    head = [
        [paragraph(text) for text in ("单位名称", "上海某某公司", "联系人", "李明")],
        [paragraph(text) for text in ("项目名称", "升级培育项目", "电话", "55550123")],
    ]
    across = [
        [paragraph("一、项目实施成效")],
        [paragraph(RESULTS) * 2],
        [paragraph("二、资金使用情况")],
        [paragraph(SPENT)],
    ]
    beside = [
        [paragraph("工作推进情况"), paragraph(RESULTS) + paragraph("1.已完成；2.未启动。")],
        [paragraph("特色亮点"), paragraph("形成“一企一策”模式。")],
    ]
    title = paragraph("项目工作总结表", CENTRED, '<w:b/><w:sz w:val="36"/>')
    tables = (
        _table(head, (1500, 3000, 1500, 2300)),
        _table(across, (2000, 6300)),
        _table(beside, (2000, 6300)),
    )
    filler = paragraph(RESULTS) * 12  # a second page, so that the header can be told by its repetition
    return title + paragraph("").join(tables) + filler


def _table(rows: Iterable[list[str]], widths: tuple[int, ...]) -> str:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4"/>' for edge in edges)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    inner = "".join(f"<w:tr>{_cells(row, widths)}</w:tr>" for row in rows)
    properties = f'<w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def _cells(row: list[str], widths: tuple[int, ...]) -> str:
    if len(row) == 1:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{len(widths)}"/></w:tcPr>{row[0]}</w:tc>'
    sized = zip(row, widths, strict=True)
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell, width in sized
    )


def word_file(body: str) -> bytes:
    """Give the Word file of a body, with a header and a page number on every page."""
    levels = (
        number_level(0, "chineseCountingThousand", "%1、")
        + number_level(1, "chineseCountingThousand", "（%2）")
        + number_level(2, "decimal", "%3.")
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    mark = '<w:r><w:fldChar w:fldCharType="{0}"/></w:r>'
    page = f"{mark.format('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{mark.format('end')}"
    footer = f"<w:p><w:pPr>{CENTRED}</w:pPr>{run_of('- ')}{page}{run_of(' -')}</w:p>"
    parts = members(
        body + SECTION, styles=STYLES, numbering=numbering, header=paragraph("项目总结材料"), footer=footer
    )
    for kind, tag in (("header", "hdr"), ("footer", "ftr")):
        parts[f"word/{kind}.xml"] = (
            parts[f"word/{kind}.xml"].replace(f"<w:{kind}", f"<w:{tag}").replace(f"/w:{kind}", f"/w:{tag}")
        )
    kinds = {
        "document": "document.main",
        "styles": "styles",
        "numbering": "numbering",
        "header": "header",
        "footer": "footer",
    }
    stated = "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", f"{stated}</Types>")
    return zip_of(parts)


def main() -> None:
    """Write the Word files, then have LibreOffice make their PDFs."""
    TWINS.mkdir(exist_ok=True)
    paths = []
    for build in (official, automatic, covered, form):
        paths.append(TWINS / f"{build.__name__}.docx")
        paths[-1].write_bytes(word_file(build()))
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", TWINS, *paths], check=True)


if __name__ == "__main__":
    main()
