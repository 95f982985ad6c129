"""Bytes of Chinese mail -> text: what the mail declares is tried first, what it evidently is decides."""

import codecs
import re
import unicodedata

# GB 18030 contains GBK, which contains GB 2312; mail programs write any of the three names for any of the three
# (镕 and 喆 are not in GB 2312 and stand in mails that declare it).
_ALIASES = {
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "gb231280": "gb18030",
    "csgb2312": "gb18030",
    "euc-cn": "gb18030",
    "euccn": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "936": "gb18030",
    "ms936": "gb18030",
    "windows-936": "gb18030",
    "gb18030": "gb18030",
    "gb-18030": "gb18030",
    "x-gb18030": "gb18030",
    "gb": "gb18030",
    "chinese": "gb18030",
    "big5": "cp950",  # cp950 holds what Windows writes under the name of Big5
    "big-5": "cp950",
    "x-big5": "cp950",
    "utf8mb4": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "x-utf-8": "utf-8",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-1": "cp1252",  # as browsers do: the C1 controls are never meant
    "latin1": "cp1252",
    "latin-1": "cp1252",
}
# Not charsets, or codecs that can be made to run for ever or to warn.
_REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
# Declared by programs that know no better: every byte string "is" one of these, so they prove nothing.
_PROVES_NOTHING = frozenset(
    {"ascii", "cp1252", "iso8859-15", "cp1250", "cp1251", "iso8859-2", "iso8859-5", "koi8-r"}
)
# Letters below U+0800 that Chinese text really uses; anything else there betrays bytes of another charset.
_COMMON_LOW = frozenset("·×÷°±§¨éèêàáíóúüāēīōūǎěǐǒǔ®©µ«»αβγδλμπσωΩ")
_CHARSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,39}")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MANY = 4096  # a judgement of plausibility needs no more characters than this


def canonical_charset(name: str) -> str | None:
    """Python's name of the codec that a declared charset means; None for none, unknown or unusable."""
    cleaned = name.strip().strip("\"'").lower()
    if not _CHARSET_NAME.fullmatch(cleaned):
        return None
    try:
        codec = codecs.lookup(_ALIASES.get(cleaned, cleaned))
    except LookupError:
        return None
    # A codec that is no text encoding (hex, zlib, rot13) refuses to decode bytes into text.
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name not in _REFUSED else None


def decode_text(raw: bytes, declared: str = "") -> str:
    """Text of the bytes. Never raises; what cannot be read becomes U+FFFD.

    A declared charset is believed where the bytes bear it out; a wrong, unknown or missing one is replaced by
    UTF-8, else GB 18030.
    """
    for mark, charset in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(charset, "replace")
    charset_name = canonical_charset(declared)
    if charset_name is None or charset_name in _PROVES_NOTHING:
        return _undeclared(raw, charset_name)
    text = _strictly(raw, charset_name)
    if text is not None:
        return _doubted(raw, text, charset_name)
    if charset_name != "utf-8" and _strictly(raw, "utf-8") is not None:
        return guess_text(raw)
    # One broken character, or a text cut inside one, must not turn the whole of it into another script.
    lenient = raw.decode(charset_name, "replace")
    return lenient if _mostly_readable(lenient) else guess_text(raw)


def guess_text(raw: bytes) -> str:
    """Text of bytes whose charset nobody declares: UTF-8 where it is that, else GB 18030. Never raises."""
    as_utf8 = _strictly(raw, "utf-8")
    as_gb = _strictly(raw, "gb18030")
    if as_utf8 is not None:
        # Two or three characters of GB 2312 can be valid UTF-8 by chance, but then of letters nobody writes here.
        return as_gb if as_gb is not None and not _plausible(as_utf8) and _plainly_chinese(as_gb) else as_utf8
    lenient = raw.decode("utf-8", "replace")
    if _mostly_readable(lenient) and not (as_gb is not None and _plainly_chinese(as_gb)):
        return lenient
    return as_gb if as_gb is not None else raw.decode("gb18030", "replace")


def _undeclared(raw: bytes, charset: str | None) -> str:
    """Bytes that are declared as nothing, or as something that every program declares when it does not know."""
    if raw.isascii():
        # ISO-2022 text is 7-bit: its escapes give it away.
        return (
            _strictly(raw, "iso2022_jp_2") or raw.decode("ascii") if b"\x1b$" in raw else raw.decode("ascii")
        )
    western = None if charset in (None, "ascii") else raw.decode(charset or "cp1252", "replace")
    guessed = guess_text(raw)
    if western is None or _strictly(raw, "utf-8") is not None or _plainly_chinese(guessed):
        return guessed
    return western


def _doubted(raw: bytes, text: str, charset: str) -> str:
    """Text that the declared charset gives without an error, unless the bytes are evidently UTF-8."""
    if charset == "utf-8" or raw.isascii():
        return text
    as_utf8 = _strictly(raw, "utf-8")
    return as_utf8 if as_utf8 is not None and _plausible(as_utf8) else text


def _strictly(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _plausible(text: str) -> bool:
    """Whether the characters are such as stand in Chinese mail."""
    sample = text[:_MANY]
    return not any("\x80" <= letter < "\u0800" and letter not in _COMMON_LOW for letter in sample)


def _plainly_chinese(text: str) -> bool:
    """Whether most characters beyond ASCII are of GB 2312 and at least one is an ideograph."""
    foreign = [letter for letter in text[:_MANY] if letter > "\x7f"]
    common = "".join(foreign).encode("gb2312", "ignore")
    ideographs = any("\u4e00" <= letter <= "\u9fff" for letter in foreign)
    return ideographs and len(common) >= 2 * 0.85 * len(foreign)


def _mostly_readable(text: str) -> bool:
    """Whether the broken characters are few beside the readable ones beyond ASCII."""
    broken = text.count("\ufffd")
    readable = sum(1 for letter in text[:_MANY] if letter > "\x7f" and letter != "\ufffd")
    return broken > 0 and readable >= 4 * broken


def without_controls(text: str) -> str:
    """The text with line breaks and control characters as spaces, and no invisible marks of direction.

    For header values and names: nothing of them can break a line of ours or turn text about.
    """
    if text.isprintable():
        return text
    return "".join(_printable(letter) for letter in text)


def _printable(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"
    return (
        ""
        if letter in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
        else letter
    )
