"""ImapMailbox against servers that do what real ones do on bad days, and NetEase's on all days."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from intake.errors import ConfigurationError, TemporaryError
from intake.mailbox import ImapMailbox, MailboxSettings, MailStamp, MessageGoneError, MessageRefusedError
from tests.fake_imap import Answer, fake_imap
from tests.line_server import Line, LineServer

RAW = b"Subject: probe\r\n\r\n" + b"0123456789abcdef\r\n" * 10  # 198 bytes


def mailbox_at(
    server: LineServer,
    folders: tuple[str, ...] = ("INBOX",),
    seconds: float = 5.0,
    clock: Iterator[float] | None = None,
) -> ImapMailbox:
    """A mailbox whose settings point at the fake."""
    settings = MailboxSettings(
        server.host, server.port, "none", None, "box@example.org", "secret", folders, seconds
    )
    return ImapMailbox(settings) if clock is None else ImapMailbox(settings, clock=clock.__next__)


def whole(raw: bytes = RAW, size: int | None = None, offset: str = "<0>") -> bytes:
    """The answer to a FETCH of UID 2 that gives everything at once."""
    length = len(raw) if size is None else size
    head = b'* 2 FETCH (UID 2 FLAGS () INTERNALDATE "17-Mar-2024 02:44:25 +0800" RFC822.SIZE %d' % length
    return head + b" BODY[]%s {%d}\r\n" % (offset.encode(), len(raw)) + raw + b")\r\nTAG OK done\r\n"


def in_parts(raw: bytes, size: int, at_most: int = 1 << 30) -> Answer:
    """A server that honours ranges, announces that size, and gives `at_most` bytes at a time."""

    def answer(line: Line, tag: bytes) -> None:
        command = line._heard[-1]
        start, length = map(int, command.rsplit(b"<", 1)[1].split(b">")[0].split(b"."))
        part = raw[start : start + min(length, at_most)]
        head = b"* 2 FETCH (UID 2 RFC822.SIZE %d BODY[]<%d> {%d}\r\n" % (size, start, len(part))
        line.say(head + part + b")\r\n" + tag + b" OK done\r\n")

    return answer


def fetched(rules: dict[str, Answer], part_bytes: int = 1000) -> bytes:
    """What fetching UID 2 from such a server writes."""
    stream = io.BytesIO()
    with fake_imap(rules) as server, mailbox_at(server) as mailbox:
        assert mailbox.fetch("INBOX", 2, stream, part_bytes).size == len(stream.getvalue())
    return stream.getvalue()


# NetEase


def netease(identified: list[bool]) -> dict[str, Answer]:
    """ID first, or no folder opens; no UIDNEXT; `n:*` always gives the last mail; folders flagged only in part."""

    def identify(line: Line, tag: bytes) -> None:
        identified.append(True)
        line.say(b"* ID NIL\r\n" + tag + b" OK ID completed\r\n")

    def open_folder(line: Line, tag: bytes) -> None:
        if identified:
            line.say(
                b"* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] ok\r\n" + tag + b" OK [READ-ONLY] done\r\n"
            )
        else:
            line.say(tag + b" NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n")

    listed = (
        b'* LIST () "/" "INBOX"\r\n* LIST (\\Drafts) "/" "&g0l6P3ux-"\r\n* LIST (\\Sent) "/" "&XfJT0ZAB-"\r\n'
        b'* LIST (\\Junk) "/" "&V4NXPpCuTvY-"\r\n* LIST () "/" "&dcVr0mWHTvZZOQ-"\r\n* LIST () "/" "&Xn9USpCuTvY-"\r\n'
        b'* LIST () "/" "&i6KWBZCuTvY-"\r\nTAG OK LIST Completed\r\n'
    )
    return {
        "ID": identify,
        "EXAMINE": open_folder,
        "LIST": listed,
        "UID SEARCH": b"* SEARCH 1713\r\nTAG OK done\r\n",
    }


def test_netease_opens_after_id_and_all_its_junk_folders_are_read() -> None:
    """ID comes after LOGIN and before the first EXAMINE; four folders of it are junk, though one is flagged."""
    with fake_imap(netease([])) as server:
        with mailbox_at(server, ("INBOX", "\\Junk")) as mailbox:
            found = mailbox.folders()
            assert mailbox.sent_folder() == "已发送"
            assert mailbox.uids("INBOX", above=1713) == ()
            assert mailbox.uids("INBOX", above=1712) == (1713,)
        names = [folder.name for folder in found.folders]
        assert names == ["INBOX", "垃圾邮件", "病毒文件夹", "广告邮件", "订阅邮件"]
        assert [folder.is_junk for folder in found.folders] == [False, True, True, True, True]
        commands = [line.split(b" ", 1)[1].split(b" ")[0] for line in server.heard]
        assert commands.index(b"LOGIN") < commands.index(b"ID") < commands.index(b"EXAMINE")
        assert b"SELECT" not in commands
        assert b'EXAMINE "&dcVr0mWHTvZZOQ-"' in b"\n".join(server.heard)


def test_locked_account_is_the_operators_turn() -> None:
    """`Unsafe Login` in spite of ID: stop and say so; retrying makes it worse."""
    rules: dict[str, Answer] = {**netease([]), "ID": b"TAG OK done\r\n"}
    with (
        fake_imap(rules) as server,
        mailbox_at(server) as mailbox,
        pytest.raises(ConfigurationError, match="锁定了账号"),
    ):
        mailbox.folders()


def test_server_without_id() -> None:
    """BAD to ID is no fault."""
    with fake_imap({"ID": b"TAG BAD unknown command\r\n"}) as server, mailbox_at(server) as mailbox:
        assert [folder.name for folder in mailbox.folders().folders] == ["INBOX"]


# Signing in


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO LOGIN Login error or password error\r\n",
        b"TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
        (
            b"TAG NO Login fail. Account is abnormal, service is not open, password is incorrect, "
            b"login frequency limited, or system is busy.\r\n"
        ),
        b"TAG BAD Login parameters!\r\n",
    ],
)
def test_refused_login_is_tried_once(answer: bytes) -> None:
    """A refused password is the operator's turn, with the server's words and what to do."""
    with fake_imap({"LOGIN": answer}) as server:
        with pytest.raises(ConfigurationError, match=r"box@example\.org.*授权码"):
            mailbox_at(server).connect()
        assert sum(b"LOGIN" in line for line in server.heard) == 1


@pytest.mark.parametrize(
    "rules",
    [
        {"LOGIN": b"TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n"},
        {"LOGIN": b"TAG NO Too many simultaneous connections\r\n"},
        {"LOGIN": b"* BYE server is going down\r\n"},
        {"LOGIN": lambda line, _: line.drop()},
        {"CAPABILITY": b"* CAPABILITY nonsense \xff\r\nTAG OK done\r\n"},
    ],
)
def test_troubled_server_is_for_now(rules: dict[str, Answer]) -> None:
    """A server in trouble is tried again later."""
    with fake_imap(rules) as server, pytest.raises(TemporaryError, match=server.host) as caught:
        mailbox_at(server).connect()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "greeting", [b"* BYE too many connections\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"* OK"]
)
def test_strange_greetings(greeting: bytes) -> None:
    """Whatever greets us, it is one line."""

    def greet(line: Line, _: bytes) -> None:
        line.say(greeting)
        line.drop()

    with fake_imap(greeting=greet) as server, pytest.raises(TemporaryError) as caught:
        mailbox_at(server).connect()
    assert "\n" not in str(caught.value)


def test_starttls_that_is_not_offered() -> None:
    """No silent fall-back to a connection in the clear."""
    with fake_imap() as server:
        settings = MailboxSettings(server.host, server.port, "starttls", None, "box", "secret", ("INBOX",), 5)
        with pytest.raises(ConfigurationError, match="STARTTLS"):
            ImapMailbox(settings).connect()
        assert not any(b"LOGIN" in line for line in server.heard)


# Folders


def test_missing_inbox_is_an_error() -> None:
    """Without INBOX nothing can be done."""
    rules: dict[str, Answer] = {"EXAMINE": b"TAG NO no such mailbox\r\n", "LIST": b"TAG OK done\r\n"}
    with (
        fake_imap(rules) as server,
        mailbox_at(server) as mailbox,
        pytest.raises(ConfigurationError, match="INBOX"),
    ):
        mailbox.folders()


def test_inbox_that_cannot_be_opened_at_the_moment() -> None:
    """It is listed, so it is there."""
    rules: dict[str, Answer] = {"EXAMINE": b"TAG NO [INUSE] locked\r\n"}
    with (
        fake_imap(rules) as server,
        mailbox_at(server) as mailbox,
        pytest.raises(TemporaryError, match="INBOX"),
    ):
        mailbox.folders()


@pytest.mark.parametrize("said", [b"* OK [UIDVALIDITY 0] zero\r\n", b""])
def test_no_uidvalidity_is_zero(said: bytes) -> None:
    """0 exists in the wild, and so do servers that say nothing."""
    answer = b"* 1 EXISTS\r\n" + said + b"TAG OK [READ-ONLY] done\r\n"
    with fake_imap({"EXAMINE": answer}) as server, mailbox_at(server) as mailbox:
        assert mailbox.examine("INBOX") == 0


def test_renumbered_folder_is_noticed() -> None:
    """UIDs found under one UIDVALIDITY are not fetched under another."""
    validities = iter([b"7", b"1", b"8"])

    def open_folder(line: Line, tag: bytes) -> None:
        line.say(b"* 3 EXISTS\r\n* OK [UIDVALIDITY %s] ok\r\n" % next(validities) + tag + b" OK done\r\n")

    with fake_imap({"EXAMINE": open_folder}) as server, mailbox_at(server) as mailbox:
        mailbox.examine("INBOX")
        mailbox.examine("Junk")
        with pytest.raises(TemporaryError, match="重新编号"):
            mailbox.uids("INBOX")


# Listing mails


@pytest.mark.parametrize("refusal", [b"TAG BAD charset\r\n", b"TAG NO not now\r\n"])
def test_refused_search_is_asked_by_fetch(refusal: bytes) -> None:
    """SEARCH is refused by some; FETCH n:* tells the same, the last mail included."""
    answer = b"* 2 FETCH (FLAGS (\\Seen) UID 9)\r\n* 1 FETCH (UID 4)\r\nTAG OK done\r\n"
    with fake_imap({"UID SEARCH": refusal, "UID FETCH": answer}) as server, mailbox_at(server) as mailbox:
        assert mailbox.uids("INBOX") == (4, 9)
        assert mailbox.uids("INBOX", above=9) == ()


def test_search_in_several_lines_and_empty() -> None:
    """The answer may come in pieces, out of order, or with no number at all."""
    many = b"* SEARCH 9 2\r\n* SEARCH\r\n* SEARCH 5\r\nTAG OK done\r\n"
    for answer, expected in (
        (many, (2, 5, 9)),
        (b"* SEARCH\r\nTAG OK done\r\n", ()),
        (b"TAG OK done\r\n", ()),
    ):
        with fake_imap({"UID SEARCH": answer}) as server, mailbox_at(server) as mailbox:
            assert mailbox.uids("INBOX", above=1) == expected


@pytest.mark.parametrize("said", [b"", b"* SEARCH\r\n", b"* SEARCH 1 3\r\n"])
def test_search_that_finds_too_little_is_not_believed(said: bytes) -> None:
    """EXISTS says three: FETCH tells what SEARCH does not. Where FETCH is refused, what was found is better than nothing."""
    answer = b"* 1 FETCH (UID 1)\r\n* 2 FETCH (UID 2)\r\n* 3 FETCH (UID 3)\r\nTAG OK done\r\n"
    rules: dict[str, Answer] = {"UID SEARCH": said + b"TAG OK done\r\n", "UID FETCH": answer}
    with fake_imap(rules) as server, mailbox_at(server) as mailbox:
        assert mailbox.uids("INBOX") == (1, 2, 3)
        assert mailbox.uids("INBOX", above=2) == (3,)
    with fake_imap({**rules, "UID FETCH": b"TAG BAD no\r\n"}) as server, mailbox_at(server) as mailbox:
        assert mailbox.uids("INBOX") == tuple(sorted(map(int, said.split()[2:])))


def test_capabilities_that_change_after_login() -> None:
    """Nothing is built on what was announced: neither LITERAL+ nor UIDPLUS, MOVE, IDLE or CONDSTORE is used."""
    few = b"TAG OK [CAPABILITY IMAP4rev1] logged in\r\n"
    with fake_imap({"LOGIN": few, "UID FETCH": whole()}) as server, mailbox_at(server) as mailbox:
        assert mailbox.uids("INBOX") == (1, 2, 3)
        assert mailbox.fetch("INBOX", 2, io.BytesIO()).size == len(RAW)


# What is said of known mails

FIELD = b"Message-ID: <1@e.org>\r\n\r\n"
STAMPED = (
    b'* 1 FETCH (UID 1 RFC822.SIZE 198 INTERNALDATE "17-Mar-2024 02:44:25 +0800"'
    b" BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%s)\r\n" % (len(FIELD), FIELD)
)


def test_stamps_are_asked_for_in_large_batches() -> None:
    """Size, date and Message-ID of 450 mails in three questions; the stamp holds nothing of the mail itself."""
    with fake_imap({"UID FETCH": STAMPED + b"TAG OK done\r\n"}) as server, mailbox_at(server) as mailbox:
        found = mailbox.stamps("INBOX", tuple(range(1, 451)))
        assert sum(b"UID FETCH" in line for line in server.heard) == 3
    assert found == {1: MailStamp(198, datetime(2024, 3, 16, 18, 44, 25, tzinfo=UTC), FIELD)}
    assert found[1].text.startswith("198/1710614665/")
    assert "e.org" not in found[1].text


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"UID FETCH": b"TAG BAD what?\r\n"}, {}),
        ({"UID FETCH": b"TAG OK done\r\n"}, {}),
        ({"UID FETCH": b"* 1 FETCH (UID 1 FLAGS ())\r\nTAG OK done\r\n"}, {}),
        (
            {
                ".*HEADER": b"TAG BAD no\r\n",
                "UID FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE 9)\r\nTAG OK done\r\n",
            },
            {1: MailStamp(size=9)},
        ),
    ],
)
def test_a_server_may_say_little_or_nothing_of_them(
    rules: dict[str, Answer], expected: dict[int, MailStamp]
) -> None:
    """Then there is little or nothing to compare, and that is no trouble."""
    with fake_imap(rules) as server, mailbox_at(server) as mailbox:
        assert mailbox.stamps("INBOX", (1, 2)) == expected
        assert mailbox.stamps("INBOX", ()) == {}


def test_empty_folder_that_refuses_every_range() -> None:
    """No mail is no failure."""
    rules: dict[str, Answer] = {
        "EXAMINE": b"* 0 EXISTS\r\nTAG OK done\r\n",
        "UID SEARCH": b"TAG BAD invalid range\r\n",
        "UID FETCH": b"TAG BAD invalid range\r\n",
    }
    with fake_imap(rules) as server, mailbox_at(server) as mailbox:
        assert mailbox.uids("INBOX") == ()


# Fetching


def test_answers_about_other_mails_stand_between() -> None:
    """Flags of others, our own flags apart, size and date after the body: the right bytes all the same."""
    answer = (
        b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (FLAGS (\\Answered) UID 2)\r\n"
        b"* 2 FETCH (BODY[]<0> {198}\r\n"
        + RAW
        + b' RFC822.SIZE 198 UID 2 INTERNALDATE " 7-Mar-2024 02:44:25 +0800")\r\n'
        b"* 4 EXISTS\r\n* 3 FETCH (UID 3 BODY[]<0> {5}\r\nother)\r\nTAG OK done\r\n"
    )
    assert fetched({"UID FETCH": answer}) == RAW


def test_nothing_is_marked_as_seen_even_by_a_careless_server() -> None:
    """BODY.PEEK, should EXAMINE not protect the flags (RFC 3501, 6.4.5)."""
    with fake_imap({"UID FETCH": in_parts(RAW, len(RAW))}) as server, mailbox_at(server) as mailbox:
        mailbox.fetch("INBOX", 2, io.BytesIO(), part_bytes=100)
        commands = [line for line in server.heard if b"FETCH" in line]
    assert len(commands) == 2
    assert all(b" BODY.PEEK[" in line and b"BODY[" not in line for line in commands)


def test_server_that_knows_no_parts() -> None:
    """It gives the whole mail whatever was asked, with or without naming an offset."""
    assert fetched({"UID FETCH": whole(offset="")}) == RAW
    assert fetched({"UID FETCH": whole(offset="")}, part_bytes=50) == RAW
    assert fetched({"UID FETCH": whole(size=900, offset="")}, part_bytes=500) == RAW
    assert fetched({"UID FETCH": whole()}, part_bytes=50) == RAW
    refusing: dict[str, Answer] = {
        r"UID FETCH 2 .*<0\.": b"TAG BAD partial\r\n",
        "UID FETCH": whole(offset=""),
    }
    assert fetched(refusing) == RAW


@pytest.mark.parametrize("size", [0, 10, 198, 199, 100_000])
@pytest.mark.parametrize("part_bytes", [50, 66, 198, 1000])
def test_wrong_sizes(size: int, part_bytes: int) -> None:
    """RFC822.SIZE is a hint: the bytes that are there are what counts."""
    assert fetched({"UID FETCH": in_parts(RAW, size)}, part_bytes) == RAW


def test_parts_shorter_than_asked() -> None:
    """A server may give less at a time than it was asked for."""
    assert fetched({"UID FETCH": in_parts(RAW, len(RAW), at_most=7)}, part_bytes=50) == RAW


def test_short_parts_of_a_mail_said_to_be_shorter_than_it_is() -> None:
    """The part is shorter than asked and longer than announced: that is no end, the next part tells."""
    assert fetched({"UID FETCH": in_parts(RAW, size=3, at_most=7)}, part_bytes=50) == RAW


def test_wrong_part() -> None:
    """A part from elsewhere in the mail is not taken for the next one."""
    rules: dict[str, Answer] = {
        r"UID FETCH 2 .*<0\.": b"* 2 FETCH (UID 2 RFC822.SIZE 198 BODY[]<0> {50}\r\n"
        + RAW[:50]
        + b")\r\nTAG OK done\r\n",
        "UID FETCH": b"* 2 FETCH (UID 2 BODY[]<0> {50}\r\n" + RAW[:50] + b")\r\nTAG OK done\r\n",
    }
    with pytest.raises(MessageRefusedError, match="所要的那一段"):
        fetched(rules, part_bytes=50)


def test_empty_mail_is_fetched() -> None:
    """Zero bytes, as a literal, a quoted string or NIL."""
    for empty in (b"{0}\r\n", b'""', b"NIL"):
        assert (
            fetched(
                {"UID FETCH": b"* 2 FETCH (UID 2 RFC822.SIZE 0 BODY[]<0> " + empty + b")\r\nTAG OK done\r\n"}
            )
            == b""
        )


def test_gone_and_refused_mails() -> None:
    """No answer about it is gone; an answer without its bytes is refused; neither costs the session."""
    there: dict[str, Answer] = {r"UID FETCH \d+ \(UID\)": b"* 2 FETCH (UID 2)\r\nTAG OK done\r\n"}
    cases: list[tuple[type[Exception], dict[str, Answer]]] = [
        (MessageGoneError, {"UID FETCH": b"TAG OK done\r\n"}),
        (MessageGoneError, {"UID FETCH": b"TAG NO no such message\r\n"}),
        (MessageGoneError, {"UID FETCH": b"* 1 FETCH (UID 1 FLAGS ())\r\nTAG OK done\r\n"}),
        (MessageRefusedError, {**there, "UID FETCH": b"TAG NO cannot read message\r\n"}),
        (
            MessageRefusedError,
            {**there, "UID FETCH": b"* 2 FETCH (UID 2 RFC822.SIZE 9 BODY[] NIL)\r\nTAG OK done\r\n"},
        ),
    ]
    for expected, rules in cases:
        with fake_imap(rules) as server, mailbox_at(server) as mailbox:
            with pytest.raises(expected, match=r"邮件 2\b"):
                mailbox.fetch("INBOX", 2, io.BytesIO())
            mailbox.noop()


def test_line_that_breaks_in_the_middle() -> None:
    """BYE, a torn literal, a torn line: for now; nothing is taken for a whole mail."""
    torn: list[bytes] = [
        b"* BYE closing\r\n",
        b"* 2 FETCH (UID 2 RFC822.SIZE 198 BODY[]<0> {198}\r\n" + RAW[:100],
        b"* 2 FETCH (UID 2 RFC822",
        b"* 2 FETCH (UID 2 RFC822.SIZE 198 BODY[]<0> {198}\r\n" + RAW,
        b"* 2 FETCH (UID 2 BODY[]<0> {99999999999}\r\n",
    ]
    for text in torn:

        def say_and_drop(line: Line, _: bytes, text: bytes = text) -> None:
            line.say(text)
            line.drop()

        with fake_imap({"UID FETCH": say_and_drop}) as server, mailbox_at(server) as mailbox:
            with pytest.raises(TemporaryError, match=server.host):
                mailbox.fetch("INBOX", 2, io.BytesIO())
            with pytest.raises(TemporaryError, match="尚未连接"):
                mailbox.noop()
            mailbox.connect()
            assert mailbox.uids("INBOX") == (1, 2, 3)


# Time


def test_hanging_server_is_left() -> None:
    """Silence has an end, wherever it falls."""
    for command in ("LOGIN", "LIST", "EXAMINE"):
        rules: dict[str, Answer] = {command: lambda line, _: line.hang()}
        with fake_imap(rules) as server, pytest.raises(TemporaryError, match="超时"):
            mailbox_at(server, seconds=0.2).check()


def test_dripping_server_is_left() -> None:
    """A byte now and then keeps a socket's own timeout from ever striking: the watchdog strikes."""
    cases: list[tuple[str, bytes, bytes, Callable[[ImapMailbox], object]]] = [
        ("UID SEARCH", b"", b"* SEARCH 1\r\n", lambda mailbox: mailbox.uids("INBOX")),
        ("LIST", b"", b"x", lambda mailbox: mailbox.folders()),
        (
            "UID FETCH",
            b"* 2 FETCH (UID 2 BODY[]<0> {9999}\r\n",
            b"x",
            lambda mailbox: mailbox.fetch("INBOX", 2, io.BytesIO(), part_bytes=64),
        ),
    ]
    for command, start, drop, operation in cases:

        def drip(line: Line, _: bytes, start: bytes = start, drop: bytes = drop) -> None:
            line.say(start)
            line.drip(drop)

        with (
            fake_imap({command: drip}) as server,
            mailbox_at(server, seconds=0.3) as mailbox,
            pytest.raises(TemporaryError, match="超时"),
        ):
            operation(mailbox)


def test_dripping_greeting_is_left() -> None:
    """The very first line is watched as well."""
    with (
        fake_imap(greeting=lambda line, _: line.drip(b"*")) as server,
        pytest.raises(TemporaryError, match="超时"),
    ):
        mailbox_at(server, seconds=0.2).connect()


def test_the_whole_fetch_has_a_deadline() -> None:
    """Parts of one byte each, every one in time, do not go on for ever: the clock, which is ours here, says so."""
    clock = (float(tick) for tick in range(10_000))
    rules: dict[str, Answer] = {"UID FETCH": in_parts(RAW, 1000, at_most=1)}
    with fake_imap(rules) as server:
        mailbox = mailbox_at(server, seconds=20, clock=clock)
        mailbox.connect()
        with pytest.raises(TemporaryError, match="取出邮件 2 超时"):
            mailbox.fetch("INBOX", 2, io.BytesIO())


def test_full_disk_is_not_the_servers_fault() -> None:
    """What the stream raises comes through as it is, and the session stays whole."""

    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    with fake_imap({"UID FETCH": whole()}) as server, mailbox_at(server) as mailbox:
        with pytest.raises(OSError, match="No space left"):
            mailbox.fetch("INBOX", 2, Full())
        mailbox.noop()


def test_sent_copy_where_there_is_no_place_for_it() -> None:
    """No folder of sent mail: nothing is appended, nothing fails. A full one: for now."""
    with fake_imap() as server, mailbox_at(server) as mailbox:
        assert mailbox.sent_folder() is None
        assert not mailbox.append_sent(RAW)
    rules: dict[str, Answer] = {
        "LIST": b'* LIST () "/" "Sent"\r\nTAG OK done\r\n',
        "APPEND": b"TAG NO [OVERQUOTA] full\r\n",
    }
    with (
        fake_imap(rules) as server,
        mailbox_at(server) as mailbox,
        pytest.raises(TemporaryError, match="OVERQUOTA"),
    ):
        mailbox.append_sent(RAW)
