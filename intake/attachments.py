"""The leaves of a mail's tree -> its bodies and the files that it carries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from intake.bodies import reflowed
from intake.charsets import decode_text
from intake.encoded_words import decode_header
from intake.mime import DEEPEST, MOST_PARTS, Part, read_fields, uudecoded
from intake.names import attachment_name, extension_of, harmless_name, is_logo, shortened

_ENCLOSED_MAIL = frozenset({"message/rfc822", "message/global", "message/news"})
_ENCLOSED_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_REFERENCE = re.compile(r"cid:([^\"'\s<>)]{1,300})", re.IGNORECASE)
_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n((?:[ -`][ -`]*\r?\n)+?)`?\r?\n?end[ \t]*\r?$", re.MULTILINE
)
_LONGEST_CONTENT_ID = 400
LONGEST_TEXT = 2_000_000  # characters of a plain body; no person has written more
LONGEST_HTML = 8_000_000  # of an HTML body, which may hold pictures as data URIs


@dataclass(frozen=True, slots=True)
class Carried:
    """A file of the mail, as intake.message.Attachment; `content_id` without its brackets."""

    name: str
    content_type: str
    payload: bytes
    inline: bool = False
    enclosed_original: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Bodies:
    """What the tree holds: the bodies, the files, and what had to be guessed."""

    text: str
    html: str
    carried: tuple[Carried, ...]
    defects: tuple[str, ...]


def read_bodies(leaves: Iterable[Part]) -> Bodies:
    """Sort the leaves into bodies and files."""
    texts: list[str] = []
    htmls: list[str] = []
    carried: list[Carried] = []
    defects: list[str] = []
    for number, part in enumerate(leaves):
        if number >= MOST_PARTS or len(part.within) >= DEEPEST:
            defects.append("邮件的部分过多或嵌套过深，未全部展开")
        if not _is_body(part):
            carried.append(_carried(part, len(carried) + 1, defects))
        elif part.content_type == "text/html":
            htmls.append(_body_text(part.payload(), part))
        else:
            payload, files = _without_uuencoded(part.payload(), len(carried))
            carried.extend(files)
            texts.append(_plain_body(payload, part, defects))
    html = _joined(htmls, LONGEST_HTML, defects)
    text = _joined(texts, LONGEST_TEXT, defects)
    if "�" in text or "�" in html:
        defects.append("正文中有无法辨认的字符")
    return Bodies(text, html, _marked_inline(carried, html), tuple(dict.fromkeys(defects)))


def _joined(texts: list[str], longest: int, defects: list[str]) -> str:
    """The bodies one below the other, as far as a person may have written them."""
    joined = "\n".join(text for text in texts if text.strip())
    return _cut(joined, longest, defects)


def _cut(text: str, longest: int, defects: list[str]) -> str:
    if len(text) > longest:
        defects.append("正文过长，只读取了前面的部分")
    return text[:longest]


def _is_body(part: Part) -> bool:
    """Whether the part is written to be read in the mail, not a file.

    A text with a name is a file, but for the HTML or first text of a multipart/alternative, to which some
    programs give one.
    """
    if part.content_type.startswith("multipart/"):
        return (
            len(part.within) < DEEPEST
        )  # it has no boundary line: text; beyond the bounds it is kept as a file
    if part.content_type not in ("text/plain", "text/html"):
        return False
    if part.disposition == "attachment":
        return False
    if _named(part):
        return bool(part.within) and part.within[-1] == "multipart/alternative" and not part.disposition
    return True


def _named(part: Part) -> bool:
    return bool(part.disposition_parameters.get("filename") or part.parameters.get("name"))


def _carried(part: Part, number: int, defects: list[str]) -> Carried:
    payload = part.payload()
    name, made_up = _name(part, payload, number)
    if made_up:
        defects.append("附件原名已丢失")
    elif "\ufffd" in name:
        defects.append("附件名中有无法辨认的字符")
    return Carried(
        name=name,
        content_type=part.content_type,
        payload=payload,
        inline=_is_other_reading(part),
        enclosed_original=_is_enclosed_original(part),
        content_id=_content_id(part),
    )


def _name(part: Part, payload: bytes, number: int) -> tuple[str, bool]:
    """The file's name and whether it was made up; an enclosed mail goes by its subject."""
    described = decode_header((part.field("content-description") or b"")[:2_000])
    candidates = (
        part.disposition_parameters.get("filename", ""),
        part.parameters.get("name", ""),
        part.parameters.get("filename", ""),
        part.disposition_parameters.get("name", ""),
        described if extension_of(described) else "",
    )
    if part.content_type in _ENCLOSED_MAIL:
        return _mail_name(payload, candidates), False
    return attachment_name(candidates, payload, part.content_type, number)


def _mail_name(payload: bytes, candidates: tuple[str, ...]) -> str:
    """The subject with .eml; without a subject the part's own name, or one made up."""
    fields, _ = read_fields(payload, 0, len(payload))
    subject = next((decode_header(value) for key, value in fields if key.lower() == "subject"), "")
    # A slash in a subject parts two names of projects; it is no path.
    title = harmless_name(re.sub(r"\s*[/\\]\s*", "-", subject))
    own = next((name for name in map(harmless_name, candidates) if name), "")
    if not title and own:
        return own if extension_of(own) == "eml" else f"{own}.eml"
    return shortened(f"{title or '无主题邮件'}.eml")


def _is_enclosed_original(part: Part) -> bool:
    """The returned mail, or its headers, inside a multipart/report (RFC 6522, 3)."""
    enclosed = part.content_type in _ENCLOSED_MAIL or part.content_type in _ENCLOSED_HEADERS
    return enclosed and "multipart/report" in part.within


def _is_other_reading(part: Part) -> bool:
    """Another form of the body's own text (text/watch-html, text/x-amp-html), not a file. Calendars are files."""
    in_alternative = bool(part.within) and part.within[-1] == "multipart/alternative"
    return (
        in_alternative
        and part.content_type.startswith("text/")
        and not _named(part)
        and "calendar" not in part.content_type
    )


def _content_id(part: Part) -> str:
    raw = part.field("content-id") or b""
    return decode_header(raw[:_LONGEST_CONTENT_ID]).strip("<> ").lower()


def _marked_inline(carried: list[Carried], html: str) -> tuple[Carried, ...]:
    """The pictures that the HTML shows (RFC 2392), and logos it no longer shows, marked as belonging to it."""
    shown = {unquote(reference).lower() for reference in _REFERENCE.findall(html)}
    return tuple(
        replace(file, inline=True) if _is_picture(file) and _belongs_to_body(file, shown) else file
        for file in carried
    )


def _belongs_to_body(file: Carried, shown: set[str]) -> bool:
    return file.content_id in shown or (bool(file.content_id) and is_logo(file.name, len(file.payload)))


def _is_picture(file: Carried) -> bool:
    return file.content_type.startswith("image/") or extension_of(file.name) in (
        "png",
        "jpg",
        "jpeg",
        "gif",
        "bmp",
    )


def _plain_body(payload: bytes, part: Part, defects: list[str]) -> str:
    text = _cut(_body_text(payload, part), LONGEST_TEXT, defects)
    if part.parameters.get("format", "").lower() != "flowed":
        return text
    return reflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")


def _body_text(payload: bytes, part: Part) -> str:
    """A body's text, its lines ended by a line feed; an HTML body may itself say what charset it is in."""
    charset = part.parameters.get("charset", "")
    if not charset and part.content_type == "text/html":
        declared = _META_CHARSET.search(payload[:4_000])
        charset = declared[1].decode("ascii") if declared else ""
    return decode_text(payload, charset).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _without_uuencoded(payload: bytes, number: int) -> tuple[bytes, list[Carried]]:
    """A text body without the uuencoded files in it, and these files (programs from before MIME)."""
    if b"\nend" not in payload or b"begin " not in payload:
        return payload, []
    files: list[Carried] = []
    for match in _UUENCODED.finditer(payload):
        content = uudecoded(match[2])
        name, _ = attachment_name(
            (decode_header(match[1]),), content, "application/octet-stream", number + len(files) + 1
        )
        files.append(Carried(name, "application/octet-stream", content))
    return _UUENCODED.sub(b"", payload), files
