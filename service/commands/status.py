"""`intake status`: the roster with each case's state."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import click

from rules.finding import Finding, Severity
from rules.roster import RosterEntry
from rules.template import Template
from service.casework import empty_case
from service.commands.context import opened
from service.commands.output import json_option, moment, print_json, print_line, print_table, say, short
from service.digest.attention import is_open
from service.digest.digest import entry_state
from service.digest.labels import STATES, finding_label
from service.outcome import Disposition
from service.policy import Policy
from service.records import CaseRecord, MessageRecord
from service.unfetched import warnings as unfetched_warnings


@click.command()
@json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """列出名单中每一项的报送情况。"""
    with opened(context) as app:
        with app.ledger.read() as ledger:
            known = {case.entry: case for case in ledger.cases()}
            waiting = waiting_mails(ledger.messages())
            troubles = unfetched_warnings(ledger)
        pairs = [(entry, case_of(entry, known, app.policy)) for entry in app.policy.entries]
        zone = app.config.timezone
        if as_json:
            print_json(
                {**as_json_object(entry, case, zone), "open": waiting[entry.entry_id]}
                for entry, case in pairs
            )
        else:
            _show(pairs, app.policy, zone)
        for trouble in troubles:
            say(trouble)


def case_of(entry: RosterEntry, known: Mapping[str, CaseRecord], policy: Policy) -> CaseRecord:
    """The entry's case in the state that holds today; an empty one where nothing was received."""
    campaign, case = policy.campaign(entry), known.get(entry.entry_id)
    state = entry_state(campaign, entry, case)
    return replace(case or empty_case(entry, campaign, campaign.opens, is_exempt=False), state=state)


def as_json_object(entry: RosterEntry, case: CaseRecord, zone: ZoneInfo) -> dict[str, object]:
    """The contract's object of one roster entry."""
    return {
        "entry": entry.entry_id,
        "batch": entry.batch,
        "project": entry.project,
        "unit": entry.unit,
        "state": str(case.state),
        "late": case.late,
        "received_at": moment(case.received_at, zone),
        "messages": list(case.messages),
        "gaps": gap_keys(case.findings),
        "receipt": case.receipt,
    }


def waiting_mails(rows: Iterable[MessageRecord]) -> dict[str, list[int]]:
    """By entry the mails that wait for a person, without those that one has dealt with (`intake done`)."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.disposition in (Disposition.REVIEW, Disposition.FAILED) and is_open(row):
            for entry in row.entries:
                found[entry].append(row.id)
    return found


def gap_keys(findings: Iterable[Finding]) -> list[str]:
    """The standing gaps in short: code, and section where there is one."""
    return [finding.key for finding in findings if finding.severity == "gap"]


def _show(pairs: list[tuple[RosterEntry, CaseRecord]], policy: Policy, zone: ZoneInfo) -> None:
    rows = [
        (
            entry.entry_id,
            entry.project,
            entry.unit,
            STATES[case.state] + ("（逾期）" if case.late else ""),
            short(case.received_at, zone),
            _gaps_text(case, policy.campaign(entry).template) or case.receipt or "",
        )
        for entry, case in pairs
    ]
    print_table("", ("编号", "项目", "单位", "状态", "收到", "待补正／回执号"), rows)
    counts = Counter(STATES[case.state] for _, case in pairs)
    print_line("　".join(f"{name}{counts[name]}件" for name in STATES.values()))


def _gaps_text(case: CaseRecord, template: Template) -> str:
    gaps = (finding for finding in case.findings if finding.severity is Severity.GAP)
    return "；".join(dict.fromkeys(finding_label(gap, template) for gap in gaps))
