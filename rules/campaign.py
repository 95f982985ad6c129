"""A campaign: one notice being worked, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.finding import Severity
from rules.roster import Roster
from rules.template import Template


@dataclass(frozen=True, slots=True)
class Batch:
    """One annex of the notice: its key, its Chinese name, and words that name it in subjects."""

    key: str  # "acceptance"
    name: str  # "总结验收"
    words: tuple[str, ...] = ()  # "首批", "附件2"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit or a project. A `likely` one never yields `matched` until an operator confirms it.

    One that is certain only beside the project (闻泰科技, the listed parent of 上海闻泰电子) is not confirmed either: it
    counts as likely wherever the unit's project does not stand with it.
    """

    name: str
    target: str  # the roster's own name
    confirmed: bool = True
    beside_project: bool = False


@dataclass(frozen=True, slots=True)
class SharedAlias:
    """A name that fits several units (or several projects): it names none of them for certain."""

    name: str
    targets: tuple[str, ...]  # the roster's own names, two at least


@dataclass(frozen=True, slots=True)
class BureauContact:
    """Who answers questions, and where the paper copies go (the notice's last paragraphs)."""

    name: str
    telephone: str
    mailbox: str
    postal_address: str
    bureau: str
    department: str = ""
    paper_copies: str = "一式二份"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything the rules need to know of one notice. Times are aware, in the configured zone.

    `deadline` is the last moment that counts as in time; `deadline_text` is how the notice words it. A shared name of
    units also stands among `unit_aliases`, once for each unit and never confirmed; one of projects does not stand among
    `project_aliases`: beside a unit it still narrows the projects.
    """

    key: str
    name: str  # short, for subjects and digests: "2024年专项资金支持项目总结验收和中期检查"
    notice: str  # 文号 and title
    opens: datetime
    deadline: datetime
    deadline_text: str
    batches: tuple[Batch, ...]
    roster: Roster
    template: Template
    contact: BureauContact
    receipt_prefix: str  # of receipt numbers: "ZSCQ2024"
    unit_aliases: tuple[Alias, ...] = ()
    project_aliases: tuple[Alias, ...] = ()
    shared_units: tuple[SharedAlias, ...] = ()  # 微创: two companies of one group
    shared_projects: tuple[SharedAlias, ...] = ()  # 升级培育: one project in each of two years
    signing_bodies: tuple[Alias, ...] = ()  # bodies that sign for a unit: a district's own office
    noise_words: tuple[str, ...] = ()  # words of subjects that name nothing: 盖章版, 最终版
    exempt: Mapping[str, str] = field(default_factory=dict)  # entry id -> reason
    severity: Mapping[str, Severity] = field(default_factory=dict)  # code -> severity, over the defaults
    low_spending_rate: float = 60.0  # percent
    minimum_characters: int = 60
    action_plan_words: tuple[str, ...] = ("专利转化运用", "专项行动", "专利转化专项")
    case_study_words: tuple[str, ...] = ("典型案例",)
    budget_change_words: tuple[str, ...] = ("预算调整", "调整预算")

    def __hash__(self) -> int:
        """Enough to tell campaigns apart; the whole holds mappings, and to go through it takes long."""
        return hash((self.key, self.notice, self.deadline))
