"""A summary written into the mail's body itself: the body as a Document, without what mail programs add to it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.bodies import is_forwarded, original_begins, own_html
from intake.message import InboundMessage, body_text, quoted_part_removed
from parsers.document import Block, BlockKind, Document
from parsers.html import blocks_of, lines_apart, parse_html
from parsers.text import plain_blocks
from rules.campaign import Campaign
from rules.roles import looks_like_summary
from rules.simplified import simplified

BODY_KIND = "body"
_SHORTEST = 100  # characters; less is a covering letter
_LONGEST = 1_000_000  # characters of HTML or text; more is pictures in data URIs, or no letter
_SURE = 0.5  # of looks_like_summary
# How the facts begin in every reply of ours (service/replies/templates): quoted unmarked, they end what is the sender's.
_OUR_FACTS, _OUR_NEXT_FACT = ("单位名称", "来信标题"), "收到时间"
_SIGNATURE = "--"  # the line above a signature (RFC 3676, 4.3), stripped


def pasted_summary(message: InboundMessage, campaigns: Iterable[Campaign]) -> Document | None:
    """The body, where it is a work summary by one of the campaigns' templates; None where it is a letter."""
    document = body_document(message)
    seen = simplified(document)
    is_summary = any(looks_like_summary(seen, each.template) >= _SURE for each in campaigns)
    return document if is_summary else None


def body_document(message: InboundMessage) -> Document:
    """What the sender himself wrote, or passes on: headings, paragraphs and tables of the HTML, else the plain text.

    Earlier mails that are quoted below, and signatures, are left out. Equal mails give equal Documents.
    """
    text = body_text(message)
    if not _SHORTEST <= len(text) <= _LONGEST:
        return Document(BODY_KIND)
    passes_on = is_forwarded(message.subject, text)
    blocks = _blocks(message, whole=passes_on)
    return Document(BODY_KIND, tuple(blocks if passes_on else _own(blocks)))


def _blocks(message: InboundMessage, *, whole: bool) -> list[Block]:
    """The blocks of the HTML part, of the plain one where the HTML says less."""
    html = message.html[:_LONGEST]
    root = parse_html(html if whole else own_html(html))
    from_html = [] if root is None else list(lines_apart(blocks_of(root)))
    lines = (line.strip() for line in message.text.replace("\xa0", " ").splitlines())
    from_text = list(plain_blocks(line for line in lines if line))
    return from_html if _length(from_html) >= _length(_own(from_text)) // 2 else from_text


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _own(blocks: Sequence[Block]) -> list[Block]:
    """The blocks above a quoted original and a signature, without lines that are marked as quoted."""
    lines = [block.text.strip() for block in blocks]
    end = min(original_begins(lines), _our_reply_begins(lines))
    if _SIGNATURE in lines[:end]:
        end = lines.index(_SIGNATURE)
    kept = ((block, quoted_part_removed(block.text)) for block in blocks[:end])
    return [
        replace(block, text=text) if block.kind is BlockKind.PARAGRAPH else block
        for block, text in kept
        if text
    ]


def _our_reply_begins(lines: Sequence[str]) -> int:
    """Index of the line with which a reply of ours tells its facts; the number of lines where none does."""
    for number, line in enumerate(lines):
        following = lines[number + 1 : number + 4]
        if line.startswith(_OUR_FACTS) and any(each.startswith(_OUR_NEXT_FACT) for each in following):
            return number
    return len(lines)
