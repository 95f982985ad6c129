"""Ways to damage a file: by its bytes, by its zip's members (check sums mended), by its XML, by its PDF objects."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence

Chance = random.Random
Mutation = Callable[[bytes, Chance], bytes]

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_WORDS = (
    b"",
    b"-1",
    b"0",
    b"1e308",
    b"NaN",
    b"2147483648",
    b"99999999999999999999",
    b"\xff\xfe",
    b"&x;",
    b"%s",
    b"../x",
)
_EDGE = 1024  # bytes at either end, where formats keep what leads to all the rest
_LARGEST = 2 * 1024**2  # bytes of a damaged file
_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb'="([^"<>]{0,200})"')
_REFERENCE = re.compile(rb"\b(\d{1,4}) 0 (R|obj)\b")
_NUMBER = re.compile(rb"(?<![\w.])-?\d{1,10}(?:\.\d+)?(?![\w.])")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def mutated(payload: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    """The file with one to four damages; `others` are files to take pieces from."""
    for _damage in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        payload = _once(payload, others, chance)[:_LARGEST]
    return payload


def _once(payload: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    if payload.startswith(b"PK\x03\x04") and chance.random() < 0.75:
        return in_zip(payload, others, chance)
    if payload.startswith(b"%PDF") and chance.random() < 0.75:
        return chance.choice(PDF_MUTATIONS)(payload, chance)
    if payload.lstrip()[:1] == b"<" and chance.random() < 0.75:
        return chance.choice(XML_MUTATIONS)(payload, chance)
    if chance.random() < 0.1:
        return spliced(payload, chance.choice(others), chance)
    return chance.choice(BYTE_MUTATIONS)(payload, chance)


# Bytes


def _place(payload: bytes, chance: Chance) -> int:
    """A place in the file; every other time near one of its ends."""
    if not payload:
        return 0
    near = chance.randrange(min(_EDGE, len(payload)))
    anywhere = chance.randrange(len(payload))
    return chance.choice((anywhere, anywhere, near, len(payload) - 1 - near))


def _stretch(payload: bytes, chance: Chance) -> tuple[int, int]:
    start = _place(payload, chance)
    return start, min(len(payload), start + chance.choice((1, 4, 16, 128, 512, 4096)))


def flipped(payload: bytes, chance: Chance) -> bytes:
    """Some bits turned over."""
    found = bytearray(payload)
    for _bit in range(chance.choice((1, 1, 4, 32)) if payload else 0):
        found[_place(payload, chance)] ^= 1 << chance.randrange(8)
    return bytes(found)


def truncated(payload: bytes, chance: Chance) -> bytes:
    """Cut off at its end, or at its beginning."""
    place = _place(payload, chance)
    return payload[:place] if chance.random() < 0.8 else payload[place:]


def doubled(payload: bytes, chance: Chance) -> bytes:
    """A stretch that stands there twice, or many times."""
    start, end = _stretch(payload, chance)
    return payload[:end] + payload[start:end] * chance.choice((1, 1, 3, 50)) + payload[end:]


def removed(payload: bytes, chance: Chance) -> bytes:
    """A stretch left out."""
    start, end = _stretch(payload, chance)
    return payload[:start] + payload[end:]


def blanked(payload: bytes, chance: Chance) -> bytes:
    """A stretch of zeros, or of ones."""
    start, end = _stretch(payload, chance)
    return payload[:start] + chance.choice((b"\0", b"\xff", b" ")) * (end - start) + payload[end:]


def renumbered(payload: bytes, chance: Chance) -> bytes:
    """A number of a format's boundary values."""
    place, width = _place(payload, chance), chance.choice((1, 2, 4, 8))
    number = chance.choice(_NUMBERS) & ((1 << 8 * width) - 1)
    return (
        payload[:place] + number.to_bytes(width, chance.choice(("little", "big"))) + payload[place + width :]
    )


def spliced(payload: bytes, other: bytes, chance: Chance) -> bytes:
    """The beginning of one file and the end of another."""
    return payload[: _place(payload, chance)] + other[_place(other, chance) :]


BYTE_MUTATIONS: tuple[Mutation, ...] = (flipped, truncated, doubled, removed, blanked, renumbered)

# XML


def _one_match(pattern: re.Pattern[bytes], payload: bytes, chance: Chance) -> tuple[int, int] | None:
    """Where one match lies; near a place at random, so that a large file is not searched whole."""
    start = chance.randrange(len(payload)) if payload else 0
    match = pattern.search(payload, start) or pattern.search(payload)
    return match.span() if match else None


def tag_lost(payload: bytes, chance: Chance) -> bytes:
    """An element's beginning or end left out."""
    span = _one_match(_TAG, payload, chance)
    return payload if span is None else payload[: span[0]] + payload[span[1] :]


def tag_repeated(payload: bytes, chance: Chance) -> bytes:
    """A tag that stands there many times: elements within each other, or ends without a beginning."""
    span = _one_match(_TAG, payload, chance)
    if span is None:
        return payload
    return (
        payload[: span[1]] + payload[span[0] : span[1]] * chance.choice((1, 2, 60, 400)) + payload[span[1] :]
    )


def element_moved(payload: bytes, chance: Chance) -> bytes:
    """A stretch from tag to tag that stands somewhere else as well."""
    first, second, target = (_one_match(_TAG, payload, chance) for _match in range(3))
    if first is None or second is None or target is None:
        return payload
    stretch = payload[min(first[0], second[0]) : max(first[0], second[0])][:20_000]
    return payload[: target[0]] + stretch + payload[target[0] :]


def value_changed(payload: bytes, chance: Chance) -> bytes:
    """An attribute with a value that nobody expects."""
    span = _one_match(_VALUE, payload, chance)
    return (
        payload if span is None else payload[: span[0] + 2] + chance.choice(_WORDS) + payload[span[1] - 1 :]
    )


XML_MUTATIONS: tuple[Mutation, ...] = (tag_lost, tag_repeated, element_moved, value_changed, *BYTE_MUTATIONS)

# Zip


def in_zip(payload: bytes, others: Sequence[bytes], chance: Chance) -> bytes:
    """One member damaged, lost, doubled or renamed, and the zip written anew with sums that agree."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # noqa: BLE001 - a zip that was damaged before raises anything; its bytes are damaged further
        return chance.choice(BYTE_MUTATIONS)(payload, chance)
    if not members:
        return payload
    place = chance.randrange(len(members))
    name, content = members[place]
    way = chance.random()
    if way < 0.8:
        members[place] = (name, _once(content, others, chance))
    elif way < 0.88:
        del members[place]
    elif way < 0.94:
        members.insert(chance.randrange(len(members)), (name, chance.choice(members)[1]))
    else:
        members[place] = (chance.choice(members)[0] + chance.choice(("", "/", "\\x", "é")), content)
    return _zip_of(members)


def _zip_of(members: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name or "x")
            info.compress_type = zipfile.ZIP_DEFLATED
            _write_quietly(archive, info, content)
    return buffer.getvalue()


def _write_quietly(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> None:
    """As writestr, without its warning of a name that is there already."""
    archive.NameToInfo.pop(info.filename, None)
    archive.writestr(info, content)


# PDF


def reference_changed(payload: bytes, chance: Chance) -> bytes:
    """An object that leads to another one, or goes by another's number."""
    span = _one_match(_REFERENCE, payload, chance)
    if span is None:
        return payload
    kind = payload[span[1] - 3 : span[1]].rpartition(b" ")[2]
    number = b"%d 0 " % chance.choice((0, 1, 2, 3, 4, 5, chance.randrange(40), 65535))
    return payload[: span[0]] + number + kind + payload[span[1] :]


def number_changed(payload: bytes, chance: Chance) -> bytes:
    """A number that nobody expects: sizes, counts, coordinates, lengths."""
    span = _one_match(_NUMBER, payload, chance)
    return payload if span is None else payload[: span[0]] + chance.choice(_WORDS) + payload[span[1] :]


def stream_changed(payload: bytes, chance: Chance) -> bytes:
    """A stream inflated, damaged and deflated again."""
    span = _one_match(_STREAM, payload, chance)
    if span is None:
        return payload
    match = _STREAM.match(payload, span[0])
    content = match[1] if match else b""
    try:
        damaged = zlib.compress(number_changed(zlib.decompress(content), chance))
    except zlib.error:
        damaged = chance.choice(BYTE_MUTATIONS)(content, chance)
    return payload[: span[0]] + b"stream\n" + damaged + b"\nendstream" + payload[span[1] :]


PDF_MUTATIONS: tuple[Mutation, ...] = (
    reference_changed, reference_changed, number_changed, number_changed, stream_changed, *BYTE_MUTATIONS,
)  # fmt: skip
