"""Dates as OCR misreads them are set right, and nothing else is touched."""

import pytest

from rules.misread_dates import as_written


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("2024年3月21E", "2024年3月21日"),
        ("〇四年三月五日", "二〇二四年三月五日"),
        ("024-3-5", "2024-3-5"),
        ("2024-0315", "2024-03-15"),
        ("2023-06=21", "2023-06-21"),
        ("2023 10/3", "2023/10/3"),
        ("二〇二四年三日二十日", "二〇二四年三月二十日"),
        ("2024年3月15日业", "2024年3月15日"),
        ("12024年3月16日", "2024年3月16日"),
        ("12024年3月xx日", "2024年3月xx日"),
        ("2024年3月xK日", "2024年3月xx日"),
    ],
)
def test_a_date_is_set_right(read: str, written: str) -> None:
    """Each as a seal or a scanner left it."""
    assert as_written(read) == written


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月15日前",
        "共12024件",
        "编号12024年度",
        "2024年3月",
        "021-3456",
        "至2024年3月16日",
    ],
)
def test_other_lines_stay_as_they_are(text: str) -> None:
    """A number, a term, a month: nothing that must be a date."""
    assert as_written(text) == text
