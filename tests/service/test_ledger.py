"""What the ledger remembers, the same on SQLite and on PostgreSQL."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, StatementError

from service.ledger import LedgerError, SqlLedger
from service.ledger.tables import series
from service.outcome import CaseState, Disposition, ReplyKind, ReplyState
from service.ports import Ledger, LedgerTransaction
from service.records import (
    DigestRecord,
    EventRecord,
    FileRecord,
    FolderMark,
    Location,
    MessageRecord,
    NewEvent,
)
from tests.service.ledger_samples import ADVICE, GAP, MINUTE, NOON, a_case, a_message, a_reply


def test_ledger_is_what_the_ports_describe(ledger: SqlLedger) -> None:
    """The type checker compares the adapter with the protocol here; at run time both contexts give a transaction."""
    port: Ledger = ledger
    with port.write() as writing, port.read() as reading:
        transactions: tuple[LedgerTransaction, LedgerTransaction] = (writing, reading)
    assert len(transactions) == 2


def test_empty_ledger_answers_every_question(ledger: SqlLedger) -> None:
    """Nothing is there, and nothing fails for it."""
    with ledger.read() as books:
        nothings = (
            books.mark("INBOX"),
            books.message(1),
            books.message_by_bytes("0" * 64),
            books.case("acceptance-001"),
            books.reply(1),
            books.reply_by_mime_id("<a@example.org>"),
            books.digest(date(2024, 3, 20)),
            books.last_digest(),
            books.note("anything"),
        )
        empties = (
            books.known_uids("INBOX", 1),
            books.locations(1),
            books.messages(),
            books.messages_by_message_id("<a@example.org>"),
            books.unsettled(NOON, 5),
            books.files(1),
            books.cases(),
            books.messages_of("acceptance-001"),
            books.entries_of_thread([]),
            books.replies(),
            books.due_replies(NOON, 5),
            books.events(),
        )
        assert books.sent_since(NOON) == 0
    assert all(nothing is None for nothing in nothings)
    assert not any(empties)


# Folders and where mails lie


def test_mark_moves(ledger: SqlLedger) -> None:
    """The mark is per folder, replaced by the next one, with UIDs up to 32 bits without sign."""
    last = FolderMark("已发送/其他", 2**32 - 1, 2**32 - 1)
    with ledger.write() as books:
        books.set_mark(FolderMark("INBOX", 7, 3))
        books.set_mark(FolderMark("INBOX", 8, 1))
        books.set_mark(last)
    with ledger.read() as books:
        assert books.mark("INBOX") == FolderMark("INBOX", 8, 1)
        assert books.mark("已发送/其他") == last


def test_locations_are_addresses(ledger: SqlLedger) -> None:
    """A mail may lie in several places; an address that changes its owner belongs to the new one alone."""
    inbox, junk = Location("INBOX", 7, 1), Location("垃圾邮件", 9, 2**32 - 1)
    with ledger.write() as books:
        first, second = books.add_message(a_message(1)), books.add_message(a_message(2))
        books.add_location(junk, first)
        books.add_location(inbox, first)
        books.add_location(inbox, first)
        books.add_location(Location("INBOX", 7, 2), second)
    with ledger.write() as books:
        assert books.locations(first) == (inbox, junk)
        assert books.known_uids("INBOX", 7) == {1, 2}
        assert books.known_uids("INBOX", 8) == frozenset()
        books.add_location(inbox, second)
    with ledger.read() as books:
        assert books.locations(first) == (junk,)
        assert books.locations(second) == (inbox, Location("INBOX", 7, 2))


# Messages


def test_message_row_returns_what_was_collected(ledger: SqlLedger) -> None:
    """A new row holds the mail's facts and nothing decided; times come back in UTC, to the microsecond."""
    shanghai = timezone(timedelta(hours=8))
    received = datetime(2024, 3, 22, 23, 59, 59, 123456, tzinfo=shanghai)
    new = a_message(received_at=received, in_junk=True)
    with ledger.write() as books:
        number = books.add_message(new)
    with ledger.read() as books:
        row = books.message(number)
    assert row == MessageRecord(
        id=number,
        **asdict(new),
        disposition=None,
        why="",
        entries=(),
        candidates=(),
        attempts=0,
        next_attempt_at=None,
        decisions=0,
    )
    assert row.received_at.tzinfo is UTC


def test_messages_come_by_id(ledger: SqlLedger) -> None:
    """All or some, each once, whatever the order asked in; ids that no row can have are no rows."""
    with ledger.write() as books:
        ids = [books.add_message(a_message(number)) for number in (3, 1, 2)]
    with ledger.read() as books:
        assert [row.id for row in books.messages()] == ids
        wanted = [ids[2], ids[0], ids[2], 0, -1, 999, 10**30]
        assert [row.id for row in books.messages(wanted)] == [ids[0], ids[2]]
        assert books.messages([]) == ()
        assert books.message(10**30) is None


def test_many_ids_fit(ledger: SqlLedger) -> None:
    """More ids and Message-IDs than a statement takes are asked for in parts."""
    with ledger.write() as books:
        number = books.add_message(a_message(1))
        books.settle(number, Disposition.GAPS, "", ["acceptance-001"])
    with ledger.read() as books:
        assert [row.id for row in books.messages(range(1, 33_000))] == [number]
        thread = [f"<{other}@example.org>" for other in range(1_200, 0, -1)]
        assert books.entries_of_thread(thread) == ("acceptance-001",)


def test_copies_are_found(ledger: SqlLedger) -> None:
    """By bytes the oldest row, by Message-ID all rows in order."""
    with ledger.write() as books:
        first = books.add_message(a_message(1))
        second = books.add_message(a_message(2, raw_sha256=a_message(1).raw_sha256))
        third = books.add_message(a_message(3, message_id="<1@example.org>"))
        found = books.message_by_bytes(a_message(1).raw_sha256)
        same = books.messages_by_message_id("<1@example.org>")
    assert found is not None
    assert (found.id, [row.id for row in same]) == (first, [first, third])
    assert second not in {row.id for row in same}


@pytest.mark.parametrize(
    "text", ["", "a\0b", "坏\ud83d字\udc80", "<" + "长" * 5000 + ">", "'; DROP TABLE messages"]
)
def test_no_text_of_a_mail_is_refused(ledger: SqlLedger, text: str) -> None:
    """NUL, halves of surrogate pairs and endless lines are somebody's mail, and are found again as they came."""
    new = a_message(subject=text, sender=text, message_id=text)
    with ledger.write() as books:
        number = books.add_message(new)
        books.settle(number, Disposition.REVIEW, text, [text], [text])
        file = FileRecord(number, 0, text, "0" * 64, 1, inline=False, kind=text, role="", error=text)
        books.set_files(number, [file])
    with ledger.read() as books:
        row = books.message(number)
        assert [found.id for found in books.messages_by_message_id(text)] == [number]
        assert books.entries_of_thread([text]) == (row.entries if row else None)
        (kept,) = books.files(number)
    assert row is not None
    clean = text.replace("\0", "\ufffd").replace("\ud83d", "\ufffd").replace("\udc80", "\ufffd")
    assert (row.subject, row.why, row.entries, kept.name) == (clean, clean, (clean,), clean)


def test_emoji_survive(ledger: SqlLedger) -> None:
    """A whole surrogate pair is a character like any other."""
    with ledger.write() as books:
        number = books.add_message(a_message(subject="总结😀𠮷"))
        row = books.message(number)
    assert row is not None
    assert row.subject == "总结😀𠮷"


@pytest.mark.parametrize("edge", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)])  # noqa: DTZ001 the zone follows
def test_impossible_dates_are_kept_as_the_nearest_possible(ledger: SqlLedger, edge: datetime) -> None:
    """A date of the year 1 or 9999 in another zone does not fit in UTC; the mail is not lost for it."""
    zone = timezone(timedelta(hours=14 if edge.year == 1 else -12))
    with ledger.write() as books:
        number = books.add_message(a_message(received_at=edge.replace(tzinfo=zone)))
        row = books.message(number)
    assert row is not None
    assert row.received_at == edge.replace(tzinfo=UTC)


def test_naive_time_is_refused(ledger: SqlLedger) -> None:
    """A time without a zone is a mistake of this program, not something to guess about."""
    with pytest.raises(StatementError, match="aware times only"), ledger.write() as books:
        books.add_message(a_message(received_at=datetime(2024, 3, 20)))  # noqa: DTZ001 that is the point
    with ledger.read() as books:
        assert books.messages() == ()


def test_unsettled_are_due_in_order_of_receipt(ledger: SqlLedger) -> None:
    """Oldest receipt first, then id; what waits for a later attempt or is settled stays away."""
    with ledger.write() as books:
        late, early, settled, waiting, twin = (
            books.add_message(a_message(number, received_at=NOON + minutes * MINUTE))
            for number, minutes in enumerate((9, 1, 0, 2, 1))
        )
        books.settle(settled, Disposition.IGNORED, "自动回复")
        assert books.record_attempt(waiting, NOON + 5 * MINUTE) == 1
    with ledger.read() as books:
        assert books.unsettled(NOON, 10) == (early, twin, late)
        assert books.unsettled(NOON, 2) == (early, twin)
        assert books.unsettled(NOON + 5 * MINUTE, 10) == (early, twin, waiting, late)


def test_settling_and_reopening(ledger: SqlLedger) -> None:
    """A settled row says what became of the mail; reopened it is as good as new, its decisions counted on."""
    with ledger.write() as books:
        number = books.add_message(a_message())
        assert [books.record_attempt(number, NOON + MINUTE) for _ in range(2)] == [1, 2]
        books.settle(number, Disposition.REVIEW, "两种读法", (), ["acceptance-046", "midterm-003"])
        assert books.count_decision(number) == 1
    with ledger.write() as books:
        row = books.message(number)
        assert row is not None
        assert (row.disposition, row.why, row.entries) == (Disposition.REVIEW, "两种读法", ())
        assert (row.candidates, row.attempts) == (("acceptance-046", "midterm-003"), 2)
        assert row.next_attempt_at is None
        books.reopen(number)
        assert books.unsettled(NOON, 5) == (number,)
        assert books.count_decision(number) == 2
        books.settle(number, Disposition.ACCEPTED, "", ["acceptance-046"])
        row = books.message(number)
    assert row is not None
    assert (row.attempts, row.decisions, row.entries, row.candidates) == (0, 2, ("acceptance-046",), ())


UNKNOWN: list[Callable[[LedgerTransaction], object]] = [
    lambda books: books.settle(5, Disposition.GAPS, ""),
    lambda books: books.record_attempt(5, NOON),
    lambda books: books.reopen(5),
    lambda books: books.count_decision(5),
    lambda books: books.set_reply_state(5, ReplyState.SENT),
    lambda books: books.reply_raw(5),
    lambda books: books.reply_raw(10**30),
]


@pytest.mark.parametrize("change", UNKNOWN)
def test_row_that_is_not_there_cannot_be_changed(
    ledger: SqlLedger, change: Callable[[LedgerTransaction], object]
) -> None:
    """A change that would go nowhere is a KeyError, not silence."""
    with pytest.raises(KeyError), ledger.write() as books:
        change(books)


def test_files_are_replaced(ledger: SqlLedger) -> None:
    """The files of one mail come in order and are those last recorded."""
    summary = FileRecord(0, 0, "总结.docx", "a" * 64, 5, inline=False, kind="docx", role="", error="")
    logo = FileRecord(
        0, 1, "image001.png", "b" * 64, 2**33, inline=True, kind="png", role="other", error="unsupported"
    )
    with ledger.write() as books:
        number, other = books.add_message(a_message(1)), books.add_message(a_message(2))
        books.set_files(other, [replace(logo, position=0)])
        books.set_files(number, [logo, summary])
        assert books.files(number) == (replace(summary, message=number), replace(logo, message=number))
        books.set_files(number, [replace(summary, role="summary")])
        assert [file.role for file in books.files(number)] == ["summary"]
        books.set_files(number, [])
        assert books.files(number) == ()
        assert len(books.files(other)) == 1


# Cases


def test_case_returns_what_was_saved(ledger: SqlLedger) -> None:
    """Every field, the findings in order; the messages are those attached, newest last."""
    with ledger.write() as books:
        newer, older = books.add_message(a_message(9)), books.add_message(a_message(1))
        for message in (newer, older, newer):
            books.attach("acceptance-046", message)
        assert books.case("acceptance-046") is None
        books.save_case(a_case())
    with ledger.read() as books:
        assert books.messages_of("acceptance-046") == (older, newer)
        assert books.case("acceptance-046") == a_case(messages=(older, newer))


def test_case_is_judged_anew(ledger: SqlLedger) -> None:
    """A later judgement replaces fields and findings; a message that is taken out no longer counts."""
    after = a_case(
        state=CaseState.COMPLETE,
        late=True,
        findings=(ADVICE,),
        receipt="ZSCQ2024-0001",
        receipt_at=NOON,
        review="请人工确认",
        gap_replies=2,
        completed_late=True,
    )
    with ledger.write() as books:
        message = books.add_message(a_message())
        books.attach("acceptance-046", message)
        books.save_case(a_case())
    with ledger.write() as books:
        books.detach("acceptance-046", message)
        books.detach("acceptance-046", message)
        books.save_case(after)
    with ledger.read() as books:
        assert books.case("acceptance-046") == after
        assert books.messages_of("acceptance-046") == ()


def test_all_cases_are_the_single_ones(ledger: SqlLedger) -> None:
    """The list holds each judged case as `case` gives it, by entry, and no case that was merely locked or attached to."""
    entries = ["midterm-003", "acceptance-046", "acceptance-001"]
    with ledger.write() as books:
        for number, entry in enumerate(entries):
            books.attach(entry, books.add_message(a_message(number)))
            books.save_case(a_case(entry, findings=(GAP,) * number))
        books.attach("midterm-009", books.add_message(a_message(7)))
        books.lock_cases(["midterm-010", "acceptance-046"])
    with ledger.read() as books:
        listed = books.cases()
        assert listed == tuple(books.case(entry) for entry in sorted(entries))


def test_receipt_numbers_run_without_a_gap(ledger: SqlLedger) -> None:
    """Each series from 0001, past four digits too; a number of an undone transaction is given again."""
    with ledger.write() as books:
        assert books.next_receipt_number("ZSCQ2024") == "ZSCQ2024-0001"
        assert books.next_receipt_number("ZSCQ2024") == "ZSCQ2024-0002"
        assert books.next_receipt_number("OTHER") == "OTHER-0001"
    with suppress(ZeroDivisionError), ledger.write() as books:
        assert books.next_receipt_number("ZSCQ2024") == "ZSCQ2024-0003"
        raise ZeroDivisionError
    with ledger.write() as books:
        assert books.next_receipt_number("ZSCQ2024") == "ZSCQ2024-0003"
        books._connection.execute(update(series).values(last=9_998))
        numbers = [books.next_receipt_number("ZSCQ2024") for _ in range(2)]
    assert numbers == ["ZSCQ2024-9999", "ZSCQ2024-10000"]


def test_thread_leads_to_entries(ledger: SqlLedger) -> None:
    """Our replies and known mails lead to their entries, each once, in the order of the Message-IDs asked for.

    A reply leads to where the mail that it answers belongs now, whatever it was taken for then.
    """
    with ledger.write() as books:
        known = books.add_message(a_message(1))
        books.settle(known, Disposition.GAPS, "", ["acceptance-001", "acceptance-002"])
        books.add_message(a_message(2))
        moved = books.add_message(a_message(4))
        books.add_reply(a_reply(3, moved, entries=("midterm-001",)))
        books.settle(moved, Disposition.GAPS, "", ["midterm-003", "acceptance-002"])
    with ledger.read() as books:
        ids = ["<unknown@example.org>", "<reply-3@example.org>", "<2@example.org>", "<1@example.org>"]
        assert books.entries_of_thread(ids) == ("midterm-003", "acceptance-002", "acceptance-001")
        assert books.entries_of_thread(ids[:1]) == ()


# Outgoing queue


def test_reply_is_queued_once(ledger: SqlLedger) -> None:
    """The same Message-ID is not queued a second time, and the first stays as it was."""
    with ledger.write() as books:
        message = books.add_message(a_message())
        number = books.add_reply(a_reply(1, message))
        assert number is not None
        assert books.add_reply(a_reply(1, message, subject="另一封", raw=b"other")) is None
    with ledger.read() as books:
        row = books.reply(number)
        assert row is not None
        assert (row.message, row.kind, row.entries) == (message, ReplyKind.GAPS, ("acceptance-046",))
        assert (row.to, row.subject, row.number) == (("unit@example.org",), "回复：项目-单位 1", "B-1")
        assert (row.state, row.attempts, row.sent_at, row.next_attempt_at) == (
            ReplyState.QUEUED,
            0,
            None,
            None,
        )
        assert books.reply_raw(number) == a_reply(1).raw
        assert books.reply_by_mime_id("<reply-1@example.org>") == row
        assert books.replies() == (row,)


def test_replies_are_narrowed(ledger: SqlLedger) -> None:
    """To a message, to states, to both; to no state at all there is none."""
    with ledger.write() as books:
        message = books.add_message(a_message())
        held = books.add_reply(a_reply(1, message, state=ReplyState.HELD))
        queued = books.add_reply(a_reply(2, message))
        digest = books.add_reply(a_reply(3, kind="digest", entries=(), to=("a@example.org", "b@example.org")))

    def ids(**narrowed: Any) -> list[int]:
        with ledger.read() as books:
            return [row.id for row in books.replies(**narrowed)]

    assert ids() == [held, queued, digest]
    assert ids(message=message) == [held, queued]
    assert ids(states=[ReplyState.QUEUED, ReplyState.SENT]) == [queued, digest]
    assert ids(message=message, states={ReplyState.QUEUED}) == [queued]
    assert ids(states=[]) == []
    assert ids(message=10**30) == []


def test_due_replies_are_the_oldest_first(ledger: SqlLedger) -> None:
    """Queued and uncertain ones whose time has come, by age; held, sent and waiting ones are not due."""
    with ledger.write() as books:
        new = {
            state: books.add_reply(a_reply(20 - number, state=state))
            for number, state in enumerate(ReplyState)
        }
        waiting = books.add_reply(a_reply(30))
        assert waiting is not None
        books.set_reply_state(waiting, ReplyState.QUEUED, "451 later", next_attempt_at=NOON + MINUTE)
    with ledger.read() as books:
        due = [new[ReplyState.UNCERTAIN], new[ReplyState.QUEUED]]
        assert [row.id for row in books.due_replies(NOON, 9)] == due
        assert [row.id for row in books.due_replies(NOON, 1)] == due[:1]
        assert [row.id for row in books.due_replies(NOON + MINUTE, 9)] == [*due, waiting]


def test_reply_moves_through_the_queue(ledger: SqlLedger) -> None:
    """Sending counts an attempt; the server's word and the next attempt are the last ones; sent stays sent."""
    with ledger.write() as books:
        number = books.add_reply(a_reply())
        assert number is not None
        books.set_reply_state(number, ReplyState.SENDING)
        books.set_reply_state(number, ReplyState.QUEUED, "421 HL:ICC", next_attempt_at=NOON + MINUTE)
        row = books.reply(number)
        assert row is not None
        assert (row.attempts, row.response, row.next_attempt_at) == (1, "421 HL:ICC", NOON + MINUTE)
        books.set_reply_state(number, ReplyState.SENDING)
        books.set_reply_state(number, ReplyState.SENT, "250 ok", sent_at=NOON)
        row = books.reply(number)
        assert row is not None
        assert (row.attempts, row.response, row.sent_at) == (2, "250 ok", NOON)
        assert row.next_attempt_at is None
        assert [books.sent_since(moment) for moment in (NOON - MINUTE, NOON, NOON + MINUTE)] == [1, 1, 0]
        books.set_reply_state(number, ReplyState.DROPPED, "由人撤下")
        assert books.sent_since(NOON) == 1


def test_replies_composed_since_a_moment(ledger: SqlLedger) -> None:
    """Those to mails, sent or not, from the moment on; a digest is none."""
    with ledger.write() as books:
        mail = books.add_message(a_message())
        numbers = [books.add_reply(a_reply(number, mail)) for number in (1, 2, 3)]
        books.add_reply(a_reply(4, kind="digest"))
        assert numbers[1] is not None
        books.set_reply_state(numbers[1], ReplyState.DROPPED)
        found = [[row.id for row in books.replies_since(NOON + count * MINUTE)] for count in (0, 2, 4)]
        assert found == [numbers, numbers[1:], []]


# What happened


def test_events_are_told_in_order(ledger: SqlLedger) -> None:
    """Oldest first, of one time in the order of telling, narrowed to a message, an entry or both."""
    with ledger.write() as books:
        message = books.add_message(a_message())
        books.add_event(NewEvent(NOON + MINUTE, "intake", "judged", message, "acceptance-046", "缺第四部分"))
        books.add_event(NewEvent(NOON, "intake", "collected", message))
        books.add_event(NewEvent(NOON, "clerk", "assigned", message, "midterm-003"))
        books.add_event(NewEvent(NOON, "intake", "started"))

    def kinds(**narrowed: Any) -> list[str]:
        with ledger.read() as books:
            return [event.kind for event in books.events(**narrowed)]

    assert kinds() == ["collected", "assigned", "started", "judged"]
    assert kinds(message=message) == ["collected", "assigned", "judged"]
    assert kinds(entry="acceptance-046") == ["judged"]
    assert kinds(message=message, entry="midterm-003") == ["assigned"]
    assert kinds(message=10**30) == []
    with ledger.read() as books:
        last = books.events()[-1]
    assert last == EventRecord(
        last.id, NOON + MINUTE, "intake", "judged", message, "acceptance-046", "缺第四部分"
    )


def test_digests_by_day(ledger: SqlLedger) -> None:
    """A day's digest is found by its day, the newest day is the last; one that is sent again replaces the first."""
    with ledger.write() as books:
        mails = [books.add_reply(a_reply(number, kind="digest", entries=())) or 0 for number in range(3)]
        newest = DigestRecord(date(2024, 3, 21), NOON, mails[0])
        books.add_digest(newest)
        books.add_digest(DigestRecord(date(2024, 3, 20), NOON, mails[1]))
        books.add_digest(DigestRecord(date(2024, 3, 20), NOON + MINUTE, mails[2]))
    with ledger.read() as books:
        assert books.last_digest() == newest
        assert books.digest(date(2024, 3, 20)) == DigestRecord(date(2024, 3, 20), NOON + MINUTE, mails[2])
        assert books.digest(date(2024, 3, 22)) is None


def test_notes_are_replaced(ledger: SqlLedger) -> None:
    """A note is the last thing that was set under its key."""
    with ledger.write() as books:
        books.set_note("compared_at", "一")
        books.set_note("compared_at", "二")
        books.set_note("other", "")
    with ledger.read() as books:
        assert (books.note("compared_at"), books.note("other")) == ("二", "")


# Transactions


def test_failed_transaction_leaves_nothing(ledger: SqlLedger) -> None:
    """An exception undoes all of it, and passes as it is."""

    def book_and_fail() -> None:
        with ledger.write() as books:
            books.attach("acceptance-046", books.add_message(a_message()))
            books.save_case(a_case())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        book_and_fail()
    with ledger.read() as books:
        assert (books.messages(), books.cases(), books.messages_of("acceptance-046")) == ((), (), ())


def test_reading_is_one_view(ledger: SqlLedger) -> None:
    """What another transaction commits meanwhile is not seen, so that a list and its details agree."""
    with ledger.read() as before:
        assert before.messages() == ()
        with ledger.write() as books:
            books.attach("acceptance-046", books.add_message(a_message()))
        assert before.messages() == ()
        assert before.messages_of("acceptance-046") == ()
    with ledger.read() as after:
        assert len(after.messages()) == 1


def test_reading_writes_nothing(ledger: SqlLedger) -> None:
    """A transaction for reading refuses to write; the next one for writing is free to."""
    with pytest.raises((LedgerError, DBAPIError)), ledger.read() as books:
        books.set_note("key", "value")
    with suppress(LedgerError), ledger.write() as books:
        books.set_note("key", "value")
    with ledger.read() as books:
        assert books.note("key") == "value"


def test_ledger_can_be_used_again_after_close(ledger: SqlLedger) -> None:
    """Closing lets go of the connections, not of what was written."""
    with ledger.write() as books:
        books.set_note("key", "value")
    ledger.close()
    with ledger.read() as books:
        assert books.note("key") == "value"


def test_notes_by_the_beginning_of_their_keys(ledger: SqlLedger) -> None:
    """Signs that mean more to LIKE mean themselves; a note that is forgotten is gone, twice as well."""
    with ledger.write() as books:
        for key in ("a_ 1", "a_ 2 垃圾%", "ab 3", "a"):
            books.set_note(key, key)
        books.forget_note("a_ 1")
        books.forget_note("a_ 1")
        assert books.notes("a_ ") == {"a_ 2 垃圾%": "a_ 2 垃圾%"}
    with ledger.read() as books:
        assert set(books.notes("")) == {"a_ 2 垃圾%", "ab 3", "a"}


def test_known_mails_bear_what_the_server_says_of_their_place(ledger: SqlLedger) -> None:
    """Unknown at first, then what was noted; a place that becomes another mail's bears that one's."""
    with ledger.write() as books:
        first = books.add_message(a_message(1, message_id="<a@example.org>"))
        second = books.add_message(a_message(2, message_id="<b@example.org>"))
        books.add_location(Location("INBOX", 7, 1), first)
        books.add_location(Location("INBOX", 7, 2), second, "9/-/-")
        books.set_stamps("INBOX", 7, {1: "8/-/-", 99: "never seen"})
        books.set_stamps("INBOX", 7, {})
    with ledger.read() as books:
        found = books.known_mails("INBOX", 7)
        assert {uid: (mail.stamp, mail.message_id) for uid, mail in found.items()} == {
            1: ("8/-/-", "<a@example.org>"),
            2: ("9/-/-", "<b@example.org>"),
        }
        assert books.known_mails("INBOX", 8) == {}
    with ledger.write() as books:
        books.add_location(Location("INBOX", 7, 1), second)
        assert books.known_mails("INBOX", 7)[1].stamp is None


def test_what_was_tried_less_often_is_due_first(ledger: SqlLedger) -> None:
    """A mail on which the line breaks every time is not the first again and again."""
    with ledger.write() as books:
        older, newer = (books.add_reply(a_reply(number)) for number in (1, 2))
        assert older is not None
        books.set_reply_state(older, ReplyState.SENDING)
        books.set_reply_state(older, ReplyState.QUEUED)
        assert [row.id for row in books.due_replies(NOON + 9 * MINUTE, 9)] == [newer, older]
