"""What tells headings, contacts and annexes on a page that knows no styles: how their lines begin, and end. Pure."""

import re

# At the end of a line, or of a clause in it: no heading.
PUNCTUATION = re.compile(r"[。；！？，：,;:!?)）”]\s*$|[，。；]")
LINES_OF_A_HEADING = 2  # at most
NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]"
    r"|\d{1,2}\s*(?:[）)]|[、.．](?!\d(?!\d{3}\s?年)))|第[一二三四五六七八九十\d]{1,3}(?:[章节部条]|[，、,])|[①-⑳•●■◆➢▪]|附件?\s*[一二三\d]*\s*[：:])"
)
# “一、” begins a paragraph of its own even behind a line that is full and ended by nothing (a title); “一、二级” does not.
TOP_NUMBER = re.compile(
    r"\s*(?:(?:PART|Part)\s?(?:\d|[IVX]{1,4})\b|(?:[IVX]{1,4}|[Ⅰ-Ⅻ])\s?[、.．](?=\s?[\u4e00-\u9fff])"
    r"|[一二三四五六七八九十壹贰貳叁肆伍陆]{1,3}\s*(?:、(?!\s*[一二三四五六七八九十])|[.．](?=\s?[\u4e00-\u9fff]))|第[一二三四五六七八九十]{1,3}[章部]分?)"
)
# A line of a contact's or of the sign-off, or an annex's, whatever stands before it.
LABELLED = re.compile(
    r"\s*(?:Appendix|Annex|Attachment)\b"
    r"|\s*附\s?件\s?[一二三四五六七八九\d]{0,2}\s?[:：]|\s*佐\s?证(?:材\s?料)?\s?[:：]"
    r"|\s*(?:项目)?(?:承担|实施|报送|填报)?(?:联\s*系\s*人|联系电话|联系方式|电\s*话|手\s*机|邮\s*箱|电子邮[箱件]|单位|日\s*期)"
    r"(?:[（(][^（）()]{1,8}[）)])?\s*[:：]"
)
ANNEX = re.compile(r"\s*(?:附\s?件\s?[一二三四五六七八九\d]{0,2}|佐\s?证(?:材\s?料)?)\s?[:：]")
