"""How names are taken apart, and how far a shortened or mistyped one is trusted."""

import pytest

from rules.matching.names import analyse
from rules.matching.normalise import name_key
from rules.matching.projects import build_projects
from rules.matching.similar import Slip, Trust, build_index

UNITS = (
    "苏州锐图智能科技股份有限公司",
    "苏州恒达医疗器械（集团）有限公司",
    "博思车联网科技（苏州）有限公司",
    "江南大学附属青山医院",
    "中国科学院苏州材料研究所",
    "中国电子集团公司第七〇九研究所",
    "苏州市软件行业协会",
    "苏州大学",
    "华联芯片技术有限公司",
    "苏州哔卡哔卡科技有限公司",
)
NAMES = analyse([(name_key(unit), unit) for unit in UNITS])
INDEX = build_index(NAMES)


@pytest.mark.parametrize(
    ("unit", "parts"),
    [
        ("苏州锐图智能科技股份有限公司", "ppooccccffffff"),
        ("苏州恒达医疗器械集团有限公司", "ppooccccffffff"),
        ("博思车联网科技苏州有限公司", "oooooccppffff"),
        ("江南大学附属青山医院", "aaaaaaoocc"),
        ("中国科学院苏州材料研究所", "aaaaaooooooo"),
        ("苏州大学", "oooo"),
    ],
)
def test_parts_of_a_name(unit: str, parts: str) -> None:
    """Place, parent, its own, common, form; a name that only describes needs all its words."""
    (name,) = [name for name in NAMES if name.text == unit]
    assert name.parts == parts


@pytest.mark.parametrize(
    ("text", "unit", "trust", "slip"),
    [
        ("锐图智能科技", "苏州锐图智能科技股份有限公司", Trust.SURE, Slip.NONE),
        ("锐图智能", "苏州锐图智能科技股份有限公司", Trust.WITH_PROJECT, Slip.NONE),
        ("苏州锐图智能科技有限公司", "苏州锐图智能科技股份有限公司", Trust.SURE, Slip.NONE),
        ("苏州锐途智能科技股份有限公司", "苏州锐图智能科技股份有限公司", Trust.WITH_PROJECT, Slip.SOUND),
        ("苏州锐图智智能科技股份有限公司", "苏州锐图智能科技股份有限公司", Trust.SURE, Slip.DOUBLED),
        ("苏州锐图科技有限公司", "苏州锐图智能科技股份有限公司", Trust.LIKELY, Slip.NONE),
        ("江大附属青山医院", "江南大学附属青山医院", Trust.SURE, Slip.NONE),
        ("中科院苏州材料所", "中国科学院苏州材料研究所", Trust.WITH_PROJECT, Slip.NONE),
        ("中电709所", "中国电子集团公司第七〇九研究所", Trust.WITH_PROJECT, Slip.NONE),
        ("华联芯片技术", "华联芯片技术有限公司", Trust.SURE, Slip.NONE),
    ],
)
def test_short_form_or_slip(text: str, unit: str, trust: Trust, slip: Slip) -> None:
    """The whole text is read as the unit, and trusted as far as what is missing allows."""
    key = name_key(text)
    found = [each for each in INDEX.alignments(key, 0, len(key)) if (each.start, each.end) == (0, len(key))]
    best = max(found, key=lambda each: (each.trust, -each.slip))
    assert (best.name.unit, best.trust, best.slip) == (name_key(unit), trust, slip)


@pytest.mark.parametrize(
    "text",
    [
        "中国电子集团公司第七〇八研究所",  # another number
        "苏州锐普智能科技股份有限公司",  # another trade name, no slip of sound
        "苏州大学附属青山医院",  # another parent
        "无锡大学",  # another place
        "苏州硬件行业协会",  # another trade
        "锐图",  # with a bare head only two characters: below the project's help, never alone
    ],
)
def test_other_names_are_never_sure(text: str) -> None:
    """What differs in a distinctive part is not the unit, or not without the project."""
    key = name_key(text)
    whole = [each for each in INDEX.alignments(key, 0, len(key)) if (each.start, each.end) == (0, len(key))]
    assert all(each.trust is not Trust.SURE for each in whole)


def test_markers_tell_siblings_apart() -> None:
    """提升 is all that tells the second project from the first: its absence speaks against it."""
    projects = build_projects(["苏州市专利转化示范项目", "苏州市专利转化提升示范项目", "苏州市专利导航项目"])
    both = projects.pieces["示范"]
    assert len(both) == 2
    assert projects.meant(both, ["示范"]) == {name_key("苏州市专利转化示范项目")}
    assert projects.meant(both, ["提升", "示范"]) == both
    assert projects.meant(projects.pieces["转化"], ["转化"]) == both
