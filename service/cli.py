"""The command `intake`: its options, and how every expected error becomes one clear line."""

import sys
from io import TextIOWrapper

import click

from intake.errors import ConfigurationError, TemporaryError
from intake.os_errors import explain_os_error
from service.app import AlreadyRunningError
from service.commands.assign import assign
from service.commands.check import check
from service.commands.click_words import speak_chinese
from service.commands.config import config
from service.commands.context import CONFIG_HELP, takes_config
from service.commands.demo import demo
from service.commands.digest import digest
from service.commands.done import done
from service.commands.health import health
from service.commands.match import match
from service.commands.messages import messages
from service.commands.output import say
from service.commands.poll import poll
from service.commands.purge import purge
from service.commands.reconcile import reconcile
from service.commands.replies import replies
from service.commands.retry import retry
from service.commands.roster import roster
from service.commands.rules import rules
from service.commands.run import run
from service.commands.show import show
from service.commands.status import status
from service.faults import ConfigError
from service.ledger.errors import LedgerError
from service.logs import configure_logging


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", metavar="FILE", help=CONFIG_HELP)
@click.version_option(
    package_name="mail-intake", prog_name="intake", message="%(prog)s %(version)s", help="显示版本。"
)
def cli(config: str | None) -> None:
    """收取各单位报送的工作总结，逐项核对并回复；每日向工作人员发送收件日报。"""


for command in (
    demo,
    run,
    poll,
    match,
    check,
    status,
    messages,
    show,
    assign,
    done,
    retry,
    replies,
    digest,
    roster,
    rules,
    reconcile,
    health,
    purge,
    config,
):  # fmt: skip - one line reads better
    takes_config(command)
    cli.add_command(command)


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 the answer is no, 2 unusable arguments, config or input."""
    _print_whatever_comes()
    speak_chinese()
    configure_logging()
    try:
        status = cli(standalone_mode=False)  # click's own way takes four lines to say what is wrong
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        say(error.format_message().removesuffix("."))
        sys.exit(2)
    except click.Abort:
        sys.exit(130)  # Ctrl-C, as a shell tells it
    except ConfigError as error:
        for fault in error.faults:
            say(str(fault))
        sys.exit(2)
    except (ConfigurationError, TemporaryError, LedgerError, AlreadyRunningError) as error:
        say(str(error))
        sys.exit(1)
    except BrokenPipeError:  # `| head`: whoever read has seen enough
        # Python would try to flush it once more, and complain.
        sys.stdout = None
        sys.exit(1)
    except OSError as error:  # a file that was named cannot be read or written
        say(f"{error.filename or ''}：{explain_os_error(error)}".removeprefix("："))
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)


def _print_whatever_comes() -> None:
    """Let no character that the terminal's encoding lacks end the program: a subject may hold any."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            is_ascii = stream.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968")
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")


if __name__ == "__main__":
    main()
