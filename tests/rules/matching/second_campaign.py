"""A campaign of another city with names of real shape, and names of the same shapes that are not on its roster.

Nothing of it is any notice's: trade names are put together by chance (with a fixed seed), trades, kinds of bodies and
districts are what such rosters hold. Families are there on purpose: hospitals of one university, institutes that
differ by their number, schools that differ by theirs, companies that share a trade name.
"""

import random
import re
from dataclasses import dataclass, replace
from itertools import product

from pypinyin import lazy_pinyin

from rules.campaign import Batch, Campaign
from rules.roster import Roster, RosterEntry

CITY = "成都"
_FIRST = "锐恒泽瀚启宏辰翼嘉禾睿博云川蜀锦青岚望峰凌霄致远景明天骄泰和佳信立新融汇创優盛芯昊晟维钧朗毅骏腾".replace(
    "優", "优"
)
_SECOND = "图拓海达康源宇程诺邦思迪航捷飞锋华通利安杰威瑞森科德尔特莱斯盈丰曼尼克伦洋微量极点影"
_TRADE_WORDS = (
    "科技 智能科技 信息技术 电子科技 生物医药科技 医疗器械 新材料 新能源 汽车零部件 光电技术 环保科技 机械设备 "
    "软件技术 半导体 生物工程 航空装备 自动化设备 化工技术 网络科技 食品"
)
_TRADES = tuple(_TRADE_WORDS.split())
_FORMS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司")
_UNIVERSITIES = (
    "成都大学",
    "四川大学",
    "西南交通大学",
    "成都理工大学",
    "成都中医药大学",
    "西华大学",
    "电子科技大学",
)
_HOSPITALS = (
    "第一",
    "第二",
    "第三",
    "口腔",
    "妇女儿童",
    "肿瘤",
    "金沙",
    "锦江",
    "青羊",
    "望江",
    "龙泉",
    "温江",
)
_INSTITUTES = ("第二十九", "第三十", "第十", "第四十四", "第五", "第七〇一", "第七〇九", "第七一三")
_DISTRICTS = (
    "锦江区",
    "青羊区",
    "金牛区",
    "武侯区",
    "成华区",
    "龙泉驿区",
    "新都区",
    "温江区",
    "双流区",
    "郫都区",
)
_ASSOCIATIONS = ("软件", "集成电路", "生物医药", "新能源汽车", "轨道交通", "无人机", "食品", "家具")
_PROJECTS = (
    "2022年度成都市专利转化示范项目",
    "2023年度成都市专利转化示范项目",
    "2023年度成都市专利转化提升示范项目",
    "成都市知识产权运营服务平台",
    "成都市中小企业知识产权托管项目",
    "成都市高等院校专利导航中心",
    "成都市医疗机构知识产权管理中心",
    "成都市知识产权质押融资项目",
    "成都市区县知识产权服务站",
)
_ROWS = 2000
_SEED = 20240322


@dataclass(frozen=True, slots=True)
class SecondCampaign:
    """The campaign, and names of the same shapes that its roster does not hold."""

    campaign: Campaign
    strangers: tuple[str, ...]


def second_campaign(pattern: Campaign, rows: int = _ROWS) -> SecondCampaign:
    """The second campaign; everything but names and rows is the pattern's."""
    chance = random.Random(_SEED)  # noqa: S311 - names by chance are no secret
    bodies = list(_bodies())
    chance.shuffle(bodies)
    companies = list(_companies(chance, rows + rows // 4))
    kept = bodies[: len(bodies) * 2 // 3]
    units = [*kept, *companies][: rows - rows // 20]
    sounding = {_sound(unit) for unit in units}  # what only sounds like a unit's name is a slip of the pen
    strangers = [name for name in (*bodies[len(kept) :], *companies) if _sound(name) not in sounding]
    entries = tuple(_entries(units, rows, chance))
    batches = (Batch("spring", "首期验收", ("首期", "附件1")), Batch("autumn", "二期检查", ("二期", "附件2")))
    campaign = replace(
        pattern,
        key="second",
        roster=Roster(entries),
        batches=batches,
        unit_aliases=(),
        project_aliases=(),
        shared_units=(),
        shared_projects=(),
        signing_bodies=(),
    )
    return SecondCampaign(campaign, tuple(strangers))


def _sound(name: str) -> str:
    core = re.sub(rf"{CITY}市?|（{CITY}）|集团|股份|有限|责任|公司", "", name)
    return " ".join(lazy_pinyin(core))


def _bodies() -> list[str]:
    hospitals = [f"{university}附属{name}医院" for university, name in product(_UNIVERSITIES, _HOSPITALS)]
    schools = [f"成都市第{number}中学" for number in ("七", "九", "十二", "十八", "二十", "三十七", "四十九")]
    institutes = [f"中国电子科技集团公司{number}研究所" for number in _INSTITUTES]
    associations = [f"成都市{trade}行业协会" for trade in _ASSOCIATIONS]
    return [*_UNIVERSITIES, *hospitals, *schools, *institutes, *associations, *_DISTRICTS]


def _companies(chance: random.Random, number: int) -> list[str]:
    """Trade names by chance; some bear several companies, of different trades: two of one trade are not registered."""
    names: dict[tuple[str, str], str] = {}
    while len(names) < number:
        brand = chance.choice(_FIRST) + "".join(chance.sample(_SECOND, 2 if chance.random() < 0.25 else 1))
        for _ in range(1 if chance.random() < 0.9 else 2):
            trade, form, shape = chance.choice(_TRADES), chance.choice(_FORMS), chance.random()
            name = f"{brand}{trade}{form}" if shape > 0.9 else f"{CITY}{brand}{trade}{form}"
            names.setdefault(
                (brand, trade), f"{brand}{trade}（{CITY}）{form}" if 0.75 < shape < 0.9 else name
            )
    return list(names.values())[:number]


def _entries(units: list[str], rows: int, chance: random.Random) -> list[RosterEntry]:
    """Each unit once, some of them once more for another project."""
    again = chance.sample(units, rows - len(units))
    found = []
    taken: set[tuple[str, str]] = set()
    for sequence, unit in enumerate((*units, *again), 1):
        project = chance.choice([each for each in _PROJECTS if (each, unit) not in taken])
        taken.add((project, unit))
        key, batch = ("spring", "首期验收") if sequence <= rows // 2 else ("autumn", "二期检查")
        found.append(
            RosterEntry(
                entry_id=f"{key}-{sequence:03d}",
                batch_key=key,
                batch=batch,
                project_number=_PROJECTS.index(project) + 1,
                project=project,
                sequence=sequence,
                unit=unit,
                campaign="second",
            )
        )
    return found
