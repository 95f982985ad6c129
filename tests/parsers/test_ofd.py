"""OFD files as different producers write them: text in reading order, tables, seals, scans; what is damaged or hostile."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from parsers import ofd, ofd_page
from parsers.document import Block, BlockKind, Document, SealKind, TextOrigin
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError
from parsers.ofd_text import read_deltas
from parsers.registry import parse
from tests.documents.ofd import (
    NAMESPACE,
    STYLES,
    Parts,
    Style,
    image_object,
    members,
    ofd_of,
    package,
    page,
    ruled_line,
    text_object,
)
from tests.documents.word import zip_of
from tests.documents.writers import Heading, Line, Right, Table, Title, picture_of

LONG = "全年新增发明专利授权156件，其中PCT国际申请6件，转化金额3,200.5万元，比上年增长20%；服务企业45家次，开展培训9场。"
LINES: list[Line] = [
    Title("上海测试科技有限公司关于上海市高价值专利升级培育项目工作总结"),
    Heading("一、项目实施成效"),
    LONG * 2,
    Heading("二、资金使用情况"),
    "专项资金150万元，已使用148.2万元。明细如下：",
    Table((("科目", "预算", "支出"), ("设备费", "100万元", "95.5万元"), ("合计", "", "148.2万元"))),
    Heading("三、工作推进情况"),
    *[f"（{numeral}）{LONG}" for numeral in "一二三四五六七八九"],
    Right("上海测试科技有限公司（盖章）"),
    Right("2024年3月18日"),
    "项目联系人：李明 021-55550123 liming@example.org",
]
SCAN = image_object(5, 0, 0, 210, 297)


def texts(document: Document) -> list[str]:
    """The texts of all blocks."""
    return [block.text for block in document.blocks]


def written(lines: list[Line]) -> list[str]:
    """The texts that the lines should be read as."""
    found = []
    for line in lines:
        match line:
            case Table(rows):
                found += ["\t".join(row) for row in rows]
            case str():
                found.append(line)
            case _:
                found.append(line.text)
    return found


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_producer_reads_alike(style: Style) -> None:
    """Lines, runs or single characters, in points or millimetres, in any order: the same paragraphs, rows and pages."""
    document = parse(ofd_of(LINES, style, footer="— {page} —"), "总结.ofd")
    assert texts(document) == written(LINES)
    assert document.kind == "ofd"
    assert not document.partial
    assert [(round(each.width), round(each.height)) for each in document.pages] == [(595, 842)] * 3
    assert [each.image_share for each in document.pages] == [0.0] * 3
    counted = sum(each.characters for each in document.pages)
    assert counted == len("".join("".join(written(LINES)).split())) + 3 * len("—1—")


def test_blocks_know_size_place_and_cells() -> None:
    """Sizes in points, the title centred, pages counted from 1, cells apart."""
    document = ofd.parse(ofd_of(LINES), "总结.ofd")
    title, last = document.blocks[0], document.blocks[-1]
    assert (title.size, title.centred, title.page, last.page) == (22.0, True, 1, 3)
    rows = [block.cells for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert rows[1:] == [("设备费", "100万元", "95.5万元"), ("合计", "", "148.2万元")]
    assert document.fields == (("title", "工作总结"), ("producer", "sample writer"))


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("5.6 5.7", [5.6, 5.7]),
        ("g 3 1.5 2", [1.5, 1.5, 1.5, 2]),
        ("1 g 2 3", [1, 3, 3]),
        ("g 999999 1", [1] * 100_000),
        ("g x 1 2", [2]),
        ("g", []),
        (None, []),
        ("nan 1", [0, 1]),
    ],
)
def test_groups_of_offsets(text: str | None, offsets: list[float]) -> None:
    """“g n v” stands for n times v, whatever n claims; what is no number is none."""
    assert read_deltas(text) == offsets


def test_groups_are_limited_together() -> None:
    """Many groups that each claim much do not fill the memory."""
    assert len(read_deltas("g 100000 1 " * 1000)) <= 200_000


def _only(content: str) -> Block:
    document = ofd.parse(package([page(content)]), "a.ofd")
    assert len(document.blocks) == 1, document.blocks
    return document.blocks[0]


def test_ctm_far_from_its_boundary() -> None:
    """A matrix that shifts far and a text that starts far away meet on the page, as real files have it."""
    one = (
        '<ofd:TextObject CTM="0.3527 0 0 0.3527 -114.8075 111.3523" Boundary="114.8075 185.2295 4.08 4.73" Font="16"'
        ' Size="14.749"><ofd:TextCode X="324.419" Y="-303.723">局</ofd:TextCode></ofd:TextObject>'
    )
    other = (
        '<ofd:TextObject CTM="0.3527 0 0 0.3527 -119.9 111.3523" Boundary="119.9 185.2295 4.08 4.73" Font="16"'
        ' Size="14.749"><ofd:TextCode X="338.9" Y="-303.723">长</ofd:TextCode></ofd:TextObject>'
    )
    block = _only(other + one)
    assert block.text == "局长"
    assert block.size == pytest.approx(14.7, abs=0.1)


def test_glyphs_that_stand_for_several_characters() -> None:
    """One glyph for two characters takes one offset; two glyphs for one character take two."""
    content = (
        '<ofd:TextObject Boundary="30 50 60 6" Font="3" Size="5">'
        '<ofd:CGTransform CodePosition="1" CodeCount="2" GlyphCount="1"><ofd:Glyphs>7</ofd:Glyphs></ofd:CGTransform>'
        '<ofd:CGTransform CodePosition="3" CodeCount="1" GlyphCount="2"><ofd:Glyphs>8 9</ofd:Glyphs></ofd:CGTransform>'
        '<ofd:TextCode X="0" Y="5" DeltaX="2.5 5 2.5 2.5">efi国内</ofd:TextCode></ofd:TextObject>'
    )
    assert _only(content + text_object("外", 48.5, 55, 5)).text == "efi国内外"


@pytest.mark.parametrize(("delta", "text"), [("5 5 5 5 5 5", "021-3it"), ("5 5 5 5 5 2.5", "021- 3it")])
def test_equal_steps_leave_no_spaces(delta: str, text: str) -> None:
    """Some programs set all characters equally far apart; what is set unequally is set apart on purpose."""
    content = (
        '<ofd:TextObject Boundary="30 50 60 6" Font="3" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{delta}">021-3it</ofd:TextCode></ofd:TextObject>'
    )
    assert _only(content).text == text


@pytest.mark.parametrize(
    ("size", "delta", "code", "text"),
    [
        # Digits are of one width, 1 too.
        ("2.02", "2.01 2.01 2.042 2.01 2.01 2.01 2.042 2.01 2.01 2.01", "13800003753", "13800003753"),
        # A size that is stated too small, and a space that the step makes.
        ("3.2", "5.29 5.29 5.29 5.29 5.28", "专利质押融资", "专利质押融资"),
        ("3.2", "5.29 5.29 5.29 9.5 5.29", "专利质押融资", "专利质押 融资"),
        ("1.9", "1.75 2.6 1.75 1.1 1.6 0.85 1.75 1.25 1.7", "ample.org", "ample.org"),
        ("4", "4 6.6 2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2 2.2", "张三13800001234", "张三 13800001234"),
        # Spread over its line on purpose.
        ("4", "9 9.1 9", "工作总结", "工 作 总 结"),
    ],
)
def test_a_step_tells_how_wide_characters_are(size: str, delta: str, code: str, text: str) -> None:
    """The stated size does not always."""
    content = (
        f'<ofd:TextObject Boundary="30 50 60 6" Font="3" Size="{size}">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{delta}">{code}</ofd:TextCode></ofd:TextObject>'
    )
    assert _only(content).text == text


def test_private_characters_are_read_by_the_font() -> None:
    """A text in a font's private characters is read through its glyphs where the font in the package tells them."""
    content = text_object("\ue001\ue002年", 30, 50, 5, Style(glyphs=True))
    font = _font({0x4E09: 20, 0x6708: 21})
    parts = members([page(content)], parts=Parts(extra={"Doc_0/Res/font.ttf": font}))
    told = b"<ofd:FontFile>font.ttf</ofd:FontFile></ofd:Font>"
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace(
        b"/></ofd:Fonts>", b">" + told + b"</ofd:Fonts>"
    )
    assert texts(ofd.parse(zip_of(parts), "a.ofd")) == ["三月年"]
    parts["Doc_0/Res/font.ttf"] = font[:40]
    assert (
        ofd.parse(zip_of(parts), "a.ofd").pages[0].is_scan
    )  # a text that says nothing is as good as a picture


def _font(glyphs: dict[int, int]) -> bytes:
    """A TrueType file with nothing but a cmap of format 12."""
    groups = b"".join(
        code.to_bytes(4, "big") * 2 + glyph.to_bytes(4, "big") for code, glyph in sorted(glyphs.items())
    )
    sub = (
        b"\0\x0c\0\0"
        + (16 + len(groups)).to_bytes(4, "big")
        + bytes(4)
        + len(glyphs).to_bytes(4, "big")
        + groups
    )
    cmap = b"\0\0\0\x01" + b"\0\x03\0\x0a" + (12).to_bytes(4, "big") + sub
    head = b"\0\x01\0\0" + b"\0\x01\0\x10\0\0\0\0"
    return head + b"cmap" + bytes(4) + (28).to_bytes(4, "big") + len(cmap).to_bytes(4, "big") + cmap


def test_text_without_offsets_and_in_several_codes() -> None:
    """Offsets may be left out, and a TextCode without X or Y begins where the one before it did."""
    content = (
        '<ofd:TextObject Boundary="30 50 60 20" Font="3" Size="5"><ofd:TextCode X="1" Y="5">第一行</ofd:TextCode>'
        '<ofd:TextCode Y="14">第二行</ofd:TextCode></ofd:TextObject>'
    )
    document = ofd.parse(package([page(content)]), "a.ofd")
    assert texts(document) == ["第一行", "第二行"]


def test_spaces_where_text_stands_apart() -> None:
    """A gap between words is a space; justified Chinese text has none."""
    label = text_object("联系人", 30, 50, 5) + text_object("李明", 50, 50, 5)
    assert _only(label).text == "联系人 李明"
    spread = "".join(
        text_object(character, 30 + 6.5 * place, 50, 5) for place, character in enumerate("工作总结")
    )
    assert _only(spread).text == "工作总结"
    words = text_object("Open", 30, 50, 5) + text_object("Source", 42, 50, 5)
    assert _only(words).text == "Open Source"


def test_what_is_drawn_twice_is_read_once() -> None:
    """Bold and shadow by drawing a text again, a little beside."""
    assert (
        _only(text_object("工作总结", 30, 50, 5) + text_object("工作总结", 30.2, 50.1, 5)).text == "工作总结"
    )


def test_equal_digits_set_close_are_all_read() -> None:
    """A narrow font sets the zeros of a telephone less than half an em apart."""
    number = (
        '<ofd:TextObject Boundary="30 50 25 5" Font="3" Size="4.2"><ofd:TextCode X="0" Y="4" DeltaX="g 10 1.7">'
        "13900003860</ofd:TextCode></ofd:TextObject>"
    )
    assert _only(number).text == "13900003860"


def test_watermarks_and_invisible_text_are_no_text() -> None:
    """Slanted text, text without colour and text outside of the page are left out."""
    slanted = (
        '<ofd:TextObject CTM="0.7 -0.7 0.7 0.7 0 0" Boundary="30 90 90 90" Font="3" Size="9">'
        '<ofd:TextCode X="0" Y="9">内部</ofd:TextCode></ofd:TextObject>'
    )
    unseen = text_object("隐藏", 30, 70, 5, Visible="false") + text_object("透明", 30, 80, 5, Alpha="0")
    outside = text_object("页外", 30, 400, 5)
    assert _only(slanted + unseen + outside + text_object("正文", 30, 50, 5)).text == "正文"


def test_text_that_runs_downwards_mingles_with_nothing() -> None:
    """A note along the edge stays a line of its own."""
    note = (
        '<ofd:TextObject Boundary="190 20 5 90" Font="3" Size="4"><ofd:TextCode X="0" Y="4" DeltaY="g 9 4">'
        "装订线内不得写字勿折</ofd:TextCode></ofd:TextObject>"
    )
    body = "".join(text_object("正文文字", 30, 35 + 8 * place, 5) for place in range(4))
    found = texts(ofd.parse(package([page(body + note)]), "a.ofd"))
    assert found == ["装订线内不得写字勿折", *["正文文字"] * 4]


@pytest.mark.parametrize("order", ["Background", "Foreground"])
def test_templates_are_part_of_their_pages(order: str) -> None:
    """What a template page holds is read on each page that uses it."""
    letter = page(text_object("关于报送工作总结的函", 60, 40, 6) + image_object(5, 30, 60, 30, 30))
    one = page(text_object("正文", 30, 100, 5), template="T").replace(
        'ZOrder="Background"', f'ZOrder="{order}"'
    )
    document = ofd.parse(
        package([one, page(text_object("后页", 30, 50, 5))], parts=Parts(templates={"T": letter})), "a.ofd"
    )
    assert texts(document) == ["关于报送工作总结的函", "", "正文", "后页"]
    assert document.blocks[1].kind is BlockKind.PICTURE
    assert 0 < document.pages[0].image_share < 0.05


def test_composite_graphics_are_read() -> None:
    """Converters put whole lines into composite graphics of the resources."""
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="77" Width="99" Height="9"><ofd:Content>'
        f"{text_object('成组文字', 10, 20, 10)}"
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    used = '<ofd:PageBlock><ofd:CompositeObject ResourceID="77" Boundary="30 40 99 9" CTM="0.5 0 0 0.5 0 0"/></ofd:PageBlock>'
    parts = members([page(used)])
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace(b"</ofd:Res>", unit.encode())
    (block,) = ofd.parse(zip_of(parts), "a.ofd").blocks
    assert block.text == "成组文字"
    assert block.size == pytest.approx(5 * 72 / 25.4, abs=0.1)


def test_several_documents_in_one_file() -> None:
    """Their pages follow one another, and a seal of the second is on its page of the whole file."""
    first = members([page(text_object("甲", 30, 50, 5)), page(text_object("乙", 30, 50, 5))])
    second = members([page(text_object("丙", 30, 50, 5), area="0 0 297 210")], parts=Parts(stamps=[1]))
    moved = {name.replace("Doc_0", "Doc_1"): content for name, content in second.items() if name != "OFD.xml"}
    body = second["OFD.xml"].replace(b"Doc_0", b"Doc_1")
    start, end = body.index(b"<ofd:DocBody>"), body.index(b"</ofd:OFD>")
    main = first["OFD.xml"].replace(b"</ofd:OFD>", body[start:end] + b"</ofd:OFD>")
    document = ofd.parse(zip_of({**first, **moved, "OFD.xml": main}), "a.ofd")
    assert texts(document) == ["甲", "乙", "丙"]
    assert [round(each.width) for each in document.pages] == [595, 595, 842]
    assert [seal.page for seal in document.seals] == [3]


def test_locations_as_producers_write_them() -> None:
    """Absolute with and without slash, backslashes, other cases, dots and Chinese names."""
    parts = members([page(text_object("正文", 30, 50, 5))])
    content = parts.pop("Doc_0/Pages/Page_0/Content.xml")
    listing = parts["Doc_0/Document.xml"]
    for stored, location in (
        ("Doc_0/Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"),
        ("Doc_0\\Pages\\P.xml", "Pages\\P.xml"),
        ("doc_0/PAGES/P.XML", "/Doc_0/Pages/P.xml"),
        ("Doc_0/页/页.xml", "./x/../页/页.xml"),
    ):
        changed = {**parts, stored: content}
        changed["Doc_0/Document.xml"] = listing.replace(b"Pages/Page_0/Content.xml", location.encode())
        assert texts(ofd.parse(zip_of(changed), "a.ofd")) == ["正文"]


def test_names_in_gb18030() -> None:
    """Old programs store names of members in GBK without saying so."""
    parts = members([page(text_object("正文", 30, 50, 5))])
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(b"Pages/Page_0", "正文页".encode())
    assert texts(ofd.parse(_renamed(parts, "正文页".encode("gb18030")), "a.ofd")) == ["正文"]


def _renamed(parts: dict[str, bytes], folder: bytes) -> bytes:
    """The package with the pages' folder named by those bytes, which are no UTF-8 and not said to be."""
    stand_in = "x" * len(folder)
    named = {name.replace("Pages/Page_0", stand_in): content for name, content in parts.items()}
    return zip_of(named).replace(stand_in.encode(), folder)


@pytest.mark.parametrize("style", [Style(), Style(absolute=True), Style(prefix="", namespace="")])
def test_seals_of_signatures(style: Style) -> None:
    """Each stamp of a signature is a seal on its page; a seal across several pages is one on each."""
    pages = [page(text_object("正文", 30, 50, 5, style), style)] * 3
    document = ofd.parse(package(pages, style, Parts(stamps=[2, 3])), "a.ofd")
    assert [(seal.kind, seal.page) for seal in document.seals] == [
        (SealKind.SIGNATURE, 2),
        (SealKind.SIGNATURE, 3),
    ]
    assert document.seals_judged


def test_a_prepared_signature_is_no_seal() -> None:
    """Without a signed value nobody has sealed; without pictures it is known that no seal is there."""
    document = ofd.parse(
        package([page(text_object("正文", 30, 50, 5))], parts=Parts(stamps=[1], signed=False)), "a.ofd"
    )
    assert not document.seals
    assert document.seals_judged


def test_stamp_annotations() -> None:
    """A stamp annotation is a seal unless it is hidden; typed notes are text; watermarks are neither."""
    notes = (
        '<ofd:Annot Type="Stamp" ID="1"><ofd:Appearance Boundary="100 200 40 40"/></ofd:Annot>'
        '<ofd:Annot Type="Stamp" ID="2" Visible="false"><ofd:Appearance Boundary="100 200 40 40"/></ofd:Annot>'
        f'<ofd:Annot Type="Watermark" ID="3"><ofd:Appearance Boundary="0 0 210 297">{text_object("水印", 30, 30, 5)}'
        "</ofd:Appearance></ofd:Annot>"
        '<ofd:Annot Type="Path" Subtype="TextBox" ID="4"><ofd:Appearance Boundary="100 50 90 20">'
        f"{text_object('2024年3月18日', 10, 10, 5)}</ofd:Appearance></ofd:Annot>"
    )
    pages = [page(""), page(text_object("正文", 30, 40, 5))]
    document = ofd.parse(package(pages, parts=Parts(annotations={2: notes})), "a.ofd")
    assert [seal.page for seal in document.seals] == [2]
    assert texts(document) == ["正文", "2024年3月18日"]


def test_pictures_leave_the_seal_open() -> None:
    """A picture may be a seal: what is not a signature is then not judged."""
    content = text_object("上海测试科技有限公司", 30, 50, 5) + image_object(5, 30, 60, 42, 42)
    document = ofd.parse(package([page(content)], parts=Parts(media={5: picture_of()})), "a.ofd")
    assert not document.seals_judged
    (picture,) = (block for block in document.blocks if block.kind is BlockKind.PICTURE)
    assert picture.extent == pytest.approx((119.06, 119.06), abs=0.1)


def test_scan_is_told_and_its_pictures_given() -> None:
    """Pages that are pictures are scans, and page_images gives each page's picture as it lies in the file."""
    picture = picture_of(file_format="JPEG")
    payload = package(
        [
            page(SCAN),
            page(text_object("有文字的一页", 30, 50, 5)),
            page(SCAN + text_object("2", 100, 285, 4)),
        ],
        parts=Parts(media={5: picture}),
    )
    document = ofd.parse(payload, "a.ofd")
    assert [each.is_scan for each in document.pages] == [True, False, True]
    assert texts(document) == ["有文字的一页"]
    assert list(ofd.page_images(payload)) == [(1, picture), (3, picture)]


def test_text_under_a_scan_is_what_ocr_saw() -> None:
    """Text that is invisible, or hidden by the scan that is drawn over it, is OCR's; text over a letterhead is not."""
    words = "专项资金一百五十万元已经全部使用完毕执行率百分之百"
    parts = Parts(media={5: picture_of()}, templates={"T": page(SCAN)})
    unseen = page(SCAN + text_object(words, 30, 50, 5, Alpha="0"))
    covered = page(text_object(words, 30, 50, 5) + SCAN)
    over = page(SCAN + text_object(words, 30, 50, 5))
    letterhead = page(text_object(words, 30, 50, 5), template="T")
    lid = letterhead.replace('ZOrder="Background"', 'ZOrder="Foreground"')
    layers = covered.replace(SCAN, f'</ofd:Layer><ofd:Layer ID="3" Type="Background">{SCAN}')
    for content, origin in (
        (unseen, TextOrigin.OCR),
        (covered, TextOrigin.OCR),
        (lid, TextOrigin.OCR),
        (over, TextOrigin.TEXT_LAYER),
        (letterhead, TextOrigin.TEXT_LAYER),
        (layers, TextOrigin.TEXT_LAYER),
    ):
        document = ofd.parse(package([content], parts=parts), "a.ofd")
        assert [(block.text, block.origin) for block in document.blocks if block.text] == [(words, origin)]
        assert [number for number, _ in ofd.page_images(package([content], parts=parts))] == [1]


def test_strips_and_turned_pictures_are_put_together() -> None:
    """A scan in strips, or upside down in the file and turned by its matrix, comes as one upright picture."""
    strip = _halves("red", "blue")
    strips = image_object(5, 0, 0, 210, 148.5) + image_object(6, 0, 148.5, 210, 148.5)
    turned = '<ofd:ImageObject ResourceID="7" Boundary="0 0 210 297" CTM="-210 0 0 -297 210 297"/>'
    parts = Parts(media={5: strip, 6: _halves("green", "white"), 7: _halves("red", "blue", turned=True)})
    (_, joined), (_, upright) = ofd.page_images(package([page(strips), page(turned)], parts=parts))
    assert _colours(joined, (0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)) == [
        "red",
        "blue",
        "green",
        "white",
    ]
    assert _colours(upright, (0.1, 0.5), (0.9, 0.5)) == ["red", "blue"]


def _halves(left: str, right: str, *, turned: bool = False) -> bytes:
    picture = Image.new("RGB", (100, 50), left)
    picture.paste(Image.new("RGB", (50, 50), right), (50, 0))
    buffer = io.BytesIO()
    (picture.rotate(180) if turned else picture).save(buffer, "PNG")
    return buffer.getvalue()


def _colours(payload: bytes, *places: tuple[float, float]) -> list[str]:
    names: dict[object, str] = {
        (255, 0, 0): "red", (0, 0, 255): "blue", (0, 128, 0): "green", (255, 255, 255): "white"
    }  # fmt: skip
    with Image.open(io.BytesIO(payload)) as picture:
        found = [picture.getpixel((int(x * picture.width), int(y * picture.height))) for x, y in places]
    return [names.get(colour, str(colour)) for colour in found]


def test_picture_in_an_unknown_format_is_left_out() -> None:
    """The page is a scan all the same; there is only nothing that OCR could read."""
    payload = package([page(SCAN)], parts=Parts(media={5: b"\x97JB2 what nobody reads"}))
    assert ofd.parse(payload, "a.ofd").is_scan
    assert list(ofd.page_images(payload)) == []


def test_picture_drawn_twice_covers_once() -> None:
    """Some programs draw a picture again over itself."""
    content = text_object("正文", 30, 30, 5) + image_object(5, 0, 60, 210, 90) * 2
    document = ofd.parse(package([page(content)], parts=Parts(media={5: picture_of()})), "a.ofd")
    assert document.pages[0].image_share == pytest.approx(90 / 297)


def test_text_turned_into_curves_is_a_picture() -> None:
    """A page of nothing but paths shows text that nobody can read."""
    paths = "".join(ruled_line(30, 30 + place, 90, 30 + place) for place in range(220))
    assert ofd.parse(package([page(paths)]), "a.ofd").pages[0].is_scan


def test_cells_of_several_lines() -> None:
    """Lines that fill their cell are one; an address that is longer than the cell goes on without a space."""
    grid = "".join(ruled_line(30, y, 100, y) for y in (40, 60, 80)) + "".join(
        ruled_line(x, 40, x, 80) for x in (30, 60, 100)
    )
    cells = (
        text_object("联系人", 32, 48, 4) + text_object("李明，测试单位科", 62, 47, 4) + text_object("技处", 62, 55, 4)
        + text_object("邮箱", 32, 68, 4) + text_object("liming.ceshi@exampl", 62, 67, 4) + text_object("e.org", 62, 75, 4)
    )  # fmt: skip
    document = ofd.parse(package([page(grid + cells)]), "a.ofd")
    assert [block.cells for block in document.blocks] == [
        ("联系人", "李明，测试单位科技处"),
        ("邮箱", "liming.ceshi@example.org"),
    ]


@pytest.mark.parametrize("name", ["Encryptions.xml", "Doc_0/Encryptions.xml"])
def test_encrypted_package(name: str) -> None:
    """GM/T 0099 lists what it encrypts in Encryptions.xml."""
    parts = members([page(text_object("正文", 30, 50, 5))])
    with pytest.raises(EncryptedError):
        parse(zip_of({**parts, name: b"<Encryptions/>"}), "a.ofd")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("OFD.xml", b"not xml"),
        ("OFD.xml", b"<OFD/>"),
        ("Doc_0/Document.xml", b""),
        ("Doc_0/Document.xml", b"<Document><Pages/></Document>"),
    ],
)
def test_package_without_pages_is_unreadable(part: str, content: bytes) -> None:
    """What leads to no page is damaged."""
    parts = {**members([page(text_object("正文", 30, 50, 5))]), part: content}
    with pytest.raises(UnreadableError):
        parse(zip_of(parts), "a.ofd")


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"<ofd:Page"])
def test_lost_page_makes_the_document_partial(content: bytes) -> None:
    """The other pages are read; nobody takes them for the whole."""
    parts = members([page(text_object("正文", 30, 50, 5)), page(text_object("后页", 30, 50, 5))])
    document = parse(zip_of({**parts, "Doc_0/Pages/Page_1/Content.xml": content}), "a.ofd")
    assert (texts(document), document.partial, len(document.pages)) == (["正文"], True, 2)
    del parts["Doc_0/Pages/Page_1/Content.xml"]
    assert parse(zip_of(parts), "a.ofd").partial


def test_external_entities_are_not_read() -> None:
    """An entity that names a file of the machine stays what it is."""
    content = page(text_object("前ENTITY后", 30, 50, 5)).replace("ENTITY", "&secret;")
    hostile = content.replace(
        "<ofd:Page", '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]><ofd:Page', 1
    )
    assert texts(parse(package([hostile]), "a.ofd")) == ["前&secret;后"]


def test_graphics_that_hold_themselves_end() -> None:
    """Composite graphics inside one another are followed to a limit, and counted as often as they are shown."""
    inner = '<ofd:CompositeObject ResourceID="77" Boundary="0 0 9 9"/>' * 9
    unit = f'<ofd:CompositeGraphicUnit ID="77">{inner}</ofd:CompositeGraphicUnit></ofd:Res>'
    parts = members([page('<ofd:CompositeObject ResourceID="77" Boundary="0 0 9 9"/>')])
    parts["Doc_0/PublicRes.xml"] = parts["Doc_0/PublicRes.xml"].replace(b"</ofd:Res>", unit.encode())
    with pytest.raises(TooLargeError):
        parse(zip_of(parts), "a.ofd")


def test_more_text_than_anybody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template with much text on many pages is counted on each of them."""
    monkeypatch.setattr(ofd_page, "MAX_GLYPHS", 1000)
    monkeypatch.setattr(ofd_page.Budget, "__init__", _limited)
    payload = package(
        [page("", template="T")] * 9,
        parts=Parts(templates={"T": page(text_object("字" * 30, 30, 50, 4) * 5)}),
    )
    with pytest.raises(TooLargeError):
        parse(payload, "a.ofd")


def _limited(budget: ofd_page.Budget) -> None:
    budget.glyphs, budget.objects = 1000, 1000


@pytest.mark.parametrize(
    "area", ["", "0 0 0 0", "0 0 -5 297", "0 0 1e300 1e300", "nan nan nan nan", "0 0 210", "x"]
)
def test_impossible_page_sizes(area: str) -> None:
    """A page without a size of its own, or with an impossible one, has the document's."""
    document = ofd.parse(package([page(text_object("正文", 30, 50, 5), area=area)]), "a.ofd")
    assert round(document.pages[0].height) == 842
    assert texts(document) == ["正文"]


@pytest.mark.parametrize(
    "content",
    [
        "<ofd:TextObject/>",
        '<ofd:TextObject Boundary="1" Size="x" CTM="1 2"><ofd:TextCode X="a">字</ofd:TextCode></ofd:TextObject>',
        '<ofd:TextObject Size="1e308" CTM="1e308 0 0 1e308 0 0"><ofd:TextCode X="0">字</ofd:TextCode></ofd:TextObject>',
        '<ofd:TextObject Boundary="9 9 9 9" Size="5" ReadDirection="90"><ofd:TextCode X="0" Y="0"/></ofd:TextObject>',
        '<ofd:TextObject Size="5"><ofd:CGTransform CodeCount="0"/><ofd:TextCode>字</ofd:TextCode></ofd:TextObject>',
        '<ofd:ImageObject Boundary="0 0 0 0" CTM="0 0 0 0 0 0" ResourceID="5"/>',
        "<ofd:ImageObject/>",
        '<ofd:PathObject Boundary="0 0 1 1"><ofd:AbbreviatedData>M L 1 C Q B 1 1 A</ofd:AbbreviatedData></ofd:PathObject>',
        "<ofd:PageBlock>" * 200 + "</ofd:PageBlock>" * 200,
        "<ofd:CompositeObject/>",
    ],
)
def test_odd_objects_do_no_harm(content: str) -> None:
    """Whatever an object lacks or claims, the rest of the page is read."""
    payload = package([page(content + text_object("正文", 30, 250, 5))], parts=Parts(media={5: picture_of()}))
    assert texts(parse(payload, "a.ofd"))[-1] == "正文"
    assert isinstance(list(ofd.page_images(payload)), list)


def test_every_byte_cut_off_is_told_politely() -> None:
    """A file cut off or overwritten anywhere gives a Document or a ParseError, never another exception."""
    payload = ofd_of(LINES[:6], parts=Parts(stamps=[1]))
    for place in range(1, len(payload), max(1, len(payload) // 60)):
        for damaged in (payload[:place], payload[:place] + b"\xff\0\xff" + payload[place + 3 :]):
            try:
                parse(damaged, "总结.ofd")
            except ParseError:
                continue


def test_bold_is_told_by_weight_or_font() -> None:
    """A weight of 600 and more, a font that is bold, or outlines drawn as well."""
    assert _only(text_object("粗体", 30, 50, 5, Weight="700")).bold
    assert _only(text_object("粗体", 30, 50, 5, Stroke="true")).bold
    assert not _only(text_object("常规", 30, 50, 5)).bold


def test_the_samples_differ() -> None:
    """The producers' styles are no two alike, or the comparison above would show nothing."""
    assert len({ofd_of(LINES, style) for style in STYLES.values()}) == len(STYLES)
    assert NAMESPACE in Style().namespace
    assert replace(Style(), unit="run") != Style()
