"""The short form of `python -m tests.fuzz`: the same cases every time, of the formats that are quickly read."""

import random
import time
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.message import InboundMessage, own_text, read_message, reply_address
from intake.screening import screen
from parsers.errors import ParserFailureError
from tests.documents.word import zip_of
from tests.fuzz import __main__ as command
from tests.fuzz.mutations import in_zip, mutated
from tests.fuzz.run import TRACEBACK, FuzzCase, Fuzzer, Result, Seeds, fuzzer, results
from tests.fuzz.seeds import FORMATS
from tests.service.office import mail_of

SEED = 2024
# OCR, LibreOffice, other programs: the long form has them.
SLOW = {"picture", "heic", "doc", "rtf", "odt", "rar"}
CASES = 600


@pytest.fixture(scope="module")
def opened() -> Iterator[Fuzzer]:
    """One sandbox and one office for all cases."""
    with fuzzer() as made:
        yield made


def test_damaged_files_and_mails_have_an_outcome(opened: Fuzzer) -> None:
    """Read, or a finding; settled, or review. Nothing is raised, whatever the damage."""
    seeds = Seeds([each for each in FORMATS if each.name not in SLOW])
    found = list(results(opened, islice(seeds.cases(SEED), CASES)))
    assert [(result.case.number, result.trace) for result in found if result.outcome == TRACEBACK] == []
    assert len(found) == CASES
    assert len({result.case.format for result in found}) == len(FORMATS) - len(SLOW)


def test_what_is_raised_is_told(opened: Fuzzer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is counted and named, and makes the command fail."""

    def fail(_case: FuzzCase) -> str:
        raise ParserFailureError("pdf.py:1 parse")

    monkeypatch.setattr(opened, "_judge", fail)
    result = opened.run(FuzzCase(7, "pdf", "a.pdf", b""))
    assert (result.outcome, result.trace) == (TRACEBACK, "ParserFailureError: pdf.py:1 parse")
    report = command.Report()
    report.add(result)
    assert list(report.lines())[-1].endswith("raised 1")


def test_slow_cases_are_named() -> None:
    """A person should look at them."""
    report = command.Report()
    report.add(Result(FuzzCase(1, "pdf", "a.pdf", b""), "read", 11.0))
    report.add(Result(FuzzCase(2, "pdf", "a.pdf", b""), "read", 1.0))
    assert [result.case.number for result in report.slow] == [1]


def test_cases_are_the_same_for_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what was found can be looked at, and is found again by the tests; on another day too."""
    days = (86_400.0 * day for day in range(20_000, 30_000))
    monkeypatch.setattr(time, "time", lambda: next(days))
    chosen = [each for each in FORMATS if each.name in {"csv", "zip", "gz", "ofd"}]
    first, again, other = (list(islice(Seeds(chosen).cases(seed), 30)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_zip_is_damaged_within() -> None:
    """Its sums agree after: it is the member that is damaged, not the zip."""
    payload, damaged = zip_of({"a.xml": "<a><b>text</b></a>" * 9}), 0
    for number in range(40):
        found = in_zip(payload, [payload], random.Random(number))  # noqa: S311 - no secret
        with zipfile.ZipFile(BytesIO(found)) as archive:
            assert archive.testzip() is None
        damaged += found != payload
    assert damaged > 20


_TEXT = st.text(max_size=80)
_BYTES = st.binary(max_size=300)
_FIELD = st.sampled_from(("Subject", "From", "To", "Reply-To", "Content-Type", "Content-Disposition", "Received",
    "Content-Transfer-Encoding", "Message-ID", "Return-Path", "Auto-Submitted", "List-Id", "References", "Date"))  # fmt: skip
_VALUE = st.one_of(
    _BYTES,
    _TEXT.map(lambda text: text.encode("gb18030", "replace")),
    st.sampled_from(
        (
            b"=?gb2312?B?",
            b"=?utf-8?Q?=E6?= ",
            b"multipart/mixed; boundary=",
            b'; name*0*="',
            b"a@b <",
            b"<>",
            b"\x00",
        )
    ),
)
_HEAD = st.lists(st.tuples(_FIELD, st.lists(_VALUE, max_size=4)), max_size=8).map(
    lambda fields: b"".join(name.encode() + b": " + b"".join(values) + b"\r\n" for name, values in fields)
)


@st.composite
def _multipart(draw: st.DrawFn, depth: int = 0) -> bytes:
    """A mail or a part: a head of odd fields, a body of bytes or of parts between boundaries that may be wrong."""
    head = draw(_HEAD)
    if depth > 3 or draw(st.booleans()):
        return head + b"\r\n" + draw(_BYTES)
    boundary = draw(st.sampled_from((b"b", b"bb", b'"b b"', b"--", b"")))
    parts = draw(st.lists(_multipart(depth=depth + 1), max_size=4))
    used = draw(st.sampled_from((boundary, b"b")))
    body = b"".join(b"--" + used + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        head
        + b"Content-Type: multipart/mixed; boundary="
        + boundary
        + b"\r\n\r\n"
        + body
        + b"--"
        + used
        + b"--"
    )


def _looked_at(raw: bytes) -> InboundMessage:
    mail = read_message(raw)
    screen(mail, frozenset())
    reply_address(mail)
    own_text(mail)
    return mail


@settings(max_examples=400, deadline=None, derandomize=True)
@given(_multipart())
def test_any_mail_is_read(raw: bytes) -> None:
    """Every tree of parts, with whatever stands in its heads; and twice the same."""
    assert _looked_at(raw) == read_message(raw)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.lists(st.tuples(_TEXT, _BYTES), max_size=3))
def test_any_damaged_mail_is_read(seed: int, files: list[tuple[str, bytes]]) -> None:
    """A mail as programs write it, then damaged as lines and programs do."""
    mail = EmailMessage()
    mail["Subject"] = "总结"
    mail.set_content("请查收")
    for name, payload in files:
        mail.add_attachment(
            payload, "application", "pdf", filename=name.encode("utf-8", "replace").decode() or "a"
        )
    _looked_at(mutated(mail.as_bytes(), [mail_of("另一封")], random.Random(seed)))  # noqa: S311 - no secret
