"""A file that breaks its parser every time is a finding; the log tells of a fault no word of a document."""

import io
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from parsers import sandbox as sandbox_module
from parsers.errors import ParserFailureError
from parsers.sandbox import Sandbox
from service import logs
from service.campaign_files import default_campaigns
from service.outcome import Disposition
from service.reader import FileReader
from service.tracebacks import told
from tests.service.office import File, Office, mail_of, open_office, summary_docx

KILLER = """
import os
import parsers.registry

healthy = parsers.registry.parse

def parse(payload, name, whole=frozenset()):
    if b"kill" in payload[:9]:
        os.abort()
    return healthy(payload, name, whole)

parsers.registry.parse = parse
"""
ENTRY = default_campaigns()[0].roster.entries[0]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office whose workers die of some files."""
    (tmp_path / "ill").mkdir()
    (tmp_path / "ill" / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path / "ill"), str(Path(sandbox_module.__file__).parent.parent)))
    monkeypatch.setattr(sandbox_module, "_search_path", lambda: path)
    opened = open_office(tmp_path)
    with Sandbox() as sandbox:
        reader = FileReader(opened.desk.archive, sandbox)
        yield replace(opened, desk=replace(opened.desk, reader=reader))
    opened.desk.ledger.close()


def test_file_that_kills_its_worker_every_time_is_a_finding(office: Office) -> None:
    """The mail is settled and answered: the unit sends the file anew. The next mail is read as ever."""
    subject = f"{ENTRY.project}-{ENTRY.unit}"
    _message, outcome = office.receive(mail_of(subject, [File("总结.docx", b"kill the worker")]))
    assert outcome.disposition is Disposition.GAPS
    assert "summary.unreadable" in {finding.code for finding in office.case(ENTRY.entry_id).findings}
    _message, outcome = office.receive(mail_of(subject, [summary_docx(ENTRY.unit, ENTRY.project)]))
    assert outcome.disposition is not Disposition.FAILED


def _stumble(text: str) -> None:
    try:
        float(text)
    except ValueError as error:
        raise KeyError(text) from error


def _stumbled(text: str) -> Exception:
    """An exception with a cause, both of whose messages repeat what they stumbled over."""
    with pytest.raises(KeyError) as caught:
        _stumble(text)
    return caught.value


def test_log_tells_where_and_not_what() -> None:
    """Frames and kinds of the exception and of its cause; no message."""
    text = told(_stumbled("张三 138 0000 1234"))
    assert "张三" not in text
    assert "test_poison.py" in text
    assert text.index("ValueError") < text.index("KeyError")


def test_log_tells_where_in_a_worker() -> None:
    """A parser's own fault comes with the worker's frames, which hold no message either."""
    text = told(ParserFailureError("worker.py:30 answer\nAssertionError"))
    assert text.splitlines() == ["worker.py:30 answer", "AssertionError", "ParserFailureError"]


def test_every_log_is_written_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own set-up of its log."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    before = structlog.get_config()
    logs.configure_logging()
    structlog.get_logger().error("handling failed", message=7, exc_info=_stumbled("张三"))
    structlog.configure(**before)
    logging.getLogger().handlers.clear()
    assert "KeyError" in stream.getvalue()
    assert "张三" not in stream.getvalue()
