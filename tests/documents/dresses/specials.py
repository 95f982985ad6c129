"""Cases that are no dress of one summary: several carriers, damaged and locked files, papers that are no summary."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.documents.dresses.carriers import jpeg, scanned_pdf
from tests.documents.dresses.container_dresses import all_dresses
from tests.documents.dresses.containers import office_encrypted, zip_encrypted, zip_gbk
from tests.documents.dresses.dress import Files, Workshop
from tests.documents.dresses.evidence import KINDS, blank_pages, photo_without_text
from tests.documents.dresses.expect import Expected
from tests.documents.dresses.pages import rendered
from tests.documents.dresses.papers import notice, template
from tests.documents.dresses.sample import Piece, Sample, lines_of
from tests.documents.dresses.variants import BY_NAME
from tests.documents.dresses.wear import noisy, skewed
from tests.documents.dresses.words import docx_of, word_like, wps_like
from tests.documents.writers import Title, pdf_of

Build = Callable[[Workshop, Sample, int], tuple[Files, Expected]]

_OCR = ("text.uncertain",)
_UNREADABLE = Expected(gaps=("summary.unreadable",))
_NO_SUMMARY = Expected(gaps=("summary.missing",))
_SEALED = Expected(may=_OCR)
_SEALED_ALONE = Expected(gaps=("evidence.missing",), may=_OCR)
_UNSEALED_ALONE = Expected(gaps=("evidence.missing",), must=("seal.missing",), may=_OCR)
_BARE = Expected(
    gaps=(
        *(f"section.placeholder:{number}" for number in range(1, 6)),
        "signoff.missing",
        "signoff.date_missing",
        "contact.missing",
        "evidence.missing",
    ),
    must=("title.missing", "seal.missing"),
    may=_OCR,
)


_VOUCHER: tuple[Piece, ...] = (
    Title("佐证材料"),
    "银行电子回单",
    "付款人：项目承担单位",
    "收款人：上海某某知识产权服务有限公司",
    "金额（大写）：人民币壹拾捌万陆仟元整   小写：186000.00",
    "摘要：支付专利检索分析费",
    "交易日期：2023年4月18日  流水号：20230418000102",
)


@dataclass(frozen=True, slots=True)
class Special:
    """One such case by its name."""

    name: str
    build: Build


def _word(sample: Sample, variant: str = "complete") -> bytes:
    return docx_of(lines_of(BY_NAME[variant].change(sample)), word_like())


def _dressed(name: str, shop: Workshop, sample: Sample, seed: int) -> Files:
    return all_dresses()[name].make(shop, sample, seed).files


def _evidence(shop: Workshop, sample: Sample, seed: int, kind: str = "word-list") -> Files:
    return KINDS[kind](shop, sample, seed).files


def _without_annex(expected: Expected, sample: Sample) -> Expected:
    """A summary that brings its own annex pages lacks no evidence."""
    if not sample.annex_pages:
        return expected
    gaps = tuple(gap for gap in expected.gaps if gap != "evidence.missing")
    return Expected(gaps, expected.must, expected.may, expected.remarks)


def _word_beside_scan(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    files = (("工作总结.docx", _word(sample)), *_dressed("scan-colour-200", shop, sample, seed))
    return (*files, *_evidence(shop, sample, seed, "scanned-contract")), _SEALED


def _word_beside_scan_alone(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    files = (("工作总结.docx", _word(sample)), *_dressed("scan-skewed", shop, sample, seed))
    return files, _without_annex(_SEALED_ALONE, sample)


def _half_in_word_half_in_scan(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    """The date stands in the scan alone, where it was written in before the sheet was sealed."""
    files = (("工作总结.docx", _word(sample, "undated")), *_dressed("scan-colour-200", shop, sample, seed))
    return (*files, *_evidence(shop, sample, seed, "sheet")), _SEALED


def _contact_in_scan(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    word = (("工作总结.docx", _word(sample, "contact-removed")),)
    return (*word, *_dressed("scan-colour-150", shop, sample, seed), *_evidence(shop, sample, seed)), _SEALED


def _sealed_page_alone(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    """A Word file, and the one sealed page as a picture."""
    chance = np.random.default_rng(seed)
    page = shop.pages(sample, 170, chance)[shop.sealed_page(sample) or 0]
    scan = jpeg(noisy(5)(skewed(0.2, 1)(page, chance), chance), 82, dpi=170)
    return (("工作总结.docx", _word(sample)), ("盖章页.jpg", scan), *_evidence(shop, sample, seed)), _SEALED


def _evidence_bound_in(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    """One scan of everything: the sealed summary, and behind it vouchers."""
    chance = np.random.default_rng(seed)
    voucher = rendered(shop.office.convert(docx_of(_VOUCHER, word_like("AR PL UMing CN")), "pdf"), 170)
    pages = [noisy(5)(page, chance) for page in (*shop.pages(sample, 170, chance), *voucher)]
    return (("总结及佐证材料（扫描）.pdf", scanned_pdf(pages, 170)),), _SEALED


def _photos_of_everything(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    photos = _dressed("photos", shop, sample, seed)
    return (*photos, *_evidence(shop, sample, seed, "photographed-invoices")), _SEALED


def _corrupt_beside_good(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    word = _word(sample)
    files = (("工作总结.docx", word[: len(word) // 2]), ("工作总结(1).docx", word))
    return (*files, *_evidence(shop, sample, seed)), Expected(may=("seal.missing",))


def _corrupt(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    word = _word(sample)
    return (("工作总结.docx", word[: len(word) * 2 // 3]), *_evidence(shop, sample, seed)), _UNREADABLE


def _corrupt_pdf(shop: Workshop, sample: Sample, _seed: int) -> tuple[Files, Expected]:
    return (("工作总结.pdf", shop.pdf(sample)[:2000]),), _UNREADABLE


def _of_no_bytes(_shop: Workshop, _sample: Sample, _seed: int) -> tuple[Files, Expected]:
    return (("工作总结.docx", b""),), _UNREADABLE


def _locked_word(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    files = (("工作总结.docx", office_encrypted(_word(sample))),)
    return (*files, *_evidence(shop, sample, seed, "sheet")), _UNREADABLE


def _locked_pdf(_shop: Workshop, sample: Sample, _seed: int) -> tuple[Files, Expected]:
    lines = [line for line in lines_of(sample) if isinstance(line, str | Title)]
    return (("工作总结.pdf", pdf_of(lines, user_password="2024")),), _UNREADABLE


def _locked_zip(_shop: Workshop, sample: Sample, _seed: int) -> tuple[Files, Expected]:
    return (("工作总结.zip", zip_encrypted([("工作总结.docx", _word(sample))])),), _UNREADABLE


def _blank_scan(_shop: Workshop, _sample: Sample, seed: int) -> tuple[Files, Expected]:
    return (("工作总结.pdf", blank_pages(seed)),), _UNREADABLE


def _photo_of_nothing(_shop: Workshop, _sample: Sample, seed: int) -> tuple[Files, Expected]:
    return (("IMG_20240315.jpg", photo_without_text(seed)),), _UNREADABLE


def _notice(_shop: Workshop, _sample: Sample, _seed: int) -> tuple[Files, Expected]:
    return (("通知.docx", docx_of(notice(with_template=True), wps_like())),), _NO_SUMMARY


def _notice_scanned(shop: Workshop, _sample: Sample, seed: int) -> tuple[Files, Expected]:
    return (("通知.pdf", _scan_of(notice(with_template=False), shop, seed)),), _NO_SUMMARY


def _scan_of(lines: list[Piece], shop: Workshop, seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    pdf = shop.office.convert(docx_of(lines, word_like("Noto Serif CJK SC")), "pdf")
    pages = [noisy(5)(skewed(0.1, 0.8)(page, chance), chance) for page in rendered(pdf, 200)]
    return scanned_pdf(pages, 200)


def _notice_beside(_shop: Workshop, sample: Sample, _seed: int) -> tuple[Files, Expected]:
    files = (
        ("工作总结.docx", _word(sample)),
        ("通知.docx", docx_of(notice(with_template=True), wps_like())),
    )
    return files, _without_annex(_UNSEALED_ALONE, sample)


def _bare_template(_shop: Workshop, _sample: Sample, _seed: int) -> tuple[Files, Expected]:
    return (("附件1工作总结模板.docx", docx_of(list(template()), wps_like())),), _BARE


def _bare_template_scanned(shop: Workshop, _sample: Sample, seed: int) -> tuple[Files, Expected]:
    return (("工作总结.pdf", _scan_of(list(template()), shop, seed)),), _BARE


def _evidence_alone(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    files = (*_evidence(shop, sample, seed), *_evidence(shop, sample, seed, "scanned-contract"))
    return files, _NO_SUMMARY


def _case_study_alone(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    return _evidence(shop, sample, seed, "case-study"), _NO_SUMMARY


def _everything_in_one_zip(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    inner = [
        ("报送材料/工作总结.docx", _word(sample)),
        *((f"报送材料/佐证材料/{name}", payload) for name, payload in _evidence(shop, sample, seed, "sheet")),
        *((f"报送材料/{name}", payload) for name, payload in _evidence(shop, sample, seed, "case-study")),
    ]
    return (("报送材料.zip", zip_gbk(inner)),), Expected(may=("seal.missing",))


def _twice(_shop: Workshop, sample: Sample, _seed: int) -> tuple[Files, Expected]:
    word = _word(sample)
    files = (("工作总结.docx", word), ("工作总结(1).docx", word))
    return files, _without_annex(_UNSEALED_ALONE, sample)


def _word_and_its_pdf(shop: Workshop, sample: Sample, _seed: int) -> tuple[Files, Expected]:
    files = (("工作总结.docx", _word(sample)), ("工作总结.pdf", shop.pdf(sample)))
    return files, _without_annex(_UNSEALED_ALONE, sample)


def _with_case_study_and_letter(shop: Workshop, sample: Sample, seed: int) -> tuple[Files, Expected]:
    others = (*_evidence(shop, sample, seed, "case-study"), *_evidence(shop, sample, seed, "budget-letter"))
    return (("工作总结.docx", _word(sample)), *others), _without_annex(_UNSEALED_ALONE, sample)


SPECIALS = (
    Special("word-beside-scan", _word_beside_scan),
    Special("word-beside-scan-alone", _word_beside_scan_alone),
    Special("date-in-the-scan", _half_in_word_half_in_scan),
    Special("contact-in-the-scan", _contact_in_scan),
    Special("sealed-page-alone", _sealed_page_alone),
    Special("evidence-bound-in", _evidence_bound_in),
    Special("photos-of-everything", _photos_of_everything),
    Special("corrupt-beside-good", _corrupt_beside_good),
    Special("corrupt-word", _corrupt),
    Special("corrupt-pdf", _corrupt_pdf),
    Special("no-bytes", _of_no_bytes),
    Special("locked-word", _locked_word),
    Special("locked-pdf", _locked_pdf),
    Special("locked-zip", _locked_zip),
    Special("blank-scan", _blank_scan),
    Special("photo-without-text", _photo_of_nothing),
    Special("notice", _notice),
    Special("notice-scanned", _notice_scanned),
    Special("notice-beside-summary", _notice_beside),
    Special("template", _bare_template),
    Special("template-scanned", _bare_template_scanned),
    Special("evidence-alone", _evidence_alone),
    Special("case-study-alone", _case_study_alone),
    Special("everything-in-one-zip", _everything_in_one_zip),
    Special("same-file-twice", _twice),
    Special("word-and-its-pdf", _word_and_its_pdf),
    Special("case-study-and-letter", _with_case_study_and_letter),
)
