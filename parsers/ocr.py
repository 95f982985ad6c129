"""Text in pictures: where its lines stand, and what they say. rapidocr's PP-OCRv6 models, run by OpenVINO.

Measured beside the library's own defaults (benchmarks/README.md): detection on a smaller picture, no classifier of
orientation (parsers/orientation.py does with what is read anyway), long lines squeezed before they are recognised
and read at a lower height (parsers/low_lines.py), their widths rounded so that the engine keeps its plans.
"""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import dist
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from parsers.blanks import BLANK, blank_strokes, blanks_in, pieces_between, unread, written_out
from parsers.ink import Span
from parsers.kept_memory import keep_memory
from parsers.low_lines import LOW, low_recogniser
from parsers.show_through import (
    as_on_the_other_side,
    pale_ends,
    pale_lines,
    printed_span,
    without_pale_ink,
)

Pixels = NDArray[np.uint8]  # height, width, 3: RGB
Quad = NDArray[np.float32]  # four corners of a line, x and y, from its upper left clockwise

DETECTION_SIDE = (
    736  # pixels of the longer side; what is overlooked so is looked for again (parsers/scan_marks.py)
)
_CLOSER_SIDE = 1280  # pixels of the longer side, where lines stand close
_SURE_PLACE = 0.7  # of 1: where the detector is surer that print is, lines keep apart
_UNCLIP = 2.2  # how far what was found is enlarged, where the library has 1.6: less of a line is found so
_HEIGHT = 48  # pixels of a line, as the model was trained
_SQUEEZE = 0.7  # of a long line's width, which is read at a lower height as well
_LONG = 12  # times as wide as high
_EXACT = re.compile(r"\d[\d-]{6,}|@|0{3}|[Xx×*]{3}")  # of equal signs in a row one is easily lost
_WIDTH_STEP = 64  # every width of its own makes the engine plan anew
_WIDEST = 3200
_ENGINE = {
    "INFERENCE_NUM_THREADS": 1,
    "ENABLE_CPU_PINNING": False,  # it would put every process on the same core
}
_HALF = np.full(3, 0.5, np.float32)  # as the library has it, in single precision
_STRIP, _LOW = 8, 30  # times as wide as high; pixels: as rapidocr's defaults have it
_SURE = 0.97  # of a line's reading: most lines of clean print are above
_SURE_IF_LOW = 0.98  # of one at a lower height: no more errors are left so than at the full one
_UNCLEAR = 0.93
_LEAST_SURE, _SAME = 0.8, 70.0  # of a line's pieces; of 100, as two readings agree
_LEAST_TELLING = 3  # characters, that read surely in a mirror
_PRINT = re.compile("[\u4e00-\u9fff].*[\u4e00-\u9fff]")
_CHINESE = r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uff60]"
_LOST_ZERO = re.compile(
    r"(?<![〇○零一二三四五六七八九十百])二{1,2}(?=[一二三四五六七八九]年[一二三四五六七八九十]{1,2}月)"
)
_NUMBERS = {"=": "二", "＝": "二", "-": "一", "—": "一", "–": "一"}
_STROKES_FOR_NUMBER = re.compile(r"^(\s*(?:[(（]\s*|(?=.[、])))([=＝—–-])(?=\s*[)）、]\s*[\u4e00-\u9fff]{3})")
# 联系人：王— 电话, （沈—帆，021-…: behind the label, or before a number, stands a name, and a stroke in it is 一.
_OF_A_NAME = r"[\u4e00-\u9fff](?<![一二三四五六七八九十无])"
_STROKE_IN_NAME = re.compile(
    rf"((?:联系人|姓名)\s*[:：]\s*{_OF_A_NAME}|[(（]{_OF_A_NAME}(?=.{{1,2}}[,，、]\s*[\d(（]))[—–－-]"
    rf"(?=(?:{_OF_A_NAME})?(?:[,，、;；\s]|$))"
)
_PRINTED_SPACES = re.compile(rf"({_CHINESE}) ?([A-Za-z0-9.,%+-]{{1,6}}) ?(?={_CHINESE})()")


@dataclass(frozen=True, slots=True)
class LineText:
    """What a line says, and how sure the recogniser is of it, 0 to 1."""

    text: str
    confidence: float


OTHER_SIDE = LineText("", 1.0)  # a line that shows through from the sheet's other side


class Engine:
    """Detector and recogniser, loaded once in a process (half a second, some 300 MB)."""

    def __init__(self) -> None:
        # OpenVINO would load its telemetry, which we never want; without it, it takes a stand-in of its own.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        from rapidocr import EngineType, RapidOCR  # noqa: PLC0415 - half a second that other files need not wait for
        from rapidocr.ch_ppocr_rec import TextRecInput  # noqa: PLC0415 - likewise

        cv2.setNumThreads(1)  # one thread a process, and as many processes as there are cores
        keep_memory()
        rapid: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.use_preprocess_img": False,
                "Det.engine_type": EngineType.OPENVINO,
                "Det.limit_side_len": DETECTION_SIDE,
                "Det.limit_type": "max",
                "Rec.engine_type": EngineType.OPENVINO,
                "Rec.rec_batch_num": 1,
                **{f"EngineConfig.openvino.{option.lower()}": value for option, value in _ENGINE.items()},
            }
        )
        self._rapid = rapid
        self._detector = rapid._load_det_model()  # noqa: SLF001 - it has no other way to change the size
        self._detector.mean = self._detector.std = _HALF
        self._recogniser = rapid._load_rec_model()  # noqa: SLF001 - nor to decode otherwise
        self._recogniser.postprocess_op = partial(_decoded, self._recogniser.postprocess_op)
        self._recogniser.rec_image_shape = [3, _HEIGHT, _HEIGHT]  # no line is padded to a least width
        self._low_recogniser = low_recogniser(self._recogniser, _ENGINE)
        self._asked = partial(TextRecInput, return_word_box=False)

    def find(self, pixels: Pixels, side: int = DETECTION_SIDE) -> list[Quad]:
        """The lines of text on a picture, whose longer side is made `side` pixels, in no order to rely on."""
        bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
        height, width = pixels.shape[:2]
        self._detector.limit_side_len = side
        if width > _STRIP * height or height <= _LOW:  # the library pads what is hardly higher than one line
            boxes = self._rapid(bgr, use_det=True, use_cls=False, use_rec=False).boxes
        else:  # its own call would cut all lines out as well, which takes as long as to find them
            boxes = self._detector(bgr).boxes
        if boxes is None:
            return []
        return [np.clip(box, 0, (width, height)).astype(np.float32) for box in boxes]

    def find_close(self, pixels: Pixels) -> list[Quad]:
        """The lines as `find` gives them, where they stand so close that it may take two for one.

        A larger picture is looked at, and only the middles of the lines count.
        """
        found = self._detector.postprocess_op
        usual = found.thresh, found.unclip_ratio, found.dilation_kernel
        found.thresh, found.unclip_ratio, found.dilation_kernel = _SURE_PLACE, _UNCLIP, None
        try:
            return self.find(pixels, _CLOSER_SIDE)
        finally:
            found.thresh, found.unclip_ratio, found.dilation_kernel = usual

    def read(self, pixels: Pixels, quads: Sequence[Quad]) -> list[LineText]:
        """What stands in those places of the picture, in their order.

        Lines that are not read surely, or bear a telephone, an address or equal signs in a row, are read again at
        their full size: squeezing may have cost a character, or one of several equal digits.
        """
        return self.read_lines([cut_out(pixels, quad) for quad in quads])

    def read_lines(self, lines: Sequence[Pixels], whole: Collection[int] = ()) -> list[LineText]:
        """What these lines say that were cut out of their picture, read as `read` does; those in `whole` at full size."""
        low = {place for place, line in enumerate(lines) if _is_long(line) and place not in whole}
        read = self._read_once(lines, low)
        doubtful = [
            place
            for place, text in enumerate(read)
            if text.confidence < (_SURE_IF_LOW if place in low else _SURE) or _EXACT.search(text.text)
        ]
        again = self._recognise([_prepared(lines[place], 1.0) for place in doubtful])
        for place, text in zip(doubtful, again, strict=True):
            read[place] = max(read[place], text, key=_fullness)
        return [self._with_blanks(line, text) for line, text in zip(lines, read, strict=True)]

    def _read_once(self, lines: Sequence[Pixels], low: Collection[int]) -> list[LineText]:
        """What the lines say at first sight: those in `low` squeezed and at a lower height."""
        squeezed = [_prepared(line, _SQUEEZE, LOW) for place, line in enumerate(lines) if place in low]
        others = [_prepared(line, 1.0) for place, line in enumerate(lines) if place not in low]
        read_low = iter(self._recognised(self._low_recogniser, squeezed))
        read = iter(self._recognise(others))
        return [next(read_low if place in low else read) for place in range(len(lines))]

    def _with_blanks(self, line: Pixels, read: LineText) -> LineText:
        """The reading with the blanks of the line, where some were read over: what stands between them is read anew."""
        seen = blank_strokes(line) if _PRINT.search(read.text) and "@" not in read.text else []
        strokes = unread(seen, read.text, line.shape[1]) if seen else []
        if len(strokes) <= blanks_in(read.text):
            return LineText(written_out(read.text, len(strokes)), read.confidence)
        spans = list(pieces_between(line.shape[1], strokes, line.shape[0] // 4))
        pieces = [line[:, span[0] : span[1]] for span in spans if span is not None]
        between = iter(self._recognise([_prepared(piece, 1.0) for piece in pieces]))
        parts = [LineText(BLANK, 1.0) if span is None else next(between) for span in spans]
        text = LineText("".join(part.text for part in parts), min(part.confidence for part in parts))
        return text if _says_as_much(text, read) else read

    def past_show_through(self, cut: Sequence[Pixels], read: Mapping[int, LineText]) -> dict[int, LineText]:
        """What a page's lines say without what shows through from the sheet's other side: that print says nothing.

        `read` is what was read of the page's lines so far, by their places among those that were `cut` out; those are
        given that read otherwise now. Pale ink is left out of a line only where another line was seen to be such print: it may be
        faint print of this side.
        """
        unclear = {place: text.confidence for place, text in read.items() if text.confidence < _UNCLEAR}
        if not unclear:
            return {}
        lines = {place: cut[place] for place in read}
        pale = [place for place in pale_lines(lines) if place in unclear]
        mirrored = self._recognise([_prepared(as_on_the_other_side(lines[place]), 1.0) for place in pale])
        surer_so = {
            place: text.text
            for place, text in zip(pale, mirrored, strict=True)
            if text.confidence > max(_UNCLEAR, unclear[place])
        }
        shown = {place for place, text in surer_so.items() if _PRINT.search(text)}
        # Where that is proven, a number or an address is such print as well.
        shown |= {place for place, text in surer_so.items() if shown and len(text.strip()) >= _LEAST_TELLING}
        mixed = [place for place in unclear if place not in shown] if shown else []
        alone = self._recognise([_prepared(without_pale_ink(lines[place]), 1.0) for place in mixed])
        surer = {place: text for place, text in zip(mixed, alone, strict=True) if text.confidence >= _SURE}
        return surer | dict.fromkeys(shown, OTHER_SIDE)

    def ends_of_this_side(self, cut: Sequence[Pixels], read: Mapping[int, LineText]) -> dict[int, Span]:
        """From which column to which those lines reach that run into print of the sheet's other side, by their places.

        Nothing where no line of the page is such print (`past_show_through`): pale ink may be this side's.
        """
        if OTHER_SIDE not in read.values():
            return {}
        pale = {*pale_lines({place: cut[place] for place in read})}
        lines = [place for place, text in read.items() if text.text and place not in pale]
        ends = [(place, cut[place][:, start:end]) for place in lines for start, end in pale_ends(cut[place])]
        shown = self._recognise([_prepared(as_on_the_other_side(end), 1.0) for _, end in ends])
        own = self._recognise([_prepared(end, 1.0) for _, end in ends])
        mirrored = {
            place
            for (place, _), other, this in zip(ends, shown, own, strict=True)
            if other.confidence > this.confidence
        }
        return {place: printed_span(cut[place]) for place in mirrored}

    def _recognise(self, lines: Sequence[Pixels]) -> list[LineText]:
        return self._recognised(self._recogniser, lines)

    def _recognised(self, recogniser: Any, lines: Sequence[Pixels]) -> list[LineText]:
        if not lines:
            return []
        read = recogniser(self._asked(img=[cv2.cvtColor(line, cv2.COLOR_RGB2BGR) for line in lines]))
        pairs = zip(read.txts, read.scores, strict=True)
        return [LineText(as_written(str(text)), float(score)) for text, score in pairs]


def _decoded(decoder: Any, likelihoods: NDArray[np.float32], *_words: bool, **_ratios: object) -> Any:
    """The library's decoding, less a second search through all characters for what the likeliest one scored."""
    best = likelihoods.argmax(axis=2)
    scores = np.take_along_axis(likelihoods, best[..., np.newaxis], axis=2)[..., 0]
    return decoder.decode(best, scores, remove_duplicate=True)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The process's engine."""
    return Engine()


def _says_as_much(parted: LineText, whole: LineText) -> bool:
    """Hold where a line reads the same in pieces, but for its blanks: what lies over it, a seal, has other strokes."""
    same = ratio(parted.text.replace(BLANK, ""), whole.text)
    return parted.confidence >= _LEAST_SURE and same >= _SAME


def _fullness(read: LineText) -> tuple[int, float]:
    """Of two readings of one line: a lost Chinese character costs no confidence, so more of them is the better one."""
    return sum("\u4e00" <= character <= "\u9fff" for character in read.text), read.confidence


def as_written(text: str) -> str:
    """Without the spaces that print leaves between Chinese characters and a short word or number among them.

    Of a year in Chinese numerals the thin 〇 is easily lost, and its two 二 then read as one. The strokes of （二） or 一、
    before a heading read as signs that nobody writes there.
    """
    text = _STROKES_FOR_NUMBER.sub(lambda match: match[1] + _NUMBERS[match[2]], text)
    text = _STROKE_IN_NAME.sub(r"\1一", text)
    return _LOST_ZERO.sub("二〇二", _PRINTED_SPACES.sub(r"\1\2\3", text))


def sides(quad: Quad) -> tuple[float, float]:
    """A line's width and height in pixels, along its own direction."""
    upper_left, upper_right, lower_right, lower_left = quad.tolist()
    width = dist(upper_left, upper_right) + dist(lower_left, lower_right)
    height = dist(upper_left, lower_left) + dist(upper_right, lower_right)
    return width / 2, height / 2


def cut_out(pixels: Pixels, quad: Quad) -> Pixels:
    """The line, set straight."""
    width, height = (max(1, round(side)) for side in sides(quad))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    transform = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    cut = cv2.warpPerspective(
        pixels, transform, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8)


def _is_long(line: Pixels) -> bool:
    """Hold for a line worth squeezing; short ones (headings, dates, telephones) cost little."""
    height, width = line.shape[:2]
    return bool(width > _LONG * height)


def _prepared(line: Pixels, squeeze: float, low: int = _HEIGHT) -> Pixels:
    """The line at the model's height or a lower one, squeezed, its width rounded up with its own background."""
    height, width = line.shape[:2]
    scaled = min(_WIDEST, max(8, round(width * _HEIGHT / height * squeeze)))
    resized = cv2.resize(
        line, (scaled, low), interpolation=cv2.INTER_AREA if height > low else cv2.INTER_LINEAR
    )
    missing = -scaled % _WIDTH_STEP
    return np.asarray(cv2.copyMakeBorder(resized, 0, 0, 0, missing, cv2.BORDER_REPLICATE), np.uint8)
