"""Figures in Chinese prose and tables: counts, rates and amounts, in digits or in numerals.

Years, dates, section numbers, ordinals and document numbers look like figures and are none; they are taken out
before anything is counted.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from parsers.document import Block, BlockKind
from rules.text import normalise

# Every repetition below is bounded: a line of a million numerals must not hold up the checks.
# 35, 1,200, 12.5
_DIGITS = r"\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?"
# Numerals as written in prose, and the capital forms of receipts.
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖拾佰仟萬万亿"

_NOT_FIGURES = re.compile(
    "|".join(
        (
            # Document numbers: 沪知局〔2024〕6号, (2023)第12号.
            r"[〔\[【(]\s?(?:19|20)\d\d\s?[〕\]】)]\s?第?\s?\d+\s?号",
            # Numbers of patents, standards and certificates: ZL202110123456.7, GB/T 29490-2023, ISO9001.
            r"(?:ZL|CN|US|EP|JP|KR|WO|PCT/|GB/?[TZ]?|DB\d{0,4}/?T?|T/[A-Z]{1,8}|ISO|IEC|IEEE)[\s:]{0,3}[\dX×x*][\dX×x*.\-/]{0,40}\d[A-Z]?\d?",
            # Years and spans of years: 2021-2023年, 2024年度, 二〇二三年.
            r"(?:19|20)\d\d\s?年?度?\s?[-—–~～至到、和及/]{1,3}\s?(?:19|20)\d\d(?:\s?年度?)?",
            r"(?:19|20)\d\d\s?[./年-]\s?\d{1,2}\s?[./月-]\s?\d{1,2}\s?[日号]?",
            r"(?:19|20)\d\d\s?[./年-]\s?\d{1,2}(?!\d|[./]\d)\s?月?份?",
            r"(?:19|20)?\d{1,2}\s?年度?|(?:19|20)\d\d\s?年度?|[〇零一二三四五六七八九十]{1,4}年度?",
            # Months and days, and spans of time: 3月22日, 三个月, 2个季度.
            rf"(?:\d{{1,2}}|[{_NUMERALS}]{{1,12}})\s?(?:月份?|日|号)(?!均)",
            rf"(?:{_DIGITS}|[{_NUMERALS}]{{1,12}})\s?个?半?\s?(?:月|季度|学期|学年|财年|年|工作日|星期|周)",
            r"\d{1,2}:\d{2}(?::\d{2})?",
            # Meetings: 第十一届八次全会, 第14次常务会议.
            rf"第\s?(?:\d{{1,3}}|[{_NUMERALS}]{{1,6}})\s?届\s?第?\s?(?:\d{{1,3}}|[{_NUMERALS}]{{1,6}})\s?次",
            # Ordinals: 第一批, 第3届, 首批 has no number.
            rf"第\s?(?:\d{{1,6}}(?:\.\d{{1,3}}){{0,3}}|[{_NUMERALS}]{{1,12}})(?:\s?[条款项章节](?:(?:第|[（(])[（(]?[{_NUMERALS}\d]{{1,3}}[）)]?[款项]?)?)?",
            # Five-year plans, and numbers that are names.
            r"[“\"]?十[一二三四五]五[”\"]?",
            # Slogans: “四个面向”, “三大任务”.
            r"[“\"][一二两三四五六七八九十][个大项化新位][^”\"]{1,6}[”\"]",
            r"(?:双|三|四)位一体|一体两翼|[一二两三四五六七八九十]个一|二次(?:开发|创新|转化|利用)",
            r"[百千万]人计划|百家争鸣|千家万户|诸子百家|千篇一律|百强|[百千]强|十佳|一对一|点对点|十分|万分",
        )
    ),
    re.IGNORECASE,
)

# A numbered line begins with its number: 一、 （一） 1. 1.2 第一，; "35 件" and "3.5万件" do not.
_COUNTED = r"[件项个家次万亿元%人场篇倍份套名位]"
_LEADING_NUMBER = re.compile(
    r"^\s*(?:[(]?\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?(?:\)|[、.:](?!\d(?!\d{3}\s?年)))"
    rf"|\d{{1,2}}\s+(?!\d|{_COUNTED})|(?:\d{{1,2}}\.){{1,3}}\d{{1,2}}(?!\d|{_COUNTED})[.、]?)"
)
_CIRCLED = re.compile("[①-⑳㈠-㈩❶-❿]")

# A measure word that begins another word (个性化, 人才, 部署) counts nothing.
_UNITS = (
    r"件|项(?!目(?!标))|家(?!庭|具)|次(?!序|数)|篇|套|位|宗|册|倍|字|页|吨|小时|课时|学时|平方米|平米|公里|人次"
    r"|个(?!方面|维度|层面|环节|阶段|角度|步骤|部分|原则|要素|重点|关键|难点|坚持|抓手|注重|性|人|体|别|案)"
    r"|场(?!景|地|所)|份(?!额)|部(?!分|门|署)|批(?!准|量|复|示)|户(?!外)|种(?!子|植)|款(?!项)|台(?!账|湾)|例(?!如|会)"
    r"|本(?!单位|次|项目|年|地|校|院|公司|市|科)|幅(?!度|面)|支(?!持|撑|出|付)|只(?!要|有|是|能)|组(?!织|建|成|合)"
    r"|类(?!别|型|似)|门(?!户|类)|条(?!主线|件|例|款)|名(?!称|单|录|牌|校|师)|人(?!才|员|工|民|力|大|物|文|计划)|余人"
    r"|期(?=[,。;、)]|$|培训|讲座|沙龙|简报|课程|活动|班)|所(?=高校|院校|大学|学校|医院|科研|研究机构)"
    r"|起(?!步|来|草|点|到|源)|届(?=会|论坛)|分(?=[,。;、)]|$|以上)|成(?=以上|左右|[,。;、)]|$)"
)
_DIGIT_ONLY_UNITS = r"万|亿|元|美元|欧元|天"
_NUMERAL_AMOUNT = r"(?:万|亿|千|百|十)元|元整"

# 一 before a measure word is mostly the article ("一个平台"); as a count it stands behind its noun ("标准一项。").
_ARTICLE = re.compile(
    r"(?<![〇零一二三四五六七八九十百千万亿])一(?:个|项|件|家|套|批|种|次|场|条|类|名|位|款|组|部|支|本|起|期|例|份|篇|台|门|户|定|人|只)(?![,。;、)/]|$)"
)
_ARTICLE_ALWAYS = re.compile(
    r"(?<![〇零一二三四五六七八九十百千万亿])一(?:起|批|次|些|系列|门|条|期)|不[只仅止是][^,。;]{0,6}一[种项个类]|(?:每|某|任|这|那|同|另|唯|统|(?<!分)之|万|逐|第)一[个项件家套种次场条类名位]?"
)

_COUNT = re.compile(
    rf"(?:{_DIGITS}[余多来几]?[十百千万亿]{{0,4}}[余多]?\+?\s*[(]?(?:{_UNITS}|{_DIGIT_ONLY_UNITS})"
    r"|(?<!\d)\d{1,2}所(?=[,。;、)]|$)"  # 12所, but not the institute 704所
    rf"|[{_NUMERALS}]{{1,12}}(?:[余多来][{_NUMERALS}]{{0,4}})?(?:{_UNITS}|{_NUMERAL_AMOUNT}))"
)
# 申请量35, 累计达到120: a bare number behind a word that counts.
_BARE_COUNT = re.compile(
    r"(?:数|数量|数目|量|总量|值|累计|共计|合计|总计|新增|授权|转化|许可|转让|达到?|完成|位列|位居)[:为是]?\s*(?:约|近|超过?|逾)?\s*"
    r"(?!(?:19|20)\d\d(?!\d))\d{1,12}(?:\.\d{1,6})?(?![\d年月日号.\-/〕\]])"
)
# 发明专利申请（件） 101 111: what is counted stands behind its unit, the columns of a table set with spaces.
_UNIT_BEHIND_LABEL = rf"[(/](?:(?:{_UNITS})次?|%|(?:万|亿)?元)[)]"
_LABELLED_COUNT = re.compile(
    rf"{_UNIT_BEHIND_LABEL}:?(?!(?:19|20)\d\d(?!\d))\d{{1,7}}(?:[.,]\d{{1,6}})*(?![\d年月日号/〕\].、)])"
)
# 审查周期缩短30天 is counted with the days above; 排名第一 is an ordinal.
_RATE = re.compile(
    rf"{_DIGITS}\s*[%‰]|[{_NUMERALS}]{{1,4}}分之[{_NUMERALS}]{{1,4}}|百分之(?:{_DIGITS}|[{_NUMERALS}]{{1,12}}(?:点[{_NUMERALS}]{{1,12}})?)|{_DIGITS}\s*个百分点"
    r"|[一二三四五六七八九]成(?:[一二三四五六七八九半])?(?=[以左,。;、)的]|$)|翻了?[一两二三四五六七八九十\d]番"
)
_MONEY_UNIT = r"(?:万|千万|百万|亿|千|百|十)?(?:元整?|圆整?|美元|欧元|RMB|人民币)"
_AMOUNT = re.compile(
    rf"[¥]\s*{_DIGITS}|(?:RMB|CNY|人民币)[:\s]*{_DIGITS}"
    rf"|{_DIGITS}[余多]?\s*[(]?{_MONEY_UNIT}"
    rf"|{_DIGITS}\s*[万亿](?![\d{_NUMERALS}人件项个家次条吨米平户字册份名篇台套辆亩公])"
    rf"|[{_NUMERALS}]{{1,12}}[余多]?(?:万|亿)?元(?!化|素|宇|旦)"
    rf"|[一二两三四五六七八九十百][{_NUMERALS}]{{0,10}}[余多]?[万亿](?=[,。;、)]|左右|以上|$)"
    rf"|[{_CAPITALS}]{{1,12}}[元圆]"
)
_UNIT_DECLARED = re.compile(
    r"(?:单位|金额单位|计量单位)\s*[:为]?\s*[(]?(?:人民币)?\s*(?:万|千|百万|亿)?元|[(/](?:人民币)?(?:万|千|百万|亿)?元[)]?|^(?:万|千|亿)?元$"
)
_MONEY_WORD = re.compile(r"金额|预算|支出|经费|资金|决算|费用|到账|拨付|使用额|执行|结余|余额|合计|总计")
# 累计支出 256300.00: an amount as accounts print it, behind a word that speaks of money.
_BARE_AMOUNT = re.compile(
    r"(?:金额|支出|使用|到账|到位|拨付|拨款|结余|余额|经费|资金|预算|合计|共计|总计)[^,。;\d]{0,6}"
    r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{3,12}\.\d{2})(?![\d.%件家项人次个台套份篇]|,\d)"
)
# 182,400.00: no other figure is printed so.
_PRINTED_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3}){1,4}\.\d{2}(?![\d.%])")
_BARE_NUMBER = re.compile(rf"^[约近]?\s*-?{_DIGITS}\s*$")
_YEAR_ONLY = re.compile(r"^(?:19|20)\d\d$")
_COUNT_HEADER = re.compile(
    rf"数|量|值|率|完成|目标|实际|指标|业绩|[(/](?:{_UNITS}|%|万元|元)[)]?|^(?:{_UNITS}|%|万元|元)$"
)

_UNIT_AT_END = re.compile(rf"{_UNIT_BEHIND_LABEL}$")
# What heads a column: the number on the next line counts its first row.
_BARE_LABEL = re.compile(r"^(?:数量|数目|目标值?|完成值?|合同值|专利清单)")


def fold(text: str) -> str:
    """Fold full-width forms and dashes, and take out white space inside each line."""
    lines = normalise(_CIRCLED.sub("、", text)).splitlines()
    return "\n".join(re.sub(r"\s+", "", line) for line in lines)


def has_measure(blocks: Sequence[Block]) -> bool:
    """Hold where the blocks state a measurable result: a number with a unit, a count, a rate or an amount."""
    return (
        any(_text_measures(block.text) for block in blocks)
        or _table_counts(blocks)
        or _is_listed_count(blocks)
    )


def _is_listed_count(blocks: Sequence[Block]) -> bool:
    """A table whose cells came as lines of their own: 发明专利申请（件）, and below it 80."""
    return any(
        _UNIT_AT_END.search(fold(label.text))
        and _is_value(fold(value.text))
        and not _BARE_LABEL.match(fold(label.text))
        for label, value in pairwise(blocks)
    )


def _is_value(text: str) -> bool:
    return bool(_BARE_NUMBER.match(text)) and not _YEAR_ONLY.match(text)


def has_amount_or_rate(blocks: Sequence[Block]) -> bool:
    """Hold where the blocks state an amount of money or a rate, in prose or in a table that tells its unit."""
    return any(_text_pays(block.text) for block in blocks) or _table_pays(blocks)


def _text_measures(text: str) -> bool:
    patterns = (_COUNT, _RATE, _BARE_COUNT, _LABELLED_COUNT)
    return any(pattern.search(line) for line in _folded_lines(text) for pattern in patterns)


def _text_pays(text: str) -> bool:
    patterns = (_AMOUNT, _RATE, _BARE_AMOUNT, _PRINTED_AMOUNT)
    return any(pattern.search(line) for line in fold(text).splitlines() for pattern in patterns)


def _folded_lines(text: str) -> list[str]:
    """Fold the text and take out what looks like a figure and is none: dates, ordinals, document numbers."""
    # The leading number is read before the white space behind it goes.
    lines = (_LEADING_NUMBER.sub("", line) for line in normalise(_CIRCLED.sub("、", text)).splitlines())
    bare = (_NOT_FIGURES.sub("△", re.sub(r"\s+", "", line)) for line in lines)
    return [_ARTICLE_ALWAYS.sub("△", _ARTICLE.sub("△", line)) for line in bare]


def _cells(block: Block) -> tuple[str, ...]:
    return tuple(fold(cell) for cell in (block.cells or tuple(block.text.split("\t"))))


def _numbers_in_row(cells: Sequence[str]) -> bool:
    """Hold for a row with a bare number behind its first cell, which is the row's name or its serial number."""
    return any(_BARE_NUMBER.match(cell) and not _YEAR_ONLY.match(cell) for cell in cells[1:])


def _table_counts(blocks: Sequence[Block]) -> bool:
    rows = [_cells(block) for block in blocks if block.kind is BlockKind.TABLE_ROW]
    named = any(_COUNT_HEADER.search(cell) for cells in rows for cell in cells)
    return named and any(_numbers_in_row(cells) for cells in rows)


def _table_pays(blocks: Sequence[Block]) -> bool:
    """A table counts once its unit is told (单位：万元, above it or in a cell) or its cells speak of money."""
    rows = [_cells(block) for block in blocks if block.kind is BlockKind.TABLE_ROW]
    told = any(_UNIT_DECLARED.search(line) for block in blocks for line in fold(block.text).splitlines())
    spoken = any(_MONEY_WORD.search(cell) for cells in rows for cell in cells)
    return (told or spoken) and any(_numbers_in_row(cells) for cells in rows)


_NUMERAL_VALUES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_SCALES = {"十": 10, "百": 100, "千": 1000}


def numeral_value(numerals: str) -> int:
    """Read numerals below 万 ("八十五" is 85, "一百" is 100, "四五" reads as digits: 45)."""
    if not any(character in _SCALES for character in numerals):
        return int("".join(str(_NUMERAL_VALUES.get(character, 0)) for character in numerals) or "0")
    total, pending = 0, 0
    for character in numerals:
        if character in _SCALES:
            total += (pending or 1) * _SCALES[character]
            pending = 0
        else:
            pending = _NUMERAL_VALUES.get(character, 0)
    return total + pending


_ANY_RATE = r"\d{1,6}(?:\.\d{1,6})?%|百分之[〇零一二两三四五六七八九十百点]{1,12}|[一二三四五六七八九]成"
_SPENDING = r"(?:使用|支出|支付|执行|花费)"
_SO_FAR = r"(?:已|累计|实际|共|仅|只)(?:累计|实际|共|仅|只)?"
_SPENDING_RATE = re.compile(
    # 资金执行率为40%, 使用进度仅35%, 预算完成率50%
    rf"(?:{_SPENDING}(?:率|进度|比例)|(?:预算|资金|经费|支出)完成率)(?P<between>[^,。;\n%]{{0,14}}?)(?P<rate>{_ANY_RATE})"
    # 已使用资金的40%, 已支出经费40%
    rf"|{_SO_FAR}{_SPENDING}[^,。;\n%]{{0,10}}?(?:预算|经费|资金|总额|款项)[^,。;\n%\d]{{0,8}}(?P<share>{_ANY_RATE})"
    # 已使用40%, 预算执行35%
    rf"|(?:{_SO_FAR}{_SPENDING}了?|(?:预算|资金|经费)(?:已|仅)?{_SPENDING}(?:了|至|到|约|仅|达)?)(?P<bare>{_ANY_RATE})"
    # 累计支出30万元，占预算的30%
    rf"|{_SO_FAR}{_SPENDING}[^。;\n]{{0,30}}?占[^,。;\n%\d]{{0,14}}?(?P<part>{_ANY_RATE})"
)
# 超过50%, 提高20%: no statement of how little was spent.
_NOT_A_LEVEL = re.compile(
    r"超过|高于|不低于|不少于|大于|突破|提高|提升|增长|上升|同比|增加|以上|应|须|需|要求|目标|计划|拟|将"
)


def percent_value(rate: str) -> float:
    """The value of a rate as written: "40%", "百分之四十", "四成"."""
    if rate.endswith("%"):
        return float(rate[:-1])
    if rate.endswith("成"):
        return numeral_value(rate[:-1]) * 10.0
    whole, _, fraction = rate.removeprefix("百分之").partition("点")
    digits = "".join(str(_NUMERAL_VALUES.get(character, 0)) for character in fraction)
    return float(f"{numeral_value(whole)}.{digits or 0}")


def spending_rates(text: str) -> tuple[float, ...]:
    """The spending rates that folded text states, in percent, in order."""
    rates = []
    for found in _SPENDING_RATE.finditer(text):
        between = found["between"] or ""
        if not _NOT_A_LEVEL.search(between):
            rates.append(percent_value(found["rate"] or found["share"] or found["bare"] or found["part"]))
    return tuple(rates)


_TOTAL = re.compile(r"合计|总计|总额|^计$")
_RATE_HEADER = re.compile(rf"{_SPENDING}(?:率|进度|比例)|完成率")


def table_spending_rates(blocks: Sequence[Block]) -> tuple[float, ...]:
    """The spending rates in tables whose header names such a column; only the total's where there is a total."""
    column: int | None = None
    rates: list[tuple[bool, float]] = []
    for cells in (_cells(block) for block in blocks if block.kind is BlockKind.TABLE_ROW):
        named = next((index for index, cell in enumerate(cells) if _RATE_HEADER.search(cell)), None)
        column = named if named is not None else column
        if named is None and column is not None and column < len(cells):
            found = re.fullmatch(r"(\d+(?:\.\d+)?)%?", cells[column])
            rates += [(bool(_TOTAL.search("".join(cells[:2]))), float(found[1]))] if found else []
    totals = tuple(rate for is_total, rate in rates if is_total)
    return totals or tuple(rate for _, rate in rates)
