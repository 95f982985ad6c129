"""`intake roster`: who owes a summary, and whether the roster can be told apart."""

import click

from rules.roster import RosterEntry
from rules.roster_check import roster_faults, roster_warnings
from service.commands.context import campaigns
from service.commands.output import json_option, print_json, print_line, print_table, say


@click.group()
def roster() -> None:
    """报送名单。"""


@roster.command("list")
@json_option
@click.pass_context
def list_entries(context: click.Context, as_json: bool) -> None:
    """列出名单中的每一项。"""
    entries = [entry for campaign in campaigns(context) for entry in campaign.roster]
    if as_json:
        print_json(_object(entry) for entry in entries)
        return
    rows = [
        (item.entry_id, item.batch, item.project_number, item.project, item.sequence, item.unit)
        for item in entries
    ]
    print_table("", ("编号", "批次", "项序", "项目名称", "子序", "单位"), rows)


def _object(entry: RosterEntry) -> dict[str, object]:
    return {
        "entry": entry.entry_id,
        "batch": entry.batch,
        "project_number": entry.project_number,
        "project": entry.project,
        "sequence": entry.sequence,
        "unit": entry.unit,
        "campaign": entry.campaign,
    }


@roster.command()
@json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """检查名单和别名：重名、别名相撞、过于笼统的别名、无从区分的项目；简称可能另有所指的，作为提醒列出。"""
    known = campaigns(context)
    warnings, faults = tuple(roster_warnings(known)), tuple(roster_faults(known))
    entries = sum(len(campaign.roster) for campaign in known)
    if as_json:
        found = {"ok": not faults, "entries": entries, "faults": list(faults), "warnings": list(warnings)}
        print_json(found)
    for line in () if as_json else (*(f"提醒：{warning}" for warning in warnings), *faults):
        say(line)
    if faults:
        context.exit(1)
    if not as_json:
        print_line(f"名单{entries}项，没有问题")
