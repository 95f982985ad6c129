"""The configuration: one TOML file -> frozen Config, or every fault of it at once.          I/O.

The keys are those of the contract, “Configuration”. Relative paths are relative to the file; secrets stand outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from rules.campaign import Campaign
from rules.matching.options import DEFAULT_OPTIONS, MatchingOptions
from service.campaign_files import (
    CODES,
    DEFAULT_TIMEZONE,
    CampaignReading,
    Overrides,
    default_campaigns,
    read_campaign,
    shipped_campaigns,
)
from service.config_models import (
    AlarmTable,
    ConfigTables,
    DigestTable,
    HealthTable,
    LedgerTable,
    MailboxTable,
    MatchingTable,
    RepliesTable,
    Secret,
    SmtpTable,
)
from service.faults import ConfigError, Fault, message_of, nearest
from service.health import DEFAULT_HEALTH, HealthLimits
from service.reply_limits import DEFAULT_LIMITS, ReplyLimits
from service.toml_text import KeyPath, TomlFile, read_toml

__all__ = [
    "Config",
    "ConfigError",
    "DigestConfig",
    "Fault",
    "LedgerConfig",
    "MailboxConfig",
    "Ruleset",
    "Secret",
    "SmtpConfig",
    "default_campaigns",
    "load_config",
    "load_ruleset",
]

Tls = Literal["implicit", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class MailboxConfig:
    """[mailbox]: where mail comes from. Times in seconds; `authserv_id` is "" where none is trusted."""

    host: str
    port: int
    username: str
    password: Secret
    tls: Tls = "implicit"
    ca_file: Path | None = None
    folders: tuple[str, ...] = ("INBOX", "\\Junk")
    authserv_id: str = ""
    auth_results_position: Literal["first", "last"] = "first"
    poll_seconds: float = 120.0
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """[smtp]: how replies leave. `sender` is the key `from`; `mode` "hold" keeps replies until a person releases them.

    `save_sent` says whether sent mail is put into the Sent folder: "auto" only where the provider does not by itself.
    """

    host: str
    port: int
    username: str
    password: Secret
    sender: str
    tls: Tls = "implicit"
    ca_file: Path | None = None
    max_per_minute: int = 20
    max_per_day: int = 400
    mode: Literal["send", "hold"] = "send"
    save_sent: Literal["auto", "always", "never"] = "auto"
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class LedgerConfig:
    """[ledger]: an SQLAlchemy URL; a path in it is absolute."""

    url: str


@dataclass(frozen=True, slots=True)
class DigestConfig:
    """[digest]: to whom, and at which hour of the configured zone."""

    to: tuple[str, ...]
    at: time = time(17, 30)


@dataclass(frozen=True, slots=True)
class AlarmConfig:
    """[alarm]: who is told when something breaks, and after how long where it may pass by itself."""

    to: tuple[str, ...] = ()
    after_minutes: float = 15.0


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration, valid: every path absolute, every secret at hand. `path` is the file itself."""

    timezone: ZoneInfo
    data_dir: Path
    mailbox: MailboxConfig
    smtp: SmtpConfig
    ledger: LedgerConfig
    digest: DigestConfig
    campaigns: tuple[Campaign, ...]
    path: Path
    matching: MatchingOptions = DEFAULT_OPTIONS
    limits: ReplyLimits = DEFAULT_LIMITS
    evidence: tuple[str, ...] = ()  # what besides a mail's subject may decide: "thread", "document", "sender"
    health: HealthLimits = DEFAULT_HEALTH
    alarm: AlarmConfig = AlarmConfig()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What reading subjects and files rests on: the part of a configuration that needs no mailbox."""

    campaigns: tuple[Campaign, ...]
    matching: MatchingOptions = DEFAULT_OPTIONS


def load_config(path: Path, environment: Mapping[str, str], *, needs_secrets: bool = True) -> Config:
    """Read and check the whole file. Raises ConfigError with every fault of it and of its campaigns.

    Without `needs_secrets` a password that is not at hand is empty.
    """
    file = read_toml(path)
    folder = path.absolute().parent
    faults: list[Fault] = []
    tables = _validate(
        file, {"folder": folder, "environment": environment, "needs_secrets": needs_secrets}, faults
    )
    campaigns = _read_campaigns(file, folder, faults)
    faults += _separator_faults(file, campaigns)
    if tables is None or faults:
        raise ConfigError(faults)
    return _config(tables, campaigns, path.absolute())


def load_ruleset(path: Path) -> Ruleset:
    """Campaigns and [matching] of a configuration alone, for commands that need no mail. Raises ConfigError."""
    file = read_toml(path)
    faults: list[Fault] = []
    campaigns = _read_campaigns(file, path.absolute().parent, faults)
    table = _validate_matching(file, faults)
    faults += _separator_faults(file, campaigns)
    if not campaigns and not faults:
        faults.append(Fault(file.where(()), "至少应有一个 [[campaign]]"))
    if faults:
        raise ConfigError(faults)
    return Ruleset(campaigns, _matching(table))


def _validate_matching(file: TomlFile, faults: list[Fault]) -> MatchingTable:
    try:
        return MatchingTable.model_validate(file.values.get("matching", {}))
    except ValidationError as error:
        for at in error.errors(include_url=False, include_input=False):
            path: KeyPath = ("matching", *at["loc"])
            faults.append(Fault(file.where(path), message_of(at, _known_keys(path))))
        return MatchingTable()


def _separator_faults(file: TomlFile, campaigns: tuple[Campaign, ...]) -> list[Fault]:
    """A separator that stands in a name of a roster would take the name apart."""
    table = file.values.get("matching")
    separators = table.get("separators") if isinstance(table, dict) else None
    names = [name for each in campaigns for name in (*each.roster.units, *each.roster.projects)]
    faults = []
    for separator in separators if isinstance(separators, list) else []:
        name = next(
            (
                name
                for name in names
                if isinstance(separator, str) and separator.strip() and separator in name
            ),
            None,
        )
        if name is not None:
            where = file.where(("matching", "separators"))
            faults.append(Fault(where, f"“{separator}”是名单中“{name}”的用字，不能作分隔"))
    return faults


def _matching(table: MatchingTable) -> MatchingOptions:
    return MatchingOptions(table.certain_from, table.candidates, tuple(table.separators))


def _validate(file: TomlFile, context: dict[str, Any], faults: list[Fault]) -> ConfigTables | None:
    try:
        return ConfigTables.model_validate(file.values, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        faults += [Fault(file.where(at["loc"]), message_of(at, _known_keys(at["loc"]))) for at in details]
        return None


def _known_keys(path: KeyPath) -> list[str]:
    """The keys that a table may hold, for the suggestion beside an unknown one."""
    tables: dict[str, type[BaseModel]] = {
        "mailbox": MailboxTable,
        "smtp": SmtpTable,
        "ledger": LedgerTable,
        "replies": RepliesTable,
        "digest": DigestTable,
        "health": HealthTable,
        "alarm": AlarmTable,
        "matching": MatchingTable,
    }
    model = ConfigTables if len(path) == 1 else tables.get(str(path[0]))
    return [field.alias or name for name, field in model.model_fields.items()] if model is not None else []


def _read_campaigns(file: TomlFile, folder: Path, faults: list[Fault]) -> tuple[Campaign, ...]:
    """Every campaign that the file names, with what it lays over it; what is wrong goes to `faults`."""
    timezone = _timezone(file.values.get("timezone"))
    tables = file.values.get("campaign")
    readings: list[tuple[int, CampaignReading]] = []
    for position, table in enumerate(tables if isinstance(tables, list) else []):
        source = table.get("source") if isinstance(table, dict) else None
        if isinstance(source, str) and source:
            where = file.where(("campaign", position, "source"))
            readings.append(
                (position, _read_source(source, where, _overrides(file, position, folder), timezone))
            )
    for _, reading in readings:
        faults += [fault for fault in reading.faults if fault not in faults]
    faults += _severity_faults(file) + _clashes(file, readings)
    return tuple(reading.campaign for _, reading in readings if reading.campaign is not None)


def _timezone(name: object) -> ZoneInfo:
    """The configured zone; the default where it is wrong, which is said elsewhere."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else DEFAULT_TIMEZONE
    except (KeyError, ValueError, OSError):
        return DEFAULT_TIMEZONE


def _overrides(file: TomlFile, position: int, folder: Path) -> Overrides:
    """What stands under one [[campaign]], the severities for all campaigns beneath its own."""
    values = {key: value for key, value in file.values["campaign"][position].items() if key != "source"}
    everywhere = file.values.get("severity")
    own = values.get("severity", {})
    if isinstance(everywhere, dict) and isinstance(own, dict):
        known = {
            code: word
            for code, word in everywhere.items()
            if code in CODES and word in {"gap", "advice", "off"}
        }
        values["severity"] = {**known, **own}
    return Overrides(values, file, ("campaign", position), folder)


def _read_source(source: str, where: str, overrides: Overrides, timezone: ZoneInfo) -> CampaignReading:
    shipped = shipped_campaigns()
    folder = shipped.get(source, overrides.folder / source)
    if not (folder / "campaign.toml").is_file():
        known = "、".join(shipped)
        return CampaignReading(
            None, (Fault(where, f"“{source}”不是自带的通知（{known}），也不是含有 campaign.toml 的文件夹"),)
        )
    return read_campaign(folder, timezone, overrides)


def _severity_faults(file: TomlFile) -> list[Fault]:
    table = file.values.get("severity")
    unknown = [code for code in table if code not in CODES] if isinstance(table, dict) else []
    return [
        Fault(file.where(("severity", code)), f"没有这个检查代码{nearest(code, CODES)}") for code in unknown
    ]


def _clashes(file: TomlFile, readings: list[tuple[int, CampaignReading]]) -> list[Fault]:
    """Campaign keys and batch keys are unique over the whole configuration: entry ids hang on them."""
    faults = []
    seen: set[str] = set()
    for position, reading in readings:
        where = file.where(("campaign", position, "source"))
        names = {f"通知 {reading.key}": reading.key, **{f"批次 {key}": key for key in reading.batch_keys}}
        taken = [shown for shown, key in names.items() if key and shown in seen]
        faults += [Fault(where, f"{shown} 与前面的 [[campaign]] 重复") for shown in taken]
        seen |= set(names)
    return faults


def _config(tables: ConfigTables, campaigns: tuple[Campaign, ...], path: Path) -> Config:
    data_dir = tables.data_dir if tables.data_dir is not None else path.parent / "data"
    url = tables.ledger.url if tables.ledger is not None else f"sqlite:///{data_dir / 'ledger.sqlite3'}"
    return Config(
        timezone=tables.timezone,
        data_dir=data_dir,
        mailbox=_mailbox(tables.mailbox),
        smtp=SmtpConfig(**dict(tables.smtp)),
        ledger=LedgerConfig(url),
        digest=DigestConfig(tuple(tables.digest.to), tables.digest.at),
        campaigns=campaigns,
        path=path,
        matching=_matching(tables.matching),
        evidence=tuple(tables.matching.evidence),
        health=HealthLimits(**dict(tables.health)),
        alarm=AlarmConfig(
            tuple(tables.digest.to if tables.alarm.to is None else tables.alarm.to),
            tables.alarm.after_minutes,
        ),
        limits=_limits(tables.replies),
    )


def _limits(table: RepliesTable) -> ReplyLimits:
    return ReplyLimits(table.max_per_matter_per_day, table.max_per_case_per_day, table.max_per_sender_per_day)


def _mailbox(table: MailboxTable) -> MailboxConfig:
    values = dict(table)
    return MailboxConfig(
        **{**values, "folders": tuple(table.folders), "authserv_id": table.authserv_id or ""}
    )
