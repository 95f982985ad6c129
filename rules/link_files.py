"""Files that hold nothing but a link to where the material lies: nothing was delivered with them."""

import re

from parsers.document import Document

_LONGEST = 400  # characters; a summary with a link in it has more
_ADDRESS = re.compile(r"https?://\S{6,}|www\.\S{6,}|pan\.\S{6,}", re.IGNORECASE)
# The page that a mail program saved of its own list of links, whose addresses stand behind the words.
_LIST_OF_LINKS = re.compile(
    r"从.{1,12}邮箱发来的(?:超大|云)附件"
    # 收到1个超大附件 / 工作总结.pdf 38.6M / 点击下载
    r"|(?=[\s\S]*(?:超大|云)附件)(?=[\s\S]*\.[A-Za-z0-9]{2,4}[\s(（]{0,3}\d[\d.]*\s?[KMG]B?(?![A-Za-z]))[\s\S]*下载"
)
_WORDS = re.compile(r"链接|下载|网盘|云盘|提取码|超大附件|云附件|中转站|分享")


def holds_only_links(document: Document) -> bool:
    """Hold for a short text that says where to download the files: 链接：https://… 提取码：9x2f."""
    text = document.text
    short = len(text) <= _LONGEST and not document.members
    is_told = bool(_ADDRESS.search(text)) and bool(_WORDS.search(_ADDRESS.sub("", text)))
    return short and (is_told or bool(_LIST_OF_LINKS.search(text)))
