"""Documents in traditional characters, as firms from Hong Kong and Taiwan write them, put into simplified ones.

All words of the rules are simplified. A document is converted where traditional characters make a good part of it: a
name or a logo in them changes nothing; where they make a good part of one line, that line is: a firm signs as on its
sign, and OCR takes a script typeface for them. In a line that OCR read its labels are converted. One character becomes one, so
all places in lines stay.
"""

import re
from dataclasses import replace
from functools import lru_cache, partial

from opencc import OpenCC

from parsers.document import Block, Document, TextOrigin

# Frequent characters that nobody uses who writes simplified ones.
_TELLING = re.compile(
    "[專總結為與實際開費資產業務發個這們國學術應對時間過來項書說關於點區號聯電話郵單負責問題將經員並醫處屬團廠師東]"
)
_SHARE = 0.03  # of all characters; of traditional text a good tenth
_FEWEST = 8  # in a few lines two or three may be a name
_IN_A_LINE = 3  # 東 or 國 alone is somebody's name
_SHARE_OF_A_LINE = 0.2
_LABELS = re.compile(
    "[電电]話|電话|郵[箱件]|手機|聯[繫系絡络]|联[繫絡]|單位|項目|負責"
)  # that OCR takes for traditional ones


def simplified(document: Document) -> Document:
    """The document itself where it is in simplified characters, as nearly all are."""
    text = document.text
    found = len(_TELLING.findall(text))
    if found >= _FEWEST and found >= _SHARE * len(text):
        return replace(document, blocks=tuple(map(_converted, document.blocks)))
    if not found:
        return document
    return replace(document, blocks=tuple(map(_line_converted, document.blocks)))


def _line_converted(block: Block) -> Block:
    found = len(_TELLING.findall(block.text))
    is_traditional = found >= _IN_A_LINE and found >= _SHARE_OF_A_LINE * len(block.text)
    if is_traditional:
        return _converted(block)
    return _with_labels_converted(block) if found and block.origin is TextOrigin.OCR else block


def _with_labels_converted(block: Block) -> Block:
    """The block with its labels in simplified characters; whom they name keeps his."""
    convert = partial(_LABELS.sub, lambda label: _converter().convert(label[0]))
    return replace(block, text=convert(block.text), cells=tuple(map(convert, block.cells)))


def _converted(block: Block) -> Block:
    convert = _converter().convert
    return replace(
        block,
        text=convert(block.text),
        cells=tuple(map(convert, block.cells)),
        number=convert(block.number),
    )


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")
