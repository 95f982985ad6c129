"""`intake demo`: the main job on an embedded default."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.campaign_files import DEFAULT_TIMEZONE
from service.commands.messages import as_json_object
from service.commands.output import console, json_option, print_json, print_line, print_table, say
from service.digest.labels import DISPOSITIONS
from service.logs import only_warnings

if TYPE_CHECKING:
    from service.demo.play import Performance, Played

KINDS = {"receipt": "收件回执", "gaps": "补正告知", "clarify": "请确认项目和单位"}


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-files"),
    show_default=True,
    help="演示产生的文件放在哪里；其中原有的演示文件会被替换。",
)
@json_option
@click.pass_context
def demo(context: click.Context, folder: Path, as_json: bool) -> None:
    """演示：在本机起一个邮件服务，放入样例来件，真实地收取、核对、回复一遍。"""
    try:
        from service.demo.play import perform  # noqa: PLC0415 - the embedded servers come with an extra
    except ModuleNotFoundError as error:
        say(f"演示需要附加组件 {error.name}：请运行 make demo，或 pip install 'mail-intake[demo]'")
        context.exit(2)
    _make_room(folder)
    only_warnings()  # the table tells what became of each mail
    if as_json:
        print_json(_object(played) for played in perform(folder).played)
        return
    print_line("演示开始：在本机起邮件服务，放入样例来件，然后收取、核对、回复……")
    _show(perform(folder))


def _make_room(folder: Path) -> None:
    """Take away what an earlier demonstration left, and only that."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "config.toml").is_file() or not (folder / "replies").is_dir():
            raise click.UsageError(f"{folder} 中有别的文件；请用 --folder 另指一个文件夹")
        shutil.rmtree(folder)


def _show(performance: "Performance") -> None:
    print_table(
        "来件与处理",
        ("轮次", "样例", "标题", "结果", "编号", "答复"),
        [_row(played) for played in performance.played],
    )
    for subject, text in performance.replies:
        console.rule("回复全文", align="left")
        print_line(subject)
        print_line()
        print_line(text.rstrip())
    console.rule("收件日报", align="left")
    print_line(performance.digest.rstrip())
    console.rule(align="left")
    folder = performance.folder.absolute()
    print_line(f"文件在 {folder}：")
    print_line("  config.toml　本次演示的配置")
    print_line("  data/　　　　台账、原始邮件和附件")
    print_line("  replies/　　 各单位和工作人员收到的邮件（.eml、.html）和日报附表（.xlsx）")
    # As it was called: by make it lies in the virtual environment and not on the PATH.
    program = sys.argv[0] if not Path(sys.argv[0]).is_absolute() else "intake"
    print_line(
        f"接着可试：{program} --config {performance.folder}/config.toml status（或 show acceptance-048）"
    )


def _object(played: "Played") -> dict[str, object]:
    zone = DEFAULT_TIMEZONE
    mail = as_json_object(played.message, played.replies, zone)
    return {"round": played.round, "shows": played.shows, **mail}


def _row(played: "Played") -> tuple[object, ...]:
    message = played.message
    answers = "、".join(f"{KINDS[reply.kind]} {reply.number}" for reply in played.replies)
    return (
        played.round,
        played.shows,
        message.subject,
        DISPOSITIONS[message.disposition],
        "、".join(message.entries),
        answers or f"无（{message.why}）",
    )
