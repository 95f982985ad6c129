"""Content-Type and Content-Disposition: the value and its parameters, however the sender wrote them.

RFC 2045, 5.1 and RFC 2231 say how; programs also write encoded-words (RFC 2047) into parameters, raw GBK or UTF-8,
names with spaces and no quotes, quotes inside quotes and leave out semicolons.
"""

import html
import re
from urllib.parse import unquote_to_bytes

from intake.charsets import decode_text, guess_text, without_controls
from intake.encoded_words import decode_words_in, rescue_raw

_LONGEST = 20_000  # bytes of one header value that are looked at
_VALUE = re.compile(r"[^;\s\"=]*")
_NAME = re.compile(r"[\s;]*([A-Za-z0-9_.*-]{1,60})\s*=\s*")
# A quote ends the value only where a parameter can end: 关于"十四五"总结.docx stands in quotes as it is.
_QUOTED = re.compile(r'"((?:\\.|[^"\\]|"(?!\s*(?:;|$|[A-Za-z0-9_.*-]+=)))*)"')
# A semicolon ends an unquoted value only where a parameter follows: names hold semicolons, too.
_UNQUOTED_END = re.compile(r";(?=\s*(?:[A-Za-z0-9_.*-]+\s*=|$))|$")
_SEGMENT = re.compile(r"([a-z0-9_.-]+?)(?:\*([0-9]{1,3}))?(\*)?")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2,}")
_ENTITY = re.compile(r"&#x?[0-9A-Fa-f]{2,6};")


def parse_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """The value in lower case and the parameters by lower-case name, decoded. Never raises.

    Of a parameter that is there in the form of RFC 2231 and in a plain one the first is taken, unless only the
    plain one can be read.
    """
    # Text first, parts of it second: the second byte of a GBK character may be a backslash.
    text = rescue_raw(raw[:_LONGEST]).strip()
    head = _VALUE.match(text)
    value = head[0] if head else ""
    return value.lower(), _decoded(_pairs(text, len(value)))


def _pairs(text: str, position: int) -> list[tuple[str, str]]:
    """Name and value of each parameter, as written but for the quotes."""
    pairs: list[tuple[str, str]] = []
    while position < len(text):
        name = _NAME.match(text, position)
        if name is None:
            following = text.find(";", position)  # no parameter: skip what stands there
            if following < 0:
                break
            position = following + 1
            continue
        value, position = _value(text, name.end())
        pairs.append((name[1].lower(), value))
    return pairs


def _value(text: str, position: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, position)
    if quoted is not None:
        return _unescaped(quoted[1]), quoted.end()
    end = _UNQUOTED_END.search(text, position)
    stop = end.start() if end else len(text)
    return text[position:stop].strip().strip('"'), stop + 1


def _unescaped(quoted: str) -> str:
    r"""Without the backslashes that escape; those of C:\\dir\\name.doc stay."""
    return re.sub(r'\\(["\\])', r"\1", quoted)


def _decoded(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Parameters with their segments joined (RFC 2231, 3) and their characters decoded."""
    plain: dict[str, str] = {}
    segments: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in pairs:
        parts = _SEGMENT.fullmatch(name)
        if parts is None or (parts[2] is None and parts[3] is None):
            plain.setdefault(name, _plain_value(value))
            continue
        number = int(parts[2] or 0)
        segments.setdefault(parts[1], {}).setdefault(number, (value, parts[3] is not None))
    for name, parts_by_number in segments.items():
        joined = _joined([parts_by_number[number] for number in sorted(parts_by_number)])
        if joined and ("\ufffd" not in joined or name not in plain):
            plain[name] = joined
    return plain


def _joined(segments: list[tuple[str, bool]]) -> str:
    """The text of the segments of one parameter; a character may be cut between two of them."""
    if not any(encoded for _, encoded in segments):
        return _plain_value("".join(value for value, _ in segments))
    charset, _, first = _charset_prefix(segments[0][0])
    values = [(first, segments[0][1]), *segments[1:]]
    raw = b"".join(
        unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace") for value, encoded in values
    )
    text = without_controls(decode_text(raw, charset) if charset else guess_text(raw))
    return decode_words_in(text).strip()


def _charset_prefix(value: str) -> tuple[str, str, str]:
    """RFC 2231, 4: charset'language'text; a value without the two marks is all text."""
    parts = value.split("'", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", value)


def _plain_value(value: str) -> str:
    """A plain parameter's text: encoded-words, and what web programs do instead (%E6%80%BB, &#24635;)."""
    text = decode_words_in(value)
    if _PERCENT.search(text) and text.isascii():
        unquoted = unquote_to_bytes(text)
        readable = guess_text(unquoted)
        if not unquoted.isascii() and "\ufffd" not in readable:
            text = readable
    if _ENTITY.search(text):
        text = html.unescape(text)
    return without_controls(text).strip()
