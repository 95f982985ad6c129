"""How the name of an organisation is built: place, parent, what is its own, what is common, legal form.

Company names are place + trade name + trade + legal form (企业名称登记管理规定, article 6); a hospital or an institute
stands behind the body that it belongs to (…附属…, 中国科学院…). What is common is learned from the roster itself:
a word that many of its names hold tells none of them apart.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.matching.normalise import name_key, normalise
from rules.matching.places import PLACE

# Legal forms, and 集团 before them, as they stand at the end of a name.
FORM = r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?(?:集团)?(?:总)?公司"
FORM_AT_END = re.compile(FORM + "$")
# Behind these begins the name of a body that belongs to the one before.
_PARENT = re.compile(r"^.*(?:附属|直属|公司|科学院)(?=.{3})")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LONGEST_PLACE_IN_BRACKETS = 4  # what is longer in brackets is a name
# Trades and kinds of bodies: a small roster does not show by itself that they are common.
_COMMON_WORDS = """
科技 技术 电子 信息 智能 网络 软件 系统 通信 通讯 数据 数字 医疗 医药 药业 生物 健康 医学 器械 汽车 零部件 机械 设备 装备
机器人 自动化 控制 能源 新能源 环保 化工 材料 新材料 光电 光学 半导体 微电子 集成电路 工程 建设 制造 工业 实业 贸易 投资
控股 管理 服务 发展 咨询 文化 传媒 食品 第 有限 股份 责任 公司 集团 大学 学院 学校 中学 小学 医院 研究院 研究所 研究中心
设计院 中心 协会 学会 商会 联盟 平台 基地 园区 科技园 科技城 产业园 软件园 工业区 开发区 产业开发区 示范区 商务区 功能区
核心区 经济城 科学院 事务所 实验室 银行 街道 县 区 园 城 所 院 局 厂 社
"""
_COMMON = tuple(_COMMON_WORDS.split())
# Without its place a school's name is another school's as well: 理工大学, 师范大学.
_SCHOOLS = ("大学", "学院")
_SHORTEST, _LONGEST = 2, 4  # words that are learned
_FIELDS = (
    "高端",
    "创新",
    "先进",
    "方向",
    "领域",
    "产业",
    "行业",
    "类",
    "医疗器械",
    *(word for word in _COMMON if len(word) >= _SHORTEST),
)
_TRADES = tuple(word for word in _COMMON if len(word) >= _SHORTEST)
# These end many a remark as well: 明细数据, 经费管理, 佐证材料.
_EVERYDAY = """
信息 系统 数据 数字 健康 设备 控制 材料 工程 建设 投资 管理 服务 发展 咨询 文化 有限 股份 责任 中心 平台 基地
"""
_ENDS_OF_NAMES = tuple(word for word in _TRADES if word not in _EVERYDAY.split())


class Part(StrEnum):
    """What a character of a name belongs to."""

    PLACE = "p"
    PARENT = "a"
    OWN = "o"
    COMMON = "c"
    FORM = "f"


@dataclass(frozen=True, slots=True)
class UnitName:
    """One spelling of a unit's name as it is compared, with the part that each character belongs to.

    `own`, `core` (its own and what is common) and `form` are sets of places, as bits of a number: bit 0 is the first
    character.
    """

    unit: str  # name key of the roster's own name
    text: str
    parts: str  # one letter of `Part` for each character of `text`
    own: int
    core: int
    form: int


def _places(parts: str, *which: Part) -> int:
    return sum(1 << place for place, part in enumerate(parts) if part in which)


@dataclass(frozen=True, slots=True)
class _Raw:
    unit: str
    text: str
    parts: str

    @property
    def core(self) -> str:
        return "".join(
            character if part == Part.OWN else " "
            for character, part in zip(self.text, self.parts, strict=True)
        )


def analyse(names: Sequence[tuple[str, str]]) -> tuple[UnitName, ...]:
    """Take apart every name of the roster: (name key of the unit, a spelling of its name) -> UnitName."""
    raw = [_raw(unit, spelling) for unit, spelling in names]
    common = frozenset(map(name_key, _COMMON)) | _learned({name.unit: name.core for name in raw}.values())
    return tuple(_with_common(name, common) for name in raw)


def is_trade(text: str) -> bool:
    """Whether a text holds a word that names of bodies are built of."""
    return any(word in text for word in _TRADES)


def ends_as_name(text: str) -> bool:
    """Whether a text ends as a company's short name does (新享科技): a trade that is no everyday noun, behind a name."""
    return text.endswith(_ENDS_OF_NAMES) and not is_only_trade(text)


def is_only_trade(text: str) -> bool:
    """Whether a text is nothing but a field of business: 高端医疗器械, 生物医药方向."""
    for word in _FIELDS:
        text = text.replace(word, "")
    return not text


def home_places(names: Iterable[UnitName]) -> frozenset[str]:
    """The place that most names begin with: it says nothing in this roster."""
    found = Counter(match["name"] for name in names if (match := PLACE.match(name.text)) is not None)
    return frozenset(place for place, _ in found.most_common(1))


def _raw(unit: str, spelling: str) -> _Raw:
    """Label the name outside its brackets, then put what is in brackets back where it stood."""
    folded = unicodedata.normalize("NFKC", spelling)
    outside = [normalise_part(part) for part in _BRACKETS.split(folded)[::2]]
    inside = [normalise_part(part) for part in _BRACKETS.split(folded)[1::2]]
    labels = _labels("".join(outside))
    text, parts, used = "", "", 0
    for index, stretch in enumerate(outside):
        text, parts = text + stretch, parts + labels[used : used + len(stretch)]
        used += len(stretch)
        if index < len(inside):
            text += inside[index]
            parts += _bracketed(inside[index]) * len(inside[index])
    return _Raw(unit, text, parts)


def normalise_part(text: str) -> str:
    """A piece of a name without its marks."""
    return name_key(normalise(text))


def _bracketed(text: str) -> Part:
    if "集团" in text:
        return Part.FORM
    return Part.PLACE if len(text) <= _LONGEST_PLACE_IN_BRACKETS else Part.OWN


def _labels(text: str) -> str:
    """Form, parent and place; the rest is provisionally its own."""
    form = FORM_AT_END.search(text)
    end = form.start() if form is not None else len(text)
    if end < _SHORTEST:
        end = len(text)
    parent = _PARENT.match(text[:end])
    start = parent.end() if parent is not None else 0
    place = None if text[:start].endswith("附属") else PLACE.match(text, start, end)
    behind = place.end() if place is not None and place.end() < end else start
    return (Part.PARENT * start + Part.PLACE * (behind - start) + Part.OWN * (end - behind)) + Part.FORM * (
        len(text) - end
    )


def _learned(cores: Iterable[str]) -> frozenset[str]:
    """Words that stand in at least 2 % of the names, and in at least four."""
    counted: Counter[str] = Counter()
    total = 0
    for core in cores:
        total += 1
        counted.update(set(_words(core)))
    least = max(4, total * 0.02)
    return frozenset(word for word, times in counted.items() if times >= least)


def _words(core: str) -> Iterator[str]:
    for stretch in core.split():
        for length in range(_SHORTEST, _LONGEST + 1):
            for start in range(len(stretch) - length + 1):
                yield stretch[start : start + length]


def _with_common(name: _Raw, common: frozenset[str]) -> UnitName:
    """Mark what is common; a name that has nothing of its own then needs its place and all of its words."""
    parts = [Part(part) for part in name.parts]
    second = (
        name.parts.find(Part.OWN) + 1
    )  # a trade name has two characters at least: 景微电子 is no 景 with 微电子
    for start in (place for place in range(len(parts)) if place != second):
        for length in range(1, min(_LONGEST + 2, len(parts) - start + 1)):
            stretch = slice(start, start + length)
            if name.text[stretch] in common and set(name.parts[stretch]) == {Part.OWN.value}:
                parts[stretch] = [Part.COMMON] * length
    needed = {Part.PLACE} if name.text.endswith(_SCHOOLS) else set()
    told = (part for part, character in zip(parts, name.text, strict=True) if character != "第")
    if next((part for part in told if part in {Part.OWN, Part.COMMON}), None) is Part.COMMON:
        needed |= {Part.COMMON}  # it begins with what is common: only the whole describes it
    if parts.count(Part.OWN) < _SHORTEST:
        needed = {Part.PLACE, Part.COMMON}
    parts = [Part.OWN if part in needed else part for part in parts]
    labels = "".join(parts)
    own, core = _places(labels, Part.OWN), _places(labels, Part.OWN, Part.COMMON)
    return UnitName(name.unit, name.text, labels, own, core, _places(labels, Part.FORM))
