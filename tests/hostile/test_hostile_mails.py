"""Hostile mails: read within limits of time and memory that the kernel keeps, and settled like any other."""

import subprocess
import sys
from collections.abc import Callable
from email.header import Header
from pathlib import Path

import pytest

from intake.attachments import LONGEST_HTML, LONGEST_TEXT
from intake.bodies import reflowed
from intake.message import read_message
from intake.mime import MOST_PARTS
from service.campaign_files import default_campaigns
from service.outcome import Disposition
from tests.hostile.mails import (
    MAILS,
    bare_mail,
    broken_header,
    deep_mail,
    links_without_end,
    mail_in_mail,
    many_names,
    many_parts,
    one_long_line,
    prefixed_boundaries,
    quoted_lines,
    tags_never_closed,
    uuencoded_bomb,
    word_bomb,
)
from tests.service.office import open_office

Build = Callable[[], bytes]
_SUBJECT = b"=?utf-8?B?5oC757uT?="
SETTLED: tuple[Build, ...] = (
    many_parts, deep_mail, prefixed_boundaries, mail_in_mail, broken_header, uuencoded_bomb, word_bomb,
    tags_never_closed, many_names, links_without_end,
)  # fmt: skip


def test_mails_are_read_within_limits() -> None:
    """Half a minute of processor time and a gigabyte and a half of address space, whatever the mail is."""
    command = [sys.executable, "-m", "tests.hostile.read_mail"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout[-200:]
    assert ended.stdout.split() == [build.__name__ for build in MAILS]


@pytest.mark.parametrize("build", SETTLED, ids=lambda build: str(build.__name__))
def test_mail_that_names_its_project_is_settled(build: Build, tmp_path: Path) -> None:
    """Matched by its subject as if it were honest: judged, recorded and answered, or left to a person."""
    entry = default_campaigns()[0].roster.entries[0]
    subject = Header(f"{entry.project}-{entry.unit}", "utf-8", maxlinelen=4000).encode().encode("ascii")
    office = open_office(tmp_path)
    _message, outcome = office.receive(build().replace(_SUBJECT, subject, 1))
    assert outcome.disposition in set(Disposition) - {Disposition.FAILED}
    office.desk.ledger.close()


def test_bodies_are_cut_where_no_person_writes_on() -> None:
    """And what was left out is told."""
    plain, html = read_message(quoted_lines()), read_message(tags_never_closed())
    assert (len(plain.text), len(html.html)) == (LONGEST_TEXT, LONGEST_HTML)
    assert (
        "正文过长，只读取了前面的部分" in read_message(one_long_line(8)).defects
    )  # cut before it is re-flowed
    assert "正文过长，只读取了前面的部分" in plain.defects
    assert "正文过长，只读取了前面的部分" in html.defects
    assert read_message(bare_mail()).defects == ()


def test_parts_beyond_the_bound_are_one_file() -> None:
    """Nothing is lost: what is not taken apart stays as it came."""
    mail = read_message(many_parts(5_000))
    assert len(mail.attachments) == MOST_PARTS + 1
    assert len(mail.attachments[-1].payload) > 100_000


def test_flowed_paragraph_of_many_lines_is_joined() -> None:
    """A million lines are one paragraph."""
    assert reflowed("a \n" * 1_000_000, delete_space=True) == "a" * 1_000_000
