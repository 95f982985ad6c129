"""Files that hold nothing but a link to where the material lies: nothing was delivered with them."""

import re

from parsers.document import Document

_LONGEST = 400  # characters; a summary with a link in it has more
_ADDRESS = re.compile(r"https?://\S{6,}|www\.\S{6,}|pan\.\S{6,}", re.IGNORECASE)
# The page that a mail program saved of its own list of links, whose addresses stand behind the words.
_LIST_OF_LINKS = re.compile(
    r"从.{1,12}邮箱发来的(?:超大|云)附件"
    r"|(?=[\s\S]*(?:超大附件|云附件|网盘))(?=[\s\S]*\d\s?(?:[KMG]B?)(?![A-Za-z]))[\s\S]*(?:点击|立即|进入|前往|马上|打开)?下载"
)
_WORDS = re.compile(r"链接|下载|网盘|云盘|提取码|超大附件|云附件|中转站|分享")


def holds_only_links(document: Document) -> bool:
    """Hold for a short text that says where to download the files: 链接：https://… 提取码：9x2f."""
    text = document.text
    short = len(text) <= _LONGEST and not document.members
    is_told = bool(_ADDRESS.search(text)) and bool(_WORDS.search(_ADDRESS.sub("", text)))
    return short and (is_told or bool(_LIST_OF_LINKS.search(text)))
