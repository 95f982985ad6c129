"""The labels of a contact line (项目联系人, 电话, 邮箱), and the line in the one spelling in which it is read."""

import re

from rules.text import normalise

AT_SIGN = re.compile(r"\s*(?:@|[(\[]\s*(?:at|AT|艾特)\s*[)\]])\s*")
# OCR sees no space between a telephone and the address behind it, and may take its first letter for a digit:
# 13800008172name@example.org, 021-555049021uanyue@example.org.
_GLUED = re.compile(
    r"(?<![\d.-])(?<![箱件址信l]:)(?<![箱件址信l]: )(?<!箱)"
    r"(1[3-9]\d{9}(?=\d?[A-Za-z])|0(?:10|2\d)-?\d{8}(?=\d?[A-Za-z]|\d\.[A-Za-z])"
    r"|\(0(?:10|2\d)\)\s?\d{8}(?=\d?[A-Za-z]|\d\.[A-Za-z])|\(0\d{2,3}\)\s?\d{7,8}(?=[A-Za-z])|(?:0\d{2,3}-?\d{7,8}|[2-9]\d{7}|(?<=[\u4e00-\u9fff])0\d{7})(?=[A-Za-z]))"
    r"(?=[A-Za-z0-9._%+-]{1,64}@)"
)
NAME_LABEL = (
    r"(?:项目|本项目|单位|业务|日常|园区|医院|学校|公司|中心)?"
    r"(?:联系人员?|联络[人员]员?|对接人员?|负责人|责任人|承办人|经办人?|项目秘书|填报人|填表人"
    r"|(?:经办|承办|主办|代理)(?:律师|代理师|专利代理师)|联系信息|联系方式|(?:联系|找)我们|联络(?=\s*:)|有事(?:请)?找|联系"
    r"|(?:业务|项目)?(?:咨询|对接)(?=\s*[:])|contact(?: person)?|name(?=\s*:))"
    r"(?:\([^()]{0,10}\))?(?:姓名|信息)?"
)
_TELEPHONE_LABEL = (
    r"(?:联系|办公|固定|移动|手机)?(?:电话|手机|座机|号码|(?<![A-Za-z])(?:tel(?:ephone)?|mobile|phone)(?![A-Za-z]))"
    r"(?:号码?|/手机)?"
)
_EMAIL_LABEL = (
    r"(?:联系|电子|工作|项目|单位|接收)?"
    r"(?:邮箱|邮件|邮址|电邮|信箱|(?<![A-Za-z])(?:e-?mail|mail)(?![A-Za-z]))(?:地址)?"
)
LABEL = re.compile(
    rf"(?:{NAME_LABEL}|姓\s*名|{_TELEPHONE_LABEL}|{_EMAIL_LABEL})(?:\s*(?:及|和|与|/|、)?\s*(?:{NAME_LABEL}|{_TELEPHONE_LABEL}|{_EMAIL_LABEL}))*\s*[:]?",
    re.IGNORECASE,
)
LABEL_CELL = re.compile(rf"(?:^|  )(?:{NAME_LABEL}|{_TELEPHONE_LABEL}|{_EMAIL_LABEL}):", re.IGNORECASE)
NAMES_A_PERSON = re.compile(rf"{NAME_LABEL}|姓\s*名", re.IGNORECASE)
_BRACKETED_LABEL = re.compile(
    rf"[【\[〔「『]\s*({NAME_LABEL}|{_TELEPHONE_LABEL}|{_EMAIL_LABEL})\s*[】\]〕」』]\s*:?", re.IGNORECASE
)
# 联系人／王芳, 电话——021-…, 邮箱→…: what stands between a label and its value in place of a colon.
_PARTED_LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[\s,;|/(]))({NAME_LABEL}|姓名|业务对接|{_TELEPHONE_LABEL}|{_EMAIL_LABEL})\s*[/|→·=.、,;_>\]】-]+\s*"
    rf"(?!{NAME_LABEL}|{_TELEPHONE_LABEL}|{_EMAIL_LABEL}|姓名)(?=[\u4e00-\u9fff]{{2,4}}(?:[\s,;/|]|$)|[\d(+]|[\w.+-]+@)",
    re.IGNORECASE | re.MULTILINE,
)
# 王芳Wang Fang: a PDF's text keeps no space between the two.
_GLUED_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Z][a-z]+ [A-Z][a-z]+)")
# wang@example,org: what OCR makes of a stop.
_COMMA_IN_DOMAIN = re.compile(r"(?<=@)([\w.-]{2,40}?)\s?,\s?(?=(?:com|cn|org|net|edu|gov)(?![a-z]))")
# 联 系 人, as forms set their labels.
_SPREAD_LABEL = re.compile(
    r"联\s+[系络]\s+人|姓\s+名|电\s+话|手\s+机|邮\s+箱|负\s+责\s+人|经\s+办\s+人|填\s+[表报]\s+人"
)
# 021-00001542-889pan@example.org: a table whose cells ran together.
# Not 13800001234zhang@example.org, which may well be somebody's address.
NUMBER_BEFORE_ADDRESS = re.compile(
    r"(?<![\w.+@-])(0\d{2,3}-\d{4,9}(?:-\d{1,6})?)(?=[A-Za-z][\w.+-]*@)", re.ASCII
)
# 13800001234.zhang@example.org, 何海波.31452560.he@example.org, as OCR reads the commas between them.
_STOP_BEFORE_ADDRESS = re.compile(
    r"(?<![\w+@-])(?<![\w+@-]\.)(1[3-9]\d{9}|[2-9]\d{7})\.(?=[A-Za-z][\w.+-]*@)", re.ASCII
)


def folded_contact(text: str) -> str:
    """Normalise, write labels that are set apart or in brackets (联 系 人, 【电话】) plainly, and part what OCR ran together."""
    spread = _SPREAD_LABEL.sub(lambda match: re.sub(r"\s", "", match[0]), normalise(text))
    plain = _PARTED_LABEL.sub(r"\1: ", _BRACKETED_LABEL.sub(r" \1: ", spread))
    parted = _GLUED.sub(r"\1 ", AT_SIGN.sub("@", _GLUED_LATIN.sub(" ", plain)))
    stopped = _STOP_BEFORE_ADDRESS.sub(r"\1,", _COMMA_IN_DOMAIN.sub(r"\1.", parted))
    return NUMBER_BEFORE_ADDRESS.sub(r"\1 ", stopped)


def names_a_person(text: str) -> bool:
    """Tell whether a text has a label such as 联系人: what stands behind it is a person."""
    return bool(NAMES_A_PERSON.search(folded_contact(text)))
