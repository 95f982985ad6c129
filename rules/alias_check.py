"""Names said to mean units or projects -> what is wrong with them: too short, too general, twice, or another's.

The same rules judge a campaign's alias file, the operator's own tables and a name that is about to be written down.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rules.campaign import Alias, Batch, Campaign
from rules.matching.normalise import name_key, normalise
from rules.matching.words import DEPARTMENTS, noise_words
from rules.roster import Roster
from rules.units import printed_names

# One character is in every text; two Latin letters are in every other word.
_SHORTEST = 2
_SHORTEST_LATIN = 3
_PLACE = (
    r"(?:中国|全国|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    r"陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)?(?:省|市|区|自治区)?"
)
# Words that name a kind of body, of work or of document, whatever the notice.
_KINDS_OF_THING = (
    "有限公司 有限责任公司 股份有限公司 公司 集团 企业 控股 工厂 事务所 大学 学院 学校 高校 医院 附属医院 研究所 研究院 设计院 "
    "实验室 协会 学会 中心 研究中心 基地 园区 园 产业园 科技园 开发区 知产 "
    "知识产权 专利 运营 知识产权运营 专项 专项资金 项目 年度 总结 工作总结 总结报告 报告 材料 附件 单位 知识产权局 局 区 市 省"
)
# Words of trades: alone they name none, behind a place they are a company's own name (上海医药, 上海电气).
_TRADES = (
    "科技 技术 生物 医药 医疗 电子 电气 电力 智能 信息 机械 汽车 化工 建工 新材料 新能源 软件 网络 机器人"
)
# Words of English subjects and files; a name that is made of these alone is anybody's.
_ENGLISH_WORDS = (
    "a about all and annex annual appendix application attach attached attachment attachments certificate "
    "contact contract copy data date dear department doc document documents docx draft email evidence "
    "file files final fw fwd for from information letter mail material materials midterm mid term new no "
    "number of our patent patents pdf plan program project projects proof re regarding reply report "
    "reports review scan scanned sealed seal sign signed stamp stamped statement submission submit "
    "summary supplement supplementary table the to unit update updated value version with work year zip"
)
_ENGLISH = sorted(_ENGLISH_WORDS.split(), key=len, reverse=True)
# Nothing is tried twice: midterm may be read as mid and term, and a hostile subject repeats it.
_GENERAL_ENGLISH = re.compile(rf"\d*+(?:(?>{'|'.join(_ENGLISH)})\d*+)++")
_GENERAL = re.compile(
    rf"{_PLACE}(?:{'|'.join(sorted(_KINDS_OF_THING.split(), key=len, reverse=True))})?|{'|'.join(_TRADES.split())}"
)


class Named(Enum):
    """What a name is said to mean; the value is the word for it."""

    UNIT = "单位"
    PROJECT = "项目"
    BATCH = "批次"


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says that `name` means `targets`: one of the roster's own names, or several that share it."""

    name: str
    targets: frozenset[str]
    named: Named
    where: str = ""  # file, key and line, where a person wrote it


def name_fault(name: str) -> str:
    """What is wrong with the name as such, whatever it is said to mean; "" where nothing is."""
    key = name_key(name)
    if not key:
        return "名称是空的"
    if len(key) < _SHORTEST or (key.isascii() and len(key) < _SHORTEST_LATIN):
        return f"“{name}”太短，在别的词句里也会出现"
    if _GENERAL.fullmatch(key) or _GENERAL_ENGLISH.fullmatch(key):
        return f"“{name}”太笼统，不能指称某一单位或项目"
    return ""


def claim_faults(
    claims: Iterable[Claim], roster: Roster, batches: Sequence[Batch]
) -> Iterator[tuple[Claim, str]]:
    """Every claim at which something is wrong, with what: the name itself, or who else bears it.

    A unit's or a project's own name may be claimed for it once more; that is no fault. Targets are not judged here.
    """
    known = {name_key(own.name): own for own in _own_names(roster, batches)}
    own_names = frozenset(known)
    for claim in claims:
        key = name_key(claim.name)
        fault = name_fault(claim.name) if key not in own_names else ""
        first = known.setdefault(key, claim)
        if fault or first is claim:
            if fault:
                yield claim, fault
            continue
        if first.targets != claim.targets or first.named is not claim.named:
            yield claim, _collision(claim, first, is_own=key in own_names)
        elif key not in own_names:
            yield claim, f"“{claim.name}”重复" + (f"（前一处：{first.where}）" if first.where else "")


def _collision(claim: Claim, first: Claim, *, is_own: bool) -> str:
    if is_own and first.named is Named.BATCH:
        return f"“{claim.name}”是批次“{next(iter(first.targets))}”的名称"
    meant = "、".join(f"“{target}”" for target in sorted(first.targets))
    also = "、".join(f"“{target}”" for target in sorted(claim.targets))
    if claim.targets < first.targets:
        shared = "，也指".join(f"“{target}”" for target in sorted(first.targets))
        return f"“{claim.name}”既指{shared}，是共用的名称，不能只归其中一个"
    if is_own:
        return f"“{claim.name}”既指{also}，又是名单中另一单位或项目的名称"
    return f"“{claim.name}”既指{meant}，又指{also}；两家都用的，请写进 shared_units 或 shared_projects"


def _own_names(roster: Roster, batches: Sequence[Batch]) -> Iterator[Claim]:
    """The names that the roster and the notice give; where they collide, the full names win."""
    for batch in batches:
        for word in (batch.name, *batch.words):
            yield Claim(word, frozenset({batch.name}), Named.BATCH)
    for unit in roster.units:
        for name in printed_names(unit)[1:]:
            yield Claim(name, frozenset({unit}), Named.UNIT)
    for unit in roster.units:
        yield Claim(unit, frozenset({unit}), Named.UNIT)
    for project in roster.projects:
        yield Claim(project, frozenset({project}), Named.PROJECT)


def campaign_claims(campaign: Campaign) -> tuple[Claim, ...]:
    """Every name that the campaign knows besides the roster's own, each said once."""
    shared = {alias.name for alias in campaign.shared_units}
    units = (alias for alias in campaign.unit_aliases if alias.confirmed or alias.name not in shared)
    single = [
        *(Claim(alias.name, frozenset({alias.target}), Named.UNIT) for alias in units),
        *(Claim(alias.name, frozenset({alias.target}), Named.UNIT) for alias in campaign.signing_bodies),
        *(Claim(alias.name, frozenset({alias.target}), Named.PROJECT) for alias in campaign.project_aliases),
    ]
    several = [
        *(Claim(alias.name, frozenset(alias.targets), Named.UNIT) for alias in campaign.shared_units),
        *(Claim(alias.name, frozenset(alias.targets), Named.PROJECT) for alias in campaign.shared_projects),
    ]
    once = {(name_key(claim.name), claim.targets, claim.named): claim for claim in (*single, *several)}
    return tuple(once.values())


def contained_names(campaign: Campaign) -> Iterator[tuple[Alias, str]]:
    """Confirmed names that another unit's own name holds, though it does not hold the named unit's: (alias, that unit).

    上海交大 in 上海交通大学医学院附属瑞金医院 would be none: the hospital's name holds the university's. 同济, said of
    同济大学, in 同济科技园 is one: whoever shortens the other name arrives at this one.
    """
    cores = {unit: _without_place(unit) for unit in campaign.roster.units}
    own = {unit: [name_key(name) for name in printed_names(unit)] for unit in campaign.roster.units}
    for alias in campaign.unit_aliases:
        key = name_key(alias.name)
        for unit, core in cores.items():
            holds = alias.confirmed and unit != alias.target and key in core
            if holds and not any(name in core for name in own[alias.target]):
                yield alias, unit


def _without_place(unit: str) -> str:
    """The unit's name without the place in brackets behind it (嘉定), which is no part of the name."""
    shortest = min(printed_names(unit), key=len)
    return normalise(shortest if unit.startswith(shortest) else unit)


def further_name_faults(
    name: str, target: str, campaign: Campaign, named: Named = Named.UNIT
) -> tuple[str, ...]:
    """What speaks against writing the name down as one more of a unit's or project's; nothing: it may be."""
    own = campaign.roster.units if named is Named.UNIT else campaign.roster.projects
    unknown = () if target in own else (f"名单中没有“{target}”",)
    return (*unknown, *collisions(name, target, campaign, named))


def collisions(name: str, target: str, campaign: Campaign, named: Named) -> tuple[str, ...]:
    """What the name would collide with in the campaign, be the target on its roster or not."""
    claim = Claim(name, frozenset({target}), named)
    known = [other for other in campaign_claims(campaign) if other != claim]
    faults = claim_faults((*known, claim), campaign.roster, campaign.batches)
    found = tuple(fault for at, fault in faults if at is claim)
    return found or tuple(_too_wide(claim, campaign))


def is_confirmed(name: str, target: str, campaign: Campaign, named: Named) -> bool:
    """Whether the campaign takes the name for the target's already."""
    aliases = campaign.unit_aliases if named is Named.UNIT else campaign.project_aliases
    own = (*printed_names(target), *(alias.name for alias in aliases if _means(alias, target)))
    return name_key(name) in map(name_key, own)


def _means(alias: Alias, target: str) -> bool:
    return alias.confirmed and alias.target == target


def _too_wide(claim: Claim, campaign: Campaign) -> Iterator[str]:
    """A word that subjects hold anyway, or that stands in names of others: whoever shortens those arrives at it."""
    key = name_key(claim.name)
    (target,) = claim.targets
    if is_confirmed(claim.name, target, campaign, claim.named):
        return
    if key in _words_of_subjects(campaign):
        yield f"“{claim.name}”是标题中的常用词，不能指称某一单位或项目"
    others = (name for name in (*campaign.roster.units, *campaign.roster.projects) if name != target)
    holder = next((other for other in others if _holds(other, key, target)), None)
    if holder is not None:
        yield f"“{claim.name}”也是名单中“{holder}”的一部分，单写此名分不清是哪一个"


def _words_of_subjects(campaign: Campaign) -> frozenset[str]:
    bureau = map(name_key, (campaign.contact.bureau, campaign.contact.department))
    return noise_words(campaign.noise_words) | DEPARTMENTS | frozenset(bureau)


def _holds(other: str, key: str, target: str) -> bool:
    """Whether the other name holds the key, and not because it holds the whole name of the target."""
    core = name_key(_without_place(other))
    return key in core and not any(name_key(name) in core for name in printed_names(target))
