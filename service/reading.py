"""What a mail holds, read from the archive before any transaction; the next mails while the present one is judged."""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self

from intake.message import InboundMessage, read_message
from rules.submission import SubmittedFile
from service.desk import Desk
from service.kill_points import Point
from service.records import MessageRecord

ANNOUNCED = 12  # mails whose beginning is told at once
AHEAD = 3  # mails; while one is parsed, the files of the others are written
LARGEST_AHEAD = 4 * 1024**2  # bytes of a mail; a larger one waits for its turn, so that one is held at a time

Begin = Callable[[Collection[int], Collection[int]], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail taken apart and its files read; `record` is its row as it stood then."""

    record: MessageRecord
    mail: InboundMessage
    files: tuple[SubmittedFile, ...]


def read(message: int, desk: Desk) -> Reading:
    """Read one mail and its files, slowly: no transaction may be open. Raises KeyError where there is no such row."""
    with desk.ledger.read() as ledger:
        row = ledger.message(message)
    if row is None:
        raise KeyError(message)
    return _read_row(row, desk)


def _read_row(row: MessageRecord, desk: Desk) -> Reading:
    mail = read_message(desk.archive.get(row.raw_sha256))
    return Reading(row, mail, desk.reader.read(mail.attachments))


class ReadAhead:
    """Hands out the readings of the given mails, asked for in their order; the next ones are read in threads.

    Whatever goes wrong with a mail is raised when its own turn comes, as if it were read only then. A mail that broke
    us before is not read ahead. `begin` hears of the mails that are begun now, before they are, and of those that come
    soon.
    """

    def __init__(self, messages: Sequence[int], desk: Desk, begin: Begin = lambda _now, _soon: None) -> None:
        self._desk = desk
        self._begin = begin
        self._waiting = deque(self._small(messages))
        self._begun: dict[int, Future[Reading]] = {}
        self._threads = ThreadPoolExecutor(AHEAD, thread_name_prefix="read-ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing more is begun; what is being read is waited for."""
        self._threads.shutdown(cancel_futures=True)

    def take(self, message: int) -> Reading:
        """The mail's reading, once it is there. Raises what `read` raises."""
        begun = (message, *self._begun, *islice(self._waiting, AHEAD + 1))
        self._begin(begun, tuple(islice(self._waiting, ANNOUNCED)))
        self._desk.reached(Point.CLAIMED)
        while self._waiting and len(self._begun) <= AHEAD:
            following = self._waiting.popleft()
            # In the caller's context: what is read ahead is a sign of life of the job that runs there.
            self._begun[following] = self._threads.submit(copy_context().run, read, following, self._desk)
        reading = self._begun.pop(message, None)
        return read(message, self._desk) if reading is None else reading.result()

    def begin_no_more(self) -> None:
        """What is begun can still be taken; nothing else is read ahead."""
        self._waiting.clear()

    def has_begun(self, message: int) -> bool:
        """Hold where the mail is being read already and was not taken yet."""
        return message in self._begun

    def _small(self, messages: Sequence[int]) -> list[int]:
        with self._desk.ledger.read() as ledger:
            rows = {row.id: row for row in ledger.messages(messages)}
        return [message for message in messages if message in rows and _may_be_ahead(rows[message])]


def _may_be_ahead(row: MessageRecord) -> bool:
    return row.size <= LARGEST_AHEAD and row.attempts == 0
