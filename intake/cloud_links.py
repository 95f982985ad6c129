"""Big attachments that came as a link only: the mail names the file, and carries none of it.

Web mail programs put a link to their file store in the body where a file is too big. The links are never followed;
the unit is asked for a real attachment, with the file's name and expiry. What the links look like is told by the
providers' addresses, and by the words beside them where a forward has stripped the addresses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, urlsplit

from intake.bodies import Piece, html_pieces, is_forwarded, original_begins
from intake.charsets import guess_text
from intake.message import InboundMessage
from intake.names import harmless_name


@dataclass(frozen=True, slots=True)
class CloudLink:
    """One file that a link stands for. `size` and `expires` are as the mail words them, "" where it says nothing."""

    name: str
    provider: str  # in Chinese, as staff know it: "163邮箱超大附件"
    size: str = ""  # "128.03M"
    expires: str = ""  # "2024年3月27日 21:59"


# (host and path of the link, provider); the first that fits names it.
_PROVIDERS = tuple(
    (re.compile(pattern, re.IGNORECASE), provider)
    for pattern, provider in (
        (
            r"\b(?:fs|edisk|cowork-storage[\w-]*)\.qiye\.163\.com/|\blx\.netease\.com/.*(?:download|share)",
            "网易企业邮箱云附件",
        ),
        (r"\bmail\.(?:163|126|yeah)\.(?:com|net)/large-attachment-download/", "163邮箱超大附件"),
        (r"\bfs\.(?:163|126|yeah)\.(?:com|net)/fs/|\bdownload\.fs\.163\.com/", "163邮箱超大附件"),
        (
            r"\b(?:\w+\.)?exmail\.qq\.com/(?:cgi-bin/ftnexs_download|ftn/download|.*ftn)",
            "腾讯企业邮箱超大附件",
        ),
        (
            r"\b(?:\w+\.)?mail\.qq\.com/(?:cgi-bin/ftnexs_download|ftn/download|cgi-bin/ftndownload)",
            "QQ邮箱超大附件",
        ),
        (r"\b[\w-]+\.ftn\.qq\.com/", "QQ邮箱超大附件"),
        (r"/alimail/openlinks/downloadmimemetadiskbigattach", "阿里邮箱超大附件"),
        (r"\bmail\.sina\.(?:com\.cn|com|cn)/filecenter/download", "新浪邮箱超大附件"),
        (r"\bdownload\.cloud\.189\.cn/|\bcloud\.189\.cn/(?:t/|web/share|w/share)", "天翼云盘"),
        (
            r"\bmail\.10086\.cn/.*(?:largefile|download|disk)|\b(?:caiyun|yun)\.139\.com/(?:m|w|front|link|share)",
            "139邮箱超大附件",
        ),
        (r"\bpan\.baidu\.com/(?:s/|share/)|\byun\.baidu\.com/s/", "百度网盘"),
        (r"\b(?:www\.)?(?:aliyundrive|alipan)\.com/s/", "阿里云盘"),
        (r"\bshare\.weiyun\.com/", "腾讯微云"),
        (r"\bpan\.quark\.cn/s/", "夸克网盘"),
        (r"\b(?:www\.)?123(?:pan|684|865|912)\.(?:com|cn)/s/", "123云盘"),
        (r"\b\w*\.?lanzou\w?\.com/|\b115\.com/s/|\bwww\.jianguoyun\.com/p/", "网盘"),
        (r"\bwww\.wenshushu\.cn/[fk]/|\bwss\.[a-z]+/f/", "文叔叔"),
        (r"\b(?:www\.)?icloud\.com/attachment/", "iCloud邮包"),
        (r"\b1drv\.ms/|\bonedrive\.live\.com/", "OneDrive"),
        (r"\bdrive\.google\.com/(?:file|open)", "Google云端硬盘"),
    )
)
# The words by which a program heads its list of links; they stand where the links themselves were stripped.
_HEADINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), provider)
    for pattern, provider in (
        (r"从\s*(?:腾讯|QQ)?企业邮箱发来的(?:超大|云)附件", "腾讯企业邮箱超大附件"),
        (r"从\s*网易企业邮箱发来的(?:超大|云)附件|(?:网易)?灵犀办公云附件", "网易企业邮箱云附件"),
        (
            r"从\s*(?:网易\s*)?(?:163|126|yeah(?:\.net)?|网易)\s*(?:免费|VIP)?邮箱发来的(?:超大|云)附件",
            "163邮箱超大附件",
        ),
        (r"从\s*QQ邮箱发来的超大附件|来自QQ邮箱的超大附件", "QQ邮箱超大附件"),
        (r"从\s*(?:阿里|阿里云)(?:企业)?邮箱发来的(?:超大|云)附件", "阿里邮箱超大附件"),
        (r"从.{1,12}邮箱发来的(?:超大|云)附件", "超大附件"),
        (r"^\s*超大附件(?:列表)?\s*[:：]?", "超大附件"),
    )
)
# Containers of the programs: <style id="cloudAttachStyle"> with the same names stands in mails without any link.
_CONTAINERS = {
    "divneteasebigattach": "163邮箱超大附件",
    "divneteasesiriuscloudattach": "网易企业邮箱云附件",
    "qqmailbigattach": "QQ邮箱超大附件",
}
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'，。；、）】]{4,2000}", re.IGNORECASE)
_SIZE = re.compile(
    r"(?<![\w.])(\d{1,6}(?:,\d{3})*(?:\.\d{1,3})?\s?(?:[KMGT]i?B?|字节|bytes?))(?![A-Za-z])", re.IGNORECASE
)
_DATE = r"\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_EXPIRES = re.compile(
    rf"({_DATE})\s*(?:到期|过期|失效|前有效)|"
    rf"(?:过期时间|到期时间|有效期至|有效期到|有效期限|有效期|失效时间|expires?(?: on)?|expiry)\s*[:：]?\s*({_DATE})"
    r"|(无限期|永久有效|长期有效|永久|\d{1,3}\s*天后?(?:到期|过期|有效)?)",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:点击|点此|立即|进入|打开|前往|去)?\s*"
    r"(?:下载|下载页面|查看|预览|在线预览|转存|保存到网盘|链接|download|open|view|here)\s*(?:附件|文件|页面|链接|地址)?\s*[>»:：]*"
    r"|此处|这里|(?:https?://|www\.).*",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,5}(?![A-Za-z0-9/.])")
# What cannot stand in a file's name here; two spaces are a gap, one may be the name's own.
_BEFORE_NAME = re.compile(r"[:：()（）\[\]【】<>|\"“”/\n\t]|\s{2,}")
_LONGEST_NAME = 300  # characters in which a name is looked for
_TEXT_ENTRY = re.compile(
    r"^\s*(.{1,200}?)\s*[(（\[【]\s*(\d[\d.,]*\s?[KMGT]i?B?)\s*(?:[,，|]\s*([^)）\]】]{1,60}))?[)）\]】]",
    re.IGNORECASE,
)
_NEAR = 240  # characters after (or before) a link in which its size and expiry stand
_MOST = 200  # links of one mail
_LONGEST = 2_000_000  # characters of a text that are looked at


@dataclass(frozen=True, slots=True)
class _Token:
    """A line's text, or a link of a provider."""

    text: str
    href: str = ""
    provider: str = ""
    hints: tuple[tuple[str, str], ...] = ()


def cloud_links(message: InboundMessage) -> tuple[CloudLink, ...]:
    """Every file for which the mail has a provider's link in place of an attachment, in order, each once.

    Links in a quoted original are the earlier mail's; those in a forwarded mail are what is sent. A name that
    cannot be made out is "未命名文件".
    """
    forwarded = is_forwarded(message.subject, message.text)
    found = [*_of_html(message.html, forwarded=forwarded), *_of_text(message.text, forwarded=forwarded)]
    return _each_once(found)


def _of_html(html: str, *, forwarded: bool) -> list[CloudLink]:
    """Links of the HTML body: the addresses first, else the words beside a provider's heading."""
    pieces = [piece for piece in html_pieces(html) if forwarded or not piece.quoted]
    tokens = _tokens(pieces)
    if not forwarded:
        tokens = tokens[: original_begins([token.text.strip() for token in tokens])]
    return _from_links(tokens) or _from_words([token.text for token in tokens], _container(pieces))


def _of_text(text: str, *, forwarded: bool) -> list[CloudLink]:
    """Links of the plain body. Its addresses are taken for links, its lines for the words around them."""
    lines = [line.strip() for line in text[:_LONGEST].replace("\xa0", " ").splitlines()]
    if not forwarded:
        lines = [line for line in lines[: original_begins(lines)] if not line.startswith(">")]
    tokens = [token for line in lines for token in _line_tokens(line)]
    return _from_links(tokens) or _from_words(lines, "")


def _tokens(pieces: list[Piece]) -> list[_Token]:
    """Lines of text, and the links between them, in reading order."""
    tokens: list[_Token] = []
    line: list[str] = []
    for piece in pieces:
        provider = _provider(piece.href)
        if provider:
            tokens.extend(_flushed(line))
            tokens.append(_Token(piece.text.strip(), piece.href, provider, piece.attributes))
            continue
        before, broken, after = piece.text.rpartition("\n")
        if broken:
            line.append(before)
            tokens.extend(_flushed(line))
        line.append(after)
    return [*tokens, *_flushed(line)]


def _flushed(line: list[str]) -> list[_Token]:
    """The collected text as lines of their own (an address in them is a link); the collection is empty then."""
    text = "".join(line)
    line.clear()
    return [token for part in text.split("\n") if part.strip() for token in _line_tokens(part.strip())]


def _line_tokens(line: str) -> Iterator[_Token]:
    """A line of plain text with the providers' addresses in it as links."""
    position = 0
    for match in _ADDRESS.finditer(line) if "//" in line or "www." in line else ():
        provider = _provider(match[0])
        if provider:
            yield _Token(line[position : match.start()])
            yield _Token("", match[0], provider)
            position = match.end()
    yield _Token(line[position:])


def _provider(address: str) -> str:
    """Whose link it is, "" where it is none of the known. Only host and path tell; a query may name anything."""
    if "/" not in address:
        return ""
    place = address.partition("?")[0][:500]
    return next((provider for pattern, provider in _PROVIDERS if pattern.search(place)), "")


def _from_links(tokens: list[_Token]) -> list[CloudLink]:
    """A file for every link that names one; links that only say 下载 belong to the file before them."""
    places = [number for number, token in enumerate(tokens) if token.provider][: 5 * _MOST]
    files: list[CloudLink] = []
    addresses: dict[str, int] = {}
    for order, place in enumerate(places):
        token = tokens[place]
        following = places[order + 1] if order + 1 < len(places) else len(tokens)
        preceding = places[order - 1] + 1 if order else 0
        after = " ".join(entry.text for entry in tokens[place + 1 : following])[:_NEAR]
        before = "\n".join(entry.text for entry in tokens[preceding:place])[-_NEAR:]
        name = _stated_name(token)
        if name:
            link = CloudLink(
                name, token.provider, *_details(token, (token.text, after, before.rpartition("\n")[2]))
            )
        else:
            # The line before names the file, so it tells its size as well; what follows is the next file's.
            name = _name_before(before)
            link = CloudLink(name, token.provider, *_details(token, (before,) if name else (after, before)))
        known = addresses.get(token.href)
        if (
            known is None
            and not name
            and files
            and files[-1].provider == token.provider
            and not before.strip()
        ):
            known = len(files) - 1  # the 下载 beside the file's own link
        if known is None:
            addresses[token.href] = len(files)
            files.append(link)
        else:
            files[known] = _merged(files[known], link)
    return files


def _stated_name(token: _Token) -> str:
    """The file's name as the link itself gives it: by its text, its attributes, or its address."""
    text = token.text[:_LONGEST_NAME]
    if text and not _GENERIC.fullmatch(text) and _file_name(text):
        return harmless_name(_SIZE.sub("", text).strip(" ()（）[]"))
    hints = dict(token.hints)
    for name in ("filename", "file-name", "download", "title"):
        if hints.get(name) and "//" not in hints[name] and _file_name(hints[name]):
            return harmless_name(hints[name])
    return _name_in_address(token.href)


def _name_in_address(address: str) -> str:
    """163 and 网易企业邮箱 put the name into the query (title=, fileName=), percent-encoded."""
    try:
        query = parse_qs(urlsplit(address).query, encoding="latin-1")
    except ValueError:
        return ""
    for key in ("title", "fileName", "filename", "fname", "name", "f"):
        for value in query.get(key, ()):
            name = guess_text(value.encode("latin-1", "replace"))
            if _file_name(name):
                return harmless_name(unquote(name))
    return ""


def _name_before(text: str) -> str:
    """The name that the line before the link ends with: "总结.zip (53.2M, …到期)进入下载页面：…", "文件：总结.rar"."""
    for line in reversed([line for line in text.split("\n") if line.strip()][-3:]):
        entry = _TEXT_ENTRY.match(line)
        if entry is not None:
            return harmless_name(_without_heading(entry[1]))
        name = _file_name(_ADDRESS.sub(" ", _without_heading(line)))
        if name:
            return harmless_name(name)
    return ""


def _file_name(text: str) -> str:
    """The last file name in the text, with the single spaces in it; "" where there is none."""
    ends = [match.end() for match in _EXTENSION.finditer(text[-_LONGEST_NAME:])]
    if not ends:
        return ""
    name = _BEFORE_NAME.split(text[-_LONGEST_NAME:][: ends[-1]])[-1].strip()
    return name if not name.startswith(".") else ""


def _without_heading(text: str) -> str:
    for pattern, _ in _HEADINGS:
        text = pattern.sub(" ", text)
    return text.strip(" :：")


def _details(token: _Token, texts: tuple[str, ...]) -> tuple[str, str]:
    """Size and expiry, out of the first of the texts that states them, else out of the link's attributes."""
    sizes = (match[1] for text in texts if (match := _SIZE.search(text)))
    ends = (_expiry(match) for text in texts if (match := _EXPIRES.search(text)))
    hints = dict(token.hints)
    size = next(sizes, "") or _in_megabytes(hints.get("file-size") or hints.get("filesize") or "")
    return size.replace(" ", ""), next(ends, "")


def _in_megabytes(count: str) -> str:
    return (
        f"{int(count) / 1_000_000:.2f}M"
        if count.isdecimal() and count.isascii() and 0 < len(count) < 15
        else ""
    )


def _expiry(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group).strip()


def _merged(known: CloudLink, other: CloudLink) -> CloudLink:
    return replace(
        known,
        name=known.name or other.name,
        size=known.size or other.size,
        expires=known.expires or other.expires,
    )


def _container(pieces: list[Piece]) -> str:
    """The provider whose container stands in the body, "" where there is none."""
    identifiers = (value.lower() for piece in pieces for key, value in piece.attributes if key == "id")
    return next((_CONTAINERS[identifier] for identifier in identifiers if identifier in _CONTAINERS), "")


def _from_words(lines: list[str], container: str) -> list[CloudLink]:
    """Files listed as "名 (128.03M, 2020年11月27日 21:59 到期)" under a provider's heading, their links lost."""
    provider = container
    files: list[CloudLink] = []
    for line in lines:
        heading = next((name for pattern, name in _HEADINGS if pattern.search(line)), "")
        provider = heading or provider
        entry = _TEXT_ENTRY.match(_without_heading(line)) if provider else None
        if entry is not None and len(files) < _MOST:
            expiry = _EXPIRES.search(entry[3] or "")
            size = entry[2].replace(" ", "")
            files.append(
                CloudLink(harmless_name(entry[1]), provider, size, _expiry(expiry) if expiry else "")
            )
    if not files and provider and provider != "超大附件":
        files.append(CloudLink("", provider))
    return files


def _each_once(links: list[CloudLink]) -> tuple[CloudLink, ...]:
    """The files of HTML and plain body together; the same name stands in both."""
    files: dict[str, CloudLink] = {}
    for link in links:
        if not link.name and any(known.provider == link.provider for known in files.values()):
            continue
        files[link.name] = _merged(files[link.name], link) if link.name in files else link
    if "" in files and any(name and link.provider == files[""].provider for name, link in files.items()):
        del files[""]
    return tuple(replace(link, name=link.name or "未命名文件") for link in list(files.values())[:_MOST])
