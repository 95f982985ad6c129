"""Whose a name is: the entry's unit, another unit of the roster, or neither; and the same for projects.

Names contain one another (复旦大学 in 复旦大学附属中山医院), so containment alone never names another unit: the
longest name that a text holds counts, and what stands behind it must be a department.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum, StrEnum
from functools import lru_cache

from rules.campaign import Alias, Campaign
from rules.matching.normalise import normalise
from rules.roster import RosterEntry
from rules.sign_off_marks import is_organisation
from rules.text import squeeze
from rules.units import printed_names


class Naming(StrEnum):
    """What a name is to the entry that it is compared with."""

    NONE = "none"  # nothing is named
    OWN = "own"
    OTHER = "other"  # another one of the roster, for certain
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class NamedBody:
    """What a text was read as; `roster_name` is the other unit's or project's own name where it is OTHER."""

    naming: Naming
    text: str
    roster_name: str = ""


_BRACKETS = re.compile(r"[()\[\]〔〕【】<>《》“”\"'‘’·]")
# What may stand behind a unit's name when one of its departments signs.
_DEPARTMENT = re.compile(
    r"^(?!.*(?:附属|公司|大学|医院|集团|分所|事务所)).{0,24}(?:处|部|科|室|办|办公室|中心|学院|研究院|研究所|研究生院|科研院|"
    r"委员会|课题组|项目组|工作组|图书馆|基地|联合体|本部|总部|党委|管委会|委|实验室|平台)$"
)
_NUMBERED_BODY = re.compile(r"第\d{1,4}(?:研究所|研究院|医院|中学|厂|院|所)")
_LOST_ZERO = re.compile(r"(?<=\d)0(?=\d)")
_DISTRICT = re.compile(r"^[^()]{2,3}区$")
_DISTRICT_OFFICE = re.compile(r"^.{0,20}(?:局|委|委员会|办|办公室|政府|中心|协会)(?:\(.*\))?$")
_SEAL_WORDS = re.compile(
    r"\(?(?:单位)?(?:盖章|公章|签章|印章|加盖公章|代章)(?:处)?\)?|\((?:牵头|参与|联合|主办|协办)(?:单位|方)?\)"
)
_LABEL = re.compile(
    r"^(?:项目)?(?:承担|申报|报送|填报|实施|责任|支持|落款)?单位(?:名称)?(?:\(.*?\))?[::]|^单位[::]"
    # 项目承担单位（盖章）某某公司, 单位 上海大学: no body's own name begins so.
    r"|^(?:(?:项目)?(?:承担|申报|报送|填报|实施))?单位"
)
_JOINT = re.compile(r"[、,，/;；|\n\t]|\s{2,}")
_COMPANY_FORM = re.compile(r"股份|有限|责任|公司|集团|控股")
_NO_NAME = 3  # characters: 学科, 公司 off a seal's ring
_LOST_CHARACTERS = 3  # of a name with a seal over it
_LOST_AT_BEGINNING = 2  # characters of a name, under a seal
_LOCALITY = re.compile(r"^(?:中国|上海市|上海)")
_WHOLE_CORE, _UNLIKE = 6, 0.35  # characters of a name's core; of 1, as two cores agree
_LONG_NAME = 10  # characters, of which OCR misreads one
_TELLS_APART = re.compile(r"[\da-z一二三四五六七八九十东南西北]")  # 第六 and 第九人民医院 are two hospitals


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form that names are compared in: one spelling (七〇四 is 704), without white space and signs of brackets."""
    return _BRACKETS.sub("", squeeze(normalise(name)))


@lru_cache(maxsize=2048)
def _unit_keys(unit: str) -> tuple[str, ...]:
    """The keys of a unit's own name: the whole, and either name where the roster gives one in brackets."""
    return tuple(dict.fromkeys(name_key(name) for name in printed_names(unit)))


def read_unit(text: str, entry: RosterEntry, campaign: Campaign, roster: Iterable[RosterEntry]) -> NamedBody:
    """Say whose name the title or the sign-off bears. Several bodies that sign together: the entry's own suffices."""
    bodies = [body for part in _JOINT.split(text) if (body := _body_of(part))]
    if not bodies:
        return NamedBody(Naming.NONE, text)
    own, others = _names(entry, campaign, roster)
    whole = _read_one(_body_of(text), own, others, entry)
    if whole.naming is Naming.OWN:
        return whole
    read = [_read_one(body, own, others, entry) for body in bodies]
    for naming in (Naming.OWN, Naming.OTHER):
        found = next((body for body in read if body.naming is naming), None)
        if found is not None:
            return found
    return NamedBody(Naming.UNCLEAR, text.strip())


def misread_of_another(
    text: str, entry: RosterEntry, campaign: Campaign, roster: Iterable[RosterEntry]
) -> NamedBody | None:
    """The one other unit whose long name OCR may have read so, a character wrong (吴海 for 昊海); None where there is none.

    A character may be lost as well (妙生物 for 妙一生物, 第七四 for 第七〇四), or a seal's own stand before it. A name that is
    like one of the entry's own is none, nor is that of a district's body, which differ in one character.
    """
    key, (_, others) = name_key(_body_of(text)), _names(entry, campaign, roster)
    found = {
        unit
        for name, unit in others.items()
        if _is_one_off(key, name) or _lost_one(key, name) or (len(name) >= _LONG_NAME and key[1:] == name)
    }
    if len(found) != 1 or any(is_nearly(text, name) for name in names_to_sign(entry, campaign)):
        return None
    return _other(text, found.pop(), entry)


def _is_one_off(key: str, name: str) -> bool:
    """Hold for names of one length, a long one, that differ in a single Chinese character, which is no numeral."""
    if len(key) != len(name) or len(name) < _LONG_NAME or "区" in name:
        return False
    pairs = [pair for pair in zip(key, name, strict=True) if pair[0] != pair[1]]
    return len(pairs) == 1 and not any(_TELLS_APART.match(character) for character in pairs[0])


def _lost_one(key: str, name: str) -> bool:
    """Hold for a company's long name that lacks a character, its first and its last aside, or one without its zeros.

    A character less tells two hospitals or institutes apart (第六, 第九; 华山, 华东).
    """
    if len(name) < _LONG_NAME or key == name:
        return False
    inner = range(1, len(name) - 1) if name.endswith("公司") and "区" not in name else ()
    return key == _LOST_ZERO.sub("", name) or any(key == name[:lost] + name[lost + 1 :] for lost in inner)


def _body_of(text: str) -> str:
    return _LABEL.sub("", _SEAL_WORDS.sub("", squeeze(text))).strip(",.;:、。-_")


def _names(
    entry: RosterEntry, campaign: Campaign, roster: Iterable[RosterEntry]
) -> tuple[frozenset[str], dict[str, str]]:
    """The keys of the entry's own names, and of every other unit's with that unit's roster name."""
    return _kept_names(entry, campaign, tuple(roster))


@lru_cache(maxsize=200)  # asked for with every title and every sign-off
def _kept_names(
    entry: RosterEntry, campaign: Campaign, roster: tuple[RosterEntry, ...]
) -> tuple[frozenset[str], dict[str, str]]:
    bodies = (*campaign.unit_aliases, *campaign.signing_bodies)
    own = {*_unit_keys(entry.unit), *(name_key(alias.name) for alias in bodies if alias.target == entry.unit)}
    others = {name: each.unit for each in roster if each.unit != entry.unit for name in _unit_keys(each.unit)}
    others |= {name_key(alias.name): alias.target for alias in _confirmed_of_others(bodies, entry)}
    return frozenset(own), {name: unit for name, unit in others.items() if name not in own}


def _confirmed_of_others(aliases: Iterable[Alias], entry: RosterEntry) -> Iterable[Alias]:
    return (alias for alias in aliases if alias.confirmed and alias.target != entry.unit)


def _read_one(text: str, own: frozenset[str], others: dict[str, str], entry: RosterEntry) -> NamedBody:
    key = name_key(text)
    if not key:
        return NamedBody(Naming.NONE, text)
    if key in own or _is_own_office(text, entry.unit):
        return NamedBody(Naming.OWN, text)
    if key in others:
        return _other(text, others[key], entry)
    longest = max((name for name in (*own, *others) if key.startswith(name)), key=len, default="")
    return _read_longer(text, key, longest, own, others, entry)


def _read_longer(
    text: str, key: str, longest: str, own: frozenset[str], others: dict[str, str], entry: RosterEntry
) -> NamedBody:
    """Read a name that is none of those known, but may begin with the `longest` of them."""
    rest = key[len(longest) :]
    # Of 第七〇四 OCR may see 第七四.
    if _NUMBERED_BODY.fullmatch(rest) and any(
        _LOST_ZERO.sub("", name).endswith(_LOST_ZERO.sub("", rest)) for name in own
    ):
        return NamedBody(Naming.OWN, text)  # 中国船舶集团第七〇四研究所, since its group was renamed
    if longest and _DEPARTMENT.match(rest):
        is_own = longest in own
        return NamedBody(Naming.OWN, text) if is_own else _department_of(text, key, others[longest], entry)
    office = next((unit for unit in dict.fromkeys(others.values()) if _is_own_office(text, unit)), "")
    if office:
        return _other(text, office, entry)
    return NamedBody(Naming.OWN if _is_short_form(key, own, others) else Naming.UNCLEAR, text)


def _other(text: str, unit: str, entry: RosterEntry) -> NamedBody:
    """Another unit; but a district's office may sign for a park of its district, which is no legal person."""
    if _DISTRICT.match(unit) and unit.removesuffix("区") in entry.unit:
        return NamedBody(Naming.UNCLEAR, text)
    return NamedBody(Naming.OTHER, text, unit)


def _department_of(text: str, key: str, unit: str, entry: RosterEntry) -> NamedBody:
    """A department of another unit; but 上海交通大学医学院 may sign for the hospital that is affiliated to it."""
    if name_key(entry.unit).startswith(key):
        return NamedBody(Naming.UNCLEAR, text)
    return _other(text, unit, entry)


def _is_own_office(text: str, unit: str) -> bool:
    """Hold for an office of the district where the unit is a district: 上海市徐汇区知识产权局 for 徐汇区."""
    if not _DISTRICT.match(unit):
        return False
    rest = re.sub(r"^上海市?", "", squeeze(text))
    return rest.startswith(unit) and bool(_DISTRICT_OFFICE.match(rest[len(unit) :]))


def _core(key: str) -> str:
    """A name without its locality and its company form: 禾赛科技 for 上海禾赛科技有限公司."""
    return _COMPANY_FORM.sub("", _LOCALITY.sub("", key)).replace("上海", "")


def _is_short_form(key: str, own: frozenset[str], others: dict[str, str]) -> bool:
    """Hold where the name is its owner's core, or the end of its name, and no other unit's name holds it."""
    if len(key) < 3 or any(key in name for name in others):
        return False
    ends = any(name.endswith(key) and len(key) >= 4 for name in own)
    # With the company form written out, a differing form (股份有限公司, 有限公司) may be another legal person.
    is_core = not key.endswith("公司") and any(_core(key) == _core(name) for name in own)
    return ends or is_core


def names_to_sign(entry: RosterEntry, campaign: Campaign) -> tuple[str, ...]:
    """The names under which the entry's unit may sign: its own, other names of its, a body that signs for it."""
    bodies = (*campaign.unit_aliases, *campaign.signing_bodies)
    return (entry.unit, *(alias.name for alias in bodies if alias.target == entry.unit))


def names_unit_in_full(text: str, unit: str) -> bool:
    """Hold where the text is the unit's whole name as the roster prints it, or names an office of the district."""
    body = _body_of(text)
    return name_key(body) in _unit_keys(unit) or _is_own_office(body, unit)


def names_project_in_full(text: str, project: str) -> bool:
    """Hold where the text is the project's whole name, its year included; the city and the word 项目 may be left out."""
    named, own = name_key(text), name_key(project)
    same_years = set(_YEAR.findall(named)) == set(_YEAR.findall(own))
    return bool(_family(named)) and _family(named) == _family(own) and same_years


def is_nearly(text: str, unit: str) -> bool:
    """Hold where the text differs from the unit's name by a slip: a character or two, or the company form."""
    key, own = name_key(text), name_key(unit)
    return _core(key) == _core(own) or SequenceMatcher(None, key, own).ratio() >= 0.85


def is_far_from(text: str, unit: str) -> bool:
    """Hold for the whole name of a body that no misreading makes of the unit's: hardly a character is the same."""
    key, own = _core(name_key(_body_of(text))), _core(name_key(unit))
    is_whole = len(key) >= _WHOLE_CORE and is_organisation(squeeze(_body_of(text))) and key[0] not in "本我该"
    return is_whole and SequenceMatcher(None, key, own).ratio() < _UNLIKE


def is_misread(text: str, unit: str) -> bool:
    """Hold where OCR may have read the unit's own name so: nearly, in pieces, or one piece twice, as a seal lay over it."""
    keys = _unit_keys(unit)
    parts = [part for part in _JOINT.split(text) if name_key(part)]
    own = [
        part
        for part in parts
        if any(
            is_nearly(part, name)
            or _is_piece(name_key(part), name)
            or _is_nearly_department(name_key(part), name)
            for name in keys
        )
    ]
    return bool(own) and all(part in own or len(name_key(part)) <= _NO_NAME for part in parts)


def is_left_of_name(text: str, unit: str) -> bool:
    """上海大学 is what the star of a seal leaves of 上海师范大学."""
    return any(_is_left_of(name_key(_body_of(text)), key) for key in _unit_keys(unit))


def _is_nearly_department(key: str, name: str) -> bool:
    """第七四研究所知识产权办公室: the name with a few characters lost or misread, and a department of it."""
    ends = range(max(_NO_NAME, len(name) - _LOST_CHARACTERS), min(len(name), len(key)))
    begun = (end for end in ends if _is_left_of(key[:end], name) or is_nearly(key[:end], name))
    return any(_DEPARTMENT.match(key[end:]) for end in begun)


def _is_left_of(text: str, name: str) -> bool:
    """Hold where all characters of the text stand in the name in their order."""
    rest = iter(name)
    return all(character in rest for character in text)


def _is_piece(key: str, name: str) -> bool:
    """Hold for a piece of the name; 上海交通大学医学院, with which a hospital's begins, is a body of its own."""
    if key in name:
        return not (name.startswith(key) and is_organisation(key))
    if len(key) > _NO_NAME + 1 and name.endswith(key[1:]):
        return True  # 又有限公司: a stroke of the seal, and the name's end
    if any(key[:end] in name and key[end:] in key[:end] for end in range(_NO_NAME, len(key) - 1)):
        return True
    ends = (name[lost:] for lost in range(1, _LOST_AT_BEGINNING + 1))
    return any(key.startswith(end) and _DEPARTMENT.match(key[len(end) :]) for end in ends)


_YEAR = re.compile(r"(?:19|20)\d\d")
_PROJECT_NOISE = re.compile(
    r"^(?:关于|上海市?|市级?)+|(?:建设|实施|承担)?(?:的|专项)?(?:项目|课题|工作|任务)?(?:建设)?$"
)


def read_project(
    text: str, entry: RosterEntry, campaign: Campaign, roster: Iterable[RosterEntry]
) -> NamedBody:
    """Say whose project the title names. Only another project of the roster, or another year, is OTHER for certain."""
    named = name_key(text)
    if len(_family(named)) < 4:
        return NamedBody(Naming.NONE, text)
    own = max((_fit(named, name) for name in _project_names((entry.project,), campaign)), default=_NO_FIT)
    projects = dict.fromkeys(each.project for each in roster if each.project != entry.project)
    others = _project_names(tuple(projects), campaign)
    best, other = max(((_fit(named, name), name) for name in others), default=(_NO_FIT, ""))
    is_others = best[0] is _Fit.SAME or (best[0] is _Fit.EDITION and not _YEAR.search(other))
    is_short_form = own[0] is _Fit.SHORT and not is_others
    if own[0] is not _Fit.NONE and (own >= best or is_short_form):
        return _same_year(text, named, entry)
    return (
        NamedBody(Naming.UNCLEAR, text)
        if best[0] is _Fit.NONE
        else NamedBody(Naming.OTHER, text, others[other])
    )


def _project_names(projects: Sequence[str], campaign: Campaign) -> dict[str, str]:
    names = {name_key(project): project for project in projects}
    aliases = (alias for alias in campaign.project_aliases if alias.confirmed and alias.target in projects)
    return names | {name_key(alias.name): alias.target for alias in aliases}


@lru_cache(maxsize=512)
def _family(key: str) -> str:
    """A project's name without its year, its city and the word 项目: what its yearly editions have in common."""
    without_year = re.sub(r"(?:19|20)\d\d(?:年度?|-(?:19|20)?\d\d(?:年度?)?)?", "", key)
    return _PROJECT_NOISE.sub("", _PROJECT_NOISE.sub("", without_year))


class _Fit(IntEnum):
    """How a text names a project, from not at all to word for word."""

    NONE = 0
    SHORT = 1  # the text is a part of the name, or the name with words left out
    HELD = 2  # the text holds the name
    EDITION = 3  # the same but for the year and the city
    SAME = 4


_NO_FIT = (_Fit.NONE, 0)


def _fit(named: str, name: str) -> tuple[_Fit, int]:
    """How the text names the project, and how much of the name that covers; a longer name outweighs a shorter."""
    text, family = _family(named), _family(name)
    if named == name:
        return _Fit.SAME, len(family)
    if text == family:
        return _Fit.EDITION, len(family)
    if family and family in text:
        return _Fit.HELD, len(family)
    return (_Fit.SHORT, 100 * len(text) // len(family)) if _leaves_out_words(text, family) else _NO_FIT


def _leaves_out_words(text: str, family: str) -> bool:
    """Hold where the text is the name with words left out: 高价值专利培育 of 高价值专利升级培育."""
    rest = iter(family)
    return all(character in rest for character in text)


def _same_year(text: str, named: str, entry: RosterEntry) -> NamedBody:
    """The project's family is the entry's: another year before it is another project, a year behind it the report's."""
    own_years = set(_YEAR.findall(entry.project))
    family = _family(name_key(entry.project))
    start = max(named.find(family), named.find(family[:4]), 0)
    years = set(_YEAR.findall(named[:start]))
    if own_years and years and not own_years & years:
        return NamedBody(Naming.OTHER, text)
    return NamedBody(Naming.OWN, text)
