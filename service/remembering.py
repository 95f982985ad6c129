"""A name that a person's decision taught -> a campaign's alias file, where it is from then on known.          I/O.

What ships with the program is never written to: its campaigns have a file of the bureau's own beside the
configuration. Nothing is written unless the whole campaign, read with the new text, is without fault and knows the name.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.os_errors import explain_os_error
from rules.alias_check import Named, further_name_faults
from rules.campaign import Alias, Campaign
from rules.matching.suggest import Suggestion
from service.alias_text import CannotAddError, with_name
from service.campaign_files import Overrides, names_go_to, read_campaign, shipped_campaigns
from service.config import Config
from service.faults import ConfigError
from service.toml_text import TomlFile, read_toml

_BOM = "\ufeff"
_NEW_FILE = "# 本局自己的名称文件：人工指定归属时记下的名称，写法同程序自带的 aliases.toml；可以手工增删。\n"
_CHANGED = "配置文件刚刚改动过，请再试一次"
_NEW_FILE_MODE = 0o644  # names of units are no secret, and whoever runs the daemon must read them


class NotRememberedError(Exception):
    """The name was not written down and no file was changed; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class _Book:
    """One campaign of the configuration, and the file that its names go to."""

    folder: Path
    timezone: ZoneInfo
    overrides: Overrides
    path: Path

    def read(self, text: str | None = None) -> Campaign:
        """The campaign as the files say it, or would say it. Raises ConfigError."""
        reading = read_campaign(self.folder, self.timezone, self.overrides, text)
        if reading.campaign is None:
            raise ConfigError(reading.faults)
        return reading.campaign


def remember(suggestion: Suggestion, config: Config) -> Path:
    """Write the name down and return the file. Raises NotRememberedError, and nothing has changed then."""
    try:
        book = _book(suggestion.campaign, config)
        _write(suggestion, book)
    except ConfigError as error:
        raise NotRememberedError(str(error.faults[0])) from error
    return book.path


def _write(suggestion: Suggestion, book: _Book) -> None:
    try:
        with _locked(book.path.parent):
            text = _text_of(book.path)
            new = with_name(text.removeprefix(_BOM) or _NEW_FILE, *_named(suggestion))
            _check(suggestion, book, new)
            _replace(book.path, _BOM + new if text.startswith(_BOM) else new)
    except CannotAddError as error:
        raise NotRememberedError(f"{book.path}：{error}") from error
    except OSError as error:
        raise NotRememberedError(f"{book.path}：无法写入：{explain_os_error(error)}") from error


def _named(suggestion: Suggestion) -> tuple[str, str, Named]:
    return suggestion.name, suggestion.target, suggestion.named


def _book(key: str, config: Config) -> _Book:
    """Find the campaign's table again: the configuration's campaigns stand in the order of its tables."""
    file = read_toml(config.path)
    position = next(place for place, campaign in enumerate(config.campaigns) if campaign.key == key)
    tables = file.values.get("campaign", [])
    if position >= len(tables) or "source" not in tables[position]:
        raise NotRememberedError(_CHANGED)
    overrides = _overrides(file, position, config.path.parent)
    source = tables[position]["source"]
    folder = shipped_campaigns().get(source, config.path.parent / source)
    return _Book(folder, config.timezone, overrides, names_go_to(folder, overrides).resolve())


def _overrides(file: TomlFile, position: int, folder: Path) -> Overrides:
    values = {key: value for key, value in file.values["campaign"][position].items() if key != "source"}
    return Overrides(values, file, ("campaign", position), folder)


def _text_of(path: Path) -> str:
    """The file's text with its line ends as they are; "" where there is no file yet. Raises ConfigError."""
    if not path.exists():
        return ""
    read_toml(path)  # says in Chinese, with its line, what cannot be read
    return path.read_bytes().decode("utf-8")


def _check(suggestion: Suggestion, book: _Book, new: str) -> None:
    """Judge the name against the campaign as it stands on the disk now, then the campaign as it would be."""
    name, target, named = _named(suggestion)
    present = book.read()
    if present.key != suggestion.campaign:
        raise NotRememberedError(_CHANGED)
    faults = further_name_faults(name, target, present, named)
    if faults:
        raise NotRememberedError(faults[0])
    campaign = book.read(new)
    known = campaign.unit_aliases if named is Named.UNIT else campaign.project_aliases
    if Alias(name, target) not in known:
        raise NotRememberedError(f"config.toml 或 campaign.toml 中对“{name}”另有规定，以那里为准，请在那里改")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let two people who remember something at once do so one after the other."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)  # the file's new name lasts as well
    finally:
        os.close(descriptor)


def _replace(path: Path, text: str) -> None:
    """Put a whole new file in the old one's place: whoever reads sees the old text or the new one."""
    mode = path.stat().st_mode & 0o777 if path.exists() else _NEW_FILE_MODE
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
