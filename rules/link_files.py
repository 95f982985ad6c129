"""Files that hold nothing but a link to where the material lies: nothing was delivered with them."""

import re

from parsers.document import Document

_LONGEST = 400  # characters; a summary with a link in it has more
_ADDRESS = re.compile(r"https?://\S{6,}|www\.\S{6,}|pan\.\S{6,}", re.IGNORECASE)
_WORDS = re.compile(r"链接|下载|网盘|云盘|提取码|超大附件|云附件|中转站|分享")


def holds_only_links(document: Document) -> bool:
    """Hold for a short text that says where to download the files: 链接：https://… 提取码：9x2f."""
    text = document.text
    short = len(text) <= _LONGEST and not document.members
    return short and bool(_ADDRESS.search(text)) and bool(_WORDS.search(_ADDRESS.sub("", text)))
