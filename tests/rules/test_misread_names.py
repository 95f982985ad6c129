"""Whose name a sign-off bears that OCR read under a seal: nobody is told that “公司” is not their name."""

import pytest

from rules.identity import is_misread, misread_of_another
from tests.rules.samples import campaign, roster

HOSPITAL = "上海市东方医院(同济大学附属东方医院)"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("公司", "上海思谋科技有限公司", id="its end alone"),
        pytest.param(
            "学科、海电力大学科技处", "上海电力大学", id="without its first character, with a speck"
        ),
        pytest.param(
            "中国商用飞机中国商用飞机", "中国商用飞机有限责任公司上海飞机设计研究院", id="a piece twice"
        ),
        pytest.param("上海长江软件园江软件园", "上海长江软件园（宝山）", id="its end twice"),
        pytest.param(
            "中国船舶重工集团公司第七四研究所知识产权办公室",
            "中国船舶重工集团公司第七〇四研究所",
            id="without its circle, and a department",
        ),
        pytest.param(
            "中国院上药物研究所科技处",
            "中国科学院上海药物研究所",
            id="without three characters, and a department",
        ),
        pytest.param(
            "上海景格科技分有限公司法务部",
            "上海景格科技股份有限公司",
            id="a character lost, one misread, and a department",
        ),
        pytest.param("又有限公司", "上海思谋科技有限公司", id="its end with a stroke of the seal"),
        pytest.param("同济太学附属东方医院", HOSPITAL, id="a character of the name in brackets"),
    ],
)
def test_pieces_of_the_own_name(text: str, unit: str) -> None:
    """What is read of it is the unit's."""
    assert is_misread(text, unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("上海某某科技有限公司", "上海思谋科技有限公司"),
        ("上海电力学院附属中学", "上海电力大学"),
        ("上海思谋科技有限公司、上海启航信息有限公司", "上海思谋科技有限公司"),
        ("同济大学附属第十人民医院", HOSPITAL),
        ("华为", "上海大学"),
        ("中国科学院", "中国科学院上海药物研究所"),
        ("上海交通大学医学院", "上海交通大学医学院附属瑞金医院"),
        ("上海西虹桥商务开发有限公司", "西虹桥商务区（青浦）"),
        ("上海A有限公司", "上海思谋科技有限公司"),
        ("又有限公司", "上海大学"),
        ("上海思锐科技有限公司研发部", "上海思谋科技有限公司"),
        ("上海交通大学医学院附属新华医院科研处", "上海交通大学医学院附属瑞金医院"),
        ("中国科学院上海有机化学研究所科技处", "中国科学院上海药物研究所"),
    ],
)
def test_other_bodies_names(text: str, unit: str) -> None:
    """However much of it the two names share."""
    assert not is_misread(text, unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("上海吴海生物科技股份有限公司", "上海昊海生物科技股份有限公司"),
        ("单位（盖章）：上海吴海生物科技股份有限公司", "上海昊海生物科技股份有限公司"),
        ("中国船舶重工集团公司第七四研究所", "中国船舶重工集团公司第七〇四研究所"),
        ("中国船舶重工集团公司第七一研究所", ""),
        ("上海吴海生物技术股份有限公司", ""),
        ("上海妙生物科技有限公司（公章）", "上海妙一生物科技有限公司"),
        ("出上海妙一生物科技有限公司", "上海妙一生物科技有限公司"),
        ("上海交通大学附属第人民医院", ""),
        ("复旦大学附属华医院", ""),
        ("上海某某生物科技股份有限公司", ""),
        ("上海大字", ""),
    ],
)
def test_another_units_name_with_a_character_misread(text: str, unit: str) -> None:
    """One character of a long name: another unit's for certain, though OCR did not read it to the letter."""
    entry = next(each for each in roster() if each.unit == "上海电力大学")
    read = misread_of_another(text, entry, campaign(), roster())
    assert (read.roster_name if read else "") == unit


def test_the_own_name_with_a_character_misread_is_no_others() -> None:
    """Nor is 第九人民医院 another one's 第六, where one of the roster's differs from it in its number."""
    for entry in roster():
        assert misread_of_another(entry.unit[:-1] + "局", entry, campaign(), roster()) is None
    own = next(each for each in roster() if each.unit == "上海电力大学")
    sixth = [each for each in roster() if "第六人民医院" in each.unit]
    for entry in sixth:
        named = entry.unit.replace("第六", "第七")
        assert misread_of_another(named, own, campaign(), roster()) is None
