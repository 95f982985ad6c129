"""The faults: each strikes once (or a few times) in the middle of a run, and says what may come of it."""

from dataclasses import dataclass
from typing import Literal

from tests.faults import ways
from tests.faults.proxy import CONTENT, GREETING, Once, Way

Protocol = Literal["imap", "smtp"]

_BODY = r"UID FETCH \d+ .*BODY\.PEEK\[\]<0"
_UNASKED = b"* 1 FETCH (FLAGS (\\Seen))\r\n* 99 EXISTS\r\n* OK [ALERT] hi\r\n"
_STAMPS = r"UID FETCH \S+ \(UID RFC822\.SIZE INTERNALDATE"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `when` is the beginning of the spoilt command (a pattern), `nth` which of its occurrences.

    `may_double`: the send was really uncertain, so its reply may arrive twice, under the same Message-ID.
    `refused`: how many replies end with a person.
    """

    name: str
    protocol: Protocol
    when: str
    way: Way
    nth: int = 1
    times: int = 1
    may_double: bool = False
    refused: int = 0

    def injector(self) -> Once:
        """What makes it happen, once."""
        return Once(self.when, self.way, self.nth, self.times)


def _imap(name: str, when: str, way: Way, nth: int = 1, times: int = 1) -> Fault:
    return Fault(name, "imap", when, way, nth, times)


def _smtp(name: str, when: str, way: Way, nth: int = 1, *, refused: int = 0) -> Fault:
    return Fault(name, "smtp", when, way, nth, refused=refused)


def _doubtful(name: str, way: Way, times: int = 1) -> Fault:
    return Fault(name, "smtp", CONTENT, way, 4, times, may_double=True)


IMAP = (
    # Before there is a session
    _imap("greeting never comes", GREETING, ways.hang),
    _imap("greeting dropped", GREETING, ways.drop),
    _imap("greeting drips", GREETING, ways.dripping(b"*")),
    _imap("greeting BYE", GREETING, ways.says_and_leaves(b"* BYE too many connections\r\n")),
    _imap("greeting of another protocol", GREETING, ways.says_and_leaves(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
    _imap("CAPABILITY refused", "CAPABILITY", ways.says(b"TAG BAD what?\r\n")),
    _imap("CAPABILITY not ASCII", "CAPABILITY", ways.says(b"* CAPABILITY \xff\xfe\r\nTAG OK done\r\n")),
    _imap("LOGIN temporarily refused", "LOGIN", ways.says(b"TAG NO [UNAVAILABLE] Temporary failure\r\n")),
    _imap("LOGIN refused: too many", "LOGIN", ways.says(b"TAG NO Too many simultaneous connections\r\n")),
    _imap("LOGIN refused: password", "LOGIN", ways.says(b"TAG NO [AUTHENTICATIONFAILED] wrong password\r\n")),
    _imap("LOGIN hangs", "LOGIN", ways.hang),
    _imap("LOGIN answered, capabilities changed", "LOGIN", ways.replaced(rb"\[CAPABILITY [^\]]*\]", b"[CAPABILITY IMAP4rev1]")),
    _imap("ID refused", "ID", ways.says(b"TAG BAD unknown command\r\n")),
    _imap("ID dropped", "ID", ways.drop),
    # Folders
    _imap("LIST refused", "LIST", ways.says(b"TAG NO not now\r\n")),
    _imap("LIST empty", "LIST", ways.says(b"TAG OK done\r\n")),
    _imap("LIST garbage", "LIST", ways.says(b"* LIST \xff\x00 ((\r\nTAG OK done\r\n")),
    _imap("LIST drips", "LIST", ways.dripping(b"x")),
    _imap("INBOX in use", "EXAMINE", ways.says(b"TAG NO [INUSE] locked\r\n")),
    _imap("INBOX gone", "EXAMINE", ways.says(b"TAG NO [NONEXISTENT] no such mailbox\r\n")),
    _imap("junk folder gone", "EXAMINE", ways.says(b"TAG NO [NONEXISTENT] no such mailbox\r\n"), nth=2),
    _imap("Unsafe Login", "EXAMINE", ways.says(b"TAG NO EXAMINE Unsafe Login. Please contact kefu@188.com\r\n")),
    _imap("EXAMINE dropped", "EXAMINE", ways.drop),
    _imap("UIDVALIDITY changed", "EXAMINE", ways.replaced(rb"UIDVALIDITY \d+", b"UIDVALIDITY 4711")),
    _imap("UIDVALIDITY changed to and fro", "EXAMINE", ways.replaced(rb"UIDVALIDITY \d+", b"UIDVALIDITY 4711"), nth=3),
    _imap("UIDVALIDITY 0", "EXAMINE", ways.replaced(rb"UIDVALIDITY \d+", b"UIDVALIDITY 0"), times=99),
    _imap("no UIDVALIDITY", "EXAMINE", ways.replaced(rb"\* OK \[UIDVALIDITY[^\r]*\r\n", b""), times=99),
    _imap("EXISTS says nothing is there", "EXAMINE", ways.replaced(rb"\* \d+ EXISTS", b"* 0 EXISTS")),
    _imap("EXISTS says too much", "EXAMINE", ways.replaced(rb"\* \d+ EXISTS", b"* 999 EXISTS")),
    # Listing
    _imap("SEARCH refused", "UID SEARCH", ways.says(b"TAG BAD charset\r\n")),
    _imap("SEARCH and its stand-in refused", "UID (SEARCH|FETCH 1:)", ways.says(b"TAG NO not now\r\n"), times=2),
    _imap("SEARCH finds nothing", "UID SEARCH", ways.says(b"* SEARCH\r\nTAG OK done\r\n")),
    _imap("SEARCH says nothing", "UID SEARCH", ways.says(b"TAG OK done\r\n")),
    _imap("SEARCH names mails that are not there", "UID SEARCH", ways.replaced(rb"\* SEARCH", b"* SEARCH 99998 99999")),
    _imap("SEARCH breaks off", "UID SEARCH", ways.half),
    _imap("SEARCH hangs in its middle", "UID SEARCH", ways.half_and_hang),
    _imap("SEARCH drips", "UID SEARCH", ways.dripping(b"* SEARCH 1\r\n")),
    _imap("comparison refused", _STAMPS, ways.says(b"TAG BAD what?\r\n")),
    _imap("comparison lies about sizes", _STAMPS, ways.replaced(rb"RFC822\.SIZE \d+", b"RFC822.SIZE 1")),
    _imap("comparison breaks off", _STAMPS, ways.half),
    # Fetching
    _imap("FETCH dropped", _BODY, ways.drop, nth=5),
    _imap("FETCH reset", _BODY, ways.reset, nth=5),
    _imap("FETCH hangs", _BODY, ways.hang, nth=5),
    _imap("FETCH dropped three times", _BODY, ways.drop, nth=5, times=3),
    _imap("FETCH: answer lost", _BODY, ways.lost_answer, nth=5),
    _imap("FETCH: torn literal", _BODY, ways.torn_literal, nth=5),
    _imap("FETCH: torn line, reset", _BODY, ways.half_reset, nth=5),
    _imap("FETCH stops in the literal", _BODY, ways.half_and_hang, nth=5),
    _imap("FETCH drips in the literal", _BODY, ways.dripping(b"* 1 FETCH (UID 1 BODY[] {99999}\r\n"), nth=5),
    _imap("FETCH: literal announced too long", _BODY, ways.literal_length(+7), nth=5),
    _imap("FETCH: literal announced too short", _BODY, ways.literal_length(-7), nth=5),
    _imap("FETCH: literal of 99 GB announced", _BODY, ways.literal_length(99_000_000_000), nth=5),
    _imap("FETCH: half of the mail at a time", _BODY, ways.short_literal, nth=5),
    _imap("FETCH: size said to be 0", _BODY, ways.replaced(rb"RFC822\.SIZE \d+", b"RFC822.SIZE 0"), nth=5),
    _imap("FETCH: size said to be 99 MB", _BODY, ways.replaced(rb"RFC822\.SIZE \d+", b"RFC822.SIZE 99000000"), nth=5),
    _imap("FETCH: size not said", _BODY, ways.replaced(rb" RFC822\.SIZE \d+", b""), nth=5),
    _imap("FETCH: date nonsense", _BODY, ways.replaced(rb'INTERNALDATE "[^"]*"', b'INTERNALDATE "yesterday"'), nth=5),
    _imap("FETCH: about another mail", _BODY, ways.replaced(rb"UID \d+", b"UID 99999"), nth=5),
    _imap("FETCH: nothing about it", _BODY, ways.says(b"TAG OK done\r\n"), nth=5),
    _imap("FETCH refused", r"UID FETCH \d+ \(UID FLAGS", ways.says(b"TAG NO cannot read\r\n"), nth=8, times=2),
    _imap("FETCH: parts refused", _BODY, ways.says(b"TAG BAD partial\r\n"), nth=5),
    _imap("FETCH: NIL", r"UID FETCH \d+ \(UID FLAGS", ways.says(b"* 1 FETCH (UID 1 BODY[] NIL)\r\nTAG OK done\r\n"), nth=8),
    _imap("FETCH: BYE", _BODY, ways.says_and_leaves(b"* BYE shutting down\r\n"), nth=5),
    _imap("FETCH: BYE after the answer", _BODY, ways.answer_and_drop, nth=5),
    _imap("FETCH: unasked-for answers between", _BODY, ways.before(_UNASKED), nth=5),
    _imap("FETCH: another mail's bytes between", _BODY, ways.before(b"* 1 FETCH (UID 1 BODY[]<0> {5}\r\nother)\r\n"), nth=5),
    _imap("FETCH: answer of another command", _BODY, ways.before(b"ZZZZ9 OK done\r\n"), nth=5),
    _imap("FETCH: garbage", _BODY, ways.before(b"\x00\xff\xfe{{{\r\n"), nth=5),
    _imap("FETCH: a line of two million bytes", _BODY, ways.before(b"* OK " + b"x" * 2_000_000 + b"\r\n"), nth=5),
    _imap("FETCH slow", _BODY, ways.slowly, nth=5, times=5),
    _imap("FETCH late", _BODY, ways.late, nth=5),
    _imap("NOOP dropped", "NOOP", ways.drop),
    _imap("NOOP refused", "NOOP", ways.says(b"TAG BAD what?\r\n")),
    _imap("NOOP hangs", "NOOP", ways.hang),
    _imap("LOGOUT hangs", "LOGOUT", ways.hang),
    # Copies of what was sent
    _imap("APPEND refused", "APPEND", ways.says(b"TAG NO [OVERQUOTA] full\r\n")),
    _imap("APPEND dropped", CONTENT, ways.drop, nth=3),
    _imap("APPEND: answer lost", CONTENT, ways.lost_answer, nth=3),
)  # fmt: skip

SMTP = (
    _smtp("greeting never comes", GREETING, ways.hang),
    _smtp("greeting dropped", GREETING, ways.drop),
    _smtp("greeting drips", GREETING, ways.dripping(b"220-")),
    _smtp("greeting 421 HL:ICC", GREETING, ways.says_and_leaves(b"421 HL:ICC 163 smtp10\r\n")),
    _smtp("greeting 554", GREETING, ways.says_and_leaves(b"554 IP in blacklist\r\n")),
    _smtp("greeting of another protocol", GREETING, ways.says_and_leaves(b"* OK IMAP4rev1\r\n")),
    _smtp("EHLO dropped", "EHLO", ways.drop),
    _smtp("EHLO 421", "EHLO", ways.says_and_leaves(b"421 busy\r\n")),
    _smtp("EHLO without AUTH", "EHLO", ways.says(b"250-fake\r\n250 SIZE 1000000\r\n")),
    _smtp("AUTH 535", "AUTH", ways.says(b"535 Error: authentication failed\r\n")),
    _smtp("AUTH 454", "AUTH", ways.says(b"454 4.7.0 Temporary authentication failure\r\n")),
    _smtp("AUTH 550: not switched on", "AUTH", ways.says(b"550 User has no permission\r\n")),
    _smtp("AUTH hangs", "AUTH", ways.hang),
    _smtp("AUTH: answer lost", "AUTH", ways.lost_answer),
    _smtp("MAIL 451 MI:SFQ", "MAIL", ways.says(b"451 MI:SFQ 163 smtp3\r\n"), 4),
    _smtp("MAIL 421 HL:IFC", "MAIL", ways.says_and_leaves(b"421 HL:IFC 163 smtp5\r\n"), 4),
    _smtp("MAIL 550 MI:STC: the day is used up", "MAIL", ways.says(b"550 MI:STC 163 smtp1\r\n"), 4),
    _smtp("MAIL 450 MI:DMC: the connection is", "MAIL", ways.says(b"450 MI:DMC 163 smtp1\r\n"), 4),
    _smtp("MAIL 553 Local user only", "MAIL", ways.says(b"553 Local user only\r\n"), 4),
    _smtp("MAIL 452 no room", "MAIL", ways.says(b"452 4.3.1 Insufficient system storage\r\n"), 4),
    _smtp("MAIL dropped", "MAIL", ways.drop, 4),
    _smtp("MAIL reset", "MAIL", ways.reset, 4),
    _smtp("MAIL hangs", "MAIL", ways.hang, 4),
    _smtp("RCPT 450 greylisted", "RCPT", ways.says(b"450 4.2.0 Greylisted\r\n"), 4),
    _smtp("RCPT 451 RP:QRC", "RCPT", ways.says(b"451 RP:QRC 163 smtp1\r\n"), 4),
    _smtp("RCPT 550 RP:TRC", "RCPT", ways.says(b"550 RP:TRC 163 smtp1\r\n"), 4),
    _smtp("RCPT 550 no such user", "RCPT", ways.says(b"550 5.1.1 User unknown\r\n"), 4, refused=1),
    _smtp("RCPT 452 mailbox full", "RCPT", ways.says(b"452 4.2.2 Mailbox full\r\n"), 4),
    _smtp("RCPT: answer lost", "RCPT", ways.lost_answer, 4),
    _smtp("RCPT drips", "RCPT", ways.dripping(b"250-"), 4),
    _smtp("DATA 451", "DATA", ways.says(b"451 4.3.0 queue file write error\r\n"), 4),
    _smtp("DATA 554 no valid recipients", "DATA", ways.says(b"554 no valid recipients\r\n"), 4, refused=1),
    _smtp("DATA dropped", "DATA", ways.drop, 4),
    _smtp("DATA hangs", "DATA", ways.hang, 4),
    _smtp("the end 451 DT:SPM", CONTENT, ways.says(b"451 DT:SPM ,please try again\r\n"), 4),
    _smtp("the end 554 DT:SPM", CONTENT, ways.says(b"554 DT:SPM 163 smtp8\r\n"), 4, refused=1),
    _smtp("the end 421", CONTENT, ways.says_and_leaves(b"421 shutting down\r\n"), 4),
    _smtp("the end 550 MI:STC", CONTENT, ways.says(b"550 MI:STC 163 smtp1\r\n"), 4),
    _smtp("the end: dropped before it arrived", CONTENT, ways.drop, 4),
    _smtp("the end: hangs before it arrived", CONTENT, ways.hang, 4),
    _smtp("250 and dropped", CONTENT, ways.answer_and_drop, 4),
    _smtp("250 slow", CONTENT, ways.slowly, 4),
    _doubtful("the end: 250 lost", ways.lost_answer),
    _doubtful("the end: 250 lost, reset", ways.lost_answer_reset),
    _doubtful("the end: 250 lost, twice", ways.lost_answer, times=2),
    _doubtful("the end: 250 torn", ways.half),
    _doubtful("the end: 250 torn, then silence", ways.half_and_hang),
    _doubtful("the end: nonsense in place of 250", ways.says_after(b"nonsense\r\n")),
    _doubtful("the end: 354 in place of 250", ways.says_after(b"354 what?\r\n")),
    _doubtful("the end: 250 never comes", ways.unheard_answer),
    _doubtful("the end: 250 drips", ways.dripping(b"250-")),
    _smtp("RSET dropped", "RSET", ways.drop, 4),
    _smtp("RSET 421", "RSET", ways.says_and_leaves(b"421 idle too long\r\n"), 4),
    _smtp("RSET hangs", "RSET", ways.hang, 4),
    _smtp("QUIT hangs", "QUIT", ways.hang),
)  # fmt: skip

FAULTS = IMAP + SMTP
