"""A message as it lies on the desk: its mail, its files as read, and what the ledger knows about it."""

from dataclasses import dataclass

from intake.message import InboundMessage
from parsers.document import Document
from rules.submission import Link, Submission, SubmittedFile
from service.records import MessageRecord
from service.returned import Returned


@dataclass(frozen=True, slots=True)
class Thread:
    """What the mail answers: the entries of the mails it refers to, and under which subjects those came."""

    entries: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everything that `assess` may look at of one message. `assigned` is a person's decision, empty where none."""

    record: MessageRecord
    message: InboundMessage
    files: tuple[SubmittedFile, ...] = ()
    links: tuple[Link, ...] = ()
    pasted: Document | None = None  # the body, where it is a summary (service/pasted.py)
    duplicate_of: int | None = None
    thread: Thread = Thread()
    sender_entries: tuple[str, ...] = ()  # to which a person assigned earlier mails of this sender
    assigned: tuple[str, ...] = ()
    returned: Returned | None = None  # the mail of ours that this one, a bounce, is about

    def as_submission(self) -> Submission:
        """What the mail brought, as the rules see it."""
        return Submission(
            message=self.record.id,
            received_at=self.record.received_at,
            files=self.files,
            links=self.links,
            pasted=self.pasted,
            by_person=bool(self.assigned),
        )
