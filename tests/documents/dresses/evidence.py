"""What comes with a summary: evidence of several kinds, and papers that are none."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import openpyxl
from PIL import Image, ImageDraw

from tests.documents.dresses.carriers import jpeg, resized, scanned_pdf
from tests.documents.dresses.dress import Files, Workshop, named
from tests.documents.dresses.pages import Picture, rendered
from tests.documents.dresses.sample import Piece, Sample, pieces
from tests.documents.dresses.wear import Chance, grey, noisy, photographed, skewed
from tests.documents.dresses.words import docx_of, word_like, wps_like
from tests.documents.word import dated
from tests.documents.writers import Table, Title

_VOUCHERS = (
    ("凭证号", "摘要", "金额（元）", "日期"),
    ("0102", "支付专利检索分析费", "186000.00", "2023-04-18"),
    ("0257", "支付专利价值评估费", "92500.00", "2023-06-09"),
    ("0318", "支付专利数据库年费", "150000.00", "2023-07-21"),
    ("0533", "支付培训场地及讲课费", "43200.00", "2023-10-11"),
)
_PATENTS = (
    ("序号", "专利号", "名称", "授权日"),
    *(
        (f"{place}", f"ZL2021{10400000 + place * 731}.{place}", f"一种装置（{place}）", f"2023-0{place}-11")
        for place in range(1, 9)
    ),
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Files beside a summary; `counts` tells whether they are evidence, `colour` whether a seal could be told on them."""

    files: Files
    counts: bool = True
    colour: bool = True


Enclose = Callable[[Workshop, Sample, int], Enclosed]


def _nothing(_shop: Workshop, _sample: Sample, _seed: int) -> Enclosed:
    return Enclosed((), counts=False)


def _word_list(_shop: Workshop, sample: Sample, _seed: int) -> Enclosed:
    lines: list[Piece] = [
        Title("资金使用及工作成效佐证材料"),
        f"单位：{sample.unit}",
        "一、授权专利清单",
        Table(_PATENTS),
        "二、支出凭证",
        Table(_VOUCHERS),
    ]
    return Enclosed((("佐证材料.docx", docx_of(lines, wps_like())),))


def _sheet(_shop: Workshop, _sample: Sample, _seed: int) -> Enclosed:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "专利清单"
    for row in _PATENTS:
        sheet.append(row)
    accounts = book.create_sheet("支出明细")
    for row in _VOUCHERS:
        accounts.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return Enclosed((("附件1-专利清单及支出明细.xlsx", dated(buffer.getvalue())),))


def _contract(sample: Sample) -> list[Piece]:
    return [
        Title("专利实施许可合同"),
        f"许可方（甲方）：{sample.unit}",
        "被许可方（乙方）：江苏某某新材料科技有限公司",
        "签订日期：2023年8月17日    合同编号：XK-2023-0817",
        "甲、乙双方经友好协商，就甲方拥有的发明专利的实施许可事宜，达成如下条款：",
        "第一条 甲方许可乙方以普通许可的方式在中国境内实施上述专利，许可期限五年。",
        "第二条 许可使用费总额为人民币贰佰陆拾万元整（￥2,600,000.00），分三期支付。",
        "第三条 乙方应于合同生效之日起十五个工作日内支付首期许可使用费捌拾万元整。",
        "第四条 双方对履行合同过程中知悉的对方商业秘密负有保密义务。",
        "第五条 本合同一式四份，双方各执两份，自双方签字盖章之日起生效。",
    ]


def _invoice() -> list[Piece]:
    body = """
| 货物或应税劳务名称 | 数量 | 金额 | 税率 |
| 专利检索分析服务费 | 1 | 175471.70 | 6% |
| 价税合计 | | 186000.00 | |
"""
    return [
        Title("上海增值税专用发票"),
        "发票代码：3100231130  发票号码：05230188  开票日期：2023年04月18日",
        "购买方名称：项目承担单位",
        *pieces(body),
        "销售方名称：上海某某知识产权服务有限公司",
        "开票人：王某  复核：李某",
    ]


def _scanned(lines: list[Piece], shop: Workshop, chance: Chance, *, dpi: int = 150) -> list[Picture]:
    pdf = shop.office.convert(docx_of(lines, word_like("AR PL UMing CN")), "pdf")
    wears = (skewed(0.2, 1.2), noisy(6))
    pages = rendered(pdf, dpi)
    for wear in wears:
        pages = [wear(page, chance) for page in pages]
    return pages


def _scanned_contract(shop: Workshop, sample: Sample, seed: int) -> Enclosed:
    chance = np.random.default_rng(seed)
    pages = _scanned(_contract(sample), shop, chance) + _scanned(_invoice(), shop, chance)
    return Enclosed((("佐证材料（合同、发票）.pdf", scanned_pdf(pages, 150)),))


def _grey_contract(shop: Workshop, sample: Sample, seed: int) -> Enclosed:
    chance = np.random.default_rng(seed)
    pages = [grey(page, chance) for page in _scanned(_contract(sample), shop, chance)]
    return Enclosed((("扫描0003.pdf", scanned_pdf(pages, 150, mode="L")),), colour=False)


def _photographed_invoices(shop: Workshop, _sample: Sample, seed: int) -> Enclosed:
    chance = np.random.default_rng(seed)
    pages = [photographed(page, chance) for page in _scanned(_invoice(), shop, chance, dpi=200)]
    return Enclosed(named([jpeg(resized(page, 1700)) for page in pages * 2], "发票{}.jpg"))


def _text_pdf(shop: Workshop, sample: Sample, _seed: int) -> Enclosed:
    payload = shop.office.convert(docx_of(_contract(sample), word_like("Noto Serif CJK SC")), "pdf")
    return Enclosed((("专利许可合同.pdf", payload),))


def case_study(_shop: Workshop, sample: Sample, _seed: int) -> Enclosed:
    """Give a case study, which is no evidence."""
    lines: list[Piece] = [
        Title(f"典型案例：{sample.unit}以专利运营推动成果转化"),
        "一、案例背景",
        "近年来，单位围绕重点技术方向加强专利布局，但成果转化周期长、供需对接难的问题仍然突出。",
        "二、主要做法",
        "建立专利分级分类管理制度，遴选高价值专利清单，组织技术经理人逐一对接产业链企业。",
        "三、取得效果",
        "促成许可合同8项，合同金额合计620万元，带动企业新增销售收入超过3000万元。",
    ]
    return Enclosed((("典型案例.docx", docx_of(lines, word_like())),), counts=False)


def budget_letter(_shop: Workshop, sample: Sample, _seed: int) -> Enclosed:
    """Give a letter that asks to change the budget, which is no evidence."""
    lines: list[Piece] = [
        Title("关于申请预算调整的函"),
        "上海市知识产权局：",
        f"{sample.unit}承担的项目因实施内容优化，拟将“专利导航”科目中的5万元调整至“人才培养”科目，项目总预算不变。",
        "特此申请，请予备案。",
        sample.unit,
        "2024年3月10日",
    ]
    return Enclosed((("预算调整申请函.docx", docx_of(lines, wps_like())),), counts=False)


def photo_without_text(seed: int) -> bytes:
    """Give the photo of a meeting room: shapes and colours, no word."""
    chance = np.random.default_rng(seed)
    picture = Image.new("RGB", (1600, 1200), (188, 176, 160))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 780, 1600, 1200), fill=(120, 84, 58))
    draw.rectangle((350, 120, 1250, 560), fill=(60, 92, 140))
    for _person in range(14):
        across, down = int(chance.integers(60, 1500)), int(chance.integers(560, 900))
        shade = tuple(int(each) for each in chance.integers(20, 110, 3))
        draw.ellipse((across - 45, down - 130, across + 45, down - 30), fill=(222, 184, 150))
        draw.rounded_rectangle((across - 90, down - 30, across + 90, down + 240), 40, fill=shade)
    page = noisy(9)(np.asarray(picture), chance)
    return jpeg(page, 80)


def blank_pages(seed: int, count: int = 2) -> bytes:
    """Give a scan of empty sheets."""
    chance = np.random.default_rng(seed)
    sheet = np.full((1654, 1170, 3), 255, np.uint8)
    return scanned_pdf([noisy(5)(sheet, chance) for _page in range(count)], 141)


NOTHING = "none"
KINDS: dict[str, Enclose] = {
    NOTHING: _nothing,
    "word-list": _word_list,
    "sheet": _sheet,
    "scanned-contract": _scanned_contract,
    "grey-contract": _grey_contract,
    "photographed-invoices": _photographed_invoices,
    "text-pdf": _text_pdf,
    "case-study": case_study,
    "budget-letter": budget_letter,
}
