"""The command `intake`: its options, and how every expected error becomes one clear line."""

import sys

import click

from intake.errors import ConfigurationError, TemporaryError
from service.app import AlreadyRunningError
from service.commands.assign import assign
from service.commands.check import check
from service.commands.config import config
from service.commands.demo import demo
from service.commands.digest import digest
from service.commands.match import match
from service.commands.messages import messages
from service.commands.output import say
from service.commands.poll import poll
from service.commands.replies import replies
from service.commands.roster import roster
from service.commands.run import run
from service.commands.show import show
from service.commands.status import status
from service.faults import ConfigError
from service.ledger.errors import LedgerError
from service.logs import configure_logging


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", metavar="FILE", help="配置文件（默认 $INTAKE_CONFIG，其次 ./config.toml）。")
@click.version_option(package_name="mail-intake", prog_name="intake")
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
    replies,
    digest,
    roster,
    config,
):  # fmt: skip - one line reads better
    cli.add_command(command)


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 the answer is no, 2 unusable arguments, config or input."""
    configure_logging()
    try:
        cli(standalone_mode=True)
    except ConfigError as error:
        for fault in error.faults:
            say(str(fault))
        sys.exit(2)
    except (ConfigurationError, TemporaryError, LedgerError, AlreadyRunningError) as error:
        say(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
