"""What one line brings to a sign-off: a body's name, a seal word, a date, a label."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance.Levenshtein import distance

from parsers.document import TextOrigin
from rules.contact_labels import NAMES_A_PERSON
from rules.dates import DateRead, last_date, without_english_date
from rules.lines import Line
from rules.misread_dates import as_written
from rules.placeholders import is_blank_name
from rules.template import Template
from rules.text import normalise, squeeze

SEAL_WORD = re.compile(r"盖章|公章|签章")
_LONGEST_LINE = 90
_SPECKS = " ,，:|/-—–·'`~^─━"  # beside a name or a date: a scan's specks, or a rule that begins the line
_LONGEST_NAME, _LONGEST_SPECK = 40, 2
_LONG_NAME, _MOST_MISREAD = 8, 2  # characters
_LABEL = re.compile(
    r"^(?:[A-Za-z][A-Za-z .]{1,30}\s*[/|(]\s*)?"  # Company（单位）, Unit / 单位
    r"(?:(?:项目)?(?:承担|实施|申报|报送|填报|完成|依托|牵头|报告|总结|责任|承诺|声明|落款|编制|签章|盖章|支持)?(?:单位|机构)(?:名称|全称)?(?:\([^()]{0,8}\)|盖章|公章)?"
    r"|落款|(?:申报|报送|填报)(?:人|者)|(?:单位)?(?:盖章|公章|签章))"
    r"(?:\)|\s*[/|]\s*[A-Za-z][A-Za-z .]{1,30})?\s*[:]\s*"
)
# Whose a contract or a certificate is; nobody signs a summary so.
_PARTY = re.compile(
    r"(?:被?许可|转让|出让|受让|出质|质权|付款|收款|购买|销售|[甲乙丙买卖])(?:方|人)(?:[(（][^()（）]{1,8}[)）])?[:：]"
    r"|专利权人[:：]"
    r"|(?:抄送|抄报|主送|分送|印发)(?:单位|机关|部门)?[:：]"  # who gets the letter, or sends it on
)
PARTY_THAT_SIGNS = re.compile(r"[乙丙]方:(?=.*[盖公签]章)")
# OCR lost the colon: 承担单位上海大学（盖章）.
_WITHOUT_COLON = re.compile(r"^((?:项目)?(?:承担|实施|申报|报送|填报)单位(?:名称)?)\s?(?=([^\s()]{4,40}))")
_PERSONS_LABEL = re.compile("(?:申报|报送|填报)[人者]")  # a body at times, mostly a clerk
_BLANK_LABEL = re.compile(r"^(?:项目)?(?:承担|实施|申报|报送|填报|完成|承诺|声明)?(?:单位|机构)(?:名称)?$")
# A form's label in a narrow cell, read line by line beside what it labels: 承担单位（盖 上海某公司, 章） 2024年3月6日.
_TORN_LABEL = re.compile(
    r"^(?:(?:项目)?(?:承担|实施|申报|报送|填报|完成)?(?:单位|机构)(?:名称)?\((?:加?盖?公?)|(?:盖?公?章)\))\s+(?=\S{4})"
)
_DATE_LABEL = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]{4,10}\s*[/|(]\s*)?"
    r"(?:(?:填报|填表|报告|编制|签署|落款|盖章|报送|总结|申报|承诺|声明)?(?:日期|时间|年月日)|(?:填报|填表|报告|报送|申报|签署)日|(?<![A-Za-z])(?:date|datum))"
    r"(?:\)|\s*[/|]\s*[A-Za-z]{4,10})?\s*[:]?\s*$",
    re.IGNORECASE,
)
# 上海某某有限公司 Some Company (Shanghai) Ltd.; a PDF's 上海某某有限公司SOME.
_IN_LATIN = re.compile(
    r"(?:(?<=[\u4e00-\u9fff)])\s+|(?<=公司)|(?<=大学)|(?<=[院所会)]))[A-Z][A-Za-z0-9 .,&'()/-]{2,80}$"
)
# Unterschrift / 签章：某某公司, Company: 某某公司: the label's other language.
_IN_ANOTHER_LANGUAGE = re.compile(
    r"^(?!(?:to|dear|attn|attention|cc)\b)"
    r"(?:[a-zäöüß][a-zäöüßéè .()&-]{1,40}\s*[/|:]|(?:for and )?on behalf of)\s*(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
# What may stand behind the name on its line: 谨上, or who signs by hand.
_BEHIND_NAME = re.compile(
    r"(?<=[\u4e00-\u9fff)])\s*(?:[谨敬][上呈]|呈报|呈上)$|(?<=[\u4e00-\u9fff)])\s+(?:法定代表人|法人代表|(?:单位)?负责人).{0,20}$"
)
_OF_A_DATE = frozenset("年月日")
_ISSUED = re.compile(r"^\s*(?:于[\u4e00-\u9fff]{2}市?|印发|印制|填报|填写|填制|制)\s*[。.)）]?\s*$")
# 甲辰年二月初八（2024年3月17日）, 岁次甲辰仲春（…）: the old calendar beside the new.
_LUNAR = re.compile(
    r"(?:岁[次在]|时[值维]|农历)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
    r"(?:年[\u4e00-\u9fff]{0,8}|[\u4e00-\u9fff]?[春夏秋冬][\u4e00-\u9fff]?)[\s()]*$"
)
# 2024年3月22日 16:30, 2024-03-20T16:30, …日下午4点: when a system, or a clerk, closed the form.
_CLOCK = re.compile(
    r"(?:(?<=日)\s*|(?<=\d)(?:\s+|T))(?:[上下]午)?\d{1,2}(?::\d{2}(?::\d{2})?|[时点](?:\d{1,2}分|半)?)(?=[\s)。.]*$)"
)
_PLACE_BEFORE = re.compile(r"^(?:于[\u4e00-\u9fff]{2}市?|上海市)$")  # 于上海 2024年3月20日
_OPEN_DATE = re.compile(r"\s{2,}(?:填报|填表|报告|签署|落款|盖章|报送)?日期\s*:?\s*$")
_AT_A_PLACE = re.compile(r"\s*于[\u4e00-\u9fff]{2}市?\s*[。.]?\s*$")
# "上 海 大 学": a name set with a space between its characters.
_SPREAD = re.compile(
    r"(?:(?<=^[\u4e00-\u9fff])|(?<=[^\u4e00-\u9fff][\u4e00-\u9fff]))[ \u3000](?=[\u4e00-\u9fff](?:[^\u4e00-\u9fff]|$))"
)
_BEFORE_BLANK = re.compile(
    r"^[\u4e00-\u9fff]{1,2}(?=[xX×]{2}单位)"
)  # 海xx单位: the ring's own character before it
_ENDING = re.compile(r"(?:股份|责任)?有限(?:责任)?公司|(?:责任)?公司")
_FOREIGN = re.compile(
    r"^(?:甲|乙|丙|丁|委托|受托|供|需|买|卖|出租|承租)方|^(?:收款|付款|开户|购买|销售)|法定代表人|法人代表|委托代理人"
)
_ORGANISATION = re.compile(
    r"(?:大学|学院|学校|医院|公司|集团|研究院|研究所|设计院|中心|协会|学会|商会|交易所|局|委员会|管委会|促进会|联合会|理事会|研究会|总会|委|办公室|办|政府|联盟|基金会|事务所|所|院|厂|社|站"
    r"|园区?|基地|开发区|示范区|商务区|软件园|科技城|经济城|工业区|核心区|创新区|产业园|科技园|功能园|实验室|平台|项目组|课题组|工作组|专班|处|部|科|[^地分社]区|联合体|公共服务平台)"
    r"(?:\([^()]{1,20}\))?$|(?:公司|大学|医院|研究所|研究院|协会)\)$"
)
_NOT_A_NAME = re.compile(
    r"[。;!?%]|,.*,|^\d|^[(]?[一二三四五六七八九十]{1,2}[)、.]|^(?:附件|附表|附录|附:|特此|以上|联系人|地址|电话|完成|开展)|@"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one line brings to a sign-off: names (None where it is none), a date, and how surely."""

    position: int
    names: tuple[str, ...] | None
    date: DateRead | None
    blank: bool = False
    sealed: bool = False
    known: bool = False
    labelled: bool = False
    begins_above: bool = False  # the name, which a narrow column tore
    by_ocr: bool = False  # whose misreadings are told from slips
    nearly_known: bool = False  # but for a character or two that OCR misread or lost


def _seal_pattern(template: Template) -> re.Pattern[str]:
    return _seal_pattern_of(template.seal_words)


@lru_cache(maxsize=16)
def _seal_pattern_of(seal_words: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(
        sorted({re.escape(word) for word in (*seal_words, "签章", "章", "印章")}, key=len, reverse=True)
    )
    return re.compile(
        # OCR reads 盖量 for 盖章.
        rf"[(\[【]\s*(?:单位|加盖|请|此处|电子)?(?:{words}|盖.|印|[Ss]eal|SEAL|[Ss]tamp|[Cc]hop)(?:处|页)?\s*[)\]】]"
        rf"|\s*[(\[【]?\s*(?:加盖公章|盖章处|公章处|盖章|公章)\s*[)\]】]?\s*[:]?\s*$"
    )


def is_organisation(name: str) -> bool:
    """Tell whether a squeezed line ends as names of bodies do: …公司, …大学, …办公室."""
    return bool(_ORGANISATION.search(name))


def mark_of(position: int, line: Line, template: Template, known: frozenset[str]) -> Mark | None:
    """Read one line; `known` are the squeezed names of units. None for a line that brings nothing."""
    if line.length > _LONGEST_LINE or not line.key:
        return None
    is_own_party = _is_own_party(line, template, known)
    if _PARTY.match(line.key) and not is_own_party:
        return None
    folded = _folded(line, known)
    if is_own_party:
        folded = _PARTY.sub("", folded, count=1).lstrip()
    if line.block.origin is TextOrigin.OCR:
        folded = as_written(folded)
    found = last_date(folded)
    if found and _goes_on(found, folded, template):
        found = _leading(found, folded)
        if found is None:
            return None
    rest = _without_date(folded, found)
    is_sentence = found is None and folded.endswith("。") and "," in folded
    facts = Mark(position, None, found, by_ocr=line.block.origin is TextOrigin.OCR)
    mark = _read(facts, rest, template, known, is_sentence=is_sentence)
    return facts if mark is None and found and _is_dated_contact(folded, found) else mark


def _is_own_party(line: Line, template: Template, known: frozenset[str]) -> bool:
    """乙方：某某公司（公章）: a unit of the roster signs its summary as it signed the contract."""
    party = PARTY_THAT_SIGNS.match(line.key)
    return party is not None and squeeze(_seal_pattern(template).sub("", line.key[party.end() :])) in known


def _is_dated_contact(folded: str, found: DateRead) -> bool:
    """填报人：张三  联系电话：…  填报日期：2024/3/20: the contact's line says when it was signed."""
    before = folded[: found.start]
    return bool(_DATE_LABEL.search(before) and NAMES_A_PERSON.search(before))


def _folded(line: Line, known: frozenset[str]) -> str:
    """The line without specks, torn labels, and the English date beside a Chinese one."""
    text = _TORN_LABEL.sub("", _SPREAD.sub("", line.head))
    text = _with_colon(_behind_sentence(text, known).strip(_SPECKS), line, known)
    chinese = without_english_date(text).strip(_SPECKS)
    return _CLOCK.sub("", chinese if chinese != text and last_date(chinese) else text)


def _with_colon(text: str, line: Line, known: frozenset[str]) -> str:
    """The label's colon put back where a known name stands behind it, or what OCR read of a body's."""
    match = _WITHOUT_COLON.match(text)
    if match is None:
        return text
    is_body = line.block.origin is TextOrigin.OCR and is_organisation(match[2])
    return f"{match[1]}:{text[match.end() :]}" if is_body or match[2] in known else text


def _goes_on(found: DateRead, folded: str, template: Template) -> bool:
    """Hold for a date behind which something stands that belongs to no sign-off."""
    before, behind = folded[: found.start].strip(), folded[found.end :]
    if found.end >= len(folded.rstrip(" 。.)）")) or _seal_pattern(template).search(behind):
        return False
    is_issued = _ISSUED.match(behind) and not before
    return not (is_issued or (_AT_A_PLACE.match(behind) and is_organisation(squeeze(before))))


def _without_date(folded: str, found: DateRead | None) -> str:
    """What the line says besides the date, its label, and what may stand beside a name."""
    rest = folded
    if found:
        rest = f"{folded[: found.start]}  {_ISSUED.sub('', folded[found.end :])}".strip()
        rest = _PLACE_BEFORE.sub("", _DATE_LABEL.sub("", rest).strip())
    rest = _OPEN_DATE.sub("", rest)
    rest = _LUNAR.sub("", without_english_date(rest).strip(_SPECKS).rstrip("。.;"))
    return _BEHIND_NAME.sub("", _IN_LATIN.sub("", _IN_ANOTHER_LANGUAGE.sub("", rest)))


def _read(
    facts: Mark, rest: str, template: Template, known: frozenset[str], *, is_sentence: bool
) -> Mark | None:
    """Read what stands beside the date: a label, a seal word, and the name or a blank for it."""
    seal, label = _seal_pattern(template), _LABEL.match(rest)
    sealed = bool(seal.search(rest))
    body = seal.sub("  ", rest[label.end() :] if label else rest).strip(" :,")
    if facts.date and facts.date.value and len(squeeze(body)) <= _LONGEST_SPECK:
        body = ""  # 海2024年3月14日: a character of the seal's own
    if not body or _BLANK_LABEL.match(squeeze(body)):
        is_blank = bool(sealed or label) and (bool(label) or bool(body))
        if not (facts.date or sealed or is_blank):
            return None
        return replace(facts, names=() if is_blank else None, blank=is_blank, sealed=sealed)
    is_body = is_organisation(squeeze(body)) or squeeze(body) in known
    if label and _PERSONS_LABEL.search(label[0]) and not is_body:
        return None
    # 建议支持专利联盟。 ends as a body's name does, and is a sentence.
    if is_sentence and not (sealed or label or squeeze(body) in known):
        return None
    return _named(body, known, replace(facts, sealed=sealed, labelled=bool(label)))


def _behind_sentence(folded: str, known: frozenset[str]) -> str:
    """以上内容属实。某某公司（盖章）2024年3月12日: OCR read a form's cell as one line."""
    sentence, _, rest = folded.rstrip().rpartition("。")
    key = squeeze(rest)
    return rest if sentence and any(key.startswith(name) for name in known if name) else folded


def _leading(found: DateRead, folded: str) -> DateRead | None:
    # "2024年3月20日 上海大学": the date may stand first, when nothing but a name follows.
    rest = folded[found.end :].strip()
    return (
        found
        if not folded[: found.start].strip()
        and len(rest) <= _LONGEST_NAME
        and _ORGANISATION.search(squeeze(rest))
        else None
    )


def _named(body: str, known: frozenset[str], facts: Mark) -> Mark | None:
    """Read the name or names of a line whose date, label and seal word are taken off."""
    if _FOREIGN.search(squeeze(body)):
        return None
    parts = [part for part in re.split(r"\s{2,}|\t|、|/|;", body) if part.strip()]
    names = tuple(_with_its_end(squeeze(part), known) for part in parts)
    if not names or not all(
        len(name) >= 4 and (name in known or _ORGANISATION.search(name)) for name in names
    ):
        names = (_with_its_end(squeeze(body), known),)
    name = names[0]
    blank = is_blank_name(name) or (facts.by_ocr and is_blank_name(_BEFORE_BLANK.sub("", name)))
    recognised = any(is_known(name, known) for name in names)
    plain = len(name) <= _LONGEST_NAME and not _NOT_A_NAME.search(name)
    nearly = facts.by_ocr and plain and not recognised and _is_nearly_known(name, known)
    is_named = facts.sealed or facts.labelled or nearly or _ORGANISATION.search(name)
    if not (blank or recognised or (plain and is_named)) or (recognised and not plain):
        return None
    return replace(
        facts, names=() if blank else names, blank=blank, known=recognised, nearly_known=nearly and not blank
    )


@lru_cache(maxsize=1024)
def _is_nearly_known(name: str, known: frozenset[str]) -> bool:
    """上海昊洋生物科技份有限公司: a long name with a seal over it, as OCR read it."""
    return len(name) >= _LONG_NAME and any(
        distance(name, each, score_cutoff=_MOST_MISREAD) <= _MOST_MISREAD for each in known
    )


def _with_its_end(name: str, known: frozenset[str]) -> str:
    """上海某某股份有限公: a seal's ring hid the last character of a name that is known."""
    if name in known:
        return name
    if name[:-1] in known and name[-1:] in _OF_A_DATE:
        return name[:-1]  # 日 of the line below, which OCR took up
    return _without_ends(known).get(name, name)


@lru_cache(maxsize=16)
def _without_ends(known: frozenset[str]) -> dict[str, str]:
    return {name[:-1]: name for name in known if name.endswith("有限公司")}


def with_its_beginning(name: str, before: Line, known: frozenset[str]) -> str:
    """The name with what stands of it on the line above, where a narrow column tore it.

    That is sure where the two together are known, and where a name would begin with its end: （集团）, 有限公司.
    """
    if not name or is_known(name, known):
        return name
    above = _LABEL.sub("", normalise(before.text).strip())
    whole = squeeze(above) + name
    if _ENDING.fullmatch(name):  # it begins nowhere else
        return whole if _begins_name(before, squeeze(above)) and len(whole) <= _LONGEST_NAME else name
    return whole if is_known(whole, known) and not is_known(squeeze(above), known) else name


def _begins_name(line: Line, text: str) -> bool:
    """Hold for a line that may be a name's beginning: no cell, no label's value, no sentence."""
    return not (line.in_table or _NOT_A_NAME.search(text) or re.search(r"[:：\d]|联系人|负责人", text))


def is_known(name: str, known: frozenset[str]) -> bool:
    """Tell whether the squeezed name is a known unit's, or begins with one and goes on as a department's does."""
    if name in known or not _ORGANISATION.search(name):
        return name in known
    return any(name.startswith(unit) for unit in known if len(name) <= len(unit) + 12)


def is_template_blank(line: Line, template: Template) -> bool:
    """Hold for the template's own "xx单位（盖章）"."""
    return line.key == squeeze(template.sign_off_line) or is_blank_name(
        _seal_pattern(template).sub("", normalise(line.text))
    )
