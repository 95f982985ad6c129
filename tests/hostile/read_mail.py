"""Hostile mails read as the daemon reads them, under limits that the kernel keeps: `python -m tests.hostile.read_mail`.

In a process of their own, so that a quadratic step or a full memory ends it and not the tests. Each name is written
before its mail is read: the last one is at fault.
"""

import resource
import sys

from intake.cloud_links import cloud_links
from intake.message import own_text, read_message, reply_address
from intake.screening import bears_document, screen
from rules.campaign import Campaign
from service.campaign_files import default_campaigns
from service.pasted import pasted_summary
from tests.hostile.mails import MAILS

PROCESSOR_SECONDS = 30  # for each
MEMORY_BYTES = (
    1536 * 1024**2
)  # address space; the mail itself has up to 50 MB, and stands in it decoded as well


def main() -> None:
    """Build each mail, then read it under the limits."""
    known = default_campaigns()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for build in MAILS:
        sys.stdout.write(f"{build.__name__}\n")
        sys.stdout.flush()
        raw = build()
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        _read(raw, known)


def _read(raw: bytes, known: tuple[Campaign, ...]) -> None:
    """Everything that is done with a mail before its files are read."""
    mail = read_message(raw)
    screen(mail, frozenset({"submissions@example.org"}))
    bears_document(mail)
    reply_address(mail)
    own_text(mail)
    cloud_links(mail)
    pasted_summary(mail, known)


if __name__ == "__main__":
    main()
