"""Dresses without text: scans with the seal on them, photos, pages that are partly text and partly picture."""

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium

from tests.documents.dresses.carriers import jpeg, png, resized, scanned_pdf, tiff
from tests.documents.dresses.dress import Dress, Dressed, Make, SealShown, Workshop, named, seal_of
from tests.documents.dresses.pages import Picture
from tests.documents.dresses.sample import Sample
from tests.documents.dresses.wear import (
    Chance,
    Wear,
    black_and_white,
    bled_through,
    blurred,
    grey,
    jpeg_worn,
    noisy,
    photographed,
    punched,
    skewed,
    speckled,
    turned,
)
from tests.documents.dresses.words import docx_of_pictures

_SCAN = "工作总结（盖章扫描件）.pdf"
_PHOTO_WIDTH = 1900
_ORIENTATIONS = (1, 6, 3, 8)


def _worn(pages: Sequence[Picture], wears: Sequence[Wear], chance: Chance) -> list[Picture]:
    worn = list(pages)
    for wear in wears:
        worn = [wear(page, chance) for page in worn]
    return worn


def _scan(
    dpi: int, *wears: Wear, mode: str = "RGB", quality: int = 80, seal: bool = True, oval: bool = False
) -> Make:
    """A scan in one PDF. Its mode "L" or "1" leaves open whether there is a seal."""

    def make(shop: Workshop, sample: Sample, seed: int) -> Dressed:
        chance = np.random.default_rng(seed)
        pages = _worn(shop.pages(sample, dpi, chance, seal=seal, oval=oval), wears, chance)
        payload = scanned_pdf(pages, dpi, mode=mode, quality=quality)
        return Dressed(((_SCAN, payload),), _shown(sample, mode, seal=seal))

    return make


def _shown(sample: Sample, mode: str, *, seal: bool) -> SealShown:
    if mode != "RGB":
        return SealShown.UNCLEAR
    return seal_of(sample, SealShown.SEEN) if seal else SealShown.MISSING


def _tiff(dpi: int, *wears: Wear, mode: str) -> Make:
    def make(shop: Workshop, sample: Sample, seed: int) -> Dressed:
        chance = np.random.default_rng(seed)
        pages = _worn(shop.pages(sample, dpi, chance), wears, chance)
        return Dressed((("扫描件.tif", tiff(pages, dpi, mode=mode)),), _shown(sample, mode, seal=True))

    return make


def _pngs(shop: Workshop, sample: Sample, seed: int) -> Dressed:
    """Screenshots of the pages, straight and clean, one a file."""
    pages = shop.pages(sample, 130, np.random.default_rng(seed))
    files = named([png(page, 96) for page in pages], "工作总结_{}.png")
    return Dressed(files, seal_of(sample, SealShown.SEEN))


def _photos(*, pattern: str, orientations: Sequence[int] = (1,), extra: Sequence[Wear] = ()) -> Make:
    """Photos of the pages by phone, one a file; `orientations` are told by EXIF alone."""

    def make(shop: Workshop, sample: Sample, seed: int) -> Dressed:
        chance = np.random.default_rng(seed)
        pages = _worn(shop.pages(sample, 240, chance), (photographed, *extra), chance)
        payloads = [
            jpeg(resized(page, _PHOTO_WIDTH), 82, orientation=orientations[place % len(orientations)])
            for place, page in enumerate(pages)
        ]
        return Dressed(named(payloads, pattern), seal_of(sample, SealShown.SEEN))

    return make


def _word_of_pictures(shop: Workshop, sample: Sample, seed: int) -> Dressed:
    """A Word file into which the scanned pages were pasted."""
    chance = np.random.default_rng(seed)
    pages = _worn(shop.pages(sample, 170, chance), (skewed(0.2, 1), noisy(5)), chance)
    payload = docx_of_pictures([jpeg(page, 78, dpi=170) for page in pages])
    return Dressed((("工作总结.docx", payload),), seal_of(sample, SealShown.SEEN))


def _last_page_scanned(shop: Workshop, sample: Sample, seed: int) -> Dressed:
    """A text PDF whose page with the sign-off is a scan of the sealed sheet."""
    place = shop.sealed_page(sample)
    count = len(_open(shop.pdf(sample)))
    scanned = {place if place is not None else count - 1}
    return _mixed(shop, sample, seed, scanned)


def _every_other_scanned(shop: Workshop, sample: Sample, seed: int) -> Dressed:
    """A PDF in which text pages and scans take turns; the sealed page is a scan."""
    count = len(_open(shop.pdf(sample)))
    place = shop.sealed_page(sample)
    scanned = {page for page in range(count) if page % 2 == 0} | ({place} if place is not None else set())
    return _mixed(shop, sample, seed, scanned)


def _mixed(shop: Workshop, sample: Sample, seed: int, scanned: set[int]) -> Dressed:
    chance = np.random.default_rng(seed)
    pictures = _worn(shop.pages(sample, 200, chance), (skewed(0.1, 1), noisy(5)), chance)
    scans, text = _open(scanned_pdf(pictures, 200)), _open(shop.pdf(sample))
    made = pdfium.PdfDocument.new()
    for page in range(len(text)):
        made.import_pages(scans if page in scanned else text, [page])
    buffer = io.BytesIO()
    made.save(buffer)
    return Dressed((("工作总结.pdf", buffer.getvalue()),), seal_of(sample, SealShown.SEEN))


def _open(payload: bytes) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(payload)


def _some_turned(shop: Workshop, sample: Sample, seed: int) -> Dressed:
    """Sheets fed into the scanner every which way."""
    chance = np.random.default_rng(seed)
    pages = _worn(shop.pages(sample, 200, chance), _USUAL, chance)
    turns = [turned((2, 0, 1, 3)[place % 4])(page, chance) for place, page in enumerate(pages)]
    return Dressed(((_SCAN, scanned_pdf(turns, 200)),), seal_of(sample, SealShown.SEEN))


_USUAL = (skewed(0.1, 0.8), noisy(5))

DRESSES = (
    Dress("scan-colour-300", "scan", _scan(300, *_USUAL)),
    Dress("scan-colour-200", "scan", _scan(200, *_USUAL)),
    Dress("scan-colour-150", "scan", _scan(150, *_USUAL)),
    Dress("scan-colour-120", "scan", _scan(120, skewed(0.1, 0.5), noisy(3), quality=85)),
    Dress("scan-colour-110", "scan", _scan(110, noisy(2), quality=88)),
    Dress("scan-unsealed", "scan", _scan(200, *_USUAL, seal=False)),
    Dress("scan-oval-seal", "scan", _scan(200, *_USUAL, oval=True)),
    Dress("scan-grey-200", "scan", _scan(200, grey, *_USUAL, mode="L")),
    Dress("scan-grey-120", "scan", _scan(120, grey, noisy(3), mode="L")),
    Dress("scan-black-and-white-300", "scan", _scan(300, skewed(0.1, 0.6), black_and_white, mode="1")),
    Dress("scan-black-and-white-200", "scan", _scan(200, skewed(0.1, 0.6), black_and_white, mode="1")),
    Dress("scan-skewed", "scan", _scan(200, skewed(2, 3), noisy(6))),
    Dress("scan-turned-90", "scan", _scan(200, *_USUAL, turned(1))),
    Dress("scan-turned-180", "scan", _scan(200, *_USUAL, turned(2))),
    Dress("scan-turned-270", "scan", _scan(150, *_USUAL, turned(3))),
    Dress("scan-some-turned", "scan", _some_turned),
    Dress("scan-jpeg-worn", "scan", _scan(150, skewed(0.1, 0.8), jpeg_worn(16), quality=40)),
    Dress("scan-noisy", "scan", _scan(200, skewed(0.3, 1.2), noisy(20), quality=60)),
    Dress("scan-bled-through", "scan", _scan(200, bled_through, *_USUAL)),
    Dress("scan-punched", "scan", _scan(200, punched, *_USUAL)),
    Dress("scan-speckled", "scan", _scan(200, speckled, *_USUAL)),
    Dress("scan-blurred", "scan", _scan(200, blurred(1.4), *_USUAL)),
    Dress("tiff-black-and-white", "scan", _tiff(200, skewed(0.1, 0.8), black_and_white, mode="1")),
    Dress("tiff-colour", "scan", _tiff(150, *_USUAL, mode="RGB")),
    Dress("png-pages", "scan", _pngs),
    Dress("photos", "scan", _photos(pattern="IMG_20240318_0{}.jpg")),
    Dress("photos-exif", "scan", _photos(pattern="微信图片_{}.jpg", orientations=_ORIENTATIONS)),
    Dress("photos-blurred", "scan", _photos(pattern="总结第{}页.jpg", extra=(blurred(1.3),))),
    Dress("docx-of-pictures", "scan", _word_of_pictures),
    Dress("pdf-last-page-scanned", "scan", _last_page_scanned),
    Dress("pdf-mixed", "scan", _every_other_scanned),
)
