"""No machine is answered, and every person is: the whole decision over mails in the forms of real life."""

from collections import Counter
from collections.abc import Iterator

import pytest

from intake.message import read_message, reply_address
from intake.screening import screen
from service.outcome import Disposition
from tests.automatic.assessing import assessed
from tests.automatic.sheets import Sheet, sheets
from tests.service.office import OURSELVES

AUTOMATIC = (
    "auto_reply",
    "bounce",
    "receipt_recall_calendar",
    "list_bulk_robot",
    "more_automatic",
    "last_automatic",
    "third_automatic",
    "fourth_automatic",
)
ALL_AUTOMATIC = [sheet for file in AUTOMATIC for sheet in sheets(file)]
PEOPLE = [
    *sheets("people"),
    *sheets("more_people"),
    *sheets("last_people"),
    *sheets("third_people"),
    *sheets("fourth_people"),
]


@pytest.mark.parametrize("sheet", ALL_AUTOMATIC, ids=lambda sheet: sheet.name)
def test_no_machine_is_answered(sheet: Sheet) -> None:
    """It is ignored, or shown to a person where it brings a document or a person may have written it."""
    outcome = assessed(sheet.raw).outcome
    assert outcome.reply is None
    expected = Disposition.REVIEW if sheet.expected == "review" else Disposition.IGNORED
    assert outcome.disposition is expected, outcome.why


@pytest.mark.parametrize("sheet", PEOPLE, ids=lambda sheet: sheet.name)
def test_every_person_is_answered(sheet: Sheet) -> None:
    """With the reply that the mail deserves, to an address that can be written to."""
    outcome = assessed(sheet.raw).outcome
    assert outcome.reply is not None, outcome.why
    assert str(outcome.reply) == sheet.expected
    assert reply_address(read_message(sheet.raw)) is not None


def test_the_sheets_are_many_and_hard() -> None:
    """Each mail is its own, all kinds are there, and nearly every machine's would be answered if nobody noticed."""
    names = Counter(sheet.name for sheet in (*ALL_AUTOMATIC, *PEOPLE))
    assert names.most_common(1)[0][1] == 1
    assert len(ALL_AUTOMATIC) >= 250
    assert len(PEOPLE) >= 80
    kinds = Counter(_kinds())
    assert (
        min(kinds[kind] for kind in ("auto_reply", "bounce", "list", "robot", "recall", "calendar", "own"))
        >= 3
    )
    subjects = [read_message(sheet.raw).subject for sheet in ALL_AUTOMATIC]
    assert sum("上海和辉光电" in subject for subject in subjects) >= 150


def _kinds() -> Iterator[str]:
    for sheet in ALL_AUTOMATIC:
        screening = screen(read_message(sheet.raw), frozenset({OURSELVES}))
        assert screening is not None
        yield str(screening.kind)
