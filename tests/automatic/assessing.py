"""The whole decision on a mail, without ledger and archive."""

import hashlib
from dataclasses import replace
from functools import cache

from intake.message import read_message
from parsers.errors import ParseError, UnsupportedFormatError
from parsers.registry import parse
from rules.case import Case
from rules.matching import Matcher
from rules.roster import RosterEntry
from rules.submission import SubmittedFile
from service.arrival import Arrival
from service.assessment import Assessment
from service.campaign_files import default_campaigns
from service.casework import links_of
from service.pasted import pasted_summary
from service.pipeline import assess
from service.policy import Policy
from tests.service.digest_samples import make_message
from tests.service.office import NOON, OURSELVES


@cache
def _policy() -> Policy:
    campaigns = default_campaigns()
    return Policy(campaigns, Matcher(campaigns), frozenset({OURSELVES}), OURSELVES)


@cache
def _read(payload: bytes, name: str) -> SubmittedFile:
    sha256 = hashlib.sha256(payload).hexdigest()
    if not name.endswith(".docx"):
        return SubmittedFile(name, sha256, len(payload), error=UnsupportedFormatError(name))
    try:
        return SubmittedFile(name, sha256, len(payload), parse(payload, name))
    except ParseError as error:
        return SubmittedFile(name, sha256, len(payload), error=error)


def assessed(raw: bytes) -> Assessment:
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
