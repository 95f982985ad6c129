"""Header values -> text: RFC 2047 encoded-words as real programs write them, and raw 8-bit headers.

The standard library's decoder splits characters that are cut between two words, gives up on a space or a missing
"=" inside one, and loses raw GBK bytes for good; hence this file.
"""

import binascii
import re
from itertools import groupby

from intake.charsets import canonical_charset, decode_text, guess_text, without_controls

_WORD_START = re.compile(rb"=\?([A-Za-z0-9][^?\s]{0,60})\?\s?([bBqQ])\?")
_FOLD = re.compile(rb"\r*\n[ \t]*")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING = re.compile(rb"=+")
_LONGEST = 100_000  # bytes of one header value that are decoded; no real one comes near


def decode_header(raw: bytes) -> str:
    """The value of a header field as a person reads it; `raw` may still be folded. Never raises.

    Adjacent encoded-words of one charset are joined before they are decoded, for programs cut them inside a
    character (RFC 2047, 5 forbids it). Control characters become spaces.
    """
    text = _decode(raw[:_LONGEST])
    if "=?" in text and "?=" in text and text.isascii():
        text = _decode(text.encode("ascii"))  # encoded twice, as some gateways do
    return without_controls(text).strip()


def unfold(raw: bytes) -> bytes:
    """A header value on one line (RFC 5322, 2.2.3)."""
    return _FOLD.sub(b" ", raw)


def rescue_raw(raw: bytes) -> str:
    """Raw bytes of a header, possibly folded and possibly 8-bit, as text; encoded-words are left as they are."""
    unfolded = unfold(raw)
    if unfolded.isascii():
        return unfolded.decode("ascii")
    text = guess_text(unfolded)
    if "\ufffd" in text and unfolded != raw:
        # Folded at a fixed column, inside a character: without the fold the two halves meet again.
        joined = guess_text(_FOLD.sub(b"", raw))
        return joined if "\ufffd" not in joined else text
    return text


def decode_words_in(text: str) -> str:
    """The same for text that is already out of its bytes (a parameter's value, a display name)."""
    if "=?" not in text:
        return text
    return decode_header(text.encode("utf-8", "replace"))


def _decode(raw: bytes) -> str:
    """Plain stretches and runs of encoded-words, in order."""
    pieces: list[str] = []
    run: list[tuple[str, bytes, bytes]] = []  # charset, encoding, text of the words of one run
    position = 0
    while (word := _next_word(raw, position)) is not None:
        start, end, charset, encoding, text = word
        gap = raw[position:start]
        if run and not gap.strip():
            gap = b""  # white space between two encoded-words is not displayed (RFC 2047, 6.2)
        elif gap:
            pieces.extend((_run_text(run), rescue_raw(gap)))
            run = []
        run.append((charset, encoding, text))
        position = end
    pieces.extend((_run_text(run), rescue_raw(raw[position:])))
    return "".join(pieces)


def _next_word(raw: bytes, position: int) -> tuple[int, int, str, bytes, bytes] | None:
    """The next encoded-word: where it starts and ends, its charset, encoding and encoded text."""
    match = _WORD_START.search(raw, position)
    if match is None:
        return None
    end = raw.find(b"?=", match.end())
    following = raw.find(b"=?", match.end())
    if end < 0 or 0 <= following < end - 1:
        # Never closed (a truncated header): what stands before the next word, or all the rest.
        stop = following if following >= 0 else len(raw)
        after = stop
    else:
        stop, after = end, end + 2
    charset = match[1].decode("ascii", "replace").partition("*")[0]  # RFC 2231, 5: a language may follow
    return match.start(), after, charset, match[2].lower(), raw[match.end() : stop]


def _run_text(run: list[tuple[str, bytes, bytes]]) -> str:
    """Text of adjacent encoded-words, those of the same charset decoded as one."""
    groups = groupby(run, key=lambda word: canonical_charset(word[0]) or word[0].lower())
    return "".join(decode_text(_words_bytes(list(words)), charset) for charset, words in groups)


def _words_bytes(words: list[tuple[str, bytes, bytes]]) -> bytes:
    """Bytes that words of one charset stand for. Base64 may be cut anywhere, so its texts are joined first."""
    result = b""
    pending = b""
    for _, encoding, text in words:
        if encoding == b"b":
            pending += text
        else:
            result += lenient_base64(pending) + _q_bytes(text)
            pending = b""
    return result + lenient_base64(pending)


def _q_bytes(text: bytes) -> bytes:
    """RFC 2047, 4.2. Fold marks inside a word are the program's, a space is taken as it stands."""
    return binascii.a2b_qp(_FOLD.sub(b"", text), header=True)


def lenient_base64(text: bytes) -> bytes:
    """Base64 with white space, missing padding, or several padded stretches one after the other. Never raises."""
    cleaned = _NOT_BASE64.sub(b"", text)
    return b"".join(_quanta(stretch) for stretch in _PADDING.split(cleaned))


def _quanta(stretch: bytes) -> bytes:
    whole = len(stretch) - (len(stretch) % 4 == 1)  # a single left-over character holds no byte
    return binascii.a2b_base64(stretch[:whole] + b"==")
