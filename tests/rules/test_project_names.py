"""Whose project a title names, where one project's name is another's with words left out."""

import pytest

from rules.identity import Naming, read_project
from service.campaign_files import default_campaigns

PROMOTION = "上海市先导产业知识产权运营促进中心"


@pytest.mark.parametrize(
    ("named", "naming"),
    [
        (f"{PROMOTION}项目", Naming.OWN),
        ("先导产业运营促进中心", Naming.OWN),  # words left out
        (
            "上海市产业知识产权运营中心项目",
            Naming.OTHER,
        ),  # another project's whole name, though left out of ours
        ("产业知识产权运营中心", Naming.OTHER),
    ],
)
def test_another_projects_whole_name_is_no_short_form(named: str, naming: Naming) -> None:
    """What is one project's name to the letter is not another's with words left out."""
    campaign = default_campaigns()[0]
    entry = next(each for each in campaign.roster if each.project == PROMOTION)
    assert read_project(named, entry, campaign, campaign.roster).naming is naming
