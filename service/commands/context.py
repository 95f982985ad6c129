"""What the commands share: the configuration that applies, and the program built from it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from rules.campaign import Campaign
from rules.matching import Matcher
from service.app import App, bootstrap
from service.campaign_files import default_campaigns
from service.config import Config, Ruleset, load_config, load_ruleset

CONFIG_HELP = "配置文件（默认 $INTAKE_CONFIG，其次 ./config.toml）。"


def takes_config(command: click.Command) -> None:
    """Let the command, and all beneath it, take `--config` behind their name as well as before it."""
    option = click.Option(
        ["--config"], metavar="FILE", help=CONFIG_HELP, expose_value=False, callback=_remember_config
    )
    command.params.append(option)
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        takes_config(each)


def _remember_config(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().params["config"] = value


def config_path(context: click.Context) -> Path | None:
    """The file that applies: `--config`, then `$INTAKE_CONFIG`, then ./config.toml; None where there is none."""
    given = context.find_root().params.get("config") or os.environ.get("INTAKE_CONFIG")
    if given:
        return Path(given)
    return Path("config.toml") if Path("config.toml").is_file() else None


def required_config(context: click.Context, *, signs_in: bool = True) -> Config:
    """The whole configuration. Raises ConfigError, and UsageError where there is no file.

    A command that does not sign in anywhere needs no passwords.
    """
    path = config_path(context)
    if path is None:
        raise click.UsageError(
            "没有找到配置文件：请用 --config FILE 或 $INTAKE_CONFIG 指明，或在当前目录放置 config.toml"
        )
    return load_config(path, os.environ, needs_secrets=signs_in)


def ruleset(context: click.Context) -> Ruleset:
    """Campaigns and matching as configured; the shipped ones where there is no configuration. Raises ConfigError."""
    path = config_path(context)
    return load_ruleset(path) if path is not None else Ruleset(default_campaigns())


def campaigns(context: click.Context) -> tuple[Campaign, ...]:
    """The configured campaigns; the shipped one where there is no configuration. Raises ConfigError."""
    return ruleset(context).campaigns


def matcher(context: click.Context) -> Matcher:
    """What reads subjects, as configured. Raises ConfigError."""
    configured = ruleset(context)
    return Matcher(configured.campaigns, configured.matching)


@contextmanager
def opened(context: click.Context, *, signs_in: bool = False) -> Iterator[App]:
    """The program over its ledger, closed afterwards."""
    app = bootstrap(required_config(context, signs_in=signs_in))
    try:
        yield app
    finally:
        app.close()
