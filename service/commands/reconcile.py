"""`intake reconcile`: does every mail in the folders have its row, every row its bytes, every owed reply its state?"""

import click

from service.app import reconciler_of
from service.commands.context import opened
from service.commands.output import json_option, moment, print_json, print_line, print_table, say
from service.reconciliation import Difference, Reconciliation
from service.reconciling import remember


@click.command()
@click.option("--deep", is_flag=True, help="把存档中的每个文件重读一遍，核对内容。")
@json_option
@click.pass_context
def reconcile(context: click.Context, deep: bool, as_json: bool) -> None:
    """核对邮箱、台账和存档是否一致：每封邮件都有登记，每封该答复的都有答复，每份原件都在。"""
    with opened(context, signs_in=True) as app:
        found = reconciler_of(app)(deep=deep)
        with app.ledger.write() as ledger:
            remember(ledger, found)
        zone = app.config.timezone
    if as_json:
        print_json({**_object(found), "at": moment(found.at, zone)})
    else:
        _show(found)
    if found.differences:
        context.exit(1)


def _object(found: Reconciliation) -> dict[str, object]:
    return {
        "ok": not found.differences,
        "mails": found.mails,
        "waiting": found.waiting,
        "rows": found.rows,
        "gone": found.gone,
        "purged": found.purged,
        "replies": found.replies,
        "deep": found.deep,
        "differences": [_difference(each) for each in found.differences],
        "warnings": list(found.warnings),
    }


def _difference(each: Difference) -> dict[str, object]:
    return {
        "kind": str(each.kind),
        "message": each.message,
        "reply": each.reply,
        "where": each.where,
        "what": each.what,
        "advice": each.advice,
    }


def _show(found: Reconciliation) -> None:
    for warning in found.warnings:
        say(warning)
    waiting = f"（其中{found.waiting}封尚待收取）" if found.waiting else ""
    gone = f"，{found.gone}封已不在邮箱中" if found.gone else ""
    purged = f"，{found.purged}封已按期清除" if found.purged else ""
    print_line(
        f"邮箱中{found.mails}封{waiting}；台账登记来件{found.rows}封{gone}{purged}，回复{found.replies}封。"
    )
    if not found.differences:
        print_line("核对一致。" if found.deep else "核对一致（原件只看了大小；--deep 逐个重读）。")
        return
    rows = [(each.what, each.where, each.advice) for each in found.differences]
    print_table(f"不一致{len(rows)}处", ("情况", "位置", "怎样办"), rows)
