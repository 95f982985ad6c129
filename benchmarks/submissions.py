"""Submissions as units send them: a summary of three to five pages and a file of evidence, no two alike."""

import io
import random
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime

from PIL import Image

from rules.roster import RosterEntry
from tests.documents.writers import Heading, Line, Right, Table, Title, docx_of, pdf_of
from tests.service.office import NOON, OURSELVES

PDF_SHARE = 4  # every fourth summary is a PDF
GAP_SHARE = 3  # every third that is the first of its entry lacks its contact line

_SECTIONS = {
    "一、项目实施成效": "项目期内新增发明专利授权{a}件、实用新型{b}件，许可转让{c}项，"
    "合同金额{d}万元，培训人员{e}人次，绩效目标按期完成。",
    "二、资金使用情况": "专项资金总额{d}万元，已使用{a}.{c}万元，执行率9{c}.{b}%，"
    "其中第{c}类支出{e}元，均按合同约定列支，专账核算。",
    "三、工作推进情况": "{c}.专利导航与布局：完成第{a}批重点产品的导航分析，形成报告{b}份，"
    "走访企业{e}家，组织评审{c}次，成果已投入使用。",
    "四、特色亮点工作": "建立第{a}号联席评审机制，把专利布局前移到立项阶段，"
    "申请周期平均缩短{b}天，覆盖课题组{e}个，在集团内推广{c}次。",
    "五、工作计划和建议": "下一步结合专利转化运用专项行动，第{c}季度完成存量专利{e}件盘点入库，"
    "推动开放许可{b}项，建议加强信息共享{a}。",
}
_SENTENCES_PER_SECTION = 9  # of some 70 characters each: about four pages in the whole
_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_PDF = ("application", "pdf")


def submission(entry: RosterEntry, number: int, *, is_first: bool) -> bytes:
    """The mail of that number, as on the wire; the same number gives the same text. Later ones leave no gaps."""
    chance = random.Random(number)  # noqa: S311 - text to read, no secret
    lines = _summary(entry, chance, has_contact=not is_first or number % GAP_SHARE != 0)
    is_pdf = number % PDF_SHARE == 0
    mail = _mail(entry, number)
    summary = pdf_of(lines, footer="{page}") if is_pdf else docx_of(lines)
    mail.add_attachment(
        summary, *(_PDF if is_pdf else _DOCX), filename=f"工作总结.{'pdf' if is_pdf else 'docx'}"
    )
    mail.add_attachment(docx_of(_evidence(chance)), *_DOCX, filename="佐证材料.docx")
    return _on_the_wire(mail)


def large_submission(entry: RosterEntry, size: int) -> bytes:
    """A mail of about `size` bytes: a Word summary, and its evidence as photographed pages in one PDF."""
    mail = _mail(entry, 0)
    lines = _summary(entry, random.Random(0), has_contact=True)  # noqa: S311 - as above
    mail.add_attachment(docx_of(lines), *_DOCX, filename="工作总结.docx")
    # base64 makes four bytes of three, and two more for each line of 76
    mail.add_attachment(_photographs(int(size * 3 / 4 * 76 / 78)), *_PDF, filename="佐证材料.pdf")
    return _on_the_wire(mail)


def _mail(entry: RosterEntry, number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"unit-{number}@example.com", OURSELVES
    mail["Subject"] = f"{entry.project}-{entry.unit}"
    mail["Date"] = format_datetime(NOON)
    mail["Message-ID"] = f"<benchmark.{number}@example.com>"
    mail.set_content(f"您好，附件为{entry.unit}的工作总结和佐证材料，请查收。第{number}号。")
    return mail


def _on_the_wire(mail: EmailMessage) -> bytes:
    return mail.as_bytes().replace(b"\n", b"\r\n")


def _summary(entry: RosterEntry, chance: random.Random, *, has_contact: bool) -> list[Line]:
    lines: list[Line] = [Title(f"{entry.unit}关于{entry.project}工作总结")]
    for heading, sentence in _SECTIONS.items():
        lines.append(Heading(heading))
        lines += [_filled(sentence, chance) for _ in range(_SENTENCES_PER_SECTION)]
        if heading.startswith("二"):
            lines.append(_amounts(chance))
    lines += ["附件：资金使用及工作成效佐证材料", Right(f"{entry.unit}（盖章）"), Right("2024年3月15日")]
    return (
        [*lines, "项目联系人：张三 电话：021-00001234 邮箱：zhangsan@example.org"] if has_contact else lines
    )


def _filled(sentence: str, chance: random.Random) -> str:
    return sentence.format(
        a=chance.randint(10, 99),
        b=chance.randint(1, 9),
        c=chance.randint(1, 9),
        d=chance.randint(100, 999),
        e=chance.randint(100, 9999),
    )


def _amounts(chance: random.Random) -> Table:
    rows = [(f"第{row}类支出", f"{chance.uniform(1, 90):.2f}", "万元") for row in range(1, 9)]
    return Table((("科目", "金额", "单位"), *rows))


def _evidence(chance: random.Random) -> Sequence[Line]:
    rows = [
        (f"记-{chance.randint(1, 9999):04d}", "专利导航分析服务费", f"{chance.uniform(1, 90):.2f}万元")
        for _ in range(20)
    ]
    return [
        "资金使用及工作成效佐证材料",
        "授权专利清单和凭证见下表。",
        Table((("凭证", "事由", "金额"), *rows)),
    ]


def _photographs(size: int) -> bytes:
    """A PDF of about that many bytes: pages at 300 dots an inch, which compress no further."""
    one = len(_pdf_of_pictures([_noise(0)]))
    return _pdf_of_pictures([_noise(number) for number in range(-(-size // one))])


def _noise(seed: int) -> Image.Image:
    """A photograph of nothing."""
    width, height = 2480, 3508
    return Image.frombytes("L", (width, height), random.Random(seed).randbytes(width * height))  # noqa: S311 - noise


def _pdf_of_pictures(pages: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=300)
    return buffer.getvalue()
