"""`intake check`: a dry run of extraction and checks on files; no ledger, no mail."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from rich.progress import track

from intake.message import Attachment
from parsers.document import Document, TextOrigin
from parsers.errors import ParserFailureError, UnreadableError
from parsers.sandbox import Sandbox
from rules.campaign import Campaign
from rules.case import Case, FileInCase, Judgement, Verdict, judge
from rules.finding import Finding, Severity
from rules.roster import RosterEntry
from rules.submission import Role, Submission, SubmittedFile
from service.archive import FileArchive
from service.commands.context import campaigns
from service.commands.output import clean, errors, json_option, print_json, print_line, print_table
from service.reader import FileReader
from service.side_by_side import in_order

ROLES = {
    Role.SUMMARY: "工作总结",
    Role.EVIDENCE: "佐证材料",
    Role.CASE_STUDY: "典型案例",
    Role.BUDGET_CHANGE: "预算调整",
    Role.OTHER: "其他",
}
SEVERITIES = {Severity.GAP: "待补正", Severity.ADVICE: "建议", Severity.OFF: "不核对"}
VERDICTS = {Verdict.COMPLETE: "齐全", Verdict.INCOMPLETE: "待补正", Verdict.UNREADABLE: "未能读取"}


AT_ONCE = os.cpu_count() or 1  # files; one worker each


class ForgivingSandbox:
    """In a dry run even a fault of our own parsers is an answer on the file, not a failure."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Read one file. Raises ParseError."""
        try:
            return self._sandbox.parse(path, name, pages)
        except ParserFailureError as error:
            raise UnreadableError(str(error)) from error


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--entry", "entry_id", metavar="ID", help="这些文件属于名单中的哪一项；不给时不判断单位和项目是否一致。"
)
@click.option(
    "--each",
    "each",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="DIR 中每个文件（或文件夹）各作一次报送，逐个给出结果；不在终端上时每行一个 JSON。",
)
@json_option
@click.pass_context
def check(
    context: click.Context,
    files: tuple[Path, ...],
    entry_id: str | None,
    each: Path | None,
    as_json: bool,
) -> None:
    """试读文件并逐项核对，不涉及邮箱和台账。"""
    if not files and each is None:
        raise click.UsageError("请给出要核对的文件，或 --each DIR")
    known = campaigns(context)
    entry, campaign = _entry(known, entry_id)
    with _reader(known) as reader:
        if each is not None:
            # A line of JSON for each, as the contract has it; whoever sits at a terminal is shown the gist.
            lines_of_json = as_json or not sys.stdout.isatty()
            verdicts = list(_check_each(each, reader, entry, campaign, known, as_json=lines_of_json))
        else:
            judgement = check_files(list(files), reader, entry, campaign, known)
            print_json(as_json_object(judgement)) if as_json else _show(judgement)
            verdicts = [judgement.verdict]
    if any(verdict is not Verdict.COMPLETE for verdict in verdicts):
        context.exit(1)


def _entry(known: Sequence[Campaign], entry_id: str | None) -> tuple[RosterEntry | None, Campaign]:
    """The entry of that id with its campaign; without an id the first campaign's template serves."""
    if entry_id is None:
        return None, known[0]
    for campaign in known:
        if entry_id in campaign.roster.by_id:
            return campaign.roster.by_id[entry_id], campaign
    raise click.UsageError(f"名单中没有 {clean(entry_id)}；intake roster list 列出全部编号")


@contextmanager
def _reader(known: Sequence[Campaign]) -> Iterator[FileReader]:
    templates = tuple(campaign.template for campaign in known)
    with (
        tempfile.TemporaryDirectory(prefix="intake-check-") as folder,
        Sandbox(workers=AT_ONCE) as sandbox,
    ):
        yield FileReader(FileArchive(Path(folder)), ForgivingSandbox(sandbox), templates)


def check_files(
    paths: Sequence[Path],
    reader: FileReader,
    entry: RosterEntry | None,
    campaign: Campaign,
    known: Sequence[Campaign],
) -> Judgement:
    """Judge files as if they had come in one mail; `late` is never judged here."""
    submission = Submission(message=0, received_at=datetime.now(UTC), files=_read(paths, reader))
    return judge(Case(entry, (submission,)), campaign, known, judges_late=False)


def _read(paths: Sequence[Path], reader: FileReader) -> tuple[SubmittedFile, ...]:
    """The files; those of a folder are named by their place in it."""
    attachments = []
    for path in paths:
        inside = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
        for item in inside:
            name = _readable(str(item.relative_to(path)) if path.is_dir() else item.name)
            attachments.append(Attachment(name, "application/octet-stream", item.read_bytes()))
    return reader.read(tuple(attachments))


def _readable(name: str) -> str:
    """The file's name as text; one that is no UTF-8 was most likely given by a Chinese Windows."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _check_each(
    folder: Path,
    reader: FileReader,
    entry: RosterEntry | None,
    campaign: Campaign,
    known: Sequence[Campaign],
    *,
    as_json: bool,
) -> Iterator[Verdict]:
    """Check everything in the folder, one a core at a time, in order; a terminal shows the progress."""
    items = sorted(folder.iterdir())
    check_one = partial(_timed, reader=reader, entry=entry, campaign=campaign, known=known)
    results = zip(items, in_order(check_one, items, AT_ONCE), strict=True)
    for item, (judgement, seconds) in track(
        results, "核对", len(items), console=errors, disable=not errors.is_terminal
    ):
        if as_json:
            print_json({"path": _readable(str(item)), **as_json_object(judgement), "seconds": seconds})
        else:
            gaps = "、".join(finding.key for finding in judgement.gaps)
            print_line(f"{VERDICTS[judgement.verdict]}  {item.name}  {gaps}")
        yield judgement.verdict


def _timed(
    item: Path,
    reader: FileReader,
    entry: RosterEntry | None,
    campaign: Campaign,
    known: Sequence[Campaign],
) -> tuple[Judgement, float]:
    began = time.monotonic()
    judgement = check_files([item], reader, entry, campaign, known)
    return judgement, round(time.monotonic() - began, 3)


def as_json_object(judgement: Judgement) -> dict[str, object]:
    """The contract's object of one judgement."""
    summary = judgement.summary_file
    return {
        "verdict": str(judgement.verdict),
        "summary": summary.file.name if summary is not None else None,
        "files": [_file_object(item) for item in judgement.files],
        "findings": [finding_object(finding) for finding in judgement.findings],
    }


def _file_object(item: FileInCase) -> dict[str, object]:
    document = item.file.document
    blocks = document.blocks if document is not None else ()
    return {
        "name": item.file.name,
        "role": str(item.role),
        "kind": item.file.kind,
        "pages": len(document.pages) or None if document is not None else None,
        "ocr": any(block.origin is TextOrigin.OCR for block in blocks),
        "error": item.file.error.reason if item.file.error is not None else None,
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """The contract's object of one finding."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "section": finding.section,
        "message": finding.message,
        "where": finding.where,
        "expected": finding.expected,
        "remedy": finding.remedy,
    }


def _show(judgement: Judgement) -> None:
    print_line(f"结果：{VERDICTS[judgement.verdict]}")
    files = [(item.file.name, ROLES[item.role], item.file.kind) for item in judgement.files]
    print_table("文件", ("名称", "用途", "格式"), files)
    rows = [(SEVERITIES[item.severity], item.key, item.message, item.where) for item in judgement.findings]
    if rows:
        print_table("核对情况", ("类别", "代码", "说明", "位置"), rows)
    if judgement.review:
        print_line(f"需人工确认：{judgement.review}")
