"""Blanks in place of content: “XX件”, “____”, “***”, 待补充, （此处填写……）. What only looks like one is left alone."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rules.text import squeeze

_X = "xXｘＸ×✕╳✖Ⅹⅹ"
_STAR = "*＊﹡∗"
_CIRCLE = "○◯△"
_ALNUM = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
# What a number is counted in: a blank before one of these stands for a number.
_MEASURE = (
    "(?:余|多)?(?:人次|万元|亿元|项目|单位|课题|件|项|个|家|次|人|万|千|亿|元|美元|%|％|‰|份|场|条|名|年|月|日|页|篇|种|套|批|倍|期|组|台|届|轮|户|所|门|支|"
    "小时|天|工作日|百分点|平方米|平米|公里|亩|学时|课时|分钟|吨(?!位)|辆|间(?!接)|席(?!位)|笔(?!记|业|试|者)|宗(?!教|旨)|幅(?!度)|季度)"
)
# XX 产业 is prose as XX产业 is: programs set a space between Latin letters and Chinese.
_STOP = "(?=(?!\\s*(?:产业|行业|领域|赛道)(?!园|基地|协会))[\\s，,。.；;、：:！!）)》】\\]”\"’'/]|$)"
_BEFORE = f"(?<![{_ALNUM}{_X}{_STAR}{_CIRCLE}某_])"
_RUN = f"(?:[{_X}]{{2,}}|[某]{{2,}}|[{_CIRCLE}]{{2,}}|[〇]{{2,}}(?=单位|项目))(?:[.．,，][{_X}]+)*"
# Behind a client who is left unnamed figures say what was done for it, or that it is a secret.
_NOT_LEFT_UNNAMED = "(?![^。；;]{0,80}(?:\\d|[A-Za-z]{1,2}公司|保密|隐去|脱敏|商业秘密))"
_COUNTED = "(?:人次|万元|亿元|件|项|个|家|次|元|%|％|份|场|条|名|篇|月|年|万)"
_OPEN, _CLOSE, _INSIDE = "[（(【\\[<〈《｛{]", "[）)】\\]>〉》｝}]", "[^（(【\\[<〈《）)】\\]>〉》｝}]"
_FILL_IN = "(?:填写|填入|填报|补充|插入|输入|简述|描述)"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # a run of x before a measure, 项目 or 单位, or at the end of a phrase; before another noun it is prose
        f"{_BEFORE}{_RUN}\\s*{_MEASURE}",
        f"{_BEFORE}(?<!专利号)(?<!证书号)[{_X}]{{2,}}(?:[.．][{_X}]+)?{_STOP}",
        # 与XX公司共同探索, 得到XX部门肯定: a body that is still to be named; an industry in prose is none
        f"{_BEFORE}[{_X}]{{2,}}\\s*(?:公司|集团|部门|园区|机构|大学|学院|医院|协会){_NOT_LEFT_UNNAMED}",
        # 以XX为核心的模式: what it is about was left open
        f"(?<=以)[{_X}]{{2,}}\\s*(?=为(?!代表|例|单位)[\\u4e00-\\u9fff])",
        # a single X where a number belongs
        f"(?<=[\\u4e00-\\u9fff：:，,、（(\\s])[{_X}](?:[.．][{_X}]+)?\\s*(?:余|多)?{_COUNTED}",
        # N件 where a number belongs; 第N项 and 1+N are none
        "(?<=[\\u4e00-\\u9fff：:，,、（(])(?<![第前每])[NnＮ]\\s?(?:余|多)?(?:件|项(?!目)|家|场|人次|万元|亿元|份|篇)",
        f"(?<![{_ALNUM}])(?:20|２０)[{_X}]{{2}}\\s*年",
        f"(?<![{_ALNUM}_./@-])[_＿]{{2,}}(?![{_ALNUM}_])|(?<![_＿{_ALNUM}])[_＿]{{2,}}(?=\\d*{_MEASURE})",
        # Of a longer one OCR sees no more; 授权专利_名单 and 决算表_项目经费 are files' names.
        "(?<=[\\u4e00-\\u9fff：:，,、（(])[_＿]\\s?(?:份|件(?!数)|家|人次|场|万元|亿元|元|%|％|条|篇|项(?!目)|个(?=[，,。；;]))",
        f"(?<![{_ALNUM}{_STAR}])[{_STAR}]{{3,9}}(?![{_ALNUM}{_STAR}])",
        f"(?<![{_ALNUM}{_STAR}])[{_STAR}]{{1,2}}\\s*(?:项目|单位|人次|件|项|个|家|次|亿元|万元|元|%|％|份|场|条|篇|批|期|套|学时)(?!.*[{_STAR}]{{2}})",
        f'(?<=[“"])[{_STAR}]{{2}}(?=[”"])',  # as OCR reads “***”
        "[\\[［【]\\s*(?:…+|\\.{3,}|。{3,})\\s*[\\]］】]",
        f"[（(【\\[][\\s　]*[）)】\\]]\\s*{_MEASURE}",
        "(?:…{1,2}|\\.{3,6}|[?？]{2,})(?=件|项|家|次|万元|亿元|份|场)",
        "[\\u4e00-\\u9fff]{1,4}[ \\u3000]{3,}(?:件|项|家|次|万元|亿元|元|人次|场|%|％)(?=[，,。；;、]|$)",
        # Two wide spaces are room as well, before what only a number stands.
        "[\\u4e00-\\u9fff]{1,4} ?\\u3000[ \\u3000]+(?:万元|亿元|元|%|％)(?=[，,。；;、]|$)",
        f"{_OPEN}{_INSIDE}{{0,30}}(?:此处|请|待|可|需)(?:据实|如实)?{_FILL_IN}{_INSIDE}{{0,80}}{_CLOSE}",
        "[（(【\\[](?:数据|内容|具体)?待(?:补充|填写|填报|完善|更新|补|填)(?:数据|内容)?[）)】\\]]",
        "(?:单击或)?(?:单击|点击)(?:或点击)?此处(?:输入|添加|编辑)(?:文字|文本|内容)。?",
        "此处(?:填写|填入|插入|补充|输入)[^。\\n]{0,40}",
    )
)
# 面向XX above 产业: a narrow column broke the word.
_BROKEN_BEHIND_X = re.compile(
    f"(?<=[\\u4e00-\\u9fff])([{_X}]{{2,8}})[ \\t]{{0,4}}\\n[ \\t]{{0,4}}(?=(?:产业|行业|领域|赛道)(?!园|基地|协会))"
)
_LOST_NUMBER = re.compile(
    r"(?<!每)(?:总额|总计|共计|合计|支出|到账|拨付|自筹|结余)(?:人民币)?\s*[万亿]元(?=[，,；;。])"
    r"|(?:推进|工作|协调|例|专题|对接|推介)会[次场](?=[，,；;。])"
    r"|(?:备案[件款]|授权件|转让[件项]|走访家|举办[场次]|签约[家项]|达成[项笔]|引进[家名])(?=[，,；;。])"
)
_ORGANISATION = (
    "(?:(?:股份)?有限(?:责任)?)?公司|大学|学校|学院|医院|研究院|研究所|中心|协会|集团|产业园|园区?|区|局"
)
_ALONE = re.compile(
    r"^[(\[【*]*(?:(?:本|此|该)(?:部分|节|处|项)|内容|暂|缺|具体|数据|,){0,4}"
    r"(?:待补充|待定|待填写|待填|待补|待完善|待更新|待续|待撰写|略|从略|省略|暂缺|未填写?|正文|tbd|todo"
    r"|(?:请|敬请)(?:填写|补充|输入)|(?:见|待)?(?:后续|另行|稍后|容后|随后|以后)(?:再行?)?(?:补充|补上|补报|填写|提供|完善)(?:材料)?|(?:补充|撰写|整理|编写)中)"
    r"[)\]】。.…!*]*$",
    re.IGNORECASE,
)
_ONLY_BLANKS = re.compile(rf"^[{_X}{_STAR}_＿/.…。\-—\s某]+$")
_ROW_OF_STARS = re.compile(rf"[{_STAR}\s]{{3,}}")
_RUNNING, _END_OF_WORD = 12, re.compile(r"[\u4e00-\u9fff]{1,2}。")
_AMID_SENTENCE = re.compile(r"[，,、；;].*[\u4e00-\u9fff]\s*$")
_MARKDOWN_BOLD = re.compile(r"(?<!\*)\*\*(?=[^\s*])([^*]{1,200})\*\*(?!\*)")
# Addresses of the web, a patent's number that is half hidden, however it is spaced, and 染色体 of two kinds.
_NO_BLANKS = re.compile(
    rf"(?:https?://|www\.)[!-~]+|(?:ZL|CN)\s?\d[\d\s]{{0,14}}[{_X}{_STAR}]{{2,}}(?:[.．][\d{_X}{_STAR}]+)?"
    r"|X[XY](?:[、和与/,，]\s?X[XY])*(?=型?染色体)",
    re.IGNORECASE,
)
# Longer lines are read in pieces, so that no pattern can run wild on a hostile one.
_PIECE = 4000


def placeholders_in(text: str) -> tuple[str, ...]:
    """The blanks that stand in a text, as written, each once, in order."""
    lines = _BROKEN_BEHIND_X.sub(r"\1", text).splitlines()
    whole = (
        line
        for before, line in pairwise(["", *lines])
        if not (_ends_sentence(before, line) or _parts_text(before, line))
    )
    return tuple(dict.fromkeys(blank for line in whole for blank in _in_line(line)))


def _ends_sentence(before: str, line: str) -> bool:
    """Hold for 略。 below …采取不同的维持策: in a narrow column it is the end of a word."""
    goes_on = len(before) >= _RUNNING and bool(_AMID_SENTENCE.search(before))
    return goes_on and bool(_END_OF_WORD.fullmatch(line.strip()))


def _parts_text(before: str, line: str) -> bool:
    """Hold for a row of asterisks below a sentence's end: it parts two sections."""
    return before.rstrip().endswith("。") and bool(_ROW_OF_STARS.fullmatch(line.strip()))


def lost_numbers_in(text: str) -> tuple[str, ...]:
    """Measures without their number in what OCR read, which sees nothing of the room left for one."""
    return tuple(dict.fromkeys(match[0] for match in _LOST_NUMBER.finditer(text)))


def _in_line(line: str) -> Iterator[str]:
    if len(squeeze(line[:100])) <= 20 and len(line) <= 100 and _ALONE.match(squeeze(line)):
        yield line.strip()
        return
    if _divider(line):
        return
    line = _MARKDOWN_BOLD.sub(r"\1", _NO_BLANKS.sub("", line))
    found = [
        (start + match.start(), start + match.end())
        for start in range(0, len(line), _PIECE)
        for pattern in _PATTERNS
        for match in pattern.finditer(line[start : start + _PIECE])
    ]
    end = -1
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= end:
            yield line[first:last].strip() or line[first:last]
            end = last


def _divider(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= 10 and len(set(stripped)) == 1


def is_only_placeholder(text: str) -> bool:
    """Hold for a text that is nothing but a blank: 待补充, 略, ***, xx."""
    squeezed = squeeze(text[:200])
    if not squeezed or len(text) > 100:
        return False
    if _ALONE.match(squeezed):
        return True
    return bool(_ONLY_BLANKS.match(squeezed)) and bool(
        re.search(rf"[{_X}]{{2}}|[{_STAR}]{{2}}|__|…|\.\.\.|某某", squeezed)
    )


def is_blank_name(text: str) -> bool:
    """Hold for a name that the template left open: "xx单位", "XX项目", "***", "某某单位"; also for 单位名称."""
    squeezed = squeeze(text)
    blank = rf"(?:[{_X}]{{1,}}|[{_STAR}]{{2,}}|_{{2,}}|某{{2,}}|[{_CIRCLE}〇]{{2,}}|\(\)|…+)"
    return bool(
        re.match(
            rf"^[\[(【“\"]?{blank}[\])】”\"]?(?:单位|项目|企业|机构|{_ORGANISATION})?(?:名称|全称)?[{_X}]*$",
            squeezed,
        )
        or re.match(r"^(?:项目)?(?:承担)?(?:单位|项目)(?:名称|全称)$", squeezed)
    )
