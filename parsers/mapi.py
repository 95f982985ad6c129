"""What TNEF and .msg share: Outlook's properties (MS-OXPROPS) and their types (MS-OXCDATA 2.11.1)."""

from collections.abc import Mapping

from parsers.document import Block, BlockKind
from parsers.packing import decode_name

_DISPLAY_NAME, _FILENAME, _LONG_FILENAME = 0x3001, 0x3704, 0x3707
ATTACH_DATA, HIDDEN = 0x3701, 0x7FFE
SUBJECT, BODY = 0x0037, 0x1000
TEXT8, TEXT = 0x001E, 0x001F  # types of a value
TEXTS = frozenset({TEXT8, TEXT})
NAMES = (_LONG_FILENAME, _DISPLAY_NAME, _FILENAME)  # of an attachment, the best first; the last is cut to 8.3


def decode_text(raw: bytes, kind: int) -> str:
    """Read a text value. Eight-bit ones are GBK here, whatever code page they claim: it is often that of the server."""
    text = raw.decode("utf-16-le", "replace") if kind == TEXT else decode_name(raw)
    return text.partition("\0")[0]


def attachment_name(texts: Mapping[int, str]) -> str:
    """The best of an attachment's names; "" where it has none."""
    return next((texts[name] for name in NAMES if texts.get(name)), "")


def body_blocks(text: str) -> tuple[Block, ...]:
    """A message's body as paragraphs."""
    lines = (line.strip() for line in text.encode("utf-8", "replace").decode().splitlines())
    return tuple(Block(BlockKind.PARAGRAPH, line) for line in lines if line)
