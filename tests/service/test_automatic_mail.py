"""No machine is answered, and every person is: the whole decision over mails in the forms of real life."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from intake.message import read_message, reply_address
from intake.screening import screen
from parsers.errors import UnsupportedFormatError
from parsers.registry import parse
from rules.case import Case
from rules.matching import Matcher
from rules.roster import RosterEntry
from rules.submission import SubmittedFile
from service.arrival import Arrival
from service.assessment import Assessment
from service.campaign_files import default_campaigns
from service.casework import links_of
from service.outcome import Disposition
from service.pasted import pasted_summary
from service.pipeline import assess
from service.policy import Policy
from tests.automatic.sheets import Sheet, sheets
from tests.service.digest_samples import make_message
from tests.service.office import NOON, OURSELVES

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


@cache
def _policy() -> Policy:
    campaigns = default_campaigns()
    return Policy(campaigns, Matcher(campaigns), frozenset({OURSELVES}), OURSELVES)


@cache
def _read(payload: bytes, name: str) -> SubmittedFile:
    sha256 = hashlib.sha256(payload).hexdigest()
    if not name.endswith(".docx"):
        return SubmittedFile(name, sha256, len(payload), error=UnsupportedFormatError(name))
    return SubmittedFile(name, sha256, len(payload), parse(payload, name))


def _assessed(raw: bytes) -> Assessment:
    """The decision on the mail, as if it were the first of its case."""
    mail = read_message(raw)
    sender = mail.sender.email if mail.sender else ""
    record = replace(make_message(1, None), subject=mail.subject, sender=sender, received_at=NOON)
    files = tuple(_read(each.payload, each.name) for each in mail.attachments if each.payload)
    pasted = pasted_summary(mail, _policy().campaigns)
    arrival = Arrival(record, mail, files, links_of(mail), pasted)
    return assess(arrival, _empty_case, _policy())


def _empty_case(entry: RosterEntry) -> Case:
    return Case(entry=entry, submissions=(), receipt=None, receipt_at=None)


@pytest.mark.parametrize("sheet", ALL_AUTOMATIC, ids=lambda sheet: sheet.name)
def test_no_machine_is_answered(sheet: Sheet) -> None:
    """It is ignored, or shown to a person where it brings a document or a person may have written it."""
    outcome = _assessed(sheet.raw).outcome
    assert outcome.reply is None
    expected = Disposition.REVIEW if sheet.expected == "review" else Disposition.IGNORED
    assert outcome.disposition is expected, outcome.why


@pytest.mark.parametrize("sheet", PEOPLE, ids=lambda sheet: sheet.name)
def test_every_person_is_answered(sheet: Sheet) -> None:
    """With the reply that the mail deserves, to an address that can be written to."""
    outcome = _assessed(sheet.raw).outcome
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
