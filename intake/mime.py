"""The parts of a mail (RFC 2046) as stretches of its raw bytes.

The standard library's parser splits the whole mail into lines of text first (several times its size in memory)
and keeps of an enclosed mail only what it understood of it; archives and seals need its exact bytes. This one
copies nothing until a part is decoded, has bounds on depth and number, and takes every byte string for a mail.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.encoded_words import lenient_base64, rescue_raw
from intake.parameters import parse_parameters

DEEPEST = 30  # levels of multiparts within each other
MOST_PARTS = 2_000
_MOST_HEADERS = 2_000
_LONGEST_BLOCK = 2_000_000  # bytes of a header block
_FIELD = re.compile(rb"([!-9;-~]{1,120})[ \t]*:")
_LINE_END = re.compile(rb"\r*\n")
_FAMILIAR = re.compile(
    rb"(?:from|to|cc|subject|date|mime-version|message-id|content-[a-z-]{1,40}|x-[a-z0-9-]{1,60}|reply-to):",
    re.IGNORECASE,
)
_GUESSED_BOUNDARY = re.compile(
    rb"^--([^\s-][^\r\n]{2,90}|-[^\r\n]{3,90})\r*\n(?=content-|mime-)", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its header fields (raw values, still folded) and where its body stands in the mail.

    `within` are the content types of the multiparts around it, outermost first.
    """

    raw: bytes
    fields: tuple[tuple[str, bytes], ...]
    start: int
    end: int
    content_type: str
    parameters: dict[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    within: tuple[str, ...] = ()
    first: bool = True  # whether it is the first child of its multipart

    def field(self, name: str) -> bytes | None:
        """The first header field of that lower-case name, raw."""
        return next((value for key, value in self.fields if key.lower() == name), None)

    def payload(self) -> bytes:
        """The body with its transfer encoding undone (RFC 2045, 6). Never raises."""
        encoding = rescue_raw((self.field("content-transfer-encoding") or b"")[:200]).lower()
        body = memoryview(self.raw)[self.start : self.end]
        if "base64" in encoding:
            return _base64(body)
        if "quoted" in encoding:
            return binascii.a2b_qp(body)
        if "uue" in encoding or "uu-e" in encoding:
            return uudecoded(bytes(body))
        return bytes(body)


def read_fields(raw: bytes, start: int, end: int) -> tuple[tuple[tuple[str, bytes], ...], int]:
    """Header fields of the block that begins at `start`, and where the body begins (RFC 5322, 2.1).

    The block ends at the blank line, or before the first line that is no header field, unless familiar fields
    follow it: then it is a piece of the field above, broken without a fold.
    """
    fields: list[tuple[str, bytes]] = []
    limit = min(end, start + _LONGEST_BLOCK)
    position = start
    while position < limit:
        line_end = _line_end(raw, position, end)
        if not raw[position:line_end].strip(b"\r\n"):
            return tuple(fields), line_end
        folded = raw[position : position + 1] in (b" ", b"\t") and fields
        match = None if folded else _FIELD.match(raw, position, line_end)
        if match is not None and len(fields) < _MOST_HEADERS:
            fields.append((match[1].decode("ascii"), raw[match.end() : line_end]))
        elif fields and (folded or _fields_follow(raw, line_end, limit, fields)):
            # (joined in one go: a header folded into thousands of lines must not be copied for each)
            line_end = _end_of_folds(raw, position, limit)
            fields[-1] = (fields[-1][0], fields[-1][1] + (b"" if folded else b" ") + raw[position:line_end])
        elif not (position == start and raw.startswith((b"From ", b">From "), position)):
            return tuple(fields), position
        position = line_end
    return tuple(fields), position


def _line_end(raw: bytes, position: int, end: int) -> int:
    found = raw.find(b"\n", position, end)
    return end if found < 0 else found + 1


def _end_of_folds(raw: bytes, position: int, limit: int) -> int:
    """Where the folded lines that begin at `position` end: at least one line on."""
    line_end = _line_end(raw, position, limit)
    while (
        raw[line_end : line_end + 1] in (b" ", b"\t")
        and raw[line_end : line_end + 80].strip()
        and line_end < limit
    ):
        line_end = _line_end(raw, line_end, limit)
    return line_end


def _fields_follow(raw: bytes, position: int, limit: int, known: list[tuple[str, bytes]]) -> bool:
    """Whether a familiar field that is not there yet stands before the next blank line."""
    names = {name.lower() for name, _ in known}
    stop = min(limit, position + 4_000)
    while position < stop:
        line_end = _line_end(raw, position, limit)
        if not raw[position:line_end].strip():
            return False
        match = _FAMILIAR.match(raw, position, line_end)
        if match is not None:
            return match[0][:-1].decode("ascii").lower() not in names
        position = line_end
    return False


def read_part(
    raw: bytes, start: int, end: int, default: str = "text/plain", within: tuple[str, ...] = ()
) -> Part:
    """The part whose header begins at `start` and whose body ends at `end`; `default` is its type where it has none."""
    fields, body = read_fields(raw, start, end)
    values = {name.lower(): value for name, value in reversed(fields)}
    content_type, parameters = parse_parameters(values.get("content-type", b""))
    disposition, disposition_parameters = parse_parameters(values.get("content-disposition", b""))
    kind = _usable_type(content_type) or default
    return Part(raw, fields, body, end, kind, parameters, disposition, disposition_parameters, within)


def _usable_type(declared: str) -> str:
    """The declared type; "" where none is declared, octets where it is no type (RFC 2045, 5.2 leaves it to us)."""
    if declared.count("/") == 1 and not declared.startswith("/") and not declared.endswith("/"):
        return declared
    return "" if declared in ("", "text") else "application/octet-stream"


def leaves(root: Part) -> Iterator[Part]:
    """Every part that holds something itself, in order. What lies beyond the bounds comes as one part, unread."""
    pending = [root]
    count = 0
    while pending:
        part = pending.pop()
        children = _children(part, MOST_PARTS - count) if _is_multipart(part) else []
        count += len(children)
        if children:
            pending.extend(reversed(children))
        else:
            yield part


def _is_multipart(part: Part) -> bool:
    """Whether parts are to be looked for: it says so, or it is a mail that has lost its Content-Type."""
    if len(part.within) >= DEEPEST:
        return False
    return part.content_type.startswith("multipart/") or not (part.within or part.field("content-type"))


def _children(part: Part, most: int) -> list[Part]:
    """The parts of a multipart; none where it has no boundary line at all."""
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace")
    stretches = _stretches(part, boundary, most) if boundary else []
    if not stretches:
        guessed = _GUESSED_BOUNDARY.search(part.raw, part.start, min(part.end, part.start + 20_000))
        stretches = _stretches(part, guessed[1].rstrip(), most) if guessed else []
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    within = (*part.within, part.content_type)
    children = [read_part(part.raw, start, end, default, within) for start, end in stretches]
    return [child if not number else replace(child, first=False) for number, child in enumerate(children)]


def _stretches(part: Part, boundary: bytes, most: int) -> list[tuple[int, int]]:
    """Start and end of each part between the boundary's lines; the last may lack its end, or be all that is left."""
    result: list[tuple[int, int]] = []
    begun: int | None = None
    for line_start, after, closing in _boundary_lines(part, boundary):
        if begun is not None:
            result.append((begun, max(line_start, begun)))
        begun = None if closing else min(_line_end(part.raw, after, part.end), part.end)
        if closing or len(result) >= most:
            break
    if begun is not None and begun < part.end:
        result.append((begun, part.end))
    return result


def _boundary_lines(part: Part, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Each boundary line (RFC 2046, 5.1.1): where the break before it begins, where it ends, whether it closes."""
    raw = part.raw
    mark = b"--" + boundary
    position = raw.find(mark, part.start, part.end)
    while position >= 0:
        after = position + len(mark)
        closing = raw.startswith(b"--", after, part.end)
        after += 2 * closing
        if position == part.start or raw[position - 1] == 0x0A:
            rest = raw[after : min(after + 200, part.end)].lstrip(b" \t")
            if not rest or rest[:1] in (b"\r", b"\n"):
                yield _before_break(raw, position, part.start), after, closing
        position = raw.find(mark, after, part.end)


def _before_break(raw: bytes, position: int, lowest: int) -> int:
    """Where the line break that ends just before `position` begins."""
    if position > lowest and raw[position - 1] == 0x0A:
        position -= 1
        while position > lowest and raw[position - 1] == 0x0D:
            position -= 1
    return position


def _base64(body: memoryview) -> bytes:
    try:
        decoded = binascii.a2b_base64(body)
    except binascii.Error:
        decoded = lenient_base64(bytes(body))
    # Nothing in it: it was never base64, whatever its header says. The sender's bytes are better than none.
    return decoded or bytes(body)


def uudecoded(body: bytes) -> bytes:
    """The bytes of a uuencoded text between its `begin` and `end` lines; broken lines are dropped."""
    result: list[bytes] = []
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            result.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (
                ((line[0] - 32) & 63) * 4 + 5
            ) // 3  # as uudecode does: the line's own count, its tail dropped
            try:
                result.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(result)
