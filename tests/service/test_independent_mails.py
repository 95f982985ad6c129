"""Mails by an author who saw no code: 130 by machines, none of them answered, and 60 by people, all of them answered.

They stand as they were written, bytes and all (some heads are in GBK), with a line of their own between two of them.
"""

from pathlib import Path

import pytest

from service.outcome import Disposition
from tests.automatic.assessing import assessed

FOLDER = Path(__file__).parents[1] / "automatic" / "independent"
_BETWEEN = b"=====8<=====\n"


def mails(kind: str) -> list[bytes]:
    """The mails of a kind, in order."""
    found = (FOLDER / f"{kind}.mails").read_bytes().split(_BETWEEN)
    return [mail.strip(b"\r\n") + b"\n" for mail in found if mail.strip()]


AUTOMATIC, PEOPLE = mails("automatic"), mails("people")


@pytest.mark.parametrize("number", range(len(AUTOMATIC)))
def test_machines_are_not_answered(number: int) -> None:
    """Where a person should see it, it goes to review."""
    outcome = assessed(AUTOMATIC[number]).outcome
    assert outcome.reply is None
    assert outcome.disposition in {Disposition.IGNORED, Disposition.REVIEW}


@pytest.mark.parametrize("number", range(len(PEOPLE)))
def test_people_are_answered(number: int) -> None:
    """Each brings a submission to a project and unit of the roster."""
    assert assessed(PEOPLE[number]).outcome.reply is not None


def test_the_set_is_whole() -> None:
    """As many as were written."""
    assert (len(AUTOMATIC), len(PEOPLE)) == (130, 60)
