"""Attached mails (message/rfc822, RFC 5322): the body's lines as paragraphs, the attachments as members."""

import re

from lxml import html as lxml_html

from intake.message import InboundMessage, read_message
from parsers.document import Block, BlockKind, Document, Member
from parsers.sniff import sniff

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote")


def accepts(payload: bytes, name: str) -> bool:
    """Hold for header fields of a mail in the first lines."""
    return sniff(payload, name) == "eml"


def parse(payload: bytes, name: str) -> Document:
    """Read a mail. Its attachments are `members`, except pictures that belong to the body."""
    del name  # a mail is known by its header fields
    message = read_message(payload)
    lines = (line.strip() for line in _storable(_body(message)).splitlines())
    members = tuple(
        Member(_storable(attachment.name), attachment.payload)
        for attachment in message.attachments
        if not attachment.inline
    )
    sender = message.sender.email if message.sender else ""
    return Document(
        "eml",
        tuple(Block(BlockKind.PARAGRAPH, line) for line in lines if line),
        fields=(("title", _storable(message.subject)), ("author", _storable(sender))),
        members=members,
    )


def _storable(text: str) -> str:
    """Give text that can be written as UTF-8: halves of surrogate pairs, which raw headers may leave, as "?"."""
    return text.encode("utf-8", "replace").decode()


def _body(message: InboundMessage) -> str:
    if message.text.strip() or not message.html.strip():
        return message.text
    root = lxml_html.fromstring(message.html)
    for element in root.iter("script", "style"):
        element.text = None
    for element in root.iter(*_LINE_ENDS):
        # A control character (&#1;) can be read there, and not be written.
        element.tail = "\n" + _CONTROLS.sub("", element.tail or "")
    return "".join(str(text) for text in root.itertext())
