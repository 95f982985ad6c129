"""What the files of one mail may cost together, beyond the limits on each: disk, time, and memory of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from parsers.document import Document
from parsers.errors import ParseError, TooLargeError

_BLOCK_BYTES = 200  # that a block costs in memory besides its text


class Stopwatch(Protocol):
    """time.monotonic, or what a test puts in its place: seconds from any beginning."""

    def __call__(self) -> float:
        """The seconds that have passed."""


@dataclass(frozen=True, slots=True)
class MailLimits:
    """The most that one mail may cost. No honest mail comes near: providers take 50 MB, and few mails hold scans."""

    disk_bytes: int = 512 * 1024**2  # attachments and what lies packed in them, unpacked
    seconds: float = 1800.0  # of reading files; waiting for a worker counts
    lost_seconds: float = 600.0  # of reading files that then could not be read
    document_bytes: int = 100_000_000  # what is held of the files' texts, about


MAIL_LIMITS = MailLimits()


class Allowance:
    """What is left of a mail's limits. Of one thread; what goes beyond is the sender's to mend, a TooLargeError."""

    def __init__(self, limits: MailLimits, stopwatch: Stopwatch = monotonic) -> None:
        self._stopwatch = stopwatch
        self._disk_bytes = limits.disk_bytes
        self._refusable_bytes = limits.disk_bytes
        self._seconds, self._lost_seconds = limits.seconds, limits.lost_seconds
        self._document_bytes = limits.document_bytes

    def may_keep(self, size: int) -> bool:
        """Whether a file of this many bytes may be written to the disk; it counts from then on.

        A small one may have room where a large one had none; but what is refused was unpacked all the same, so that
        ends as well.
        """
        if size > self._disk_bytes or self._refusable_bytes <= 0:
            self.refuse(size)
            return False
        self._disk_bytes -= size
        return True

    def refuse(self, size: int) -> None:
        """Count a file that is not kept, for whatever reason."""
        self._refusable_bytes -= size

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Measure the reading of one file. TooLargeError where the mail's time is up before it begins."""
        if self._seconds <= 0 or self._lost_seconds <= 0:
            raise TooLargeError("the mail's time")
        began = self._stopwatch()
        try:
            yield
        except ParseError:
            self._lost_seconds -= self._stopwatch() - began
            raise
        finally:
            self._seconds -= self._stopwatch() - began

    def hold(self, document: Document) -> None:
        """Count what was read of a file. TooLargeError where the mail's files hold too much text together."""
        size = sum(len(block.text) + _BLOCK_BYTES for block in document.blocks)
        if size > self._document_bytes:
            raise TooLargeError("the mail's text")
        self._document_bytes -= size
