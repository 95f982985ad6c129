"""The tables of config.toml as pydantic models: every fault with its key, secrets resolved on the way.

The validation context holds `folder` (what relative paths are relative to) and `environment`. No message repeats a
value of a secret.
"""

import ipaddress
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, PlainValidator, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from intake.os_errors import explain_os_error
from rules.matching.options import DEFAULT_OPTIONS
from service.campaign_models import Address, SeverityWord, StrictModel, Text
from service.health import DEFAULT_HEALTH
from service.reply_limits import DEFAULT_LIMITS

LEDGER_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")


class Secret:
    """A password: shown as stars wherever it is printed; `reveal()` gives it to the one who signs in."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The password itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def _fault(message: str) -> PydanticCustomError:
    # The message is a format string to pydantic: braces in it would be fields.
    return PydanticCustomError("intake", "{text}", {"text": message})


def _secret(value: object, info: ValidationInfo) -> Secret:
    if isinstance(value, str):
        raise _fault('密码不能写在配置文件中，请写 { env = "环境变量名" } 或 { file = "文件名" }')
    if not isinstance(value, dict) or len(value) != 1 or not set(value) <= {"env", "file"}:
        raise _fault('应写成 { env = "环境变量名" } 或 { file = "文件名" }')
    ((kind, name),) = value.items()
    if not isinstance(name, str) or not name:
        raise _fault(f"{kind} 应为文字（加引号），且不能为空")
    if not _context(info).get("needs_secrets", True):
        return Secret("")
    text = _from_environment(name, info) if kind == "env" else _from_file(name, info)
    if not text:
        raise _fault(f"{'环境变量' if kind == 'env' else '密码文件'} {name} 是空的")
    return Secret(text)


def _from_environment(name: str, info: ValidationInfo) -> str:
    environment: Mapping[str, str] = _context(info)["environment"]
    if name not in environment:
        raise _fault(f"没有设置环境变量 {name}")
    return environment[name]


def _from_file(name: str, info: ValidationInfo) -> str:
    """The file's text without the line end that editors add."""
    try:
        return (_folder(info) / name).read_bytes().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise _fault(f"密码文件 {name} 不是 UTF-8 文本") from None
    except OSError as error:
        raise _fault(f"无法读取密码文件 {name}：{explain_os_error(error)}") from None


def _context(info: ValidationInfo) -> dict[str, Any]:
    return info.context if isinstance(info.context, dict) else {}


def _folder(info: ValidationInfo) -> Path:
    return Path(_context(info)["folder"])


def _path(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise _fault("应为路径（加引号）")
    return _folder(info) / value


def _existing_file(value: object, info: ValidationInfo) -> Path:
    path = _path(value, info)
    if not path.is_file():
        raise _fault(f"没有这个文件：{path}")
    return path


def _data_folder(value: object, info: ValidationInfo) -> Path:
    path = _path(value, info)
    if path.exists() and not path.is_dir():
        raise _fault(f"{path} 不是文件夹")
    return path


def _zone(value: object) -> ZoneInfo:
    try:
        if isinstance(value, str) and value:
            return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        pass  # said below, like any other wrong value
    raise _fault('没有这个时区，应写成 "Asia/Shanghai" 这样的名称')


def _hour(value: object) -> time:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    if isinstance(value, time):  # TOML has times of its own: 17:30:00 without quotes
        return value
    raise _fault('应为时刻，例如 "17:30"')


def _host(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9._\-]+|\[?[0-9A-Fa-f:.]+\]?", value):
        raise _fault('应为主机名或 IP 地址，例如 "imap.163.com"')
    return value


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _ledger_url(value: object, info: ValidationInfo) -> str:
    try:
        url = make_url(value if isinstance(value, str) else "")
    except (ArgumentError, ValueError):
        raise _fault('应为数据库地址，例如 "sqlite:///data/ledger.sqlite3"') from None
    if url.drivername not in LEDGER_DRIVERS:
        raise _fault("台账只支持 sqlite 和 postgresql+psycopg")
    if url.password is not None:
        raise _fault("数据库密码不能写在地址中，请用环境变量 PGPASSWORD 或 ~/.pgpass")
    return _absolute(url, _folder(info)).render_as_string(hide_password=False)


def _absolute(url: URL, folder: Path) -> URL:
    if not url.drivername.startswith("sqlite"):
        return url.set(drivername="postgresql+psycopg")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise _fault("台账应存放在文件中，例如 sqlite:///data/ledger.sqlite3")
    return url.set(database=str((folder / url.database).absolute()))


Password = Annotated[Secret, PlainValidator(_secret)]
HostName = Annotated[str, PlainValidator(_host)]
Port = Annotated[int, Field(ge=1, le=65535)]
CaFile = Annotated[Path, PlainValidator(_existing_file)]
Limit = Annotated[float, Field(gt=0, le=100_000)]
Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(gt=0, le=86400)]


class _Server(StrictModel):
    """What the tables of the two servers share."""

    host: HostName
    port: Port
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    ca_file: CaFile | None = None
    username: Text
    password: Password
    timeout_seconds: Seconds = 60.0

    @field_validator("tls")
    @classmethod
    def _protected(cls, tls: str, info: ValidationInfo) -> str:
        host = info.data.get("host")
        if tls == "none" and isinstance(host, str) and not is_loopback(host):
            raise _fault("none 只能用于本机（127.0.0.1、::1、localhost），请写 implicit 或 starttls")
        return tls


class MailboxTable(_Server):
    """[mailbox]."""

    port: Port = 993
    folders: list[Text] = Field(default=["INBOX", "\\Junk"])
    authserv_id: Text | None = None
    auth_results_position: Literal["first", "last"] = "first"
    poll_seconds: Seconds = 120.0

    @field_validator("folders")
    @classmethod
    def _each_once(cls, folders: list[str]) -> list[str]:
        if not folders:
            raise _fault("folders 中至少应有一个文件夹，例如 INBOX")
        if len(set(folders)) < len(folders):
            raise _fault("folders 中有重复的文件夹")
        return folders


class SmtpTable(_Server):
    """[smtp]. `from` is a word of Python, hence the other name."""

    port: Port = 465
    sender: Annotated[Address, Field(alias="from")]
    max_per_minute: Annotated[int, Field(ge=1)] = 20
    max_per_day: Annotated[int, Field(ge=1)] = 400
    mode: Literal["send", "hold"] = "send"
    save_sent: Literal["auto", "always", "never"] = "auto"


class LedgerTable(StrictModel):
    """[ledger]."""

    url: Annotated[str, PlainValidator(_ledger_url)]


class RepliesTable(StrictModel):
    """[replies]: how many may go out by themselves within 24 hours."""

    max_per_matter_per_day: Annotated[int, Field(ge=1)] = DEFAULT_LIMITS.per_matter_a_day
    max_per_case_per_day: Annotated[int, Field(ge=1)] = DEFAULT_LIMITS.per_case_a_day
    max_per_sender_per_day: Annotated[int, Field(ge=1)] = DEFAULT_LIMITS.per_sender_a_day


class DigestTable(StrictModel):
    """[digest]."""

    to: list[Address] = Field(default=[])
    at: Annotated[time, PlainValidator(_hour)] = time(17, 30)


class HealthTable(StrictModel):
    """[health]: from when on `intake health` says that something is wrong."""

    poll_minutes: Limit = DEFAULT_HEALTH.poll_minutes
    unprocessed_minutes: Limit = DEFAULT_HEALTH.unprocessed_minutes
    queued_minutes: Limit = DEFAULT_HEALTH.queued_minutes
    failed: Count = DEFAULT_HEALTH.failed
    refused: Count = DEFAULT_HEALTH.refused
    free_mb: Count = DEFAULT_HEALTH.free_mb
    reconcile_hours: Limit = DEFAULT_HEALTH.reconcile_hours


class AlarmTable(StrictModel):
    """[alarm]. Without `to` the digest's recipients are told."""

    to: list[Address] | None = None
    after_minutes: Annotated[float, Field(ge=0, le=1440)] = 15.0


class MatchingTable(StrictModel):
    """[matching]: how subjects are read, whatever the campaign, and what besides them may decide."""

    certain_from: Annotated[float, Field(ge=0, le=1)] = DEFAULT_OPTIONS.certain_from
    candidates: Annotated[int, Field(ge=1, le=100)] = DEFAULT_OPTIONS.candidates
    separators: list[Text] = Field(default=[])
    evidence: list[Literal["thread", "document", "sender"]] = Field(default=["thread", "document", "sender"])


class CampaignTable(StrictModel):
    """One [[campaign]]: the source; every other key belongs to campaign.toml and is checked there."""

    model_config = ConfigDict(extra="allow")

    source: Text


class ConfigTables(StrictModel):
    """The whole file."""

    timezone: Annotated[ZoneInfo, PlainValidator(_zone)] = ZoneInfo("Asia/Shanghai")
    data_dir: Annotated[Path | None, PlainValidator(_data_folder)] = None
    mailbox: MailboxTable
    smtp: SmtpTable
    ledger: LedgerTable | None = None
    replies: RepliesTable = Field(default=RepliesTable())
    digest: DigestTable = Field(default=DigestTable())
    health: HealthTable = Field(default=HealthTable())
    alarm: AlarmTable = Field(default=AlarmTable())
    severity: dict[str, SeverityWord] = Field(default={})
    matching: MatchingTable = Field(default=MatchingTable())
    campaign: Annotated[list[CampaignTable], Field(min_length=1)]
