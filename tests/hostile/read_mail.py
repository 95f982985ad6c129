"""A hostile mail read as the daemon reads it, under limits that the kernel keeps: `python -m tests.hostile.read_mail NAME`.

A mail of its own process, so that a quadratic step or a full memory ends it and not the tests.
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

PROCESSOR_SECONDS = 60
MEMORY_BYTES = (
    1536 * 1024**2
)  # address space; the mail itself has up to 50 MB, and stands in it decoded as well


def main() -> None:
    """Build the mail, then read it under the limits."""
    build = next(build for build in MAILS if build.__name__ == sys.argv[1])
    raw = build()
    known = default_campaigns()
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
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
