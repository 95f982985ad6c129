"""The program's words in Chinese, for tables and notes."""

import re
from pathlib import Path

import pytest

import service
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError, UnsupportedFormatError
from service.casework import LINK_KIND
from service.digest.labels import EVENTS, FILE_ERRORS, REPLY_KINDS, REPLY_STATES, event_text, note_text
from service.outcome import ReplyKind, ReplyState


def test_every_event_has_its_word() -> None:
    """Every kind that the program records, found in its own source."""
    sources = [path.read_text(encoding="utf-8") for path in Path(service.__file__).parent.rglob("*.py")]
    named = {kind for text in sources for kind in re.findall(r'NewEvent\(.*?"intake", "(\w+)"', text)}
    assert {"collected", "digest_queued", "no_reply_address"} <= named
    assert named <= EVENTS.keys()
    assert {f"reply_{state}" for state in ReplyState} <= EVENTS.keys()
    assert {"judged", "assigned", "reply_released"} <= EVENTS.keys()


def test_every_reply_and_error_has_its_word() -> None:
    """No table shows a word of the program."""
    assert set(ReplyKind) <= REPLY_KINDS.keys()
    assert set(ReplyState) == REPLY_STATES.keys()
    errors = (ParseError, UnreadableError, EncryptedError, TooLargeError, UnsupportedFormatError)
    assert {error.reason for error in errors} | {LINK_KIND} == FILE_ERRORS.keys()


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("gaps：依据邮件标题", "已告知补正：依据邮件标题"),
        ("review：question", "待人工确认：来信咨询，请人工答复"),
        ("review：unmatched：标题未能对应名单中的项目和单位", "待人工确认：标题未能对应名单中的项目和单位"),
        ("ignored：duplicate：与第1号邮件相同", "不予回复：与第1号邮件相同"),
        ("accepted：", "已收齐"),
        ("ZSCQ2024-0001", "ZSCQ2024-0001"),
        ("第3号回复：放行", "第3号回复：放行"),
        ("", ""),
    ],
)
def test_notes_in_words(note: str, shown: str) -> None:
    """A note that begins with a disposition says it in Chinese; any other stays."""
    assert note_text(note) == shown


def test_an_event_that_is_not_known_stays() -> None:
    """A ledger of a newer version may hold other kinds."""
    assert event_text("something_new") == "something_new"
