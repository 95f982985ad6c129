"""Twins: Word beside a scan that OCR read with errors, told from other units' texts and other years'; what each bears."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parsers.document import Block, BlockKind, Document, Page, TextOrigin
from rules.case import Case, Judgement, Verdict, judge
from rules.roles import assign_roles
from rules.submission import Role, Submission, SubmittedFile
from rules.twins import Wording, carry_one_text, found_again, is_part, wording
from tests.rules.samples import CONTENT, campaign, document, evidence, roster, submitted, written
from tests.rules.template_2024_6 import TEMPLATE

ENTRY, OTHER = "acceptance-046", "acceptance-003"
START = datetime(2024, 3, 10, 9, 0, tzinfo=UTC)
WRONG = "士未末曰曱甴囗冂乂刂勺匕"
# What a unit writes of its own, so that its text is longer than the boilerplate.
WORDS = (
    "联合医工交叉团队梳理临床需求", "遴选骨科植入物方向开展导航", "与二十余家企业开展供需对接", "建立专利质量前置评审流程",
    "委托代理机构集中撰写", "开设知识产权实务训练营", "完善职务发明奖酬办法", "围绕影像设备核心部件布局",
    "引入技术经理人驻点服务", "对失效专利逐件评估后放弃", "签订开放许可声明并备案", "编制年度运营分析报告",
)  # fmt: skip


def own_text(seed: int, sentences: int = 8) -> dict[int, str]:
    """Each section's usual text with sentences of the unit's own and figures in them."""
    chance = random.Random(seed)  # noqa: S311 - no secret

    def sentence() -> str:
        words = "，".join(chance.sample(WORDS, 3))
        return f"{words}，涉及{chance.randint(11, 999)}件、{chance.randint(100, 9999)}.{chance.randint(1, 9)}万元。"

    return {
        number: text.strip() + "".join(sentence() for _ in range(sentences))
        for number, text in CONTENT.items()
    }


def misread(text: str, share: float, seed: int = 1) -> str:
    """The text as OCR gives it: characters wrong, lost or added, a line lost here and there, two swapped at a page's end."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = []
    for line in text.split("\n"):
        pieces = [line] if chance.random() < 0.7 else [line[at : at + 26] for at in range(0, len(line), 26)]
        lines += ["".join(_misread(character, share, chance) for character in piece) for piece in pieces]
    if len(lines) > 12:
        del lines[chance.randrange(3, len(lines) - 5)]
        lines[9], lines[10] = lines[10], lines[9]
    return "\n".join(lines)


def _misread(character: str, share: float, chance: random.Random) -> str:
    fate = chance.random()
    if fate > share:
        return character
    if fate < 0.75 * share:
        return chance.choice("0123456789") if character.isdigit() else chance.choice(WRONG)
    return "" if fate < 0.9 * share else character + chance.choice(WRONG)


def by_ocr(text: str, confidence: float = 0.96) -> Document:
    """A scan of pages as OCR read it."""
    lines = [line for line in text.split("\n") if line.strip()]
    return Document(
        "pdf",
        tuple(
            Block(
                BlockKind.PARAGRAPH, line, page=1 + place // 20, origin=TextOrigin.OCR, confidence=confidence
            )
            for place, line in enumerate(lines)
        ),
        pages=tuple(Page(number, 595, 842, 0, 1.0) for number in range(1, 2 + len(lines) // 20)),
    )


def scan(text: str, name: str = "盖章扫描件.pdf", confidence: float = 0.96) -> SubmittedFile:
    """A scan as a submitted file."""
    return SubmittedFile(name, f"sha-{name}", 100_000, document=by_ocr(text, confidence))


def _of(text: str) -> Wording:
    return wording(document(text))


def _scanned(text: str) -> Wording:
    return wording(by_ocr(text))


@pytest.mark.parametrize("sentences", [0, 3, 12, 60])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.03, 0.06])
def test_scan_is_known_for_the_word_file(share: float, sentences: int) -> None:
    """Up to six characters of a hundred wrong, lines lost and swapped: it is the same text, short or long."""
    for seed in range(6):
        text = written(ENTRY, texts=own_text(seed, sentences))
        assert carry_one_text(_of(text), _scanned(misread(text, share, seed)))


def test_two_scans_of_one_text() -> None:
    """Both read by OCR, each with errors of its own."""
    text = written(ENTRY, texts=own_text(1))
    assert carry_one_text(_scanned(misread(text, 0.04, 2)), _scanned(misread(text, 0.04, 3)))


def test_scan_with_vouchers_bound_in() -> None:
    """Pages behind the summary do not hide it."""
    text = written(ENTRY, texts=own_text(1))
    vouchers = "\n".join(
        f"记账凭证第{number}号 摘要：支付专利导航服务费 金额{number * 731}.00元" for number in range(150)
    )
    assert carry_one_text(_of(text), _scanned(misread(f"{text}\n{vouchers}", 0.03)))


def _other_figures(text: str, seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - no secret
    return re.sub(r"\d+", lambda found: "".join(str(chance.randint(1, 9)) for _ in found[0]), text)


@pytest.mark.parametrize("sentences", [0, 3, 12])
@pytest.mark.parametrize("read", [_of, _scanned])
def test_one_boilerplate_with_other_figures_is_another_text(read: type, sentences: int) -> None:
    """Last year's version, and another unit's summary out of the same hands, differ in their figures."""
    for seed in range(6):
        text = written(ENTRY, texts=own_text(seed, sentences))
        neighbour = written(OTHER, texts=own_text(seed, sentences))
        assert not carry_one_text(_of(text), read(_other_figures(text, seed)))
        assert not carry_one_text(_of(text), read(_other_figures(neighbour, seed)))


def test_one_boilerplate_word_for_word_is_another_units_text() -> None:
    """Even with the very same figures: where both were written, another unit in the title makes another text."""
    texts = own_text(1)
    assert not carry_one_text(_of(written(ENTRY, texts=texts)), _of(written(OTHER, texts=texts)))
    blank = written(ENTRY, texts=texts, unit="xx单位")
    assert carry_one_text(_of(blank), _of(written(ENTRY, texts=texts)))


@pytest.mark.parametrize("read", [_of, _scanned])
def test_own_texts_of_two_units(read: type) -> None:
    """The template's words and some boilerplate alone make no twins."""
    one = written(ENTRY, texts=own_text(1, 12))
    assert not carry_one_text(_of(one), read(written(OTHER, texts=own_text(2, 12))))


def test_headings_alone_are_nobodys_text() -> None:
    """A scan of which only the headings were read is not taken for any unit's summary."""
    headings = [line for line in written(ENTRY).split("\n") if len(line) < 15]
    headings += [f"（{numeral}）{words}" for numeral, words in zip("一二三四五六七八", WORDS, strict=False)]
    text = "\n".join([written(OTHER, texts=own_text(2)), *headings])
    assert not carry_one_text(_of(text), _scanned("\n".join(headings)))


def test_sealed_last_page_by_ocr() -> None:
    """The last page once more, as OCR read it, is a part of the summary; a page of vouchers is none."""
    text = written(ENTRY, texts=own_text(1))
    last = "\n".join(text.split("\n")[-5:])
    assert is_part(_scanned(misread(last, 0.03)), _of(text))
    assert not is_part(_scanned("记账凭证\n摘要：支付专利导航服务费\n金额：731.00元\n附单据3张"), _of(text))


@pytest.mark.parametrize(
    "text", ["", "一", "一二三", "一" * 20_000, "12" * 20_000, "\n" * 2000, "一二三四五" * 9000]
)
def test_odd_texts_are_compared(text: str) -> None:
    """Nothing, very little, or one character over and over: an answer all the same."""
    assert isinstance(carry_one_text(_of(text), _scanned(text)), bool)
    assert 0 <= found_again(text, text) <= 1


def test_what_ocr_guessed_is_not_compared() -> None:
    """Pages that OCR could hardly read neither make nor break a twin."""
    text = written(ENTRY, texts=own_text(1))
    half = len(text) // 2
    sure, guessed = by_ocr(text[:half]), by_ocr(misread("胃" * (half - 20), 0.9), 0.4)
    assert carry_one_text(_of(text), wording(replace(sure, blocks=sure.blocks + guessed.blocks)))


@pytest.mark.parametrize("kind", ["docx", "pdf", "ofd"])
def test_roles_of_text_and_scan(kind: str) -> None:
    """Of a file with text and its scan the text is the original, in either order; scanned vouchers stay evidence."""
    text = written(ENTRY, texts=own_text(1))
    vouchers = scan("记账凭证\n摘要：支付专利导航服务费\n金额：731.00元", "扫描2.pdf")
    original = submitted("总结", document=document(text, kind=kind))
    files = [scan(misread(text, 0.03) + "\n附页文字" * 9, "扫描1.pdf"), original, vouchers]
    for order in (files, files[::-1]):
        found = {item.file.name: (item.role, item.is_copy_of) for item in assign_roles(order, TEMPLATE)}
        assert found == {
            "扫描1.pdf": (Role.SUMMARY, "sha-总结"),
            "总结": (Role.SUMMARY, None),
            "扫描2.pdf": (Role.EVIDENCE, None),
        }


# Cases


def _judged(*mails: tuple[SubmittedFile, ...]) -> Judgement:
    submissions = tuple(
        Submission(number, START + timedelta(days=number), files) for number, files in enumerate(mails, 1)
    )
    return judge(Case(roster().by_id[ENTRY], submissions, None), campaign(), (campaign(),))


def _codes(judgement: Judgement) -> list[str]:
    return [finding.key for finding in judgement.findings if not finding.code.startswith("seal")]


def _summary_file(judgement: Judgement) -> str:
    return judgement.summary_file.file.name if judgement.summary_file else ""


TEXTS = own_text(5)
WHOLE = written(ENTRY, texts=TEXTS)


@pytest.mark.parametrize(
    ("changes", "alone"),
    [
        ({"date": "2024年3月xx日"}, ["signoff.date_missing"]),
        ({"signed": "xx单位"}, ["signoff.missing"]),
        ({"contact": "项目联系人：姓名 电话 邮箱"}, ["contact.missing"]),
        ({"contact": "项目联系人：王示范 13800000000"}, ["contact.incomplete"]),
        ({"missing": [4]}, ["section.missing:4"]),
        ({}, []),
    ],
    ids=["date", "sign-off", "contact", "e-mail", "section", "nothing"],
)
def test_word_beside_scan(changes: dict[str, object], alone: list[str]) -> None:
    """Sign-off, date and contact count from either; the sections are the Word file's, and a missing one is pointed out."""
    word = submitted("总结.docx", written(ENTRY, texts=TEXTS, **changes))
    sealed = scan(misread(WHOLE, 0.0))
    assert _codes(_judged((word, evidence()))) == alone
    both = ["summary.twins_differ:4", *alone] if "missing" in changes else []
    for files in ((word, sealed, evidence()), (sealed, word, evidence())):
        judgement = _judged(files)
        assert _codes(judgement) == both
        assert _summary_file(judgement) == "总结.docx"
        assert not judgement.review


def test_scan_full_of_errors_gives_no_advice() -> None:
    """What OCR misread is no difference between the two."""
    for seed in range(8):
        judgement = _judged((submitted("总结.docx", WHOLE), scan(misread(WHOLE, 0.04, seed)), evidence()))
        assert [code for code in _codes(judgement) if "differ" in code] == []
        assert judgement.verdict is Verdict.COMPLETE


def test_text_is_read_from_the_text_layer() -> None:
    """Beside a scan a PDF with a text layer is the one to read, as a Word file would be."""
    pdf = submitted("总结.pdf", document=document(WHOLE, kind="pdf"))
    for files in ((scan(misread(WHOLE, 0.03)), pdf), (pdf, scan(misread(WHOLE, 0.03)))):
        assert _summary_file(_judged((*files, evidence()))) == "总结.pdf"


def test_later_scan_of_the_standing_summary_is_its_twin() -> None:
    """It replaces nothing; the date that it bears counts."""
    word = submitted("总结.docx", written(ENTRY, texts=TEXTS, date="2024年3月xx日"))
    judgement = _judged((word, evidence()), (scan(misread(WHOLE, 0.01)),))
    assert _summary_file(judgement) == "总结.docx"
    assert _codes(judgement) == []
    assert [item.file.name for item in judgement.files if item.is_twin] == ["盖章扫描件.pdf"]


def test_word_file_after_its_scan_is_the_one_to_read() -> None:
    """The scan came first, the Word file of the same text is read from then on."""
    judgement = _judged((scan(misread(WHOLE, 0.02)), evidence()), (submitted("总结.docx", WHOLE),))
    assert _summary_file(judgement) == "总结.docx"
    assert not judgement.gaps


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        ({"missing": [4]}, "section.missing:4"),
        ({"texts": {**TEXTS, 1: TEXTS[1] + "新增专利XX件。"}}, "section.placeholder:1"),
        ({"texts": {**TEXTS, 2: TEXTS[2].replace("96.5", "83.2")}}, ""),
        ({"texts": {**TEXTS, 3: own_text(77)[3]}}, ""),
    ],
    ids=["a section added", "a blank filled in", "an amount corrected", "a section rewritten"],
)
def test_later_scan_of_the_corrected_text_replaces(before: dict[str, object], gap: str) -> None:
    """A scan that says what the Word file lacked is the new summary, not the old one's twin."""
    word = submitted("总结.docx", written(ENTRY, **{"texts": TEXTS, **before}))
    assert [finding.key for finding in _judged((word, evidence())).gaps] == ([gap] if gap else [])
    judgement = _judged((word, evidence()), (scan(WHOLE),))
    assert _summary_file(judgement) == "盖章扫描件.pdf"
    assert not judgement.gaps


def test_scan_signed_by_another_unit() -> None:
    """Same text, another unit's name below the scan: the unit is asked, the Word file still stands."""
    other = roster().by_id[OTHER].unit
    sealed = scan(written(ENTRY, texts=TEXTS, signed=other))
    judgement = _judged((submitted("总结.docx", WHOLE), sealed, evidence()))
    assert _codes(judgement) == ["summary.twins_differ"]
    assert other[:7] in judgement.findings[0].message
    assert judgement.verdict is Verdict.COMPLETE
