"""Mails are read ahead of their turn, and fail in it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from parsers.document import Document
from parsers.registry import parse
from service import reading
from service.desk import Desk
from service.heartbeat import BeatingParser, Heartbeat
from service.reader import FileReader
from service.reading import AHEAD, ReadAhead, read
from tests.service.office import File, Office, mail_of, open_office


@dataclass
class WatchedParser:
    """Tells which thread read which file; stumbles over files that are called so."""

    read: dict[str, str] = field(default_factory=dict)

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Read one file."""
        self.read[name] = threading.current_thread().name
        if name.startswith("broken"):
            raise ZeroDivisionError
        return parse(path.read_bytes(), name, pages)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _desk(office: Office, parser: WatchedParser) -> Desk:
    return replace(office.desk, reader=FileReader(office.desk.archive, parser))


def _arrive(office: Office, names: list[str]) -> list[int]:
    return [office.arrive(mail_of(name, [File(name, f"文字 {name}".encode())])) for name in names]


def test_read_ahead_gives_what_reading_gives(office: Office) -> None:
    """Every mail in its order, though other threads have read it."""
    parser = WatchedParser()
    desk = _desk(office, parser)
    messages = _arrive(office, [f"{number}.txt" for number in range(9)])
    with ReadAhead(messages, desk) as ahead:
        found = [ahead.take(message) for message in messages]
    assert [each.record.id for each in found] == messages
    assert all(thread.startswith("read-ahead") for thread in parser.read.values())
    assert found == [read(message, desk) for message in messages]


def test_a_mail_that_cannot_be_read_fails_in_its_own_turn(office: Office) -> None:
    """Those before and behind it are given out all the same."""
    messages = _arrive(office, ["1.txt", "broken.txt", "3.txt"])
    with ReadAhead(messages, _desk(office, WatchedParser())) as ahead:
        assert ahead.take(messages[0]).mail.subject == "1.txt"
        with pytest.raises(ZeroDivisionError):
            ahead.take(messages[1])
        assert ahead.take(messages[2]).mail.subject == "3.txt"


def test_a_large_mail_waits_for_its_turn(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large mails are held one at a time, in the thread that asks."""
    parser = WatchedParser()
    messages = _arrive(office, ["small.txt", "large.txt"])
    sizes = [office.message(message).size for message in messages]
    assert sizes[0] == sizes[1]
    large = office.arrive(mail_of("larger", [File("larger.txt", b"text " * 1000)]))
    monkeypatch.setattr(reading, "LARGEST_AHEAD", sizes[0])
    with ReadAhead([*messages, large], _desk(office, parser)) as ahead:
        for message in (*messages, large):
            ahead.take(message)
    assert parser.read["larger.txt"] == threading.current_thread().name
    assert parser.read["large.txt"].startswith("read-ahead")


def test_leaving_early_begins_nothing_more(office: Office) -> None:
    """A stop amid a batch: at most what was begun is read."""
    parser = WatchedParser()
    messages = _arrive(office, [f"{number}.txt" for number in range(20)])
    with ReadAhead(messages, _desk(office, parser)) as ahead:
        ahead.take(messages[0])
    assert len(parser.read) <= reading.AHEAD + 1


def test_what_is_read_ahead_is_a_sign_of_life_of_its_job(office: Office) -> None:
    """The files of mails read in threads are steps of the job that waits for them."""
    now = [0.0]

    class Slow(WatchedParser):
        def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
            """Take its time."""
            now[0] += 50
            return super().parse(path, name, pages)

    heartbeat = Heartbeat(lambda: now[0], stalled_after=120)
    parser = BeatingParser(Slow(), heartbeat)
    desk = replace(office.desk, reader=FileReader(office.desk.archive, parser))
    messages = _arrive(office, [f"{number}.txt" for number in range(4)])
    with heartbeat.job():
        with ReadAhead(messages, desk) as ahead:
            for message in messages:
                ahead.take(message)
        assert heartbeat.is_alive


def test_no_more_is_begun_when_there_is_no_time(office: Office) -> None:
    """What is being read is given out; the others are left."""
    parser = WatchedParser()
    messages = _arrive(office, [f"{number}.txt" for number in range(9)])
    with ReadAhead(messages, _desk(office, parser)) as ahead:
        ahead.take(messages[0])
        ahead.begin_no_more()
        begun = [message for message in messages if ahead.has_begun(message)]
        for message in begun:
            ahead.take(message)
    assert begun == messages[1 : 1 + AHEAD]
    assert len(parser.read) == 1 + AHEAD
