"""The mails of one round: of every kind, each of an entry of its own, so that their order changes nothing."""

from dataclasses import dataclass, replace
from functools import lru_cache

from service.campaign_files import default_campaigns
from tests.service.office import File, evidence_docx, mail_of, summary_docx


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to put into the mailbox. `key` is its Message-ID, which copies of one mail share."""

    kind: str
    key: str
    sender: str
    raw: bytes
    owes_reply: bool = True
    folder: str = "INBOX"


def mails(count: int, prefix: str, domain: str) -> list[Mail]:
    """So many mails, kinds in turn; `prefix` makes senders and Message-IDs those of one round alone."""
    made: list[Mail] = []
    makers = (_complete, _with_gaps, _unclear, _with_gaps, _automatic, _complete, _unclear)
    while len(made) < count - 3:
        number = len(made)
        made.append(makers[number % len(makers)](number, f"{prefix}-{number}@{domain}"))
    return [*made, *_copies(made)]


def _copies(made: list[Mail]) -> list[Mail]:
    """The same bytes twice in one folder, the same bytes in another, the same mail by another way."""
    other_way = b"X-Gateway: 2\r\n" + made[3].raw
    return [made[0], replace(made[1], folder="Junk"), replace(made[3], raw=other_way)]


def _complete(number: int, sender: str) -> Mail:
    subject, summary = _summary(number)
    key = f"<complete.{sender}>"
    raw = mail_of(subject, [summary, _evidence()], sender=sender, message_id=key)
    return Mail("complete", key, sender, raw)


def _with_gaps(number: int, sender: str) -> Mail:
    subject, summary = _summary(number)
    key = f"<gaps.{sender}>"
    return Mail("gaps", key, sender, mail_of(subject, [summary], sender=sender, message_id=key))


def _unclear(_number: int, sender: str) -> Mail:
    key = f"<unclear.{sender}>"
    return Mail("clarify", key, sender, mail_of("报送材料", [_evidence()], sender=sender, message_id=key))


def _automatic(number: int, sender: str) -> Mail:
    subject, _ = _summary(number)
    key = f"<automatic.{sender}>"
    raw = b"Auto-Submitted: auto-replied\r\n" + mail_of(subject, sender=sender, message_id=key)
    return Mail("automatic", key, sender, raw, owes_reply=False)


@lru_cache
def _summary(number: int) -> tuple[str, File]:
    entry = default_campaigns()[0].roster.entries[3 * number]
    return f"{entry.project}-{entry.unit}", summary_docx(entry.unit, entry.project)


@lru_cache
def _evidence() -> File:
    return evidence_docx()
