"""What campaign.toml and template.toml may hold, as pydantic models; the shapes of config.toml share their types."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Words = list[Text]
Names = dict[str, Text]
SeverityWord = Literal["gap", "advice", "off"]


def _moment(value: object) -> date:
    if not isinstance(value, date):
        raise PydanticCustomError(
            "moment", "应为日期或时刻（不加引号），例如 2024-03-22 或 2024-03-22T17:00:00"
        )
    return value


def _address(value: object) -> str:
    if not isinstance(value, str) or not is_address(value):
        raise PydanticCustomError("address", "应为邮箱地址，例如 name@example.org")
    return value


def is_address(text: str) -> bool:
    """Whether the text is one plain addr-spec (RFC 5322, section 3.4.1, without comments and quoted forms)."""
    local, _, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;:<>()[]"\\')
    return plain and bool(local) and "@" not in local and all(domain.split("."))


Moment = Annotated[Any, PlainValidator(_moment)]
Address = Annotated[str, PlainValidator(_address)]


class StrictModel(BaseModel):
    """A table of a file of ours: unknown keys are faults, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class ContactFile(StrictModel):
    """[contact] of campaign.toml."""

    name: Text
    telephone: Text
    mailbox: Address
    postal_address: Text
    bureau: Text
    department: str = ""
    paper_copies: Text = "一式二份"


class BatchFile(StrictModel):
    """One [[batch]] of campaign.toml; `roster` names its CSV file."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    name: Text
    roster: Text
    words: Words = []


class CampaignFile(StrictModel):
    """campaign.toml, with what the configuration lays over it."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    name: Text
    notice: Text
    opens: Moment
    deadline: Moment
    deadline_text: Text | None = None
    receipt_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
    contact: ContactFile
    batch: Annotated[list[BatchFile], Field(min_length=1)]
    template: Text = "template.toml"
    aliases_file: Text = "aliases.toml"
    noise_words: Words = []
    low_spending_rate: Annotated[float, Field(ge=0, le=100)] = 60.0
    minimum_characters: Annotated[int, Field(ge=0)] = 60
    action_plan_words: Words = ["专利转化运用", "专项行动", "专利转化专项"]
    case_study_words: Words = ["典型案例"]
    budget_change_words: Words = ["预算调整", "调整预算"]
    aliases: Names = {}
    names_beside_project: Names = {}
    likely_aliases: Names = {}
    project_aliases: Names = {}
    signing_bodies: Names = {}
    severity: dict[str, SeverityWord] = {}
    exempt: Names = {}


class SectionFile(StrictModel):
    """One [[section]] of template.toml."""

    number: Annotated[int, Field(ge=1)]
    heading: Text
    wordings: Words = []
    keywords: Words = []
    further_keywords: Words = []
    guidance: Words = []
    marks: Words = []
    minimum_characters: Annotated[int, Field(ge=0)] | None = None
    subject: Literal["results", "funds", "progress", "highlights", "plan"] | None = None


class TemplateFile(StrictModel):
    """template.toml."""

    title_pattern: Text
    title_words: Annotated[Words, Field(min_length=1)]
    annex_heading: Text
    annex_labels: Words
    contact_labels: Annotated[Words, Field(min_length=1)]
    contact_line: Text
    sign_off_line: Text
    date_line: Text
    seal_words: Words = ["盖章", "公章"]
    section: Annotated[list[SectionFile], Field(min_length=1)]


class NamesFile(StrictModel):
    """One [units."…"] or [projects."…"] of the alias file: the other names of it, by how far they are trusted."""

    confirmed: Words = []
    former: Words = []
    english: Words = []
    beside_project: Words = []
    likely: Words = []
    signing: Words = []


class AliasFile(StrictModel):
    """The alias file: every table is keyed by the roster's own name, the shared ones by the name that is shared."""

    units: dict[str, NamesFile] = {}
    projects: dict[str, NamesFile] = {}
    shared_units: dict[str, Annotated[Words, Field(min_length=2)]] = {}
    shared_projects: dict[str, Annotated[Words, Field(min_length=2)]] = {}
