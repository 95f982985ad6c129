"""`intake config`: `check` the file, `doctor` also signs in."""

import asyncio
import shutil
from collections.abc import Callable, Iterator

import click

from intake.errors import ConfigurationError, TemporaryError
from intake.os_errors import explain_os_error
from intake.sender import SmtpSender
from parsers.rar import RAR_TOOLS
from parsers.soffice import find_office
from service.app import SystemClock, mailbox_guard, mailbox_opener, smtp_guard, smtp_settings
from service.commands.context import config_path, required_config
from service.commands.output import json_option, print_json, print_line, say
from service.config import Config
from service.faults import ConfigError
from service.ledger.errors import LedgerError
from service.lost_ledger import open_ledger
from service.ports import Clock, Ledger
from service.sign_in_guard import SignInGuard

_OFFICE = "文字处理（LibreOffice）"
_NO_OFFICE = (
    "未安装，收到 .doc、.wps、.rtf、.odt 时将请单位另存为 Word（.docx）或 PDF 重发；"
    "安装后即可直接读取（Debian：apt-get install libreoffice-writer-nogui）"
)
_RAR = "压缩包 rar（bsdtar、unar）"
_NO_RAR = "未安装，收到 rar 时将请单位解压后重发；安装后即可直接打开（Debian：apt-get install libarchive-tools unar）"


@click.group()
def config() -> None:
    """配置文件：check 逐项核对，doctor 还会试登录收发信服务器。"""


@config.command()
@json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """逐项核对配置文件，一次列出全部问题。"""
    path = config_path(context)
    try:
        required_config(context)
    except ConfigError as error:
        for fault in error.faults:
            print_json({"where": fault.where, "message": fault.message}) if as_json else say(str(fault))
        context.exit(2)
    if not as_json:
        print_line(f"{path}：没有问题")


@config.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """核对配置，并实际登录收信和发信服务器、打开台账，不读取也不发送邮件。"""
    settings = required_config(context)
    well = True
    for name, probe in _probes(settings):
        problem, notes = _tried(probe)
        well = well and problem is None
        if as_json:
            print_json({"part": name, "ok": problem is None, "problem": problem, "notes": list(notes)})
            continue
        if problem is not None:
            say(f"{name}：{problem}")
        else:
            print_line(f"{name}：正常")
        for note in notes:
            say(f"{name}：{note}")
    _tell(_OFFICE, _NO_OFFICE, is_there=find_office() is not None, as_json=as_json)
    _tell(_RAR, _NO_RAR, is_there=any(map(shutil.which, RAR_TOOLS)), as_json=as_json)
    if not well:
        context.exit(1)


def _tell(part: str, remark: str, *, is_there: bool, as_json: bool) -> None:
    """Say of an optional program whether it is there: a remark, for without it all else works."""
    notes = () if is_there else (remark,)
    if as_json:
        print_json({"part": part, "ok": True, "problem": None, "notes": list(notes)})
    elif notes:
        say(f"{part}：{remark}")
    else:
        print_line(f"{part}：正常")


def _tried(probe: Callable[[], tuple[str, ...]]) -> tuple[str | None, tuple[str, ...]]:
    try:
        return None, probe()
    except (ConfigurationError, TemporaryError, LedgerError) as error:
        return str(error), ()
    except OSError as error:  # the data folder cannot be made
        return f"{error.filename}：{explain_os_error(error)}", ()


def _probes(settings: Config) -> Iterator[tuple[str, Callable[[], tuple[str, ...]]]]:
    yield "台账", lambda: _ledger(settings)
    yield "收信（IMAP）", lambda: _mailbox(settings)
    yield "发信（SMTP）", lambda: _smtp(settings)


def _ledger(settings: Config) -> tuple[str, ...]:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    open_ledger(settings.ledger.url, settings.data_dir).close()
    return ()


def _mailbox(settings: Config) -> tuple[str, ...]:
    with mailbox_opener(settings)() as mailbox:
        found = mailbox.folders()
    _let_in(settings, mailbox_guard)
    hint: tuple[str, ...] = ()
    if settings.mailbox.host.endswith(("163.com", "126.com", "qq.com")):
        # The account's own setting hides older mail over IMAP; nothing on the wire tells.
        hint = ("请在网页邮箱的设置中选择“收取全部邮件”：只收取最近30天时，更早的来件在这里看不到",)
    return (*found.warnings, *hint)


def _smtp(settings: Config) -> tuple[str, ...]:
    async def sign_in() -> None:
        sender = SmtpSender(smtp_settings(settings))
        try:
            await sender.check()
        finally:
            await sender.aclose()

    asyncio.run(sign_in())
    _let_in(settings, smtp_guard)
    return ()


def _let_in(settings: Config, guard: Callable[[Config, Ledger, Clock], SignInGuard]) -> None:
    """The account is let in: whoever waits because of an earlier refusal need wait no longer."""
    try:
        ledger = open_ledger(settings.ledger.url, settings.data_dir)
    except LedgerError:
        return  # of the ledger its own probe tells
    try:
        guard(settings, ledger, SystemClock(settings.timezone)).accepted()
    except LedgerError:
        return
    finally:
        ledger.close()
