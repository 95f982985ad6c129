"""A campaign's folder -> Campaign: campaign.toml, the template and the rosters, checked together.          I/O.

Every fault is collected before anything is said. Keys of `[[campaign]]` in the configuration lie over those of
campaign.toml: tables key by key, everything else as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from rules.alias_check import Claim, Named, claim_faults
from rules.campaign import Alias, Batch, BureauContact, Campaign
from rules.checks.registry import CHECKS
from rules.finding import Severity
from rules.matching.normalise import name_key
from rules.roster import Roster, RosterEntry
from rules.template import SectionSpec, Subject, Template
from service.alias_file import AliasNames, Target, expanded, parse_alias_text, read_alias_file
from service.campaign_models import BatchFile, CampaignFile, SectionFile, TemplateFile
from service.faults import ConfigError, Fault, message_of, nearest
from service.roster_csv import read_roster
from service.toml_text import KeyPath, TomlFile, read_toml

_Model = TypeVar("_Model", bound=BaseModel)

DEFAULT_CAMPAIGN = "2024-6"
DEFAULT_TIMEZONE = ZoneInfo("Asia/Shanghai")

SHIPPED_ALIASES = "aliases.toml"
# The tables of campaign.toml and the configuration that give one name each, and what they name.
_TABLES = {
    "aliases": Named.UNIT,
    "names_beside_project": Named.UNIT,
    "likely_aliases": Named.UNIT,
    "signing_bodies": Named.UNIT,
    "project_aliases": Named.PROJECT,
}
# A name in several of them is trusted as far as any of them trusts it.
_SURER = {"names_beside_project": ("aliases",), "likely_aliases": ("aliases", "names_beside_project")}
# The codes that a severity can be set for.
CODES = frozenset(check.code for check in CHECKS)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the configuration says over a campaign's own file, and where in the configuration it stands."""

    values: Mapping[str, Any]
    file: TomlFile
    prefix: KeyPath
    folder: Path  # what relative paths of the overrides are relative to


@dataclass(frozen=True, slots=True)
class CampaignReading:
    """What a folder gave: the campaign, None where there are faults; its key and batch keys as far as known."""

    campaign: Campaign | None
    faults: tuple[Fault, ...]
    key: str = ""
    batch_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Merged:
    """campaign.toml with the overrides laid over it; knows which of the two files a key comes from."""

    values: dict[str, Any]
    file: TomlFile
    folder: Path
    overrides: Overrides | None = None

    def where(self, path: KeyPath) -> str:
        if self.overrides is not None and self._is_overridden(path):
            return self.overrides.file.where((*self.overrides.prefix, *path))
        return self.file.where(path)

    def base_of(self, key: str) -> Path:
        """The folder that a relative path under the key is relative to."""
        return (
            self.overrides.folder
            if self.overrides is not None and key in self.overrides.values
            else self.folder
        )

    def _is_overridden(self, path: KeyPath) -> bool:
        over = self.overrides.values if self.overrides is not None else {}
        if not path or path[0] not in over:
            return False
        laid, own = over[str(path[0])], self.file.values.get(str(path[0]))
        return not (isinstance(laid, dict) and isinstance(own, dict)) or len(path) < 2 or path[1] in laid

    def table(self, key: str) -> dict[str, str]:
        """The table's entries that are plain text; whatever else stands there is already a fault."""
        table = self.values.get(key)
        return (
            {name: value for name, value in table.items() if isinstance(value, str)}
            if isinstance(table, dict)
            else {}
        )


@dataclass(slots=True)
class _Findings:
    """What is collected on the way through one folder."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, where: str, message: str) -> None:
        self.faults.append(Fault(where, message))


def shipped_campaigns() -> dict[str, Path]:
    """The folders of the campaigns that come with the program, by key."""
    root = Path(str(resources.files("rules").joinpath("campaigns"))).resolve()
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "campaign.toml").is_file()}


def default_campaigns(timezone: ZoneInfo = DEFAULT_TIMEZONE) -> tuple[Campaign, ...]:
    """The campaign that serves where there is no configuration."""
    return (load_campaign(shipped_campaigns()[DEFAULT_CAMPAIGN], timezone),)


def load_campaign(folder: Path, timezone: ZoneInfo, overrides: Overrides | None = None) -> Campaign:
    """Read one campaign. Raises ConfigError naming every fault."""
    reading = read_campaign(folder, timezone, overrides)
    if reading.campaign is None:
        raise ConfigError(reading.faults)
    return reading.campaign


def read_campaign(
    folder: Path, timezone: ZoneInfo, overrides: Overrides | None = None, alias_text: str | None = None
) -> CampaignReading:
    """Read one campaign's folder with all its faults; never raises for what the files hold.

    `alias_text` is read in place of the alias file that `names_go_to` says: what it is about to hold.
    """
    try:
        file = read_toml(folder / "campaign.toml")
    except ConfigError as error:
        return CampaignReading(None, error.faults)
    merged = _merge(file, folder, overrides)
    findings = _Findings()
    content = _validate(CampaignFile, merged, findings)
    annexes = _read_rosters(merged, findings)
    roster = Roster(tuple(entry for _, entries in annexes for entry in entries))
    template = _read_template(merged, findings)
    names = _own_words(_read_aliases(merged, findings, alias_text), merged)
    _check_names(merged, roster, [batch for batch, _ in annexes], names, findings)
    _check_codes(merged, findings)
    _check_exempt(merged, roster, findings)
    _check_times(merged, timezone, findings)
    campaign = None
    if content is not None and template is not None and not findings.faults:
        campaign = _named(_campaign(content, merged, roster, template, timezone), content, names)
    batch_keys = tuple(batch.key for batch, _ in annexes)
    return CampaignReading(campaign, tuple(findings.faults), _text(merged.values.get("key")), batch_keys)


def _merge(file: TomlFile, folder: Path, overrides: Overrides | None) -> _Merged:
    values = dict(file.values)
    for key, laid in (overrides.values if overrides is not None else {}).items():
        own = values.get(key)
        values[key] = {**own, **laid} if isinstance(own, dict) and isinstance(laid, dict) else laid
    return _Merged(values, file, folder, overrides)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _validate(model: type[_Model], merged: _Merged, findings: _Findings) -> _Model | None:
    try:
        return model.model_validate(merged.values)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            findings.add(merged.where(detail["loc"]), message_of(detail, model.model_fields))
        return None


def _read_rosters(merged: _Merged, findings: _Findings) -> list[tuple[Batch, tuple[RosterEntry, ...]]]:
    """Every annex that can be read, whatever is wrong elsewhere."""
    annexes: list[tuple[Batch, tuple[RosterEntry, ...]]] = []
    batches = merged.values.get("batch")
    for position, values in enumerate(batches if isinstance(batches, list) else []):
        try:
            batch = BatchFile.model_validate(values)
        except ValidationError:
            continue  # already said, with its place
        for key in ("key", "name"):
            if getattr(batch, key) in {getattr(other, key) for other, _ in annexes}:
                findings.add(merged.where(("batch", position, key)), f"批次“{getattr(batch, key)}”重复")
        annexes.append(_read_annex(batch, merged, findings))
    return annexes


def _read_annex(
    file: BatchFile, merged: _Merged, findings: _Findings
) -> tuple[Batch, tuple[RosterEntry, ...]]:
    batch = Batch(file.key, file.name, tuple(file.words))
    try:
        return batch, read_roster(
            merged.base_of("batch") / file.roster, batch, _text(merged.values.get("key"))
        )
    except ConfigError as error:
        findings.faults += error.faults
        return batch, ()


def _read_template(merged: _Merged, findings: _Findings) -> Template | None:
    name = _text(merged.values.get("template", "template.toml"))
    try:
        file = read_toml(merged.base_of("template") / name)
    except ConfigError as error:
        findings.faults += error.faults
        return None
    content = _validate(TemplateFile, _Merged(file.values, file, merged.folder), findings)
    if content is None:
        return None
    for position, section in enumerate(content.section):
        if section.number != position + 1:
            findings.add(
                file.where(("section", position, "number")),
                f"各部分应从 1 起依次编号，此处应为 {position + 1}",
            )
    minimum = merged.values.get("minimum_characters", 60)
    return _template(content, minimum if isinstance(minimum, int) else 60)


def _template(content: TemplateFile, minimum: int) -> Template:
    return Template(
        title_pattern=content.title_pattern,
        title_words=tuple(content.title_words),
        sections=tuple(_section(section, minimum) for section in content.section),
        annex_heading=content.annex_heading,
        annex_labels=tuple(content.annex_labels),
        contact_labels=tuple(content.contact_labels),
        contact_line=content.contact_line,
        sign_off_line=content.sign_off_line,
        date_line=content.date_line,
        seal_words=tuple(content.seal_words),
    )


def _section(section: SectionFile, minimum: int) -> SectionSpec:
    return SectionSpec(
        number=section.number,
        heading=section.heading,
        wordings=tuple(section.wordings),
        keywords=tuple(section.keywords),
        guidance=tuple(section.guidance),
        marks=tuple(section.marks),
        minimum_characters=minimum if section.minimum_characters is None else section.minimum_characters,
        subject=None if section.subject is None else Subject(section.subject),
        further_keywords=tuple(section.further_keywords),
    )


def names_go_to(folder: Path, overrides: Overrides | None = None) -> Path:
    """The alias file that is the bureau's to write in. Raises ConfigError where campaign.toml cannot be read."""
    return _own_alias_file(_merge(read_toml(folder / "campaign.toml"), folder, overrides))


def _own_alias_file(merged: _Merged) -> Path:
    """The configured one; else the folder's, but beside the configuration for a campaign that ships: it is not ours."""
    if "aliases_file" in merged.values:
        return merged.base_of("aliases_file") / _text(merged.values["aliases_file"])
    if merged.overrides is not None and merged.folder.resolve() in shipped_campaigns().values():
        return merged.overrides.folder / f"aliases-{_text(merged.values.get('key'))}.toml"
    return merged.folder / SHIPPED_ALIASES


def _read_aliases(merged: _Merged, findings: _Findings, own_text: str | None = None) -> AliasNames:
    """The bureau's own alias file over the one in the campaign's folder; either may be missing."""
    base, own = merged.folder / SHIPPED_ALIASES, _own_alias_file(merged)
    own_names = _alias_file(own, findings, own_text)
    return own_names if own == base else own_names.over(_alias_file(base, findings))


def _alias_file(path: Path, findings: _Findings, text: str | None = None) -> AliasNames:
    """What one file says, or is to say. Where nobody has written down a name yet there is no file."""
    if text is None and not path.exists():
        return AliasNames()
    try:
        return read_alias_file(path) if text is None else parse_alias_text(text, str(path))
    except ConfigError as error:
        findings.faults += error.faults
        return AliasNames()


def _own_words(names: AliasNames, merged: _Merged) -> AliasNames:
    """What campaign.toml and the configuration say of a name takes the place of what the alias file says."""
    units = [name for key, named in _TABLES.items() if named is Named.UNIT for name in merged.table(key)]
    return names.without(units, merged.table("project_aliases"))


def _check_names(
    merged: _Merged, roster: Roster, batches: Sequence[Batch], names: AliasNames, findings: _Findings
) -> None:
    """Aliases point into the roster, and none of them is too general, another one's name, or written twice."""
    own = {Named.UNIT: roster.units, Named.PROJECT: roster.projects}
    written = [claim for key, named in _TABLES.items() for claim in _table_claims(merged, key, named)]
    targets = [Target(target, claim.named, claim.where) for claim in written for target in claim.targets]
    for target in (*targets, *names.targets):
        if target.name not in own[target.named]:
            findings.add(target.where, f"名单中没有“{target.name}”{nearest(target.name, own[target.named])}")
    # A name may stand in two tables (another name that also signs), as long as it means the same in both.
    once = {(name_key(claim.name), claim.targets, claim.named): claim for claim in reversed(written)}
    for claim, fault in claim_faults((*reversed(once.values()), *names.claims), roster, batches):
        findings.add(claim.where, fault)


def _table_claims(merged: _Merged, key: str, named: Named) -> Iterator[Claim]:
    """What one table says; a doubtful name that another table trusts more says nothing any more."""
    surer = {alias for other in _SURER.get(key, ()) for alias in merged.table(other)}
    names = {alias: target for alias, target in merged.table(key).items() if alias not in surer}
    for alias, target in names.items():
        yield Claim(alias, frozenset({target}), named, merged.where((key, alias)))


def _check_codes(merged: _Merged, findings: _Findings) -> None:
    for code in merged.table("severity"):
        if code not in CODES:
            findings.add(merged.where(("severity", code)), f"没有这个检查代码{nearest(code, CODES)}")


def _check_exempt(merged: _Merged, roster: Roster, findings: _Findings) -> None:
    for entry in merged.table("exempt"):
        if entry not in roster.by_id:
            findings.add(
                merged.where(("exempt", entry)), f"名单中没有编号 {entry}{nearest(entry, roster.by_id)}"
            )


def _check_times(merged: _Merged, timezone: ZoneInfo, findings: _Findings) -> None:
    opens, deadline = merged.values.get("opens"), merged.values.get("deadline")
    if not isinstance(opens, date) or not isinstance(deadline, date):
        return  # already said
    if start_of(opens, timezone) >= end_of(deadline, timezone):
        findings.add(merged.where(("deadline",)), "deadline 早于 opens")


def start_of(moment: date, timezone: ZoneInfo) -> datetime:
    """A date begins at midnight in the zone; a moment is what it says, in the zone where it names none."""
    return (
        _aware(moment, timezone)
        if isinstance(moment, datetime)
        else datetime.combine(moment, time.min, timezone)
    )


def end_of(moment: date, timezone: ZoneInfo) -> datetime:
    """A date ends with its last microsecond in the zone; a moment is what it says."""
    return (
        _aware(moment, timezone)
        if isinstance(moment, datetime)
        else datetime.combine(moment, time.max, timezone)
    )


def _aware(moment: datetime, timezone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=timezone) if moment.tzinfo is None else moment.astimezone(timezone)


def deadline_text(deadline: date) -> str:
    """How a deadline is worded where nobody says: "3月22日前", with the hour where it has one."""
    day = f"{deadline.month}月{deadline.day}日"
    return f"{day}{deadline:%H:%M}前" if isinstance(deadline, datetime) else f"{day}前"


def _worded_deadline(content: CampaignFile, merged: _Merged) -> str:
    """The notice's own wording, unless the configuration moves the deadline and says no word of its own."""
    laid = merged.overrides.values if merged.overrides is not None else {}
    moved = "deadline" in laid and "deadline_text" not in laid
    return (
        deadline_text(content.deadline) if moved or content.deadline_text is None else content.deadline_text
    )


def _campaign(
    content: CampaignFile, merged: _Merged, roster: Roster, template: Template, timezone: ZoneInfo
) -> Campaign:
    return Campaign(
        key=content.key,
        name=content.name,
        notice=content.notice,
        opens=start_of(content.opens, timezone),
        deadline=end_of(content.deadline, timezone),
        deadline_text=_worded_deadline(content, merged),
        batches=tuple(Batch(batch.key, batch.name, tuple(batch.words)) for batch in content.batch),
        roster=roster,
        template=template,
        contact=BureauContact(**content.contact.model_dump()),
        receipt_prefix=content.receipt_prefix,
        noise_words=tuple(content.noise_words),
        exempt=dict(content.exempt),
        severity={code: Severity(word) for code, word in content.severity.items()},
        low_spending_rate=content.low_spending_rate,
        minimum_characters=content.minimum_characters,
        action_plan_words=tuple(content.action_plan_words),
        case_study_words=tuple(content.case_study_words),
        budget_change_words=tuple(content.budget_change_words),
    )


def _named(campaign: Campaign, content: CampaignFile, names: AliasNames) -> Campaign:
    """The campaign with all other names of its units and projects: the operator's own, then the alias file's."""
    return replace(
        campaign,
        unit_aliases=expanded((*_own_aliases(content), *names.units), names.shared_units),
        project_aliases=(*_aliases(content.project_aliases.items()), *names.projects),
        signing_bodies=(*_aliases(content.signing_bodies.items()), *names.signing_bodies),
        shared_units=names.shared_units,
        shared_projects=names.shared_projects,
    )


def _own_aliases(content: CampaignFile) -> Iterator[Alias]:
    """The units' names in the tables: one that an operator has confirmed is doubtful no longer."""
    beside, likely = content.names_beside_project, content.likely_aliases
    surer = {*content.aliases, *beside}
    yield from _aliases(content.aliases.items())
    for name in (name for name in beside if name not in content.aliases):
        yield Alias(name, beside[name], confirmed=False, beside_project=True)
    yield from (Alias(name, likely[name], confirmed=False) for name in likely if name not in surer)


def _aliases(names: Iterable[tuple[str, str]]) -> tuple[Alias, ...]:
    return tuple(Alias(name, target) for name, target in names)
